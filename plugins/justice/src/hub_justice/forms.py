"""Reading an office's submitted form: a second ledger beside the hub's. Differences are noted, never changed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hub.connectors.files.limits import FileLimits, read_bytes
from hub.connectors.files.workbook import read_workbook
from hub.connectors.parsing import parse_decimal
from hub.core.errors import ClosedInputError, RowRejectedError
from hub.core.privacy import half_width
from hub.plugins.spec import InputFault, Native, NativeRecord
from hub_justice.ledger_forms import MONTHLY
from hub_justice.monthly import COLUMNS, FEN_PER_WAN, ROW_HEADING, TITLE, TOTAL, Column, FormHeader, MonthlyForm

LIMITS = FileLimits(file_bytes=5 * 1024 * 1024, unpacked_bytes=50 * 1024 * 1024, rows=2000, columns=200)
"""A form is some ten kilobytes."""
_HEADING_ROWS = 12
_FIELDS = {
    "unit": "填报单位",
    "number": "表号",
    "authority": "制定机关",
    "valid_until": "有效期至",
    "head": "单位负责人",
    "statistician": "统计负责人",
    "clerk": "填表人",
    "reported_on": "报出日期",
    "revision": "修订号",
    "known_on": "数据截至",
    "definition": "统计口径",
    "digest": "校验码",
}
_PERIOD = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月|(\d{4})-(\d{1,2})")

Grid = list[list[object]]


@dataclass(frozen=True, slots=True)
class Finding:
    """Two figures of one form that ought to agree and don't."""

    row: str
    check: str
    stated: int
    computed: int


def read_form(content: bytes, place: str) -> MonthlyForm:
    """
    Return the form that *content* holds; headings are found by their text, merged or not.

    Raises:
        ClosedInputError: it's no such form, or not a workbook at all; nothing of it is taken.
    """
    grid = _grid(content, place)
    heading = next((i for i, row in enumerate(grid[:_HEADING_ROWS]) if _text(row[0]) == ROW_HEADING), None)
    if heading is None:
        raise ClosedInputError("no heading 调委会类型", where=place, remedy=f"send the form {TITLE}, unchanged")
    columns = _matched_columns(grid, heading, place)
    rows: dict[str, dict[str, int]] = {}
    for row in grid[heading + 2 :]:  # groups and headings stand in two rows, merged or not
        label = _text(row[0])
        if not label or ":" in label:
            break
        rows[label] = {columns[i].measure: _figure(row[i], columns[i], place) for i in columns}
    return MonthlyForm(header=_header(grid, place), rows=rows, total=rows.pop(TOTAL, {}))


def findings_of(form: MonthlyForm) -> tuple[Finding, ...]:
    """Return what doesn't add up in *form*."""
    return tuple(_findings(form))


def _findings(form: MonthlyForm) -> Iterator[Finding]:
    sums = form.sums()
    for measure, stated in form.total.items():
        if stated != sums[measure]:
            yield Finding(TOTAL, measure, stated, sums[measure])
    for label, figures in form.rows.items():
        for check, stated, prefix in (
            ("types", figures.get("cases", 0), "type."),
            ("channels", figures.get("cases", 0), "channel."),
            ("forms", figures.get("success", 0), "form."),
        ):
            computed = sum(value for measure, value in figures.items() if measure.startswith(prefix))
            if computed != stated:
                yield Finding(label, check, stated, computed)
        if figures.get("success", 0) > figures.get("cases", 0):
            yield Finding(label, "success", figures["success"], figures.get("cases", 0))


