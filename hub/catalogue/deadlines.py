"""What ``hub deadlines`` says."""

from __future__ import annotations

from hub.core.wording import Message

M = Message

VERB = M(
    "值班清单：谁有什么到期、超期，逾期后由谁接手", "On duty: what is due or overdue with whom, and who takes over"
)
OPTION_WITHIN = M("看几天内到期的，默认 3 天", "Look this many days ahead, 3 by default")
OPTION_OWNER = M("只看一个单位或部门的（代码）", "Duties of one unit or agency alone, by its code")

PARTIES = M("当事人", "The parties")
TASK_FORCE = M("市专班", "The city's task force")

HEAD = M(
    "截至 {day}   超期 {overdue} 项   {within} 天内到期 {near} 项",
    "As known on {day}   overdue {overdue}   due within {within} days {near}",
)
NOTHING = M("没有超期，近期也没有到期的", "Nothing is overdue or due soon")
NOBODY_TAKES_OVER = M("—", "—")
OWNER = M("{name}   超期 {overdue}   将到期 {near}", "{name}   overdue {overdue}   due soon {near}")
COLUMN_DISPUTE = M("案件", "Case")
COLUMN_CLOCK = M("事项", "What")
COLUMN_DUE = M("期限", "Due")
COLUMN_DAYS = M("状态", "Standing")
COLUMN_SUCCESSOR = M("逾期由谁接手", "Who takes over")
COLUMN_SUPERVISION = M("拟督办", "Supervision proposed")
OVER = M("超期 {days} 天", "{days} days over")
LEFT = M("还有 {days} 天", "{days} days left")
TODAY = M("今天到期", "due today")
PENDING = M("（待顺延）", " (roll pending)")

LOCAL_LENGTHS = M("{count} 条", "{count}")
NO_LOCAL_LENGTH = M("没有，全部按默认", "none: every clock has its default")
DOCTOR_CLOCKS = M("期限的本地规定", "Local lengths of clocks")

CALENDAR_MISSING = M(
    "缺 {year} 年工作日历：{clocks} 个在途期限跨入该年，暂按名义日，未顺延",
    "No working-day calendar for {year}: {clocks} running clocks reach into it, nominal days stand, roll pending",
)
CALENDAR_REMEDY = M(
    "国务院公布后，把 {year}.json 放入设置 calendar 所指文件夹（国务院办公厅放假通知；由枢纽运维放置），重启枢纽即重算",
    "when the State Council has published it, the hub's operator puts {year}.json into the folder that calendar"
    " of the settings names and restarts the hub: all clocks are computed anew",
)
