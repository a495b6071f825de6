"""What the console refuses, as people read it."""

from __future__ import annotations

from hub.core.wording import Message

M = Message

REFUSED_IN_THE_CONSOLE = (
    M("您还没有登录", "nobody is signed in"),
    M("请登录", "sign in"),
    M("应用没有数据流", "the application has no stream"),
    M("表单不属于本次登录，什么都没有做", "the form isn't of this session; nothing was done"),
    M("重新打开该页再做一次", "open the page again and repeat it"),
    M("已中止，什么都没有改动", "it was stopped; nothing was changed"),
    M("需要时再开始", "begin it again when it's wanted"),
    M("没有这项工作：已经取走，或控制台重启过", "no such work: its result was fetched, or the console began anew"),
    M("从目录重新打开该页", "open the page again from the menu"),
    M("应用没有长时间工作的清单", "the application keeps no works"),
    M("结果太大，没有保留", "the result is too large to be kept"),
    M("少要一些", "ask for less"),
    M("表单的内容读不了", "the form can't be read as it was sent"),
    M("重新打开该页", "open the page again"),
    M("表单太大，没有接收", "the form is too large; nothing was taken"),
    M("一次少填一些", "send less at once"),
    M("您的授权不含此项（{area} {deed}）", "your grants don't include {deed} in {area}"),
    M("请安全管理员授权", "the security administrator gives grants"),
    M("请选择理由", "choose a reason"),
    M("理由不在清单中", "the reason isn't one of the list"),
    M("没有与您有关的这件纠纷", "no such dispute that concerns you"),
    M("换一个编号查", "search for another number"),
    M("姓名至少两个字", "a name has two characters at least"),
    M("写全名", "write the whole name"),
    M("该行不归您处理", "this row isn't yours to mend"),
    M("请找所属部门", "ask its department"),
    M("请找该部门", "ask the department"),
    M("此岗位不看行内的值", "this role sees no values of rows"),
    M("该接入不归您管", "this adapter isn't yours to stop"),
    M("这一对不归您判断", "this pair isn't yours to judge"),
    M("请找值班员", "ask the duty clerk"),
    M("没有这一对", "no such pair"),
    M("从清单进入", "start from the list"),
    M("此理由不适用于该判断", "this reason doesn't go with the decision"),
    M("另选理由", "choose another reason"),
    M("没有这一页", "no such page"),
    M("从首页的目录进入", "start from the first page"),
)