def changed_forms(folder: Path, known: dict[str, str]) -> tuple[tuple[NativeRecord, ...], tuple[InputFault, ...]]:
    """Return the forms of *folder* whose content isn't in *known* (hash by file name), and put it there."""
    records: list[NativeRecord] = []
    faults: list[InputFault] = []
    for path in sorted(folder.glob("*.xlsx")):
        if path.name.startswith("~$"):
            continue
        content = b""
        digest = f"{path.stat().st_size}/{path.stat().st_mtime_ns}"
        try:
            content = read_bytes(path, LIMITS)
            digest = hashlib.sha256(content).hexdigest()[:24]
            if known.get(path.name) != digest:
                records.append(_record(path.name, digest, read_form(content, path.name)))
        except ClosedInputError as fault:
            if known.get(path.name) != digest:
                reason = f"{fault.what}; {fault.remedy}"
                faults.append(
                    InputFault(source=MONTHLY, place=path.name, code=fault.code, reason=reason, content=content)
                )
        known[path.name] = digest
    return tuple(records), tuple(faults)


def _record(name: str, digest: str, form: MonthlyForm) -> NativeRecord:
    rows: dict[str, Native] = {label: dict(figures) for label, figures in form.rows.items()}
    findings: list[Native] = [
        {"row": found.row, "check": found.check, "stated": found.stated, "computed": found.computed}
        for found in findings_of(form)
    ]
    fields: dict[str, Native] = {
        "unit": form.header.unit,
        "month": form.header.month,
        "reported_on": form.header.reported_on,
        "rows": rows,
        "total": dict(form.total),
        "findings": findings,
    }
    return NativeRecord(source=MONTHLY, native_id=f"{MONTHLY}/{name}", version=digest, fields=fields, place=name)


def _grid(content: bytes, place: str) -> Grid:
    """Return the first visible sheet; every cell of a merged range holds the range's value."""
    sheets = read_workbook(content, where=place, limits=LIMITS)
    if not sheets or not sheets[0].rows:
        raise ClosedInputError("the workbook is empty", where=place, remedy=f"send the form {TITLE}, unchanged")
    width = max(len(row) for row in sheets[0].rows)
    return [[*row, *[None] * (width - len(row))] for row in sheets[0].rows]


def _text(value: object) -> str:
    return "" if value is None else "".join(half_width(str(value)).split())


def _matched_columns(grid: Grid, heading: int, place: str) -> dict[int, Column]:
    groups, headings = grid[heading], grid[min(heading + 1, len(grid) - 1)]
    by_heading = {(half_width(column.group), half_width(column.heading)): column for column in COLUMNS}
    found: dict[int, Column] = {}
    group = ""
    for index in range(1, len(headings)):
        group = _text(groups[index]) or group
        column = by_heading.get((group, _text(headings[index])))
        if column is not None and column not in found.values():
            found[index] = column
    missing = [f"{column.group}/{column.heading}" for column in COLUMNS if column not in found.values()]
    if missing:
        raise ClosedInputError(
            f"columns are missing: {'、'.join(missing[:5])}", where=place, remedy=f"send the form {TITLE}, unchanged"
        )
    return found


def _figure(value: object, column: Column, place: str) -> int:
    text = _text(value)
    if text in ("", "-", "/", "无"):
        return 0
    try:
        number = parse_decimal(value if isinstance(value, float) else text, column.heading)
    except RowRejectedError as fault:
        raise ClosedInputError(
            f"{column.group}/{column.heading} holds no number", where=place, remedy="correct the cell, send it again"
        ) from fault
    return int((number * FEN_PER_WAN if column.is_amount else number).to_integral_value())


def _header(grid: Grid, place: str) -> FormHeader:
    texts = [half_width(str(cell)) for row in grid for cell in row if isinstance(cell, str)]
    found = {
        name: next(
            (text.split(":", 1)[1].strip() for text in texts if text.replace(" ", "").startswith(f"{label}:")), ""
        )
        for name, label in _FIELDS.items()
    }
    period = next((match for text in texts if "报告期" in text and (match := _PERIOD.search(text))), None)
    if period is None:
        raise ClosedInputError("no 报告期", where=place, remedy="write the month as 报告期：2026年3月")
    year, month = (int(part) for part in period.groups() if part)
    return FormHeader(month=f"{year:04d}-{month:02d}", **found)
