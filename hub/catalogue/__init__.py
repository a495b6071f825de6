"""
Every sentence of the command line, and every refusal of the layers below it, once, in Chinese and English.

What all verbs share stands here; a subject with many sentences has a module of its own beside this one.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from functools import cache

from hub.catalogue.clocks import REFUSALS
from hub.catalogue.cluster_refusals import REFUSED_ON_A_CLUSTER
from hub.catalogue.console_refusals import REFUSED_IN_THE_CONSOLE
from hub.catalogue.door_refusals import HELD_AT_THE_DOOR
from hub.catalogue.gateway_refusals import REFUSED_AT_THE_GATEWAY
from hub.catalogue.operations_refusals import REFUSED_IN_OPERATION
from hub.catalogue.people_refusals import REFUSED_TO_PEOPLE
from hub.catalogue.refusals import REFUSED_BELOW
from hub.catalogue.settings_refusals import REFUSED_TO_AMEND
from hub.catalogue.statistics_refusals import REFUSED_IN_STATISTICS
from hub.catalogue.workbench_refusals import REFUSED_AT_THE_WORKBENCH
from hub.core.wording import Message

M = Message

# --- the program -----------------------------------------------------------------------------------------------------
PROGRAM = M("枫桥枢纽：大调解数据交换", "Fengqiao Hub: data exchange for great mediation")
OPTION_LANG = M("语言：zh 或 en（默认随系统）", "Language: zh or en (by default that of the system)")
OPTION_SETTINGS = M("设置文件（默认 hub.toml 或 HUB_SETTINGS）", "Settings file (hub.toml or HUB_SETTINGS)")
OPTION_VERSION = M("显示版本", "Show the version")
OPTION_JSON = M("输出 JSON，供脚本使用", "Print JSON, for scripts")
OPTION_YES = M("确认写入，不再询问", "Write without asking")
OPTION_AS_OF = M("截至哪一天（含）所知，如 2026-04-10", "As known at the end of this day, e.g. 2026-04-10")
ARGUMENT_AGENCY = M("部门代码，如 court", "Agency code, e.g. court")
NO_NAME = M(
    "{text}：写岗位或工号（字母和数字，如 TJ-01），不写姓名",
    "{text}: give a post or staff number such as TJ-01, no name",
)
VERSION = M("枫桥枢纽 {version}", "Fengqiao Hub {version}")

# --- errors ----------------------------------------------------------------------------------------------------------
WHOSE_TASK = M("谁来办：", "Whose task: ")
NEXT_STEP = M("下一步：", "Next: ")
USAGE = M("用法不对：{what}", "Not understood: {what}")
USAGE_NEXT = M("下一步：{command} --help", "Next: {command} --help")
USAGE_SAID = (
    M("缺少参数", "Missing argument"),
    M("缺少选项", "Missing option"),
    M("没有这个选项", "No such option"),
    M("没有这个命令", "No such command"),
    M("多余的内容", "Got unexpected extra arguments"),
    M("多余的内容", "Got unexpected extra argument"),
    M("值不对", "Invalid value for"),
    M("值不对", "Invalid value"),
)
"""How the parser's complaints begin."""
HEADING_ARGUMENTS = M("参数", "Arguments")
HEADING_OPTIONS = M("选项", "Options")
HEADING_COMMANDS = M("命令", "Commands")


def usage_said(complaint: str) -> Message:
    """Return what the parser complains of in both languages, as it is where the catalogue has no Chinese for it."""
    said = next((said for said in USAGE_SAID if complaint.startswith(said.en)), None)
    return Message(complaint if said is None else complaint.replace(said.en, said, 1), complaint)


CONFIRM = M("{what}。继续吗？", "{what}. Go on?")
NOTHING_WRITTEN = M("没有写入任何内容", "Nothing was written")
SAY_YES = M("同一命令加 --yes", "the same command with --yes")
CHECK_PATH = M("检查该路径是否存在、枢纽账号能否读写", "check that this path exists and that the hub may use it")
NEEDS_YES = M("此操作会写入；脚本中须加 --yes", "this writes; a script must say --yes")

