"""What the console refuses, as people read it."""

from __future__ import annotations

from hub.core.wording import Message

M = Message

REFUSED_IN_THE_CONSOLE = (
    M("您还没有登录", "nobody is signed in"),
    M("请登录", "sign in"),
    M("表单不属于本次登录，什么都没有做", "the form isn't of this session; nothing was done"),
    M("重新打开该页再做一次", "open the page again and repeat it"),
    M("表单太大，没有接收", "the form is too large; nothing was taken"),
    M("一次少填一些", "send less at once"),
    M("您的授权不含此项（{area} {deed}）", "your grants don't include {deed} in {area}"),
    M("请安全管理员授权", "the security administrator gives grants"),
    M("没有这一页", "no such page"),
    M("从首页的目录进入", "start from the first page"),
)
