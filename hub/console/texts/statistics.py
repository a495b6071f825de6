"""What the pages of the statistics people say; figures and rules, never a reason why something moved."""

from __future__ import annotations

from hub.core.wording import Message

M = Message

AGENCIES: dict[str, Message] = {
    "court": M("法院", "Courts"),
    "police": M("公安", "Police"),
    "petition": M("信访", "Petition offices"),
    "grid": M("网格", "Grid"),
    "justice": M("司法行政", "Justice"),
    "hub": M("枢纽", "The hub"),
    "taskforce": M("专班", "Task force"),
    "statistics": M("统计员", "Statistician"),
    "duty_clerk": M("值班员", "Duty clerk"),
    "parties": M("当事人", "The parties"),
    "CITY": M("全市", "The city"),
    "-": M("未列明单位", "No unit named"),
}

# --- menu ------------------------------------------------------------------------------------------------------------
MONTHS = M("月报", "Monthly form")
FIGURES = M("数字", "Figures")
TRENDS = M("趋势", "Trends")
SUPERVISION = M("督办", "Supervision")
MEETING = M("半年会", "Half-yearly meeting")
FLOWS = M("流向", "Flows")

# --- shared ----------------------------------------------------------------------------------------------------------
MONTH = M("月份", "Month")
REGION = M("地区", "Region")
SHOW = M("查看", "Show")
KNOWN_ON = M("截至 {day} 所知", "As known on {day}")
KNOWN_AT = M("{at} 统计", "Counted at {at}")
TOTALS_ONLY = M("您可见合计，不列案件。", "You see totals; disputes aren't listed.")
OWN_ONLY = M("只列本单位：{units}", "Only your own unit: {units}")
NONE = M("—", "—")
SINCE = M("自 {day}", "since {day}")
FIGURE = M("指标", "Figure")
VALUE = M("数值", "Value")
DISPUTE = M("案件代号", "Dispute")
NUMBER = M("编号", "Number")
REASON = M("原因", "Reason")
REASON_NEEDED = M("须写明理由", "A reason is needed")
TOTAL = M("合计", "Total")
UNIT = M("单位", "Unit")
STATE = M("状态", "State")
DUE = M("期限", "Due")
DAYS = M("天数", "Days")
OF_COUNT = M("共 {count} 件", "{count} in all")
DOWNLOAD = M("下载", "Download")
BACK_TO_MONTH = M("回到 {month} 月报", "Back to the form of {month}")
TABLE_BESIDE = M("图中数据", "The figures of the picture")

# --- figures ---------------------------------------------------------------------------------------------------------
REVISION = M("修订", "Revision")
KNOWN = M("所知时点", "Known at")
CLOSED = M("已关账", "Closed")
NOT_CLOSED = M("未关账", "Not closed")
LATER = M("关账后所知", "Known since")
CHANGED = M("变动", "Change")
HEADLINE = M("主要数字", "Headline figures")
OPENS = M("点数字看构成", "Every figure opens")
NOTHING_YET = M("这个月还没有数据。", "There is nothing of this month yet.")
NOTHING_YET_NEXT = M("换一个月，或等部门数据到达。", "Choose another month, or wait for the departments' data.")
FORMULA = M("算法", "Formula")
DEFINITION = M("口径", "Definition")
NOW = M("现值", "Now")
MADE_OF = M("计入", "Counted")
MADE_OF_NONE = M("没有案件计入。", "No dispute is counted.")
LEFT_OUT = M("未计入", "Not counted")
LEFT_OUT_NONE = M("本月没有因规则未计入的案件。", "No dispute of the month is left out by a rule.")
RULE = M("规则", "Rule")
REVISIONS = M("各修订", "Revisions")
WHAT_CHANGED = M("R{number} 的变动", "What R{number} changed")
CAUSE = M("缘由", "Cause")
KNOWN_SINCE = M("得知日期", "Known on")
ADDS = M("各件贡献", "What each adds")
BALANCE = M("平衡", "Balance")
BALANCES = M(
    "期初 + 受理 + 转入 = 办结 + 转出 + 期末，成立", "Opening + accepted + in = concluded + out + pending: holds"
)
BALANCES_NOT = M(
    "期初 + 受理 + 转入 ≠ 办结 + 转出 + 期末，不成立",
    "Opening + accepted + in ≠ concluded + out + pending: doesn't hold",
)
CHECKS = M("平衡关系", "Checks")
HOLDS = M("成立", "Holds")
HOLDS_NOT = M("不成立", "Doesn't hold")
SIGNED_LINES = M("签字调整行（不改上面的数）", "Signed lines (the figure above is never changed)")
NO_FIGURE = M("没有这个数字", "No such figure")
SAME_COMMAND = M("同一结果的命令", "The same by command")
REFRESHES = M("有变化时自动更新", "Follows what changes")

