"""What the pages of the statistics people refuse, as people read it."""

from __future__ import annotations

from hub.core.wording import Message

M = Message

REFUSED_IN_STATISTICS = (
    M("没有这个月份", "no such month"),
    M("月份写成 2026-03", "write a month as 2026-03"),
    M("没有这个半年", "no such half"),
    M("半年写成 2026-H1", "write a half as 2026-H1"),
    M("没有这个区划", "no such division"),
    M("从列表里选", "choose one of the list"),
    M("没有这个数字", "no such figure"),
    M("在页面上选一个", "choose one on the page"),
    M("不是本单位的数字", "this figure isn't of your own unit"),
    M("打开本单位的数字", "open a figure of your own unit"),
    M("不是本单位的报表", "this form isn't of your own unit"),
    M("打开本单位的报表", "open that of your own unit"),
    M("没有该单位的报表", "no report of this body"),
    M("另选一个", "choose another one"),
    M("文件太大，不像一份报表", "the file is too large for a form"),
    M("只给报表本身", "give the form alone"),
    M("报表里没有认得的行名", "the form has no figure under a known label"),
    M("用 hub stats parallel --layout 说明行名", "hub stats parallel --layout names labels"),
    M("这个月现在不能手工关账", "this month can't be closed by hand now"),
    M("见该月的月报页", "see the page of the month"),
    M("平衡关系不成立", "checks fail"),
    M("由签字人写明理由后仍可关账", "an officer closes it nevertheless, with a reason"),
    M("数字与页面上的不同", "the figures differ from those that were shown"),
    M("重新核对", "look again"),
    M("已签字的月份调整须两人", "a signed month takes a second person"),
    M("说明理由", "say why"),
    M("没有仍有效的这一签字行", "no such line still stands"),
    M("签字行要有指标和增减数", "a signed line needs a figure and an amount"),
    M("全市的表不属于本单位", "the city's form isn't of your own unit"),
    M("请向统计科索取", "ask the statistics office"),
    M("不提供这种文件", "this kind of file isn't offered"),
    M("PDF 或 XLSX", "PDF or XLSX"),
    M("没有这一督办", "no such order"),
    M("重新打开列表", "open the list again"),
    M("您的授权不能签发督办", "your grants issue no supervision"),
    M("状态为“{state}”的督办不能这样办", "an order in state {state} can't be treated so"),
    M("三级或四级中心才能签发", "a centre of level 3 or 4 issues orders"),
)
