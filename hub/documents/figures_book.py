"""
A workbook of all figures of a month as known on a day, and reading it back.

It's no form and nobody signs it; but it says of which day it is, so that whoever is sent it can have the hub count the
same figures again. The last sheet holds head and digest, the others what people read.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO

from hub.connectors.files import FileLimits, append_row, new_book, read_workbook, sheet_title

Value = str | int | float
Row = tuple[Value, ...]

MARK = "大调解数据枢纽数字工作簿"
"""What the first cell of the last sheet says: nobody else's workbook says so."""
_LIMITS = FileLimits(file_bytes=20_000_000, unpacked_bytes=100_000_000, rows=20_000)
_HEAD = ("month", "as known on", "language", "digest")


@dataclass(frozen=True, slots=True)
class FiguresSheet:
    """One table as it's read: heading and lines."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class FiguresBook:
    """All figures of a month as known at the end of a day, with their labels in one language."""

    month: str
    as_known_on: date
    language: str
    sheets: tuple[FiguresSheet, ...]

    @property
    def digest(self) -> str:
        """The SHA-256 of everything that people read in it."""
        content = [[sheet_title(sheet.title), [list(_plain(row)) for row in sheet.rows]] for sheet in self.sheets]
        text = json.dumps([self.month, self.as_known_on.isoformat(), content], ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class FiguresRead:
    """A workbook as it was read, and the digest that was written into it."""

    book: FiguresBook
    printed: str


@dataclass(frozen=True, slots=True)
class CellChanged:
    """A cell that says something else than it should; ``is_now`` or ``should_be`` is empty where there's no cell."""

    sheet: str
    row: int
    column: int
    label: str
    is_now: str
    should_be: str


def write_figures(book: FiguresBook) -> bytes:
    """Return *book* as XLSX."""
    workbook, page = new_book(book.sheets[0].title)
    for number, sheet in enumerate(book.sheets):
        page = page if number == 0 else workbook.create_sheet(sheet_title(sheet.title))
        for row in sheet.rows:
            append_row(page, row)
        page.freeze_panes = "C2"
    head = workbook.create_sheet(sheet_title("校验"))
    append_row(head, [MARK])
    values = (book.month, book.as_known_on.isoformat(), book.language, book.digest)
    for name, value in zip(_HEAD, values, strict=True):
        append_row(head, [name, value])
    content = BytesIO()
    workbook.save(content)
    return content.getvalue()


def read_figures(content: bytes, where: str) -> FiguresRead | None:
    """
    Return what a workbook of figures says, None for any other workbook.

    Raises:
        ClosedInputError: it can't be read at all.
    """
    sheets = read_workbook(content, where=where, limits=_LIMITS)
    head = [_plain(row) for row in sheets[-1].rows] if sheets else []
    if not head or head[0][:1] != (MARK,):
        return None
    said = {str(row[0]): str(row[1]) for row in head[1:] if len(row) > 1}
    try:
        month, day, language, digest = (said[name] for name in _HEAD)
        as_known_on = date.fromisoformat(day)
    except (KeyError, ValueError):
        return None
    read = tuple(FiguresSheet(sheet.name, tuple(_plain(row) for row in sheet.rows)) for sheet in sheets[:-1])
    return FiguresRead(FiguresBook(month, as_known_on, language, read), digest)


def _plain(row: Sequence[object]) -> Row:
    """Return *row* as a spreadsheet keeps it: no empty cells at its end, whole numbers without a point."""
    values: list[Value] = [value if isinstance(value, str | int | float) else "" for value in row]
    values = [int(value) if isinstance(value, float) and value.is_integer() else value for value in values]
    while values and values[-1] == "":
        values.pop()
    return tuple(values)


def changed_cells(read: FiguresBook, counted: FiguresBook) -> Iterator[CellChanged]:
    """Yield every cell in which the workbook *read* differs from what was *counted* for the same day."""
    theirs = {sheet.title: sheet.rows for sheet in read.sheets}
    ours = {sheet_title(sheet.title): tuple(_plain(row) for row in sheet.rows) for sheet in counted.sheets}
    for title in dict.fromkeys([*ours, *theirs]):
        yield from _changed_rows(title, theirs.get(title, ()), ours.get(title, ()))


def _changed_rows(title: str, theirs: Sequence[Row], ours: Sequence[Row]) -> Iterator[CellChanged]:
    for number in range(max(len(theirs), len(ours))):
        mine = ours[number] if number < len(ours) else ()
        given = theirs[number] if number < len(theirs) else ()
        for column in range(max(len(mine), len(given))):
            should_be = str(mine[column]) if column < len(mine) else ""
            is_now = str(given[column]) if column < len(given) else ""
            if should_be != is_now:
                label = str((mine or given)[min(1, len(mine or given) - 1)])
                yield CellChanged(title, number + 1, column + 1, label, is_now, should_be)