# --- month -----------------------------------------------------------------------------------------------------------
READY = M("可以签字", "Ready to sign")
READY_TO_CLOSE = M("可以关账", "Ready to close")
NOT_READY = M("还不能签字：{count} 项要先处理", "Not ready: {count} things to mend first")
SIGNED_ALL = M("R{revision} 已全部签字并冻结", "R{revision} is signed by all and frozen")
STEP_FILED = M("报送", "Filed")
STEP_FILED_TELLS = M(
    "应报 {owed}，已报 {filed}，未报 {missing}，迟报 {late}",
    "Owed {owed}, filed {filed}, missing {missing}, late {late}",
)
STEP_CHECKS = M("平衡关系", "Checks")
STEP_CHECKS_TELLS = M("{holds} 项成立，{fails} 项不成立", "{holds} hold, {fails} don't")
STEP_WAITING = M("隔离与等待", "Held and waiting")
STEP_WAITING_TELLS = M("{count} 项可能改变数字", "{count} things may change figures")
STEP_CLOSE = M("关账", "Close")
STEP_CLOSE_TELLS = M("报出日 {due}，关账日 {close}", "Due {due}, closes {close}")
STEP_SIGN = M("签字", "Sign")
STEP_SIGN_TELLS = M("{signed}/{all} 人已签", "{signed} of {all} have signed")
OBSTACLES = M("要先处理的", "To be mended first")
OBSTACLES_NONE = M("没有要先处理的。", "Nothing stands in the way.")
KIND = M("事项", "What")
COUNT = M("数量", "Count")
WHAT = M("内容", "Which")
WHOSE = M("谁来办", "Whose task")
MAY_CHANGE = M("影响", "May change")
NEXT = M("下一步", "Next")
BODIES = M("各单位报表", "Reports of the bodies")
BODY = M("单位", "Body")
RECEIVED = M("收到", "Received")
DAYS_LATE = M("迟报天数", "Days late")
OWNER = M("责任人", "Owner")
SUCCESSOR = M("接替", "Successor")
COMPARE = M("与枢纽比对", "Beside the hub's")
BY_HUB = M("由枢纽统计", "Counted by the hub")
ONLY_MISSING = M("只看未报", "Only those missing")
ALL_BODIES = M("全部单位", "All bodies")
BODIES_NONE = M("没有登记应报单位。", "No body is registered that owes a report.")
ADJUSTMENTS = M("人工调整（签字行）", "Adjustments (signed lines)")
ADJUSTMENTS_NONE = M("没有人工调整。", "There are no adjustments.")
ADJUST = M("添加签字行", "Add a signed line")
ADJUST_TELLS = M(
    "统计出的数不改；签字行写在旁边，只能用反向行收回。",
    "The counted figure stays; the line stands beside it and is taken back only by a counter-line.",
)
ADJUSTED = M("已添加签字行 {id}", "The line {id} is added")
BY = M("增减", "By")
SIGNER = M("签字人", "Signer")
TAKE_BACK = M("收回", "Take back")
SIGNED_NEEDS_SECOND = M(
    "本月已签字：调整须两人，用 hub stats adjust --second 办理。",
    "The month is signed: an adjustment takes two persons, by hub stats adjust --second.",
)
PUBLISHED = M("已公布的修订", "Published revisions")
PUBLISHED_NONE = M(
    "还没有公布修订，关账后才有。", "No revision is published yet: the first comes when the month is closed."
)
DIGEST = M("表内数字校验码", "Digest of the figures")
SIGNATURES = M("签字", "Signatures")
WAITING_FOR = M("待签：{roles}", "To sign: {roles}")
PDF = M("PDF", "PDF")
XLSX = M("XLSX", "XLSX")
SIGN = M("以{role}身份签字", "Sign as {role}")
SIGN_CONFIRM = M(
    "我已核对 R{revision} 的数字，校验码 {digest}", "I have checked the figures of R{revision}, digest {digest}"
)
SIGN_NO_OFFICER = M(
    "您的工号 {code} 没有登记签字身份（hub.toml 的 officers）。",
    "Your code {code} has no role in which it may sign (officers in hub.toml).",
)
SIGN_NOT_YOURS = M("下一个签字的是{role}。", "Next signs: {role}.")
SIGNED = M("已签字：{role}", "Signed: {role}")
FROZEN = M("已签字：{role}；表已冻结 {files}", "Signed: {role}; the form is frozen: {files}")
CLOSE = M("关账", "Close the month")
CLOSE_AGAIN = M("公布下一修订", "Publish the next revision")
CLOSE_BY_ITSELF = M(
    "枢纽在运行：关账日 {close} 结束后自动关账。", "The hub is running: it closes the month by itself after {close}."
)
CLOSE_LATER = M("关账日 {close} 结束后才能关账。", "The month can be closed after {close}.")
CLOSE_SIGNED = M(
    "R{revision} 已签字；两人重开后才能再公布。", "R{revision} is signed; two persons reopen it before another one."
)
OVERRIDE = M("平衡关系不成立仍要关账的理由", "Why it's closed although a check fails")
CLOSED_NOW = M("已公布 R{revision}", "R{revision} is published")
CLOSED_SAME = M("数字没有变化，没有新修订", "No figure differs: no new revision")
SINCE_FIRST = M("R1 以来的变动", "Since R1")
SINCE_NONE = M("R1 以来没有变动。", "Nothing has changed since R1.")
BEFORE = M("R1", "R1")
EVIDENCE = M("依据", "By what")
PARALLEL = M("平行月：纸质表与枢纽比对", "Parallel month: the paper form beside the hub's")
PARALLEL_TELLS = M(
    "上传本月报表（XLSX 或 CSV）。只比对，不保存。", "Give this month's form (XLSX or CSV). It's compared and not kept."
)
FILE = M("文件", "File")
DO_COMPARE = M("比对", "Compare")
SUBMITTED = M("报表", "Form")
HUBS = M("枢纽", "Hub")
DIFFERENCE = M("差", "Difference")
AGREE = M("{count} 项一致", "{count} agree")
NO_DIFFERENCE = M("与枢纽一致，没有差异。", "No difference from the hub's figures.")
NOT_COMPARED = M("未比对：{names}", "Not compared: {names}")
UNKNOWN_LINES = M("没有认出的行：{lines}", "Lines not known: {lines}")
NO_FORM = M("该单位没有报表可比。", "There's no form of this body to compare.")
NO_FIGURES_IN = M("文件里没有认得的数字", "the file holds no figure under a known label")

