"""The parties of some cases as a workbook, which two persons agreed to export; masked as they are on the pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO

from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from hub.connectors.files import append_row, new_book
from hub.core.wording import Language, Message

M = Message

_TITLE = M("当事人", "Parties")
_HEADINGS = (
    (M("案号", "Case"), 34),
    (M("身份", "Role"), 14),
    (M("姓名", "Name"), 20),
    (M("证件号码（隐去中段）", "Identity number, masked"), 26),
    (M("电话", "Telephone"), 18),
)


@dataclass(frozen=True, slots=True)
class PartyLine:
    """One party as it may be shown."""

    case: str
    role: str
    name: str
    id_number: str
    phone: str


def parties_list(lines: Iterable[PartyLine], footer: str, language: Language) -> bytes:
    """Return a workbook with one row for each of *lines*; *footer* says by whom and by which agreement."""
    book, sheet = new_book(_TITLE.render(language))
    append_row(sheet, [heading.render(language) for heading, _ in _HEADINGS])
    for one in lines:
        append_row(sheet, (one.case, one.role, one.name, one.id_number, one.phone))
    append_row(sheet, (footer,))
    for place, (_, width) in enumerate(_HEADINGS, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    for cells in sheet.iter_rows():
        for cell in cells:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    for cell in next(sheet.iter_rows(max_row=1)):
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    held = BytesIO()
    book.save(held)
    return held.getvalue()
