"""
Cells as the hub writes them: a text from outside never acts as a formula, and no control sign breaks a file.

Every workbook and CSV file that leaves the hub is written through here; figures stay figures.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, MergedCell, WriteOnlyCell
from openpyxl.worksheet.worksheet import Worksheet

MOST_CHARACTERS = 32_000
"""Characters of one cell; a spreadsheet takes 32,767."""

AnyCell = Cell | MergedCell

_MOST_TITLE = 31
_NOT_IN_TITLE = re.compile(r"[\\/?*\[\]:]")
_FORMULA = tuple("=+-@\t\r")
"""What spreadsheets begin to compute at."""

_FIGURE = re.compile(r"[+-]?\d[\d,]*(\.\d+)?\s?%?")


def new_book(title: str) -> tuple[Workbook, Worksheet]:
    """Return a workbook with one empty sheet."""
    book = Workbook()
    sheet = book.active
    if not isinstance(sheet, Worksheet):  # pragma: no cover - a new book has one
        sheet = book.create_sheet()
    sheet.title = sheet_title(title)
    return book, sheet


def sheet_title(title: str) -> str:
    """Return *title* as a sheet may be called: at most 31 characters, without those that are forbidden."""
    return _NOT_IN_TITLE.sub(" ", title)[:_MOST_TITLE]


def printable(text: str) -> str:
    r"""
    Return *text* with every sign that XML can't hold marked as unreadable, cut where a cell ends.

    >>> printable("甲\x07乙")
    '甲�乙'
    """
    return ILLEGAL_CHARACTERS_RE.sub("\ufffd", text)[:MOST_CHARACTERS]


def write_text(cell: AnyCell, text: str) -> None:
    """Put *text* into *cell* as a text that no spreadsheet takes for a formula."""
    shown = printable(text)
    cell.value = shown
    cell.data_type = "s"
    cell.quotePrefix = shown.startswith(_FORMULA)


def write_value(cell: AnyCell, value: object) -> None:
    """Put *value* into *cell*: a figure or day as such, anything else as a text."""
    if value is None or isinstance(value, bool | int | float | Decimal | date):
        cell.value = value
    else:
        write_text(cell, str(value))


def append_row(sheet: Worksheet, values: Iterable[object]) -> None:
    """Put *values* into the next row of *sheet*."""
    cells = []
    for value in values:
        cell = WriteOnlyCell(sheet)
        write_value(cell, value)
        cells.append(cell)
    sheet.append(cells)


def csv_value(value: object) -> object:
    """
    Return *value* as it may stand in a CSV file: a text that a spreadsheet would compute gets an apostrophe before it.

    >>> csv_value("=1+1"), csv_value("-3"), csv_value("+2.5 %"), csv_value(-3)
    ("'=1+1", '-3', '+2.5 %', -3)
    """
    if not isinstance(value, str) or not value.startswith(_FORMULA) or _FIGURE.fullmatch(value):
        return value
    return f"'{value}"