# --- trends ----------------------------------------------------------------------------------------------------------
THIS_YEAR = M("{year} 年", "{year}")
LAST_YEAR = M("上年同期", "Same months last year")
IN_MONTHS = M("{months}", "{months}")
CHANGE_ABSOLUTE = M("增减", "Change")
YOY = M("同比", "Year on year")
MOM = M("环比（每工作日）", "Month on month, per working day")
YTD = M("本年累计同比", "Year to date")
AGAINST = M("比 {year} 年", "Against {year}")
COUNTER = M("对照指标（同期→本期）", "Counter-measure (then → now)")
COUNTER_NONE = M("口径未规定", "None is defined")
READING = M("判读", "Reading")
SOURCE = M("来源", "Source")
POINTS = M("{points} 个百分点", "{points} points")
JANUARY = M("1 月不单独比较，与 2 月合并看。", "January is compared together with February.")
TRENDS_NOTE = M(
    "只列数字，不说明原因；下降须与对照指标一起看。基数不足 20 只列增减数。",
    "Figures only, no reasons. Read a fall with its counter-measure beside it. Base below 20: absolute change only.",
)
BASE_YEAR = M("基年", "Base year")
MISSING_MONTHS = M("缺 {months}", "Missing: {months}")
SILENT = M("{month} 未报的单位：{bodies}", "Silent in {month}: {bodies}")
HUB_COUNTS = M("枢纽自己统计 {count}", "The hub itself counts {count}")
WAIVED = M("治安案件调解履行后不予处罚 {count} 件", "No penalty after a performed agreement: {count}")
NO_TRENDS = M("还没有六减少的数据。", "There are no counts of the six reductions yet.")
NO_TRENDS_NEXT = M("请统计员用 hub trends import 报入单位数据。", "Take in the bodies' counts with hub trends import.")
OBSERVATIONS = M("谁报的", "Who states it")
OBSERVATIONS_NONE = M(
    "这些月份没有单位报送。请统计员用 hub trends import 报入。",
    "No body states anything of these months. A statistician takes counts in with hub trends import.",
)
SERIES = M("指标项", "Series")
VERSION = M("版本", "Version")
STATED_BY = M("经办", "Brought by")
ITEMS = M("件数", "Items")
PEOPLE = M("人次", "Person-times")
COUNTER_LINE = M("对照：{name}", "Counter-measure: {name}")
BY_MONTH = M("逐月", "By month")
TO_TRENDS = M("回到趋势", "Back to trends")

