"""The form as an XLSX file in the bureau's layout: equal content, equal bytes."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from hub.connectors.files import new_book, write_value
from hub.core.forms import FEN_PER_WAN, STOCK_HEADINGS, FormLine, FormSheet, LineKind, figures_shown
from hub.documents import texts

_THIN = Side(style="thin")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
_STACKED = Alignment(horizontal="center", vertical="center", text_rotation=255, wrap_text=True)
_SHADED = PatternFill("solid", fgColor="EEEEEE")
_SONG = "宋体"
_FIRST_COLUMN = 3
_STILL = (1980, 1, 1, 0, 0, 0)
"""Time in the file's own directory: that of writing would make equal forms differ."""


def write_workbook(sheet: FormSheet) -> bytes:
    """Return *sheet* as an XLSX file: landscape A4, headings repeated, pages numbered."""
    book, main = new_book("月报")
    row = _head(main, sheet)
    row = _main_table(main, row, sheet)
    row = _stock_table(main, row + 1, sheet)
    row = _bases(main, row, sheet)
    row = _notes(main, row + 1, sheet)
    _foot(main, row, sheet)
    _print_setup(main, sheet)
    if sheet.differences:
        _since(book.create_sheet(texts.SINCE), sheet)
    for name in ("created", "modified"):
        setattr(book.properties, name, sheet.as_known_at.replace(tzinfo=None, microsecond=0))
    book.properties.creator = "Fengqiao Hub"
    stream = BytesIO()
    book.save(stream)
    return _settled(stream.getvalue(), sheet)


def _put(sheet: Worksheet, row: int, column: int, value: str | float | None, *, bold: bool = False) -> None:
    cell = sheet.cell(row, column)
    write_value(cell, value)
    cell.font = Font(name=_SONG, size=9, bold=bold)


def _head(main: Worksheet, sheet: FormSheet) -> int:
    width = len(sheet.layout.columns) + _FIRST_COLUMN - 1
    main.cell(1, 1, sheet.layout.title).font = Font(name=_SONG, bold=True, size=16)
    main.cell(1, 1).alignment = _CENTRE
    main.merge_cells(start_row=1, start_column=1, end_row=1, end_column=width)
    main.row_dimensions[1].height = 28
    for row, (left, right) in enumerate(texts.heads(sheet), start=2):
        _put(main, row, 1, left)
        _put(main, row, width - 9, right)
    return 2 + len(texts.heads(sheet))


def _main_table(main: Worksheet, row: int, sheet: FormSheet) -> int:
    _put(main, row, 1, texts.MAIN, bold=True)
    top = row + 1
    _headings(main, top, sheet)
    row = top + 2
    for line in sheet.lines:
        _line(main, row, line, sheet)
        row += 1
    main.freeze_panes = f"{get_column_letter(_FIRST_COLUMN)}{top + 2}"
    main.print_title_rows = f"{top}:{top + 1}"
    return row


def _headings(main: Worksheet, top: int, sheet: FormSheet) -> None:
    for place, heading in enumerate((texts.UNIT_HEADING, texts.CODE_HEADING), start=1):
        _put(main, top, place, heading, bold=True)
        main.merge_cells(start_row=top, start_column=place, end_row=top + 1, end_column=place)
    start = _FIRST_COLUMN
    for group, span in texts.groups(sheet.layout):
        _put(main, top, start, group, bold=True)
        if span > 1:
            main.merge_cells(start_row=top, start_column=start, end_row=top, end_column=start + span - 1)
        start += span
    for index, column in enumerate(sheet.layout.columns, start=_FIRST_COLUMN):
        _put(main, top + 1, index, column.heading)
        main.column_dimensions[get_column_letter(index)].width = 9 if column.is_amount else 4.2
    for row in (top, top + 1):
        for index in range(1, len(sheet.layout.columns) + _FIRST_COLUMN):
            cell = main.cell(row, index)
            cell.border = _BOX
            cell.alignment = _STACKED if row > top and index >= _FIRST_COLUMN else _CENTRE
    main.row_dimensions[top].height = 30
    main.row_dimensions[top + 1].height = 104
    main.column_dimensions["A"].width = 26
    main.column_dimensions["B"].width = 14


