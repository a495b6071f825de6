"""Excel 97-2003 workbooks (.xls): read only, as the same sheets as XLSX."""

from __future__ import annotations

import struct

import xlrd
from xlrd.biffh import XLRDError
from xlrd.compdoc import CompDocError
from xlrd.sheet import Sheet as LegacySheet

from hub.connectors.files.limits import FileLimits
from hub.connectors.files.workbook import Sheet
from hub.core.errors import ClosedInputError

_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FAULTS = (
    XLRDError,
    CompDocError,
    struct.error,
    AssertionError,
    IndexError,
    KeyError,
    MemoryError,
    OverflowError,
    TypeError,
    UnicodeError,
    ValueError,
)


def is_legacy_workbook(content: bytes) -> bool:
    """Return whether *content* is a compound file, as .xls is, whatever its name ends in."""
    return content.startswith(_MAGIC)


def read_legacy_workbook(content: bytes, *, where: str, limits: FileLimits | None = None) -> tuple[Sheet, ...]:
    """
    Return every visible sheet of an .xls file, formulas by their last computed value, dates as dates.

    Raises:
        ClosedInputError: no workbook, cut, password-protected, or more rows and columns than allowed.
    """
    bounds = limits or FileLimits()
    if not is_legacy_workbook(content):
        raise ClosedInputError("no readable workbook", where=where, remedy="save it again as .xlsx")
    try:
        book = xlrd.open_workbook(file_contents=content, formatting_info=True, logfile=_Silence())
        return tuple(_read_sheet(book, sheet, where, bounds) for sheet in book.sheets() if sheet.visibility == 0)
    except _FAULTS as fault:
        raise ClosedInputError(
            f"no readable .xls workbook ({type(fault).__name__})", where=where, remedy="save it again as .xlsx"
        ) from fault


class _Silence:
    """Takes the reader's remarks, which may quote a cell."""

    def write(self, _text: str) -> int:
        return 0

    def flush(self) -> None:
        return None


def _read_sheet(book: xlrd.Book, sheet: LegacySheet, where: str, bounds: FileLimits) -> Sheet:
    if sheet.nrows > bounds.rows or sheet.ncols > bounds.columns:
        raise ClosedInputError(f"sheet has {sheet.nrows} rows and {sheet.ncols} columns", where=where)
    cells = [[_value(book, sheet, row, column) for column in range(sheet.ncols)] for row in range(sheet.nrows)]
    merged: list[tuple[int, int, int, int]] = []
    for top, bottom, left, right in sheet.merged_cells:
        merged.append((top + 1, left + 1, bottom, right))
        for row in range(top, min(bottom, sheet.nrows)):
            for column in range(left, min(right, sheet.ncols)):
                cells[row][column] = cells[top][left]
    return Sheet(sheet.name, tuple(tuple(row) for row in cells), tuple(sorted(merged)))


def _value(book: xlrd.Book, sheet: LegacySheet, row: int, column: int) -> object:
    cell = sheet.cell(row, column)
    if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK, xlrd.XL_CELL_ERROR):
        return None
    if cell.ctype == xlrd.XL_CELL_DATE:
        return xlrd.xldate_as_datetime(float(cell.value), book.datemode)
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    return cell.value