THE_SAME_WITH_HELP = M("同一命令加 --help", "the same command with --help")
ONE_OF = M("可选：{names}", "one of: {names}")
ONE_OF_FIGURES = M("可选：{names}，或 表:行:列", "one of: {names}, or table:row:column")
NO_SUCH_FIGURE = M("没有这个数字", "no such figure")
NO_SUCH_TABLE = M("没有这个分表", "no such table")
NO_SUCH_KIND_OF_FILE = M("不提供这种文件", "this kind of file isn't offered")
FILE_KINDS = M("文件名以 .xlsx、.csv 或 .json 结尾", "end it in .xlsx, .csv or .json")
TABLE_KINDS = M("文件名以 .xlsx 或 .csv 结尾", "end it in .xlsx or .csv")
TRACE_TRY_A_PART = M("只写其中一部分，如“第”后面的数字", 'try a part of it, e.g. the figures after "第"')
FIX_ONE_WAY = M(
    "--set 字段=值、--accept、--discard 须且只能写一个", "say one of --set FIELD=VALUE, --accept, --discard"
)
RETRY_ONE_WAY = M("写一条的编号，或用 --adapter 重试全部", "name one item, or --adapter for all of it")

SAID_DEEPER = (
    M("这里还没有运行过枢纽", "no hub has run here yet"),
    M("先运行一次：hub run", "start the hub once"),
    M("这里没有枢纽数据；先执行 hub run", "no hub data here"),
    M("没有这一条", "no such item"),
    M("见 hub quarantine list", "see hub quarantine list"),
    M("见 hub quarantine show", "see hub quarantine show"),
    M("这一条没有建议可采用", "there is no proposal"),
    M("用 --set 字段=值 改", "set the field with --set FIELD=VALUE"),
    M("须写明理由", "a reason is needed"),
    M("用 --why 写明理由", "say why with --why"),
    M("改字段写作 字段=值", "a field is set by FIELD=VALUE"),
    M("整份材料请原单位重报；见 hub quarantine show", "have a whole input sent again; see hub quarantine show"),
    *REFUSALS,
    *REFUSED_BELOW,
    *REFUSED_IN_OPERATION,
    *REFUSED_ON_A_CLUSTER,
    *REFUSED_AT_THE_GATEWAY,
    *REFUSED_IN_THE_CONSOLE,
    *REFUSED_IN_STATISTICS,
    *REFUSED_TO_PEOPLE,
    *REFUSED_TO_AMEND,
    *REFUSED_AT_THE_WORKBENCH,
    *HELD_AT_THE_DOOR,
)
"""What a clerk often meets of the errors that are raised below the command line, which speaks English there."""


def heard(text: str) -> Message:
    """Return what an error says in both languages, as it is where the catalogue has no Chinese for it."""
    for said in SAID_DEEPER:
        filled = _pattern(said.en).fullmatch(text)
        if filled is not None:
            return Message(said.format(**filled.groupdict()), text)
    return Message(text, text)


def is_said(said: Message, text: str) -> bool:
    """Return whether *text* is what *said* is in English, with its placeholders filled in."""
    return _pattern(said.en).fullmatch(text) is not None


@cache
def _pattern(template: str) -> re.Pattern[str]:
    """Return what finds *template* with its ``{placeholders}`` filled in."""
    parts = re.split(r"(\{[a-z_]+\})", template.replace("{{", "\0").replace("}}", "\1"))
    found = (f"(?P<{part[1:-1]}>.+)" if part[:1] == "{" else re.escape(part) for part in parts)
    return re.compile("".join(found).replace("\0", re.escape("{")).replace("\1", re.escape("}")), re.DOTALL)


