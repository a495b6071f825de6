"""Sentences of ``hub stats`` about the month's form."""

from __future__ import annotations

from hub.core.wording import Message

M = Message

STATS = M("月报：查看、解释、比较、导出", "The month's form: show, explain, compare, export")
STATS_SHOW = M("查看月报", "Show the month's form")
STATS_EXPLAIN = M("一个数字由哪些纠纷构成", "Which disputes a figure is made of")
STATS_DIFF = M("两次修订之间哪些数字变了", "Which figures changed between revisions")
STATS_EXPORT = M("导出月报（.xlsx、.pdf、.csv 或 .json）", "Export the form (.xlsx, .pdf, .csv or .json)")
OPTION_TABLE = M("分表：level type channel kind division unit", "Table: level type channel kind division unit")
ARGUMENT_FIGURE = M(
    "数字名称，如 acc、concl、rate，或 type:CONTRACT:acc", "A figure: acc, concl, rate, or type:CONTRACT:acc"
)
STATS_HEAD = M("{month} 月报   {revisions}", "{month}   {revisions}")
REVISION_CLOSED = M("第 {number} 次（{at} 关账）", "R{number} (closed {at})")
REVISION_LATER = M("第 {number} 次（{at} 所知）", "R{number} (as known {at})")
REVISION_OPEN = M("未关账（{at} 所知）", "not closed (as known {at})")
CHECKS_HOLD = M("平衡关系 {count} 条全部成立", "All {count} identities hold")
CHECKS_BROKEN = M("平衡关系不成立：{names}", "Identities that don't hold: {names}")
EXPLAIN_FIGURE = M("{name} = {value}   {revision}", "{name} = {value}   {revision}")
EXPLAIN_MADE_OF = M("由 {count} 件构成：", "Made of {count}:")
EXPLAIN_CHANGED = M(
    "比上一次：增 {added} 件，减 {dropped} 件", "Against the revision before: {added} added, {dropped} dropped"
)
EXPLAIN_SAME = M("与上一次所列纠纷相同", "The same disputes as in the revision before")
EXPLAIN_MORE = M("  … 另有 {count} 件，--all", "  … {count} more: --all")
OPTION_EVERY = M("全部列出", "List every one")
EXPLAIN_PART = M("由此算出：{command}", "Computed from: {command}")
EXPLAIN_NO_LIST = M("此数由其他数字算出，不直接对应纠纷", "Computed from other figures; it has no disputes of its own")
DIFF_NONE = M("没有变化", "Nothing changed")
DIFF_ONE = M("只有一次修订，无可比较", "There is one revision only: nothing to compare")
