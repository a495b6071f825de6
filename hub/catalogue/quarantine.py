"""Sentences of ``hub quarantine``."""

from __future__ import annotations

from hub.core.wording import Message

M = Message

QUARANTINE_VERBS = M("隔离区：列出、查看、修正、重试", "The quarantine: list, show, fix, retry")
QUARANTINE_LIST = M("列出隔离的行和消息", "List what is held")
QUARANTINE_SHOW = M("查看一条", "Show one item")
QUARANTINE_FIX = M("修正、采用建议或作废", "Mend it, accept the proposal, or give it up")
QUARANTINE_RETRY = M("重试一条，或一个部门的全部", "Try one item again, or all of an adapter")
QUARANTINE_EMPTY = M("没有隔离的内容", "Nothing is held")
QUARANTINE_COUNT = M("共 {count} 条", "{count} items")
QUARANTINE_NEXT = M("下一步：hub quarantine show {item}", "Next: hub quarantine show {item}")
ARGUMENT_ITEM = M("编号，如 Q-court-1001", "Its number, e.g. Q-court-1001")
OPTION_ALL = M("包括已办结的", "Those that are closed too")
OPTION_SET = M("改字段，如 TJJG=10；值为空即清除", "Set a field, e.g. TJJG=10; no value clears it")
OPTION_ACCEPT = M("采用建议", "Accept the proposal")
OPTION_DISCARD = M("作废（须 --why）", "Give it up (needs --why)")
FIX_WHAT = M("将处理 {item}", "This changes {item}")
RETRY_WHAT = M("将重试 {item}", "This tries {item} again")
ENTERED = M("已入库", "entered")
NOT_ENTERED = M("未入库", "not entered")
ITEM_SEEN = M("  首次 {first}  最近 {last}  共 {count} 次", "  first {first}  last {last}  {count} times")
ITEM_CLOSED = M("  经办 {who}：{why}", "  closed by {who}: {why}")
ITEM_PROPOSAL = M(
    "  建议：{proposal}。采用：hub quarantine fix {item} --accept",
    "  Proposal: {proposal}. Accept it: hub quarantine fix {item} --accept",
)
ITEM_NEXT = M(
    "  下一步：在原系统改正（会自动重取），或 hub quarantine fix {item} --set {field}=…",
    "  Next: mend it at its source (it comes by itself), or hub quarantine fix {item} --set {field}=…",
)