# --- supervision -----------------------------------------------------------------------------------------------------
ORDERS_NONE = M(
    "没有超期，也没有督办。有人超期时，拟督办自动列在这里。",
    "Nobody is late and nothing is supervised. Proposals are listed by themselves when somebody is late.",
)
TALLY = M(
    "拟督办 {proposed}，待答复 {issued}，已答复 {replied}，已办结 {closed}",
    "Proposed {proposed}, reply owed {issued}, replied {replied}, closed {closed}",
)
WHO_IS_LATE = M("谁超期", "Who is late")
FOR_WHAT = M("事由", "For what")
STANDS_SINCE = M("始于", "Since")
TOLD = M("督办经过", "Told")
ISSUED_BY = M("{day} 由 {unit}（{officers}）签发", "Issued {day} by {unit} ({officers})")
ISSUED_ON = M("{day} 签发", "Issued {day}")
REPLIED_ON = M("{day} 已答复", "Replied {day}")
CLOSED_ON = M("{day} 办结", "Closed {day}")
REPLY_DUE = M("应于 {day} 前答复", "Reply due {day}")
REPLY_LATE = M("应于 {day} 前答复，已逾期", "Reply was due {day}: overdue")
REASON_GONE = M("迟到的材料表明并未超期", "Late evidence: it wasn't late after all")
NOT_TOLD = M("尚未督办", "Not told yet")
DO = M("办理", "Do")
ACT_DONE = M("已{act}", "Done: {act}")
ISSUER = M("签发单位", "Issued by")
FILTER_ALL = M("全部", "All")
REPORTS_LATE = M("报表逾期", "Reports overdue")
REPORTS_LATE_TELLS = M("报表的督办由统计科发函：下面是函文。", "Reports are supervised by letter: this is its text.")
REPLY = M("督办回复", "Reply")
ATTENDANCE = M("记录到会", "Who came")
CAME = M("到会 {came}，缺席 {absent}", "{came} came, {absent} didn't")
ONLY_ISSUER = M("签发须督办签发人。", "Only an issuer of supervision issues an order.")

# --- meeting ---------------------------------------------------------------------------------------------------------
HALF = M("半年", "Half")
TYPE = M("类别", "Type")
PLACE = M("地区", "Place")
HELD_BY = M("现由", "Held by")
CRITERIA = M("符合条件（依据）", "Criteria met (by what)")
TASK = M("任务", "Task")
NOT_YET = M("未提请", "Not put forward")
CARRIED = M("由 {half} 结转", "carried from {half}")
DOCKET_NONE = M(
    "没有符合条件的疑难案件。换一个半年或地区看看。", "No dispute meets a criterion. Try another half or region."
)
SHEET = M("会议用表（XLSX）", "The meeting's sheet (XLSX)")
NOMINATE = M("提请全部 {count} 件", "Put all {count} forward")
NOMINATE_ONE = M("提请", "Put forward")
NOMINATED = M("已提请 {count} 件", "{count} put forward")
DECISIONS = M("会议决定回传", "The meeting's decisions")
DECISIONS_TELL = M(
    "上传填好的会议用表：好的行照收，其余退回并进待处理。",
    "Give the filled sheet: good rows are taken, the others come back and wait in the quarantine.",
)
TAKE_IN = M("导入", "Take in")
TAKEN = M(
    "已收 {taken} 行，不变 {unchanged} 行，空白 {blank} 行，退回 {rejected} 行",
    "{taken} taken, {unchanged} unchanged, {blank} blank, {rejected} returned",
)
RETURNED_ROWS = M("退回的行", "Returned rows")
ROW = M("行", "Row")
FIELD = M("字段", "Field")
TASKS = M("任务", "Tasks")
TASKS_NONE = M(
    "还没有任务。会议决定回传后列在这里。", "There are no tasks yet: they come with the meeting's decisions."
)
NO_LONGER = M("不再要求", "No longer asked")

# --- flows -----------------------------------------------------------------------------------------------------------
FROM = M("从", "From")
TO = M("到", "To")
HOW = M("方式", "How")
FLOWS_NONE = M(
    "这段时间没有移交。换一段月份，或等部门数据到达。",
    "Nothing was handed over in this period. Choose other months, or wait for the departments' data.",
)
FLOWS_NOTE = M(
    "按移交日所在月份统计；上报以上级受理计。退回率 = 退回 ÷ 已答复。",
    "By the month of the hand-over; an escalation counts when it's accepted above. Return rate = returned ÷ answered.",
)
RETURN_RATE = M("退回率", "Return rate")
LONGEST = M("最长等待（天）", "Longest wait (days)")
FED_BACK = M("已反馈", "Fed back")
RETURNS = M("退回原因", "Reasons for returns")
RETURNS_NONE = M("没有退回。", "Nothing was returned.")
BY_UNIT = M("按单位", "By unit")
BY_KIND = M("按机构类别", "By kind of body")
MONTH_FROM = M("起", "From")
MONTH_TO = M("止", "To")
PICTURE = M("移交去向", "Where it went")
DISPUTES_OF = M("这一行的案件", "Disputes of this line")
