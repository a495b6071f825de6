"""Sentences of ``hub trace``."""

from __future__ import annotations

from hub.core.wording import Message

M = Message

TRACE = M("一件纠纷现由谁办、依据、期限、全过程", "Who holds a dispute, by which rule, until when, and its story")
ARGUMENT_NUMBER = M("案号、卷号、接警单号或其一部分", "A case, file or call number, or part of one")
TRACE_HEAD = M("{number}  {type}  {status}   截至 {as_of}", "{number}  {type}  {status}   as of {as_of}")
THE_HUB = M("枢纽", "The hub")
TRACE_HELD = M(
    "现由  {who}   {rule}   自 {since}   期限 {until}",
    "Held by  {who}   {rule}   since {since}   until {until}",
)
TRACE_NOBODY = M("没有单位还欠办理", "Nobody owes anything")
TRACE_NUMBERS = M("编号：{numbers}", "Numbers: {numbers}")
TRACE_FOOT = M("超期 {overdue} 项   当事人已隐去", "{overdue} overdue   people are hidden")
TRACE_SEVERAL = M("“{spoken}”可能是 {count} 件纠纷之一：", "“{spoken}” may be one of {count} disputes:")
TRACE_MORE = M("只列前 {count} 件；请多写几位", "The first {count} only: write more of the number")
TRACE_ONE = M("下一步：hub trace {number}", "Next: hub trace {number}")
TRACE_NONE = M("没有哪件纠纷的编号是或含有 {spoken}", "no dispute has {spoken} as its number or part of one")
YUAN = M("{yuan} 元", "{yuan} yuan")
HANDED_OVER = M("已交该单位", "handed over")
WAITS_FOR_CONSENT = M("尚待当事人同意", "waits for consent")
DERIVED = M("（枢纽）", " (hub)")
