"""Sentences about owed reports: ``hub report``, ``hub stats rehearse | parallel | adjust``."""

from __future__ import annotations

from hub.core.wording import Message

M = Message

REPORT = M("报表：谁应报、谁已报、审核与差异", "Reports: who owes, who has sent, checks and differences")
REPORT_OWED = M("列出一期报表的应报单位", "List who owes the reports of a period")
REPORT_STATUS = M("一期报表的报送情况：迟报、未报、责任人", "How the reports stand: late, missing, whose task")
REPORT_SHOW = M("一份报表的全部经过：各版、审核、签发、调整", "All about one report: versions, checks, signatures")
REPORT_CHECK = M("对审核未通过的报表作出决定", "Decide about a form that failed its checks")
REPORT_FINDINGS = M("报表与枢纽台账逐项核对，差异写明原因", "Compare a form with the hub's ledger, with causes")
STATS_CHANGES = M("修订改了什么：带正负号的差、纠纷和原因", "What a revision changed: signed, by dispute and reason")
STATS_REHEARSE = M(
    "月报预演：哪些校验会不成立、谁未报、谁来办", "Rehearse a month: what would fail, who has not filed, whose task"
)
STATS_PARALLEL = M(
    "并行月：纸质月报与枢纽逐项对照，差异写明原因", "Parallel month: your form beside the hub's, with causes"
)
STATS_ADJUST = M("以签字行调整一个数（不改计算数）", "Adjust a figure by a signed line beside it")
REPORT_FIELDS = M(
    "按省平台屏幕顺序给出各项数字，或写成导入文件", "Figures in a platform's screen order, or as an import file"
)
OPTION_MONTH = M("月份，如 2026-03", "Month, e.g. 2026-03")
OPTION_PERIOD = M("报告期：月份或半年，如 2026-03、2026-H1", "Period: a month or a half year, e.g. 2026-03, 2026-H1")
ARGUMENT_BODY = M("填报单位的代码或名称", "Code or name of the reporting body")
OPTION_MISSING = M("只列未报、逾期和审核未通过的", "Only those that are missing, overdue or failed")
OPTION_ACCEPT = M("接受这一版", "Accept this version")
OPTION_REJECT = M("退回这一版", "Reject this version")
OPTION_SIGNER = M("经办人（岗位或工号，不写姓名）", "Who does it: a post or staff number, no name")
OPTION_WHY = M("理由", "Why")