def _line(main: Worksheet, row: int, line: FormLine, sheet: FormSheet) -> None:
    bold = line.kind is not LineKind.UNIT
    _put(main, row, 1, line.label, bold=bold)
    _put(main, row, 2, line.code, bold=bold)
    for index, (column, value) in enumerate(
        zip(sheet.layout.columns, figures_shown(line, sheet.layout), strict=True), start=_FIRST_COLUMN
    ):
        shown = texts.NOT_COUNTED_MARK if value is None else value / FEN_PER_WAN if column.is_amount else value
        _put(main, row, index, shown, bold=bold)
        cell = main.cell(row, index)
        cell.alignment = Alignment(horizontal="right", shrink_to_fit=True)
        if column.is_amount:
            cell.number_format = "#,##0.00####"
    for index in range(1, len(sheet.layout.columns) + _FIRST_COLUMN):
        main.cell(row, index).border = _BOX
        if bold:
            main.cell(row, index).fill = _SHADED


def _stock_table(main: Worksheet, row: int, sheet: FormSheet) -> int:
    _put(main, row, 1, texts.STOCKS, bold=True)
    for place, heading in enumerate((texts.STOCK_CORNER, texts.CODE_HEADING, *STOCK_HEADINGS.values())):
        _boxed(main, row + 1, place, heading)
    row += 2
    for line in sheet.stocks:
        values: tuple[str | int, ...] = (line.label, line.code, *line.figures)
        for place, value in enumerate(values):
            _boxed(main, row, place, value)
        row += 1
    return row


def _boxed(main: Worksheet, row: int, place: int, value: str | int) -> None:
    """Put a cell of a small table: its figures are two columns of the large one wide."""
    first = place + 1 if place < _FIRST_COLUMN - 1 else _FIRST_COLUMN + 2 * (place - 2)
    _put(main, row, first, value)
    span = 1 if place < _FIRST_COLUMN - 1 else 2
    for column in range(first, first + span):
        main.cell(row, column).border = _BOX
    if span > 1:
        main.merge_cells(start_row=row, start_column=first, end_row=row, end_column=first + 1)
    main.cell(row, first).alignment = _CENTRE


def _bases(main: Worksheet, row: int, sheet: FormSheet) -> int:
    if not sheet.bases:
        return row
    _put(main, row + 1, 1, texts.BASES, bold=True)
    row += 2
    for values in (texts.BASES_HEADINGS, *sheet.bases):
        _put(main, row, 1, values[0])
        _put(main, row, _FIRST_COLUMN, values[1])
        _put(main, row, _FIRST_COLUMN + 6, values[2])
        row += 1
    return row


def _notes(main: Worksheet, row: int, sheet: FormSheet) -> int:
    _put(main, row, 1, texts.NOTES, bold=True)
    for number, note in enumerate(sheet.notes, start=1):
        _put(main, row + number, 1, f"{number}. {note}")
    return row + len(sheet.notes) + 2


def _foot(main: Worksheet, row: int, sheet: FormSheet) -> None:
    width = len(sheet.layout.columns)
    for place, text in enumerate(texts.signatures(sheet)):
        _put(main, row, 1 if place == 0 else _FIRST_COLUMN + place * width // 4, text)
    for number, text in enumerate(texts.identity(sheet), start=1):
        _put(main, row + number, 1, text)


def _since(page: Worksheet, sheet: FormSheet) -> None:
    _put(page, 1, 1, f"{texts.SINCE}：R{sheet.revision - 1} → R{sheet.revision}", bold=True)
    for row, values in enumerate((texts.SINCE_HEADINGS, *map(texts.difference_row, sheet.differences)), start=2):
        for column, value in enumerate(values, start=1):
            _put(page, row, column, value, bold=row == 2)
            page.cell(row, column).border = _BOX
    for letter, width in zip("ABCDE", (30, 30, 14, 14, 14), strict=True):
        page.column_dimensions[letter].width = width


def _print_setup(main: Worksheet, sheet: FormSheet) -> None:
    setup = main.page_setup
    setup.orientation, setup.paperSize, setup.fitToWidth, setup.fitToHeight = "landscape", 9, 1, 0
    main.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    main.page_margins.left = main.page_margins.right = 0.3
    main.page_margins.top, main.page_margins.bottom, main.page_margins.footer = 0.4, 0.7, 0.3
    foot = main.oddFooter
    if foot is not None:
        foot.left.text, foot.right.text = f"R{sheet.revision}　{sheet.digest[:16]}", "第 &P 页 共 &N 页"


def _settled(content: bytes, sheet: FormSheet) -> bytes:
    """Return the file with the times of writing taken out."""
    stamp = f"{sheet.as_known_at:%Y-%m-%dT%H:%M:%SZ}".encode()
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda each: (each != "[Content_Types].xml", each)):
            data = old.read(name)
            if name == "docProps/core.xml":
                data = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", lambda found: found[1] + stamp, data)
            member = zipfile.ZipInfo(name, _STILL)
            member.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(member, data)
    return stream.getvalue()
