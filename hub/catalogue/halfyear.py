"""What ``hub halfyear`` says."""

from __future__ import annotations

from hub.core.wording import Message

M = Message

VERBS = M("半年：工作报告、疑难案件会商、交办任务", "The half-year: work report, docket of hard cases, tasks")
DRAFT = M("生成半年工作报告草稿（.md、.docx 或 .xlsx）", "Write a draft of the work report (.md, .docx or .xlsx)")
EXPLAIN = M("打开报告里的一个数字：由哪些纠纷组成", "Open a figure of the report: which disputes it's made of")
DOCKET = M("看会商表，或写成 XLSX 供会议填写", "Show the docket, or write the sheet that the meeting fills in")
NOMINATE = M("把符合条件的纠纷提请会商，或提请一件", "Put the disputes that meet a rule on the docket, or one dispute")
IMPORT = M("报入会议填好的会商表", "Take in the sheet that the meeting filled in")
TASKS = M("会议交办的任务：责任单位、期限、超期", "Tasks of the meeting: owner, day, overdue ones")
ROLES = M("领导小组各角色收到什么", "What each role of the leading group receives")
HAND_UP = M("按角色写出本期材料，供上报", "Write each role's papers of a half, to be handed up")

OPTION_HALF = M("哪个半年，如 2026-H1；默认最近一个已过的", "Half, e.g. 2026-H1; by default the last that has ended")
OPTION_BODY = M("CITY 或单位代码", "CITY or a unit code")
OPTION_TO = M("写到哪个文件", "File to write")
OPTION_FOLDER = M("写到哪个文件夹", "Folder to write into")
OPTION_REGION = M("区划代码；9 位即乡镇综治中心的摘要", "Division code; 9 digits give a township's extract")
OPTION_WHO = M("经办人（岗位或工号，不写姓名）", "Who does it: a post or staff number, no name")
OPTION_DISPUTE = M("只提请这一件（纠纷标识）", "Put only this dispute on it")
REASON_IS_A_CODE = M(
    "{text}：理由写代码（大写字母、数字，如 LEADER），不写案情",
    "{text}: give a reason as a code such as LEADER, nothing of the case",
)
OPTION_REASON = M("提请一件的理由代码，默认 PERSON", "Reason code for one dispute, PERSON by default")
OPTION_ALL_HALVES = M("只看一个半年的任务", "Only the tasks of one half")
ARGUMENT_FIGURE = M("数字的名称，如 acc、rate", "Name of the figure, e.g. acc, rate")
ARGUMENT_FILE = M("会议填好的会商表（.xlsx 或 .csv）", "The sheet that the meeting filled in (.xlsx or .csv)")

NO_SUCH_KIND = M("不提供这种文件", "this kind of file isn't offered")
KINDS = M("文件名以 .md、.docx 或 .xlsx 结尾", "end it in .md, .docx or .xlsx")
ONLY_XLSX = M("会商表写成 .xlsx", "the docket is written as .xlsx")
NO_BODY = M("没有这个单位", "no such unit")
NO_BODY_HINT = M("写 CITY，或单位登记簿里的代码", "write CITY, or a code of the unit registry")
NO_FIGURE = M("没有这个数字", "no such figure")
NO_FIGURE_HINT = M("可选：{names}", "one of: {names}")
NO_DISPUTE = M("没有这件纠纷", "no such dispute")
BAD_HALF = M("{text}：半年写成 2026-H1", "{text}: write a half as 2026-H1")
CITY_NAME = M("佳木斯市", "Jiamusi")

WRITE_WHAT = M("写 {path}", "Write {path}")
WRITTEN = M("已写 {path}", "{path} is written")
GAPS_LEFT = M("有 {count} 处待填写，均已标出", "{count} gaps are marked for people to fill")
EXPLAIN_HEAD = M("{name}  {value}  {half}  {body}", "{name}  {value}  {half}  {body}")
EXPLAIN_RULE = M("口径：{rule}", "Definition: {rule}")
EXPLAIN_COUNT = M("由 {count} 件纠纷组成：", "Made of {count} disputes:")

DOCKET_HEAD = M(
    "会商表  {half}  {region}  {count} 件  截至 {known} 所知",
    "Docket  {half}  {region}  {count} disputes  as known on {known}",
)
DOCKET_EMPTY = M("没有符合条件的纠纷", "No dispute meets a rule")
COLUMN_NUMBER = M("编号", "Number")
COLUMN_TYPE = M("类别", "Type")
COLUMN_HELD = M("现由", "Held by")
COLUMN_DAYS = M("天数", "Days")
COLUMN_CRITERIA = M("符合条件（依据）", "Rules met (evidence)")
COLUMN_STATE = M("会商状态", "On the docket")
COLUMN_TASK = M("责任单位、期限", "Owner, day")
COLUMN_HALF = M("半年", "Half")
COLUMN_OWNER = M("责任单位", "Owner")
COLUMN_DUE = M("期限", "Day")
COLUMN_STATUS = M("状态", "Status")
COLUMN_ROLE = M("角色", "Role")
COLUMN_WHO = M("谁", "Who")
COLUMN_PAPERS = M("收到", "Receives")
CARRIED_FROM = M("自 {half} 结转", "carried from {half}")
NOT_YET = M("未提请", "not yet")
NO_LONGER = M("不再交办", "no longer asked")
SHEET_HINT = M(
    "会议只填“决定”等四列，填好后：hub halfyear import-decisions {path} --officer 工号",
    "The meeting fills in four columns; then: hub halfyear import-decisions {path} --officer CODE",
)

NOMINATE_WHAT = M("将提请会商 {count} 件（{half}）", "Put {count} disputes on the docket ({half})")
NOMINATED = M("已提请 {count} 件；枢纽运行时生效", "{count} put on it; the running hub acts on it")
IMPORT_WHAT = M(
    "将报入 {taken} 项决定（不变 {unchanged}，未填 {blank}，退回 {rejected}）",
    "Take in {taken} decisions ({unchanged} unchanged, {blank} blank, {rejected} handed back)",
)
IMPORTED = M(
    "已报入 {taken} 项决定，不变 {unchanged}，未填 {blank}，退回 {rejected}；枢纽运行时生效",
    "{taken} decisions taken, {unchanged} unchanged, {blank} blank, {rejected} handed back; the running hub acts",
)
NO_TASKS = M("没有交办任务", "No tasks")
OVERDUE = M("超期 {count} 项", "{count} overdue")
HAND_UP_WHAT = M("把 {half} 的材料写到 {path}", "Write the papers of {half} into {path}")
HAND_UP_DONE = M("已写 {count} 份到 {path}", "{count} papers written into {path}")
REPORT_NOT_OWED = M("枢纽未登记应报", "not registered as owed")
