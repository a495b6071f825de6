"""Long work: how far it is."""

from __future__ import annotations

from hub.core.wording import Message

M = Message

TITLE = M("正在进行", "Under way")
GOES_ON = M(
    "这一项要久一些。可以关闭本页：它照样办完，结果在“正在进行”里。",
    "This takes a while. The page may be closed: it goes on, and its result is found under “Under way”.",
)
READ = M("已读 {done} / {total} 条", "{done} of {total} read")
AGAIN = M("第 {reading} 遍", "reading {reading}")
BEGINS = M("正在开始", "It begins")
FOR = M("用时 {seconds} 秒", "{seconds} s so far")
STOP = M("中止", "Stop")
STOPPING = M("正在中止", "It's being stopped")
WRITES = M("正在写入，不能中止", "It's writing and can't be stopped now")
OVER = M("已办完", "It's done")
OPEN = M("打开结果", "Open the result")
ELSEWHERE = M(
    "已办完。结果只给开始它的那次登录；请重新打开该页。",
    "It's done. Its result is for the session that began it alone; open the page again.",
)
LOOK_AGAIN = M("看看办完没有", "See whether it's done")
NONE = M(
    "没有正在进行的工作。要久一些的页面自动列在这里",
    "Nothing is under way. A page that takes long is listed here by itself",
)
WHAT = M("什么", "What")
STATE = M("到哪一步", "How far")
SINCE = M("用时", "For")
