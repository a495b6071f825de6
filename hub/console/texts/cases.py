"""What the search and the page of one dispute say."""

from __future__ import annotations

from hub.core.wording import Message

M = Message

SEARCH = M("查案", "Find a case")
CASE = M("纠纷", "Dispute")
BOX = M("案号、卷号、接警单号或其一部分", "A case, file or call number, or part of one")
BOX_HINT = M(
    "例：黑0803, 101号 · 2026 101 · 任何括号、全角半角都可以",
    "For example: 黑0803, 101号 · 2026 101 · any bracket, any width",
)
FIND = M("查找", "Find")
ASK = M("输入编号查找。只说半个号也可以。", "Type a number; half of one will do.")
NOTHING = M(
    "没有找到“{spoken}”。少写几位再试，或确认该案与您的单位有关。",
    "Nothing found for “{spoken}”. Try fewer figures, or make sure the case concerns your unit.",
)
MAY_BE = M("“{spoken}”可能是以下 {count} 件之一", "“{spoken}” may be one of {count}")
MAY_BE_MORE = M(
    "“{spoken}”可能是很多件之一，只列前 {count} 件；请多写几位",
    "“{spoken}” may be one of a great many; the first {count} are listed: write more of the number",
)
MORE = M("只列前 {count} 件；请多写几位", "The first {count} only: write more of the number")

BY_NAME = M("按当事人姓名查", "Find by a party's name")
NAME = M("姓名（全名）", "Name (in full)")
BY_NAME_HINT = M(
    "须选理由；查询会留痕，姓名本身不保存。",
    "Needs a reason; that you looked is recorded, the name isn't kept.",
)
FIND_NAME = M("查找并留痕", "Find, on the record")
NAME_NONE = M("没有此姓名的、您可以查看的纠纷。", "No dispute that you may see has a party of this name.")
NAME_SOME = M("有此姓名当事人的纠纷 {count} 件", "{count} disputes have a party of this name")
WAITS_SECOND = M(
    "已登记理由，等待第二人同意。同意后 15 分钟内再查一次，即可看到。",
    "Your reason is recorded; a second person must agree. Look again within 15 minutes of that.",
)

HELD = M("现由谁办", "Who holds it")
HELD_BY = M("{who}", "{who}")
LATE = M("已过期限", "Past its day")
OVERDUE = M("超期 {count} 项", "{count} overdue")
NUMBERS = M("全部编号", "All numbers")
AS_OF = M("截至", "As of")
SHOW_DAY = M("查看当日", "Show that day")
TODAY = M("回到今天", "Back to today")
DEADLINES = M("期限", "Deadlines")
CLOCK = M("期限种类", "Clock")
STARTED = M("起算", "Start")
DONE = M("完成", "Done")
STORY = M("经过", "What happened")
DERIVED = M("枢纽得出", "Concluded by the hub")
RECEIVED = M("{agency}，{at} 收到", "{agency}, received {at}")
CORRECTED = M("更正", "Correction")
REFERRALS = M("移交与回执", "Hand-overs and receipts")
FROM = M("移交方", "From")
TO = M("接收方", "To")
SENT = M("发出", "Sent")
DELIVERED = M("送达", "Delivered")
ACCEPTED = M("受理", "Accepted")
FED_BACK = M("反馈", "Feedback")
ACKNOWLEDGED = M("签收反馈", "Acknowledged")
RETURNED = M("退回：{reason}", "Returned: {reason}")
AGREEMENTS = M("协议与文书", "Agreements and documents")
FORM = M("形式", "Form")
AMOUNT = M("金额", "Amount")
REACHED = M("达成", "Reached")
PERFORMED = M("履行完毕", "Performed")
CONFIRMATION = M("司法确认", "Confirmation")
VERSION = M("第 {v} 版", "Version {v}")
CHECKLIST = M("司法所应办", "What the justice office owes")
OPEN_STILL = M("未完成", "Open")
MISSED = M("未按规定完成", "Missed")
DEVIATIONS = M("与规定不符之处（照实计入）", "Done otherwise than the rules say (counted as it happened)")
ONLY_HOLDER = M(
    "该案不属于您的单位，只显示承办单位与日期。",
    "This case isn't your unit's: holder and dates are shown.",
)
PARTIES = M("当事人", "Parties")
PARTIES_HIDDEN = M("当事人 {count} 人，已隐去。", "{count} parties, hidden.")
PARTIES_CLOSED = M("您的授权不能查看本案当事人。", "Your grants don't open the parties of this case.")
OPEN_PARTIES = M("查看当事人（留痕）", "Show the parties, on the record")
TWO_PERSONS = M("须第二人同意。", "A second person must agree.")
OPENED = M("已打开，留痕；15 分钟后自动关闭。", "Opened, on the record; it closes after 15 minutes.")
NO_DOSSIER = M("没有可打开的当事人材料。", "There's no dossier to open.")
ROLE = M("身份", "Role")
ID_NUMBER = M("证件号（隐去中段）", "Identity number, masked")
PHONE = M("电话", "Telephone")
MASKED = M("依法隐名", "Masked by law")
VEILED = M("依法隐名", "Masked by law")
PAPERS = M("出具的文书", "Papers drawn up")
PAPER_VOID = M("已作废：{why}", "Void: {why}")
HANDED = M("送达与回执", "Deliveries and receipts")
HANDED_TO = M("送达单位", "To whom")
HANDED_WHAT = M("事项", "What")
ATTEMPT = M("第 {number} 次", "Attempt {number}")
HANDED_AT = M("写入时间", "Written at")
HANDED_HOW = M("回执", "Receipt")
HANDED_AS = M("在对方系统的编号", "Its number there")
NO_RECEIPT = M("已发出，尚无回执", "Sent, no receipt yet")
WORK_ON_IT = M("在工作台办理", "Work on it at the workbench")