HEAD_OWED = M("{period} {kind} 应报 {count} 家，{due} 到期", "{period} {kind}: {count} owe it, due {due}")
HEAD_STATUS = M(
    "{period} {kind} 截至 {day}：应报 {count} 家，到期日 {due}；其中自行报送 {filed} 家，由枢纽计算 {computed} 家\n"
    "未报或未通过 {missing} 家，迟报 {late} 家",
    "{period} {kind} on {day}: {count} owe it, due {due}; {filed} of them send it, the hub computes {computed}\n"
    "{missing} missing or failed, {late} late",
)
DUE_NOMINAL = M(
    "注意：缺 {year} 年工作日历，到期日未顺延（roll pending）", "Attention: no calendar for {year}, roll pending"
)
COLUMN_BODY = M("单位", "Body")
COLUMN_NAME = M("名称", "Name")
COLUMN_SORT = M("类别", "Sort")
COLUMN_ROAD = M("途径", "Road")
COLUMN_TO = M("报送对象", "Reports to")
COLUMN_OWNER = M("责任人", "Owner")
COLUMN_SUCCESSOR = M("接替", "Successor")
COLUMN_STATE = M("状态", "State")
COLUMN_RECEIVED = M("收到", "Received")
COLUMN_LATE = M("逾期天数", "Days late")
COLUMN_MEASURE = M("指标", "Measure")
COLUMN_SUBMITTED = M("所报", "Stated")
COLUMN_HUB = M("枢纽", "Hub")
COLUMN_DIFFERENCE = M("差", "Difference")
COLUMN_CAUSE = M("原因", "Cause")
COLUMN_EVIDENCE = M("依据", "Evidence")
STATE_COMPUTED = M("枢纽计算", "computed")
NOT_RECEIVED = M("—", "—")
SUPERVISE_HEAD = M("逾期，拟督办：", "Overdue, to supervise:")
SHOW_HEAD = M("{name}（{code}） {period} {kind}：{state}", "{name} ({code}) {period} {kind}: {state}")
SHOW_DUE = M(
    "  应于 {due} 前报送   途径 {road}   责任 {owner}   接替 {successor}",
    "  due {due}   by {road}   owner {owner}   successor {successor}",
)
SHOW_VERSION = M(
    "  第 {number} 次报送 {received}   {state}   {figures}", "  submission {number}, {received}   {state}   {figures}"
)
SHOW_FINDING = M(
    "    表内不符 {row} {check}：所报 {stated}，应为 {computed}",
    "    doesn't add up: {row} {check}: stated {stated}, comes to {computed}",
)
SHOW_DECIDED = M("    由 {signer} 决定：{reason}", "    decided by {signer}: {reason}")
SHOW_SIGNED = M("  R{revision} {role} {signer} 签 {at}", "  R{revision} signed by {signer} ({role}) on {at}")
SHOW_REOPENED = M(
    "  R{revision} 由 {signer}、{second} 于 {at} 重开：{reason}",
    "  R{revision} reopened on {at} by {signer} and {second}: {reason}",
)
SHOW_ADJUSTED = M(
    "  调整 {id} {measure} {value} {signer} {at}：{reason}", "  adjusted {id} {measure} {value} {signer} {at}: {reason}"
)
WORD_ACCEPTED = M("接受", "accepted")
WORD_FAILED = M("表内不符，不计入", "failed its checks, not counted")
WORD_TOTAL = M("合计", "total")
NO_SUCH_BODY = M("不在填报单位之中", "none of the reporting bodies")
SEE_OWED = M("见 hub report owed --month {period}", "see hub report owed --month {period}")
NO_SUCH_REPORT = M("还没有报送过", "nothing was sent yet")
ONE_WAY = M("--accept、--reject 须且只能写一个", "say one of --accept, --reject")
CHECK_WHAT = M("对 {body} {period} 第 {number} 次报送：{result}", "{body} {period}, submission {number}: {result}")
CHECK_DONE = M("已记下；枢纽下一轮生效", "Noted; it takes effect in the hub's next round")

