"""The workbench: what must I do now, a visitor's dispute, acts, papers, the hand-over of a shift."""

from __future__ import annotations

from hub.core.wording import Message

M = Message

BENCH = M("工作台", "Workbench")
REGISTER = M("登记", "Register")
PAPERS = M("文书", "Papers")
HANDOVER = M("交接班", "Hand-over")
CASE_PAGE = M("纠纷页", "The case's page")
CASE_WORK = M("办理", "Work on it")

# --- workbench
TO_SIGN = M("待签收", "To sign for")
DUE_TODAY = M("今日到期", "Due today")
OVERDUE = M("超期", "Overdue")
TO_FEED_BACK = M("待反馈", "Outcome owed")
LATER = M("以后到期", "Due later")
REFUSED = M("未生效，需处理", "Not in force: look at these")
DRAFTS = M("未完成的表", "Half-filled forms")
NOTHING_OWED = M(
    "今天没有待办事项。来访的先登记；移交来的自动列在这里。",
    "Nothing is owed today. Register who comes; what is handed over is listed here by itself.",
)
NOTHING_HERE = M("无", "None")
NO_DESK = M(
    "设置中没有工作台单位。请系统管理员在 [workbench] 中写明 units。",
    "The settings name no units for the workbench: the system administrator writes units under [workbench].",
)
NO_UNITS = M(
    "您的授权不含工作台单位，只能查看。要在此办理，请安全管理员授权。",
    "Your grants include none of the workbench's units: you may only look. The security administrator gives grants.",
)
NUMBER = M("编号", "Number")
WHAT = M("事项", "What")
UNTIL = M("期限", "Until")
STANDS = M("状态", "State")
DO = M("办理", "Do")
OPEN = M("打开", "Open")
DAYS_LEFT = M("还有 {days} 天", "{days} days left")
DAYS_OVER = M("超期 {days} 天", "{days} days over")
TODAY = M("今天", "Today")
MORE = M("另有 {count} 项，办完后继续显示", "{count} more, shown as these are done")
WHY = M("原因和下一步", "Why, and what next")
DEALT_WITH = M("已处理", "Dealt with")
GO_ON = M("继续填写", "Go on")
THROW_AWAY = M("丢弃", "Throw away")
SAVED_AT = M("已保存 {at}", "Saved {at}")
FORM_OF = M("表", "Form")

# --- undo bar
WAITING = M("待发送", "Waiting to be sent")
LAGGING = M("已送出，枢纽尚未处理", "Sent, and not taken in by the hub yet")
LAGGING_TELLS = M(
    "枢纽可能没有运行。不必重办，恢复后自动生效；久不消失请报接入运维（hub status）。",
    "The hub may not be running. Don't do it again: it comes into force by itself; if it stays, tell the operator "
    "(hub status).",
)
HELD_AS = M("隔离编号 {number}", "Quarantine number {number}")
UNDO = M("撤销", "Undo")
SEND_NOW = M("立即发送", "Send now")
SENDS_AT = M("{at} 发送", "sent at {at}")
UNDONE = M("已撤销，未送出", "Undone, nothing was sent")
UNDONE_KEPT = M(
    "已撤销，未送出；填写的内容在“未完成的表”里",
    "Undone, nothing was sent; what was typed is among the half-filled forms",
)
HASTENED = M("马上发送", "Is being sent")
CLICKED = M("{act}：已记下，{at} 前可撤销", "{act}: noted, can be undone until {at}")
DISMISSED = M("已标记为处理过", "Marked as dealt with")

# --- registration
PEOPLE = M("当事人", "People")
APPLICANT = M("申请人", "Applicant")
RESPONDENT = M("被申请人 {number}", "Other side {number}")
NAME = M("姓名或名称", "Name")
ID = M("证件号码", "Identity number")
PHONE = M("电话", "Telephone")
MATTER = M("纠纷", "The dispute")
PLACE = M("发生地点", "Where it happened")
NARRATIVE = M("概况和诉求", "What happened, what is wanted")
VIOLENCE = M("涉家庭暴力（各处隐名）", "Family violence (names are masked everywhere)")
CONSENT = M("申请人同意调解", "The applicant consents to mediation")
ROUTE = M("怎么办", "What next")
PROPOSED = M("建议：{unit}（{why}）", "Proposed: {unit} ({why})")
BY_PLACE = M("按发生地", "by where it happened")
OWN_UNIT = M("登记单位", "Registering unit")
SUBMIT_REGISTRATION = M("登记", "Register")
HINT = M("可能已有同一纠纷", "It may be known already")
HINT_ELSEWHERE = M("另一单位已有的纠纷（比对已记入审计）", "A dispute of another unit (on the journal's record)")
NO_HINT = M("没有发现相同的纠纷", "No like dispute found")
ASK_HINT = M("查重", "Look for the same")
LIKELY = M("相似 {percent} %", "{percent} % alike")
RESTORED = M("已恢复 {at} 保存的内容", "Restored what was saved at {at}")
FAULTS = M("有 {count} 处需要改", "{count} things to mend")
CHOOSE = M("请选择", "Choose")
OPTIONAL = M("（可不填）", "(optional)")
YES = M("是", "Yes")
NO = M("否", "No")
PRINT_FORM = M("打印登记表", "Print the form")

# --- acts
ACTS = M("可以办理", "What can be done")
NO_ACTS = M("现在没有您可以办理的事项。", "There's nothing for you to do here now.")
ABOUT = M("对象", "About")
CONFIRM = M("确定", "Confirm")
BACK = M("返回", "Back")
ENDS = M(
    "此项办理后不能再改，十分钟内可撤销。", "This can't be said otherwise later; it can be undone within ten minutes."
)
REFUSED_NOW = M("没有办成", "Not done")
PARTY = M("第 {place} 方", "Party {place}")
WHO_HOLDS = M("现由 {who}：{rule}，至 {until}", "With {who}: {rule}, until {until}")
NOT_YET_SENT = M("刚登记，尚未发送", "Just registered, not sent yet")

# --- papers
PAPER_NUMBER = M("文号", "Number")
KIND = M("文书", "Paper")
MADE_AT = M("出具时间", "Made at")
MADE_BY = M("经办", "By")
VOID = M("作废", "Void")
VOIDED = M("已作废：{why}", "Void: {why}")
VOID_WHY = M("作废原因", "Why it's void")
VALID = M("有效", "Valid")
DRAW = M("出具", "Draw up")
PRINT = M("打开 PDF", "Open the PDF")
DRAWN = M("已出具 {number}", "{number} is drawn up")
NO_PAPERS = M(
    "还没有文书。登记时自动出具登记表，其余在纠纷的办理页出具。",
    "No papers yet. A registration draws up its form; the others are drawn up where a dispute is worked on.",
)
PAPER_WHY = M("打开事由", "Why it's opened")
NOT_DRAWN = M("这件纠纷现在不能出具此文书", "This paper can't be drawn up of this dispute now")

# --- hand-over
SHIFT_FROM = M("本班开始", "Shift since")
SHIFT_DONE = M("本班已办 {count} 项", "{count} done in this shift")
SHIFT_OWED = M("移交待办 {count} 项", "{count} handed over")
SHIFT_WAITING = M("待发送与未生效 {count} 项", "{count} waiting or not in force")
DRAW_SHEET = M("编号并出具交接班表", "Number and draw up the sheet")
SHOW = M("查看", "Show")
