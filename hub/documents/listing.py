"""A list as a workbook of one sheet: headings that stay, cells that wrap, printed across, as many pages as need be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO

from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from hub.connectors.files import append_row, new_book
from hub.core.wording import Language, Message

Columns = Sequence[tuple[Message, int]]
"""Heading and width in characters, from the left."""


def listing(title: Message, columns: Columns, rows: Iterable[Sequence[str]], language: Language) -> bytes:
    """Return a workbook with *rows* below the headings of *columns*."""
    book, sheet = new_book(title.render(language))
    append_row(sheet, [heading.render(language) for heading, _ in columns])
    for row in rows:
        append_row(sheet, row)
    for place, (_, width) in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    for cells in sheet.iter_rows():
        for cell in cells:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    for cell in next(sheet.iter_rows(max_row=1)):
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    held = BytesIO()
    book.save(held)
    return held.getvalue()