OPTION_FIGURE = M("指标，如 cases、success、amount_fen（分）", "Measure, e.g. cases, success, amount_fen (fen)")
OPTION_BY = M("加减多少，如 +2、-1（金额为分）", "By how much, e.g. +2, -1 (amounts in fen)")
OPTION_OF_BODY = M("调整谁的数（默认全市 CITY）", "Whose figure (the city's, CITY, by default)")
OPTION_COMPARED_BODY = M("对照谁的数（默认全市 CITY）", "Whose figures (the city's, CITY, by default)")
OPTION_SECOND = M("第二经办人（已签发的报表必填）", "The second person (needed once the form is signed)")
OPTION_TAKE_BACK = M("冲回哪一条调整（编号）", "Which adjustment it takes back (its number)")
ADJUST_WHAT = M(
    "{body} {month} {measure} 调整 {value}：{why}（{signer}）", "{body} {month} {measure} by {value}: {why} ({signer})"
)
ADJUST_DONE = M(
    "已记为 {id}；计算数不变，关账或下一次修订时列示。"
    "冲回：hub stats adjust --month {month} --take-back {id} --officer 工号 --why 理由",
    "Noted as {id}; the computed figure stays, the line shows from the next revision. "
    "Take back: hub stats adjust --month {month} --take-back {id} --officer CODE --why TEXT",
)
NO_SUCH_MEASURE = M("没有这个指标", "no such measure")
NO_SUCH_ADJUSTMENT = M("没有可冲回的这一条", "there is no such line to take back")
SECOND_NEEDED = M("报表已签发，须第二经办人", "the form is signed: a second person is needed")
SECOND_NEXT = M("加 --second，且不同于 --officer", "add --second, somebody else than --officer")
FIGURE_AND_BY = M("--figure 与 --by 都要写", "say both --figure and --by")
NOT_ZERO = M("调整不能为 0", "an adjustment can't be 0")
FINDINGS_HEAD = M(
    "{name} {month} 第 {number} 次报送（{received}）与枢纽台账（截至 {day}）对照",
    "{name} {month}: submission {number} of {received} beside the hub's ledger as known on {day}",
)
PARALLEL_HEAD = M(
    "{name} {month}：{file} 与枢纽（截至 {day}）对照", "{name} {month}: {file} beside the hub as known on {day}"
)
NO_DIFFERENCE = M("没有差异", "No difference")
AGREED = M("一致 {count} 项", "{count} measures agree")
NOT_COMPARED = M("枢纽无从计算、未比较：{names}", "Not compared, the hub can't know them: {names}")
ALSO = M("（也可能是：{causes}）", " (could also be: {causes})")
AND_MORE = M(" … 另 {count} 件", " … {count} more")
SHEET_DIFFERENCES = M("差异", "Differences")
SHEET_REST = M("其余", "Rest")
WORD_AGREED = M("一致", "agrees")
WORD_NOT_COMPARED = M("未比较", "not compared")
CITY_NAME = M("全市", "The city")
OPTION_FORM = M("月报文件：.xlsx，或两列的 .csv（指标,数值）", "The form: .xlsx, or a .csv of measure,value")
OPTION_LAYOUT = M("版式说明（TOML：[labels] 表头 = 指标）", "Layout (TOML: [labels] heading = measure)")
OPTION_MADE_ON = M("该表按哪一天所知填的", "The day whose knowledge the form was made with")
OPTION_BOOK = M("对照结果写到哪个 .xlsx", "Workbook to write the comparison to")
UNKNOWN_LINES = M(
    "版式中没有的 {count} 项，未比较：", "{count} figures under labels that no layout knows, not compared:"
)
WRITE_BOOK = M("写出 {path}", "Write {path}")
NO_FIGURES = M("没有读到任何认识的数字", "no figure was found under a label that is known")
GIVE_LAYOUT = M("用 --layout 说明表头与指标的对应", "say with --layout which heading is which measure")
LAYOUT_BROKEN = M("版式说明读不了", "the layout can't be read")
REHEARSE_HEAD = M(
    "{month} 预演（截至 {day}，应于 {due} 报出）：{count} 项待办",
    "{month} rehearsed on {day}, due {due}: {count} to mend",
)
REHEARSE_CLEAR = M(
    "没有待办：校验成立，应报已报，无隔离、无待判断", "Nothing to mend: checks hold, all have filed, nothing is held"
)
STATISTICIAN = M("统计员", "the statistician")
DUTY_CLERK = M("值班员", "the duty clerk")
AND_OTHERS = M("{names}等 {count} 家", "{names} and others, {count} in all")
AND_OTHER_CELLS = M("{names}等 {count} 项", "{names} and others, {count} in all")
EACH_BODY = M("各该单位", "each of them")
COLUMN_OBSTACLE = M("事项", "Obstacle")
COLUMN_WHAT = M("内容", "What")
COLUMN_COUNT = M("件数", "Count")
COLUMN_CELLS = M("影响的数字", "Figures touched")
COLUMN_NEXT = M("下一步", "Next")
OPTION_SCREEN = M("屏幕顺序（TOML：[[field]] name、measure）", "Screen order (TOML: [[field]] name, measure)")
OPTION_IMPORT_FILE = M("写成导入文件 .csv", "Write an import file, .csv")
FIELDS_HEAD = M("{body} {month}（截至 {day}），按屏幕顺序：", "{body} {month} as known on {day}, in screen order:")
COLUMN_PLACE = M("序号", "No.")
COLUMN_FIELD = M("字段", "Field")
COLUMN_VALUE = M("填写", "Type in")
SCREEN_BROKEN = M("屏幕顺序文件读不了", "the screen file can't be read")
OPTION_SINCE = M(
    "从哪一天（含）所知起比较（默认关账日）", "Compare with what was known on this day (the close by default)"
)
CHANGES_HEAD = M(
    "{month}：{since} 之后至 {until} 所知的变动 {count} 项",
    "{month}: {count} figures changed after {since}, until {until}",
)
COLUMN_BEFORE = M("原", "Before")
COLUMN_NOW = M("现", "Now")