OPERATIONS = M("接入运维", "the hub's operator")
ASKER = M("执行此命令的人", "whoever gives the command")
DEPARTMENT = M("该部门系统管理员", "the department's system administrator")
CLERK = M("有关单位经办人", "the clerk of that unit")
DEVELOPERS = M("枢纽维护人员", "the hub's maintainers")
DOCTOR = M("hub doctor", "hub doctor")
QUARANTINE = M("hub quarantine list", "hub quarantine list")
CLOCKS = M("hub clocks list", "hub clocks list")
AGAIN = M("稍后重试；hub status", "try again later; hub status")
SEE_DOCUMENT = M("见 /openapi.json", "see /openapi.json")

ERRORS: dict[str, tuple[Message, Message, Message]] = {
    "E-TRY-00": (M("暂时不行", "Not possible right now"), OPERATIONS, AGAIN),
    "E-BUS-01": (M("数据文件暂时读写不了", "The log can't be read or written now"), OPERATIONS, DOCTOR),
    "E-NET-01": (M("部门系统没有应答", "The department's system doesn't answer"), DEPARTMENT, AGAIN),
    "E-OWN-01": (
        M("另一个进程已接管这些数据", "Another process owns this data now"),
        OPERATIONS,
        M("hub status", "hub status"),
    ),
    "E-PER-00": (M("不能这样做", "This can't be done"), ASKER, THE_SAME_WITH_HELP),
    "E-ROW-01": (M("有一行不能转换", "A row can't be translated"), CLERK, QUARANTINE),
    "E-ACC-01": (M("没有权限", "Access denied"), OPERATIONS, DOCTOR),
    "E-ACC-02": (M("没有权限做这件事", "This isn't for this caller"), OPERATIONS, DOCTOR),
    "E-ACC-03": (M("没有登录", "Nobody is signed in"), CLERK, M("请登录", "sign in")),
    "E-ACC-04": (M("表单不属于本次登录", "A form isn't of this session"), CLERK, AGAIN),
    "E-ACC-05": (
        M("外部身份提供方的应答不合标准", "An outside provider's answer doesn't keep the standard"),
        OPERATIONS,
        AGAIN,
    ),
    "E-HTTP-404": (M("没有这个地址", "There's no such address"), DEVELOPERS, SEE_DOCUMENT),
    "E-HTTP-405": (M("此地址不接受这种方法", "This address doesn't take this method"), DEVELOPERS, SEE_DOCUMENT),
    "E-SIZE-03": (M("表单太大", "A form is too large"), CLERK, AGAIN),
    "E-BUSY-01": (M("枢纽暂时忙不过来，稍后再送", "The hub can't keep up; say it again later"), OPERATIONS, AGAIN),
    "E-SIZE-02": (M("一次调用的内容太大", "The body of a call is too large"), DEPARTMENT, AGAIN),
    "E-SLOW-01": (M("一次调用的内容未按时到齐", "The body of a call didn't arrive in time"), DEPARTMENT, AGAIN),
    "E-TYPE-01": (M("不支持这种内容类型", "The media type isn't read here"), DEVELOPERS, THE_SAME_WITH_HELP),
    "E-DUP-03": (M("同一幂等键用于不同内容", "An idempotency key came with another body"), DEVELOPERS, AGAIN),
    "E-CALL-01": (M("调用的参数不合要求", "A parameter of a call doesn't fit"), DEVELOPERS, THE_SAME_WITH_HELP),
    "E-SCH-01": (
        M("数据与契约不符", "Something doesn't match its schema"),
        DEVELOPERS,
        M("hub schemas list", "hub schemas list"),
    ),
    "E-SCH-02": (
        M("契约改动不兼容", "A schema change breaks compatibility"),
        DEVELOPERS,
        M("hub schemas check", "hub schemas check"),
    ),
    "E-SCH-03": (
        M("记录来自更新的版本，正在等待", "A record of a newer version waits for it"),
        OPERATIONS,
        M("把本进程升级到同一版本", "bring this process to that version"),
    ),
    "E-FIL-01": (M("文件整份读不了，未取任何内容", "A file can't be read; nothing of it was taken"), CLERK, QUARANTINE),
    "E-REC-01": (M("没有这条记录", "There's no such record"), CLERK, M("hub status", "hub status")),
    "E-MAP-01": (
        M("映射文件要改几处", "The mapping file needs mending"),
        OPERATIONS,
        M("hub map check", "hub map check"),
    ),
    "E-CFG-00": (M("设置有问题，未启动", "The hub can't start as configured"), OPERATIONS, DOCTOR),
    "E-CFG-01": (M("有适配器装载失败", "An adapter can't be loaded"), OPERATIONS, DOCTOR),
    "E-CFG-03": (M("期限的本地规定有误", "A local length of a clock doesn't fit"), OPERATIONS, CLOCKS),
    "E-CFG-02": (
        M("部门代码未登记或重复", "An agency code is unknown or registered twice"),
        OPERATIONS,
        M("hub adapter list", "hub adapter list"),
    ),
    "E-ADP-01": (M("适配器程序出错", "An adapter has a defect"), DEVELOPERS, QUARANTINE),
    "E-CAL-01": (M("缺少该年工作日历", "A year's working-day calendar is missing"), OPERATIONS, DOCTOR),
}
"""Error code → headline, whose task, next command. A test holds that every code of ``hub.core.errors`` is here."""

