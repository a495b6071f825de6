"""The return list of a department: the rows that couldn't enter, as a workbook to send back; values masked."""

from __future__ import annotations

from collections.abc import Iterable

from hub.core.daytime import SHANGHAI
from hub.core.wording import Language, Message
from hub.documents.listing import listing
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
    """Return a workbook with one row for each of *items*."""
    return listing(_TITLE, _HEADINGS, (_row(item, language) for item in items), language)


def _row(item: QuarantineItem, language: Language) -> tuple[str, ...]:
    reason = item.reason_zh if language is Language.ZH else item.reason_en
    seen = f"{item.first_seen.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    return (item.id, item.place, item.native_id, item.field, item.masked, item.code, reason, item.proposal, seen)
