"""
The file by which a body states its counts: one row a series and month, as CSV or XLSX, headings in Chinese.

A row that can't be taken is named with its field and reason; the others are taken.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from hub.connectors.files import TableRow, find_table, read_csv, read_workbook
from hub.core.errors import ClosedInputError, RowRejectedError
from hub.core.indicators import WITH_PEOPLE, Place, Series, overlapping, place_of
from hub.core.messages import IndicatorObservation
from hub.core.privacy import half_width
from hub.service.returned_rows import RejectedRow, RowFault, reject, rejected

HEADINGS = ("报送单位", "区划", "月份", "指标", "件数")
OPTIONAL = ("人次", "版本")
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
_SERIES = {member.zh: member for member in Series} | {member.value: member for member in Series}


@dataclass(frozen=True, slots=True)
class IndicatorRows:
    """What a file states: new observations, how many are known already, and the rows that can't be taken."""

    fresh: tuple[IndicatorObservation, ...]
    unchanged: int
    rejected: tuple[RejectedRow, ...]


def table_of(content: bytes, name: str, wanted: tuple[str, ...]) -> list[TableRow]:
    """
    Return the rows below the heading that has *wanted*, of a CSV file or of the first sheet that has it.

    Raises:
        ClosedInputError: the file can't be read as a whole, or has no such heading.
    """
    if not name.casefold().endswith(".xlsx"):
        return find_table(read_csv(content, where=name), wanted, where=name)
    fault = ClosedInputError("the workbook has no visible sheet", where=name, remedy="show the sheet with the table")
    for number, sheet in enumerate(read_workbook(content, where=name)):
        try:
            return find_table(sheet, wanted, where=name)
        except ClosedInputError as found:
            fault = found if number == 0 else fault
    raise fault


def read_indicators(
    rows: Iterable[TableRow],
    known: Mapping[Place, IndicatorObservation],
    is_division: Callable[[str], bool],
    stated_by: str,
) -> IndicatorRows:
    """Return what *rows* state beside what is *known*; *stated_by* is the post or staff number that brings the file."""
    fresh: dict[Place, IndicatorObservation] = {}
    unchanged = 0
    returned: list[RejectedRow] = []
    for row in rows:
        try:
            seen = _observation(row.fields, is_division, stated_by)
            former = known.get(place_of(seen))
            if former is not None and _same(seen, former):
                unchanged += 1
                continue
            _check(seen, former, {**known, **fresh})
            fresh[place_of(seen)] = seen
        except RowRejectedError as fault:
            returned.append(rejected(row.number, fault))
    return IndicatorRows(tuple(fresh.values()), unchanged, tuple(returned))


def _same(seen: IndicatorObservation, former: IndicatorObservation) -> bool:
    same = (seen.count, seen.people) == (former.count, former.people)
    return same and seen.version in (1, former.version)


def _check(
    seen: IndicatorObservation, former: IndicatorObservation | None, known: Mapping[Place, IndicatorObservation]
) -> None:
    if place_of(seen) in known and former is None:
        raise reject(RowFault.TWICE, "指标", seen.series)
    if former is not None and seen.version <= former.version:
        raise reject(RowFault.OLD_VERSION, "版本", str(seen.version), str(former.version + 1))
    region = overlapping(seen, known.values())
    if region is not None:
        raise reject(RowFault.OVERLAP, "区划", seen.region, region)


def _observation(
    fields: Mapping[str, object], is_division: Callable[[str], bool], stated_by: str
) -> IndicatorObservation:
    body, region, month = (_text(fields, name) for name in ("报送单位", "区划", "月份"))
    if not is_division(region):
        raise reject(RowFault.NO_DIVISION, "区划", region)
    if not _MONTH.fullmatch(month):
        raise reject(RowFault.NO_MONTH, "月份", month)
    series = _SERIES.get(_text(fields, "指标"))
    if series is None:
        raise reject(RowFault.NO_SERIES, "指标", _text(fields, "指标"), "、".join(member.zh for member in Series))
    people = _number(fields, "人次") if series in WITH_PEOPLE else None
    return IndicatorObservation(
        body=body,
        region=region,
        month=month,
        series=series.value,
        count=_number(fields, "件数"),
        people=people,
        version=_number(fields, "版本") if _said(fields, "版本") else 1,
        stated_by=stated_by,
    )


def _said(fields: Mapping[str, object], name: str) -> bool:
    return fields.get(name) not in (None, "")


def _text(fields: Mapping[str, object], name: str) -> str:
    text = half_width(str(fields.get(name) or "")).strip()
    if not text:
        raise reject(RowFault.EMPTY, name)
    if len(text) > 80:
        raise reject(RowFault.TOO_LONG, name, text)
    return text.removesuffix(".0")


def _number(fields: Mapping[str, object], name: str) -> int:
    raw = fields.get(name)
    text = half_width(str("" if raw is None else raw)).strip().replace(",", "").removesuffix(".0")
    if not (text.isascii() and text.isdigit()) or len(text) > 9:
        raise reject(RowFault.NO_NUMBER, name, text)
    return int(text)