OTHER_ERROR = (M("出错", "Something went wrong"), OPERATIONS, DOCTOR)


def for_code(code: str) -> tuple[Message, Message, Message]:
    """Return headline, whose task and next command for an error *code*, by its family when it's a finer one."""
    if code in ERRORS:
        return ERRORS[code]
    family = code.rsplit("-", 1)[0]
    return next((texts for known, texts in ERRORS.items() if known.startswith(family)), OTHER_ERROR)


# --- init ------------------------------------------------------------------------------------------------------------
INIT = M("写出带说明的设置文件", "Write a commented settings file")
INIT_FOLDER = M("放在哪个文件夹", "Folder to write into")
INIT_DONE = M("已写出 {path}", "Wrote {path}")
INIT_KEY = M("主密钥在 {path}，请单独备份", "The master key is {path}: back it up, apart from the data")
INIT_NEXT = M(
    "下一步：填好要接入的部门，再执行 hub doctor，然后 hub run",
    "Next: fill in the departments to connect, then hub doctor, then hub run",
)
INIT_WHAT = M("将写出 {path}", "This writes {path}")

# --- schemas ---------------------------------------------------------------------------------------------------------
SCHEMAS = M("契约：列出、查看、核对", "The contract: list, show, check")
SCHEMAS_LIST = M("列出全部契约", "List every schema")
SCHEMAS_SHOW = M("查看一个契约", "Show one schema")
SCHEMAS_CHECK = M("核对：未被改动，且兼容所有已发布版本", "Check: unedited, compatible with every release")
ARGUMENT_SUBJECT = M("契约名称", "Subject")
OPTION_SCHEMA_VERSION = M("版本（默认最新）", "Version (newest by default)")
COLUMN_ID = M("编号", "Id")
COLUMN_SUBJECT = M("契约", "Subject")
COLUMN_VERSION = M("版本", "Version")
COLUMN_RELEASED = M("发布于", "Released")
COLUMN_FIELD = M("字段", "Field")
COLUMN_TYPE = M("类型", "Type")
COLUMN_MEANING = M("含义", "Meaning")
DRAFT = M("草案", "draft")
SCHEMAS_HOLD = M("{count} 个版本，全部兼容，未被改动", "{count} versions, all compatible, none edited")
SCHEMAS_BROKEN = M("{count} 处不符：", "{count} findings:")

