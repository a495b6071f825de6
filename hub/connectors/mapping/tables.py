"""A file of the source as rows by heading: workbook, CSV, JSON or XML."""

from __future__ import annotations

import json
from collections.abc import Mapping as Map
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from xml.etree.ElementTree import Element

from hub.connectors.files import (
    FileLimits,
    Sheet,
    TableRow,
    decode_text,
    element_fields,
    find_table,
    is_legacy_workbook,
    parse_markup,
    read_csv,
    read_legacy_workbook,
    read_workbook,
)
from hub.connectors.mapping.model import Source, title_of
from hub.connectors.mapping.words import SourceKind
from hub.connectors.native import Native, as_native
from hub.core.errors import ClosedInputError

LIMITS = FileLimits(file_bytes=32 * 1024 * 1024, unpacked_bytes=256 * 1024 * 1024, rows=100_000, columns=200)

_TITLE_TEXTS = 2
"""A row with more texts than the form's name and its filler is the heading."""


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One row: where a person finds it, and its cells by heading."""

    place: str
    fields: Map[str, Native]


@dataclass(frozen=True, slots=True)
class SourceTable:
    """The rows of one file, its headings, and its totals row where it has one."""

    rows: tuple[SourceRow, ...]
    headings: tuple[str, ...]
    totals: Map[str, Native]


def read_source(content: bytes, source: Source, *, where: str) -> SourceTable:
    """
    Return the rows of a file.

    Raises:
        ClosedInputError: it can't be read as a whole, or its heading isn't found.
    """
    match source.kind:
        case SourceKind.JSON:
            return _of_records(_json_records(content, source, where))
        case SourceKind.XML:
            return _of_records(_xml_records(content, source, where))
        case _:
            return _of_sheet(_sheet(content, source, where), source, where)


def _sheet(content: bytes, source: Source, where: str) -> Sheet:
    if source.kind is SourceKind.CSV:
        return read_csv(content, where=where, encodings=source.encodings, limits=LIMITS)
    # Offices rename .xls to .xlsx and back: what the file begins with decides.
    read = read_legacy_workbook if is_legacy_workbook(content) else read_workbook
    sheets = read(content, where=where, limits=LIMITS)
    fitting = [
        sheet
        for sheet in sheets
        if (not source.sheet_name or sheet.name.strip() == source.sheet_name) and source.sheet_contains in sheet.name
    ]
    if len(fitting) != 1:
        names = "、".join(sheet.name for sheet in sheets)
        raise ClosedInputError(
            f"{len(fitting)} sheets fit; the file has: {names}",
            where=where,
            remedy="name the sheet in source.sheet of the mapping file",
        )
    return fitting[0]


def _of_sheet(sheet: Sheet, source: Source, where: str) -> SourceTable:
    above = _title_rows(sheet, source.within_rows)
    body = _without(sheet, above)
    find = source.find or _first_headings(body)
    # Without a stop every row comes, so that the totals row is seen too.
    rows = find_table(body, find, where=where, within_rows=source.within_rows - above, stop_at=())
    stop = next((place for place, row in enumerate(rows) if _is_stop(row, source.stop_at)), len(rows))
    totals = next((row for row in rows[stop:] if _is_stop(row, ("合计",))), None)
    found = tuple(SourceRow(f"第{row.number + above}行", _titled(row.fields, where)) for row in rows[:stop])
    headings = tuple(title_of(name) for name in (rows[0].fields if rows else ()))
    return SourceTable(found, headings, _titled(totals.fields, where) if totals is not None else {})


def _title_rows(sheet: Sheet, within_rows: int) -> int:
    """Return how many rows above the heading only name the form: merged over all columns, or next to empty."""
    for place, row in enumerate(sheet.rows[: within_rows - 1]):
        texts = {title_of(str(cell)) for cell in row if cell is not None}
        if len(texts - {""}) > _TITLE_TEXTS:
            return place
    return 0


def _without(sheet: Sheet, above: int) -> Sheet:
    merged = tuple(
        (top - above, left, bottom - above, right) for top, left, bottom, right in sheet.merged if top > above
    )
    return Sheet(sheet.name, sheet.rows[above:], merged)


def _first_headings(sheet: Sheet) -> tuple[str, ...]:
    """Return the headings of a file that begins with them, as exports of databases do."""
    first = [str(cell) for cell in (sheet.rows[0] if sheet.rows else ()) if cell not in (None, "")]
    return tuple(first[:1])


def _is_stop(row: TableRow, words: Sequence[str]) -> bool:
    texts = [title_of(str(value)) for value in list(row.fields.values())[:3] if value is not None]
    return any(text.startswith(tuple(words)) for text in texts)


def _titled(fields: Map[str, object], where: str) -> dict[str, Native]:
    titled: dict[str, Native] = {}
    for name, value in fields.items():
        heading = title_of(name)
        if heading in titled:
            raise ClosedInputError(f"heading {heading} occurs twice", where=where, remedy="name the columns apart")
        titled[heading] = as_native(value)
    return titled


def _of_records(records: Sequence[Map[str, object]]) -> SourceTable:
    rows = tuple(
        SourceRow(f"第{number}条", {title_of(name): as_native(value) for name, value in record.items()})
        for number, record in enumerate(records, 1)
    )
    headings = tuple(dict.fromkeys(name for row in rows for name in row.fields))
    return SourceTable(rows, headings, {})


def _json_records(content: bytes, source: Source, where: str) -> Sequence[Map[str, object]]:
    text = decode_text(content, where=where, encodings=source.encodings)
    try:
        node: object = json.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError) as fault:
        raise ClosedInputError("no readable JSON: cut?", where=where, remedy="have it sent again") from fault
    for step in source.rows.split(".") if source.rows else ():
        node = node.get(step) if isinstance(node, dict) else None
    if not isinstance(node, list) or not all(isinstance(record, dict) for record in node):
        raise ClosedInputError(
            f"no list of records at {source.rows or 'the top'}", where=where, remedy="say where in source.rows"
        )
    _bounded(len(node), where)
    return [record for record in node if isinstance(record, dict)]


def _xml_records(content: bytes, source: Source, where: str) -> Sequence[Map[str, object]]:
    root: Element = parse_markup(content, where=where, limits=LIMITS)
    elements = [element for element in root.iter() if element.tag.rpartition("}")[2] == source.rows]
    if not elements:
        raise ClosedInputError(
            f"no element {source.rows or '(none named)'}", where=where, remedy="name it in source.rows"
        )
    _bounded(len(elements), where)
    return [dict(element_fields(element)) for element in elements]


def _bounded(count: int, where: str) -> None:
    if count > LIMITS.rows:
        raise ClosedInputError(f"more than {LIMITS.rows} records", where=where)
