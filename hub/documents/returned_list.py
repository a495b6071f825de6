"""The return list of a department: the rows that couldn't enter, as a workbook to send back; values masked."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO

from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from hub.connectors.files import append_row, new_book
from hub.core.daytime import SHANGHAI
from hub.core.wording import Language, Message
from hub.plugins.records import QuarantineItem

M = Message

_TITLE = M("退回清单", "Return list")
_HEADINGS = (
    (M("隔离编号", "Number"), 16),
    (M("文件与行", "Place"), 34),
    (M("记录编号", "Record"), 24),
    (M("字段", "Field"), 18),
    (M("原值（隐去中段）", "Value, masked"), 24),
    (M("代码", "Code"), 12),
    (M("原因", "Reason"), 44),
    (M("建议", "Proposal"), 22),
    (M("首次发现", "First seen"), 18),
)


def returned_list(items: Iterable[QuarantineItem], language: Language) -> bytes:
    """Return a workbook with one row for each of *items*, fit to be printed across."""
    book, sheet = new_book(_TITLE.render(language))
    append_row(sheet, [heading.render(language) for heading, _ in _HEADINGS])
    for item in items:
        reason = item.reason_zh if language is Language.ZH else item.reason_en
        seen = f"{item.first_seen.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
        what = (item.id, item.place, item.native_id, item.field, item.masked, item.code, reason, item.proposal, seen)
        append_row(sheet, what)
    for place, (_, width) in enumerate(_HEADINGS, start=1):
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