# --- replay ----------------------------------------------------------------------------------------------------------
REPLAY = M("用真实的处理程序重放一个场景", "Run a scenario through the real processors")
REPLAY_FOLDER = M("场景文件夹", "Folder of the scenario")
REPLAY_DERIVE = M("略去应由枢纽自己得出的行", "Leave out the lines that the hub should state itself")
REPLAY_ORDER = M("按文件给出的顺序（JSON 数组，从 0 起）", "Feed in the order of this file (JSON list, from 0)")
REPLAY_SEED = M("按此种子打乱顺序", "Feed in a random order made from this seed")
REPLAY_TWICE = M("每行送两次", "Feed every line twice")
REPLAY_WORKDIR = M("数据留在此文件夹", "Keep the engine's files here")
REPLAY_VIEW = M(
    "{name}  {month} 截至 {known}：受理 {acc}，办结 {concl}，在办 {pend}，成功率 {rate}",
    "{name}  {month} as known {known}: accepted {acc}, concluded {concl}, pending {pend}, success {rate}",
)
REPLAY_DEADLINES = M("{name}：期限 {count} 条，超期 {overdue} 条", "{name}: {count} deadlines, {overdue} overdue")
REPLAY_NEXT = M("加 --json 输出全部数字", "Add --json for every figure")

# --- trace -----------------------------------------------------------------------------------------------------------
TRACE = M("一件纠纷现由谁办、依据、期限、全过程", "Who holds a dispute, by which rule, until when, and its story")
ARGUMENT_NUMBER = M("案号、卷号、接警单号或其一部分", "A case, file or call number, or part of one")
TRACE_HEAD = M("{number}  {type}  {status}   截至 {as_of}", "{number}  {type}  {status}   as of {as_of}")
THE_HUB = M("枢纽", "The hub")
TRACE_HELD = M(
    "现由  {who}   {rule}   自 {since}   期限 {until}",
    "Held by  {who}   {rule}   since {since}   until {until}",
)
TRACE_NOBODY = M("没有单位还欠办理", "Nobody owes anything")
TRACE_NUMBERS = M("编号：{numbers}", "Numbers: {numbers}")
TRACE_FOOT = M("超期 {overdue} 项   当事人已隐去", "{overdue} overdue   people are hidden")
TRACE_SEVERAL = M("“{spoken}”可能是 {count} 件纠纷之一：", "“{spoken}” may be one of {count} disputes:")
TRACE_MORE = M("只列前 {count} 件；请多写几位", "The first {count} only: write more of the number")
TRACE_ONE = M("下一步：hub trace {number}", "Next: hub trace {number}")
TRACE_NONE = M("没有哪件纠纷的编号是或含有 {spoken}", "no dispute has {spoken} as its number or part of one")
YUAN = M("{yuan} 元", "{yuan} yuan")
HANDED_OVER = M("已交该单位", "handed over")
WAITS_FOR_CONSENT = M("尚待当事人同意", "waits for consent")
YES_WORD = M("是", "yes")
NO_WORD = M("否", "no")
DERIVED = M("（枢纽）", " (hub)")
COLUMN_WHEN = M("时间", "When")
COLUMN_WHO = M("谁", "Who")
COLUMN_WHAT = M("事项", "What")
COLUMN_DETAILS = M("内容", "Details")
COLUMN_CLOCK = M("期限", "Clock")
COLUMN_DUE = M("到期", "Due")
COLUMN_DONE = M("办成", "Done")
COLUMN_STANDING = M("状态", "Standing")

