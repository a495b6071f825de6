"""Sentences of ``hub quarantine letters``."""

from __future__ import annotations

from hub.core.wording import Message

M = Message

LETTERS = M(
    "规则处理不了的记录：列出；改好原因后再交一次，或不再等它",
    "Records that no rule could take: list them; give one again once its cause is mended, or wait for it no longer",
)
OPTION_RETRY = M(
    "再交一次，如 0/17；可多次。集群上须用 hub.maintainer",
    "Give it again, such as 0/17; may be repeated. On a cluster as hub.maintainer",
)
OPTION_DISMISS = M("不再等它（记录仍在日志里）；可多次", "Wait for it no longer (it stays on the log); may be repeated")
NONE = M("没有处理不了的记录", "There is no record that couldn't be taken")
NUMBER = M("编号", "Number")
FOUND_AT = M("出处", "Found at")
PROCESSOR = M("环节", "Processor")
REASON = M("原因", "Reason")
TASK = M("谁来办", "Whose task")
COUNT = M("{count} 条", "{count} records")
WHAT_SETTLE = M("再交 {again} 条，不再等 {aside} 条", "give {again} records again, wait for {aside} no longer")
DONE = M("{number}：已办", "{number}: done")
BEFORE = M("{number}：此前已办", "{number}: was done before")
NO_NUMBER = M("编号写作 分片/序号，如 0/17", "a number is written SHARD/PLACE, such as 0/17")
