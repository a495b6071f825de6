"""What the workbench refuses, in both languages."""

from __future__ import annotations

from hub.core.wording import Message

M = Message

REFUSED_AT_THE_WORKBENCH = (
    M("同一纠纷还有后一步待发送", "a later step on this dispute waits too"),
    M("先撤销最后一步", "undo the last one first"),
    M("这一步已经撤销，或已送出，不能再撤销", "it was undone already, or sent"),
    M("请打开纠纷页，在那里更正", "open the dispute and correct it there"),
    M("您没有这个编号的待发送事项", "no act of yours under this number"),
    M("这张表已由他人发送", "this form was sent by somebody else"),
    M("重新打开此表", "open the form anew"),
    M("草稿过大，不予保存", "a draft this large isn't kept"),
    M("缩短文字", "shorten the text"),
    M("作废须写明原因", "a number is voided with a reason"),
    M("已经作废", "it's void already"),
    M("您的单位没有这份文书", "no such paper of your unit"),
    M("这件纠纷现在不能出具此文书", "this paper can't be drawn up of this dispute now"),
    M("没有这件纠纷", "no such dispute"),
    M("按编号查找", "search for it by its number"),
    M("纠纷的状态已变，这一步现在不能办", "the dispute has moved: this can't be done now"),
    M("没有单位在本控制台办理", "no unit works in this console"),
    M("写明登记簿中的单位", "name units of the registry"),
    M("您的授权不含工作台单位", "your grants include none of the workbench's units"),
    M("部门 {code} 另有接入或经网关上报", "{code} speaks by an adapter or over the gateway too"),
    M("给控制台另取一个部门代码", "give the console an agency code of its own"),
    M("已有插件使用部门代码 {code}", "an adapter is called {code}"),
    M("登记簿中没有单位 {codes}", "no unit {codes}"),
    M("与单位登记簿对照", "compare it with hub's registry of units"),
)