# --- stats -----------------------------------------------------------------------------------------------------------
STATS = M("月报：查看、解释、比较、导出", "The month's form: show, explain, compare, export")
STATS_SHOW = M("查看月报", "Show the month's form")
STATS_EXPLAIN = M("一个数字由哪些纠纷构成", "Which disputes a figure is made of")
STATS_DIFF = M("两次修订之间哪些数字变了", "Which figures changed between revisions")
STATS_EXPORT = M("导出月报（.xlsx、.pdf、.csv 或 .json）", "Export the form (.xlsx, .pdf, .csv or .json)")
OPTION_MONTH = M("月份，如 2026-03", "Month, e.g. 2026-03")
OPTION_TABLE = M("分表：level type channel kind division unit", "Table: level type channel kind division unit")
ARGUMENT_FIGURE = M(
    "数字名称，如 acc、concl、rate，或 type:CONTRACT:acc", "A figure: acc, concl, rate, or type:CONTRACT:acc"
)
OPTION_TO = M("写到哪个文件", "File to write")
STATS_HEAD = M("{month} 月报   {revisions}", "{month}   {revisions}")
REVISION_CLOSED = M("第 {number} 次（{at} 关账）", "R{number} (closed {at})")
REVISION_LATER = M("第 {number} 次（{at} 所知）", "R{number} (as known {at})")
REVISION_OPEN = M("未关账（{at} 所知）", "not closed (as known {at})")
COLUMN_FIGURE = M("指标", "Figure")
COLUMN_ROW = M("行", "Row")
COLUMN_VALUE = M("数值", "Value")
COLUMN_BEFORE = M("原为", "Before")
COLUMN_NOW = M("现为", "Now")
CHECKS_HOLD = M("平衡关系 {count} 条全部成立", "All {count} identities hold")
CHECKS_BROKEN = M("平衡关系不成立：{names}", "Identities that don't hold: {names}")
EXPLAIN_FIGURE = M("{name} = {value}   {revision}", "{name} = {value}   {revision}")
EXPLAIN_MADE_OF = M("由 {count} 件构成：", "Made of {count}:")
EXPLAIN_CHANGED = M(
    "比上一次：增 {added} 件，减 {dropped} 件", "Against the revision before: {added} added, {dropped} dropped"
)
EXPLAIN_SAME = M("与上一次所列纠纷相同", "The same disputes as in the revision before")
EXPLAIN_MORE = M("  … 另有 {count} 件，--all", "  … {count} more: --all")
OPTION_EVERY = M("全部列出", "List every one")
EXPLAIN_PART = M("由此算出：{command}", "Computed from: {command}")
EXPLAIN_NO_LIST = M("此数由其他数字算出，不直接对应纠纷", "Computed from other figures; it has no disputes of its own")
DIFF_NONE = M("没有变化", "Nothing changed")
DIFF_ONE = M("只有一次修订，无可比较", "There is one revision only: nothing to compare")
EXPORT_DONE = M("已写出 {path}", "Wrote {path}")
EXPORT_WHAT = M("将写出 {path}", "This writes {path}")

