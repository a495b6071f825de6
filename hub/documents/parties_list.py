"""The parties of some cases as a workbook, which two persons agreed to export; masked as they are on the pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hub.core.wording import Language, Message
from hub.documents.listing import listing

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
    rows = ((one.case, one.role, one.name, one.id_number, one.phone) for one in lines)
    return listing(_TITLE, _HEADINGS, [*rows, (footer,)], language)
