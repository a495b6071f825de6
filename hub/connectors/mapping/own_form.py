"""A body's own monthly form as the lines of a report: what it says it did, never the hub's figure (INFO-1)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from hub.connectors.files import is_legacy_workbook, read_legacy_workbook, read_workbook
from hub.connectors.mapping.model import title_of
from hub.connectors.mapping.money import unit_in
from hub.connectors.mapping.proposal import read_ledger
from hub.connectors.mapping.tables import LIMITS
from hub.connectors.native import Native, as_native
from hub.connectors.parsing import is_blank, parse_amount_fen, parse_count
from hub.core.errors import ClosedInputError
from hub.core.measures import MEASURES, Measure
from hub.core.privacy import half_width

_MONTH = re.compile(r"(20\d{2})\s*年\s*(\d{1,2})\s*月")
_BESIDES = {
    "cases": ("受理件数", "受理数", "件数", "案件数", "调解案件"),
    "success": ("成功", "成功件数", "达成协议"),
    "failed": ("不成", "未达成"),
    "concluded": ("办结件数", "结案"),
    "amount_fen": ("金额", "达成金额", "协议涉及金额"),
    "form.WRITTEN": ("书面",),
    "form.ORAL": ("口头",),
    "performed": ("履行", "履行件数"),
    "people": ("人数", "当事人数"),
}
"""What forms call a measure besides its own name."""
_LOOKED_AT = 6


def measure_of(heading: str) -> Measure | None:
    """
    Return the measure that a heading of a form names, None when it names none.

    >>> measure_of("金额(万元)").code, measure_of("调解成功").code, measure_of("备注")
    ('amount_fen', 'success', None)
    """
    plain = re.sub(r"\(.*", "", title_of(heading))
    for measure in MEASURES.values():
        if plain == measure.zh or plain in _BESIDES.get(measure.code, ()):
            return measure
    return None


def form_figures(content: bytes, name: str) -> dict[str, Native]:
    """
    Return what a form states by heading, its rows summed; headings that name no measure are left out.

    Raises:
        ClosedInputError: no form is found in the file.
        RowRejectedError: a figure can't be read.
    """
    ledger = read_ledger(content, name)
    known = {heading: measure for heading in ledger.headings if (measure := measure_of(heading)) is not None}
    if not known:
        raise ClosedInputError("no heading of the form names a measure", where=name, remedy="see reference/mapping")
    figures: dict[str, Native] = {}
    for heading, measure in known.items():
        cells = [as_native(row.get(heading)) for row in ledger.rows]
        figures[measure.code] = sum(_figure(cell, heading, measure) for cell in cells)
    return figures


def _figure(cell: Native, heading: str, measure: Measure) -> int:
    if is_blank(cell):
        return 0
    if measure.is_amount:
        return parse_amount_fen(cell, heading, unit=unit_in(heading) or "元") or 0
    return parse_count(cell, heading) or 0


def month_of(content: bytes, name: str) -> str:
    """
    Return the month of a form whose file name says none: the one in its head.

    Raises:
        ClosedInputError: neither does its head.
    """
    found = _MONTH.search(half_width(name)) or next(_in_head(content, name), None)
    if found is None or not 1 <= int(found[2]) <= 12:
        raise ClosedInputError("the form names no month", where=name, remedy="write it into the file's name: 2026年3月")
    return f"{found[1]}-{int(found[2]):02d}"


def _in_head(content: bytes, name: str) -> Iterator[re.Match[str]]:
    read = read_legacy_workbook if is_legacy_workbook(content) else read_workbook
    for sheet in read(content, where=name, limits=LIMITS):
        for row in sheet.rows[:_LOOKED_AT]:
            for cell in row:
                match = _MONTH.search(half_width(str(cell))) if isinstance(cell, str) else None
                if match is not None:
                    yield match


def lines_of(figures: Mapping[str, Native]) -> list[tuple[str, int]]:
    """Return measure and figure of each line, in the order of the form."""
    return [(code, int(str(figures[code]))) for code in MEASURES if code in figures]