# --- run, status, doctor, demo ---------------------------------------------------------------------------------------
RUN = M("持续运行枢纽和全部适配器", "Run the hub and its adapters")
OPTION_ONCE = M("只做一轮", "Do one round only")
RUN_STARTED = M(
    "枢纽已启动，接入 {count} 个部门，数据在 {data}。按 Ctrl-C 停止。",
    "The hub runs: {count} adapters, data in {data}. Ctrl-C stops it.",
)
RUN_NO_ADAPTERS = M("设置里还没有接入任何部门", "The settings name no adapter yet")
RUN_STOPPED = M("枢纽已停止，数据完整", "The hub has stopped; its data is whole")
RUN_TROUBLE = M("注意：{trouble}", "Attend: {trouble}")
RUN_ROUND = M(
    "{at}  {code}  报送 {submitted}  送达 {delivered}  隔离 {held}  {trouble}",
    "{at}  {code}  submitted {submitted}  delivered {delivered}  held {held}  {trouble}",
)
STATUS = M("枢纽和各部门接入的状况", "How the hub and its adapters stand")
STATUS_RUNNING = M("运行中（进程 {pid}），最近一轮 {at}", "Running (process {pid}), last round {at}")
STATUS_NOT_RUNNING = M("没有在运行；启动：hub run", "Not running; start it: hub run")
STATUS_DISPUTES = M("纠纷 {count} 件（已并入他案、已撤回的不计）", "{count} disputes (joined or retracted ones aside)")
STATUS_TROUBLE = M(
    "{code}：{trouble}。下一步：hub adapter check {code}", "{code}: {trouble}. Next: hub adapter check {code}"
)
STATUS_HELD = M("隔离 {count} 条。下一步：hub quarantine list", "{count} held. Next: hub quarantine list")
COLUMN_CODE = M("代码", "Code")
COLUMN_AGENCY = M("部门", "Agency")
COLUMN_TAKEN = M("已报送", "Submitted")
COLUMN_WRITTEN = M("已送达", "Delivered")
COLUMN_SPOOLED = M("待发", "Waiting")
COLUMN_HELD = M("隔离", "Held")
STANDING_ON = M("接入", "on")
STANDING_NEW = M("未运行过", "never ran")
STANDING_PAUSED = M("已暂停", "paused")
DOCTOR_VERB = M("检查运行条件：全绿，或告诉您找谁", "Check everything: green, or whom to phone")
DOCTOR_VERSIONS = M("运行环境", "Runtime")
DOCTOR_SETTINGS = M("设置文件", "Settings")
DOCTOR_SPACE = M("磁盘空间", "Disk space")
DOCTOR_KEY = M("主密钥", "Master key")
DOCTOR_UNITS = M("单位名册", "Registry of units")
PACKAGED_UNITS = M("随附名册（设置中未写 units）", "the packaged one (the settings name no units)")
DOCTOR_CALENDAR = M("工作日历", "Working-day calendar")
DOCTOR_PLUGINS = M("适配器装载", "Plugins")
DOCTOR_ADAPTER = M("接入设置", "Adapter settings")
DOCTOR_LOG = M("数据文件", "Data files")
DOCTOR_QUEUES = M("待办", "Waiting")
QUEUES = M("{code}：待发 {spooled}，隔离 {held}", "{code}: {spooled} waiting, {held} held")
DOCTOR_NO_ADAPTER = M("没有接入任何部门", "no department is connected")
DOCTOR_FILL_IN = M("在 {path} 里填好要接入的部门，再执行 {command}", "fill in a department in {path}, then {command}")
DOCTOR_FINE = M("一切正常。下一步：{command}", "All is well. Next: {command}")
DOCTOR_ATTEND = M("可以运行，有事项要办", "It can run; something needs attention")
DOCTOR_STOPPED = M("不能运行，先解决以上失败项", "It can't run: mend what failed above")
MARK_FINE = M("正常", "fine")
MARK_ATTEND = M("注意", "attend")
MARK_FAILED = M("失败", "failed")
DEMO = M("演示：五个系统、一个月、全闭环", "The demo: five systems, one month, the whole loop")
OPTION_OUT = M("写到哪个文件夹", "Folder to write into")
OPTION_SEED = M("随机种子", "Seed")
OPTION_QUARRELS = M("纠纷数", "How many quarrels")

# --- adapter ---------------------------------------------------------------------------------------------------------
ADAPTER = M("部门接入：列出、检查、试译、暂停、恢复", "Adapters: list, check, try, pause, resume")
ADAPTER_LIST = M("列出接入的部门", "List the adapters")
ADAPTER_CHECK = M("检查能否上线，不留痕迹", "Check whether it may go live, without a trace")
ADAPTER_TRY = M("试读试译，不发送", "Read and translate, send nothing")
ADAPTER_PAUSE = M("立即暂停，不丢失", "Stop at once, without loss")
ADAPTER_RESUME = M("从暂停处继续", "Go on where it stopped")
OPTION_LIMIT = M("最多读多少件", "How many rows at most")
ADAPTER_NOT_CONFIGURED = M("已安装但未在设置中启用：{codes}", "Installed, but not in the settings: {codes}")
ADAPTER_FAULT = M("{name} 装载失败：{reason}。下一步：{remedy}", "{name} can't be loaded: {reason}. Next: {remedy}")
MAY_GO_LIVE = M("可以上线：是", "May go live: yes")
MAY_NOT_GO_LIVE = M("可以上线：否（{count} 项）", "May go live: no ({count} failed)")
TRIED = M(
    "读到 {rows} 件：{translated} 件可转换，{held} 件将隔离。没有发送任何内容",
    "{rows} rows: {translated} can be translated, {held} would be held. Nothing was sent",
)
PAUSE_WHAT = M("将暂停 {agency}", "This pauses {agency}")
RESUME_WHAT = M("将恢复 {agency}", "This resumes {agency}")
PAUSED = M(
    "{agency} 已暂停。恢复：hub adapter resume {agency}", "{agency} is paused. To go on: hub adapter resume {agency}"
)
RESUMED = M("{agency} 已恢复", "{agency} goes on")

