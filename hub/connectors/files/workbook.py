"""Excel workbooks: cells with merged ranges filled, and tables found by their headings."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from hub.connectors.files.archive import read_archive
from hub.connectors.files.limits import FileLimits
from hub.core.errors import ClosedInputError
from hub.core.privacy import half_width


@dataclass(frozen=True, slots=True)
class Sheet:
    """Cells of one sheet; a merged range holds its value in every cell."""

    name: str
    rows: tuple[tuple[object, ...], ...]
    merged: tuple[tuple[int, int, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row below the heading: its number as people see it and its values by heading."""

    number: int
    fields: Mapping[str, object]

    @property
    def place(self) -> str:
        """Where a person finds it."""
        return f"第{self.number}行"


def read_workbook(content: bytes, *, where: str, limits: FileLimits | None = None) -> tuple[Sheet, ...]:
    """
    Return every visible sheet of an XLSX file, formulas by their last computed value.

    Raises:
        ClosedInputError: no workbook, cut, a bomb, or more rows and columns than allowed.
    """
    bounds = limits or FileLimits()
    read_archive(content, where=where, limits=bounds)  # the same checks as for any zip: CRC, ratio, names
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError, SyntaxError) as fault:
        raise ClosedInputError("no readable workbook", where=where, remedy="save it again as .xlsx") from fault
    try:
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        return tuple(_read_sheet(sheet, where, bounds) for sheet in sheets)
    finally:
        book.close()


def _read_sheet(sheet: Worksheet, where: str, bounds: FileLimits) -> Sheet:
    if sheet.max_row > bounds.rows or sheet.max_column > bounds.columns:
        raise ClosedInputError(f"sheet has {sheet.max_row} rows and {sheet.max_column} columns", where=where)
    cells: list[list[object]] = [list(row) for row in sheet.iter_rows(values_only=True)]
    merged = tuple(
        (block.min_row, block.min_col, block.max_row, block.max_col)
        for block in sorted(sheet.merged_cells.ranges, key=lambda block: (block.min_row, block.min_col))
    )
    for top, left, bottom, right in merged:
        value = cells[top - 1][left - 1]
        for row in range(top - 1, min(bottom, len(cells))):
            for column in range(left - 1, min(right, len(cells[row]))):
                cells[row][column] = value
    return Sheet(sheet.title, tuple(tuple(row) for row in cells), merged)


def find_table(
    sheet: Sheet,
    wanted: Sequence[str],
    *,
    where: str,
    within_rows: int = 12,
    stop_at: Sequence[str] = ("合计", "填表人"),
) -> list[TableRow]:
    """
    Return the rows below the heading that names every one of *wanted*.

    A heading may span two rows with merged cells: its name is then both texts (``化解方式/口头``), and either is found.

    Raises:
        ClosedInputError: no such heading, two columns of one name, or data rows that are merged.
    """
    for index in range(min(within_rows, len(sheet.rows))):
        for depth in (1, 2, 3):
            names = _heading(sheet, index, depth)
            if names is not None and all(any(_is_named(name, want) for name in names) for want in wanted):
                _check_heading(sheet, names, wanted, index + depth, where)
                return _below(sheet, _resolved(names, wanted), index + depth, stop_at)
    raise ClosedInputError(
        f"no heading with {'、'.join(wanted)} in the first {within_rows} rows",
        where=where,
        remedy="has the form changed? compare its headings with the adapter's",
    )


def _heading(sheet: Sheet, index: int, depth: int) -> list[str] | None:
    if index + depth > len(sheet.rows):
        return None
    columns = max(len(row) for row in sheet.rows[index : index + depth])
    names: list[str] = []
    for column in range(columns):
        parts: list[str] = []
        for row in sheet.rows[index : index + depth]:
            text = _title(row[column]) if column < len(row) else ""
            if text and text not in parts:
                parts.append(text)
        names.append("/".join(parts))
    return names


def _title(value: object) -> str:
    return "" if value is None else "".join(half_width(str(value)).split())


def _is_named(name: str, want: str) -> bool:
    title = _title(want)
    return name == title or name.endswith(f"/{title}")


def _check_heading(sheet: Sheet, names: list[str], wanted: Sequence[str], below: int, where: str) -> None:
    for want in wanted:
        if sum(_is_named(name, want) for name in names) > 1:
            raise ClosedInputError(f"heading {want} occurs twice", where=where, remedy="name the columns apart")
    for top, left, bottom, right in sheet.merged:
        # A total or a signature below may be merged; a record of several rows or columns can't be read safely.
        if top <= below < bottom:
            raise ClosedInputError(
                f"merged cells reach from the heading into the rows (row {top} to {bottom}, column {left} to {right})",
                where=where,
                remedy="dissolve the merged cells",
            )


def _resolved(names: list[str], wanted: Sequence[str]) -> list[str]:
    return [next((want for want in wanted if _is_named(name, want)), name) for name in names]


def _below(sheet: Sheet, names: list[str], start: int, stop_at: Sequence[str]) -> list[TableRow]:
    found: list[TableRow] = []
    for offset, row in enumerate(sheet.rows[start:], start + 1):
        texts = [_title(value) for value in row]
        if any(text.startswith(tuple(stop_at)) for text in texts[:3]):
            break
        if any(texts):
            fields = {name: value for name, value in zip(names, row, strict=False) if name}
            found.append(TableRow(offset, fields))
    return found