# --- quarantine ------------------------------------------------------------------------------------------------------
QUARANTINE_VERBS = M("隔离区：列出、查看、修正、重试", "The quarantine: list, show, fix, retry")
QUARANTINE_LIST = M("列出隔离的行和消息", "List what is held")
QUARANTINE_SHOW = M("查看一条", "Show one item")
QUARANTINE_FIX = M("修正、采用建议或作废", "Mend it, accept the proposal, or give it up")
QUARANTINE_RETRY = M("重试一条，或一个部门的全部", "Try one item again, or all of an adapter")
QUARANTINE_EMPTY = M("没有隔离的内容", "Nothing is held")
QUARANTINE_COUNT = M("共 {count} 条", "{count} items")
QUARANTINE_NEXT = M("下一步：hub quarantine show {item}", "Next: hub quarantine show {item}")
ARGUMENT_ITEM = M("编号，如 Q-court-1001", "Its number, e.g. Q-court-1001")
OPTION_ALL = M("包括已办结的", "Those that are closed too")
OPTION_WHO = M("经办人（默认系统账号）", "Who does it (the system account by default)")
OPTION_WHY = M("理由", "Why")
OPTION_SET = M("改字段，如 TJJG=10；值为空即清除", "Set a field, e.g. TJJG=10; no value clears it")
OPTION_ACCEPT = M("采用建议", "Accept the proposal")
OPTION_DISCARD = M("作废（须 --why）", "Give it up (needs --why)")
FIX_WHAT = M("将处理 {item}", "This changes {item}")
RETRY_WHAT = M("将重试 {item}", "This tries {item} again")
ENTERED = M("已入库", "entered")
NOT_ENTERED = M("未入库", "not entered")
ITEM_SEEN = M("  首次 {first}  最近 {last}  共 {count} 次", "  first {first}  last {last}  {count} times")
ITEM_CLOSED = M("  经办 {who}：{why}", "  closed by {who}: {why}")
ITEM_PROPOSAL = M(
    "  建议：{proposal}。采用：hub quarantine fix {item} --accept",
    "  Proposal: {proposal}. Accept it: hub quarantine fix {item} --accept",
)
ITEM_NEXT = M(
    "  下一步：在原系统改正（会自动重取），或 hub quarantine fix {item} --set {field}=…",
    "  Next: mend it at its source (it comes by itself), or hub quarantine fix {item} --set {field}=…",
)
COLUMN_NUMBER = M("编号", "Number")
COLUMN_PLACE = M("位置", "Place")
COLUMN_REASON = M("原因", "Reason")
COLUMN_TASK = M("谁来办", "Whose task")
COLUMN_ERROR = M("代码", "Code")


def catalogue() -> dict[str, Message]:
    """Return every sentence by its name, ``SUBJECT.NAME`` for those of a subject's own module."""
    found = {name: text for name, text in globals().items() if isinstance(text, Message)}
    for module in pkgutil.iter_modules(__path__):
        subject = importlib.import_module(f"{__name__}.{module.name}")
        texts = {name: text for name, text in vars(subject).items() if isinstance(text, Message)}
        found.update({f"{module.name}.{name}": text for name, text in texts.items()})
    return found
