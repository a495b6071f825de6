"""What the pages of settings say."""

from __future__ import annotations

from hub.core.wording import Message

M = Message

SETTINGS = M("设置", "Settings")
SECTIONS = M("设置的各部分", "Parts of the settings")
VERSIONS = M("版本", "Versions")
CALENDAR = M("日历", "Calendar")
CLOCKS = M("期限", "Clocks")
CODES = M("代码", "Codes")
LISTS = {"deliveryKind": M("送达种类", "Delivery kind"), "receiptStatus": M("回执状态", "Receipt status")}
"""Names of lists that no term of the field opens."""
UNITS = M("机构", "Organisations")
ACCOUNTS = M("账号", "Accounts")

# --- versions --------------------------------------------------------------------------------------------------------
IN_FORCE = M("现行第 {version} 版", "Version {version} stands")
FILED = M(
    "第 0 版：随枢纽发布的规定和设置文件，未作修订。",
    "Version 0: the hub's own rules and the settings file, nothing amended.",
)
TAKEN = M("运行中的枢纽已采用第 {version} 版", "The running hub works under version {version}")
TAKES_NEXT = M(
    "运行中的枢纽仍用第 {version} 版，下一轮自动采用新版",
    "The running hub still works under version {version}; it takes the new one at its next round",
)
NOT_RUNNING = M("枢纽没有在运行，下次启动即采用", "The hub isn't running; it takes it when it starts")
TAKEN_UP = M(
    "本控制台、工作台和网关数秒内自行采用，不用重启。"
    "装在部门一侧的适配器（hub adapter run --to）读本机名册：机构有变时，把名册文件发到那台机器再重启它。",
    "Console, workbench and gateway take it up by themselves within seconds. An adapter beside its department"
    " (hub adapter run --to) reads the registry of its own machine: bring the file there, and restart it.",
)
DUE = M(
    "设置文件在 {names} 启动之后改过：须重启 {names} 才采用",
    "Files of the settings were changed after {names} started: a restart of {names} is due",
)
WORKERS = M("工作进程", "Workers")
WORKER = M("工作进程", "Worker")
WORKERS_TOLD = M("各工作进程均已采用第 {version} 版", "Every worker works under version {version}")
WORKERS_UNTOLD = M(
    "已确认第 {version} 版，工作进程尚未得知（仍为第 {told} 版）；控制台和 hub run 会自动再发",
    "Version {version} is confirmed, workers don't know it yet (they have {told});"
    " the console and hub run go on telling them",
)
WORKERS_AHEAD = M(
    "工作进程已得知第 {told} 版，这里的人员库只有第 {version} 版：是从旧备份恢复的。"
    "恢复最近一份 people.db 之前不要再确认修订。",
    "Workers know version {told}, the people's file here has only {version}: it was restored from an older copy."
    " Bring back the newest people.db before anything more is confirmed.",
)
WORKERS_SILENT = M(
    "集群没有应答，各工作进程用哪一版不详", "The cluster doesn't answer: who works under what isn't known"
)
NO_WORKERS = M("现在没有工作进程；启动时即采用", "No worker is at work now; each takes it when it starts")
TAKES_SOON = M("数秒内采用", "takes it within seconds")
SAYS_NOTHING = M("没有说明", "says nothing")
OTHER_FILES = M("那台机器的设置文件与这里不同", "its machine has other files of settings than this one")
WELL = M("正常", "well")
STANDING = M("状况", "Standing")
SINCE_WHEN = M("采用时间", "Taken at")
WAITING = M("待第二人确认", "Waiting for a second person")
NONE_WAITING = M("没有待确认的修订。", "No amendment waits.")
HISTORY = M("修订记录", "History")
NO_HISTORY = M("还没有修订过。", "Nothing has been amended yet.")
VERSION = M("版本", "Version")
KIND = M("种类", "Kind")
SUBJECT = M("修订对象", "What")
BEFORE = M("原规定", "Before")
AFTER = M("新规定", "After")
SINCE = M("自", "From")
BASIS = M("文件依据", "Document")
PROPOSED = M("提出", "Proposed")
CONFIRMED = M("确认", "Confirmed")
LINE = M("审计 {number}", "audit {number}")
WITHDRAWN = M("已撤下", "withdrawn")
COMPARE = M("比较两版", "Compare two versions")
COMPARED = M("第 {low} 版与第 {high} 版的不同", "What version {high} has otherwise than version {low}")
OLDER = M("从第", "From version")
NEWER = M("到第", "to version")
SAME = M("两版没有不同。", "The two versions are the same.")
FILE = M("设置文件", "settings file")
SHIPPED = M("随枢纽发布 {release}", "comes with the hub {release}")

# --- one amendment ---------------------------------------------------------------------------------------------------
AMENDMENT = M("修订 {number}", "Amendment {number}")
STATE = M("状态", "State")
IS_WAITING = M("待第二人确认，尚未生效", "waits for a second person, holds nowhere yet")
IS_CONFIRMED = M("已确认，第 {version} 版", "confirmed, version {version}")
EFFECTS = M("对在办事项的影响", "What it does to what runs now")
KEPT = M(
    "在跑的 {count} 个此类期限不变：自 {since} 起开始计算的才按新长度。",
    "{count} clocks of this kind run now and keep their length: what starts from {since} on has the new one.",
)
MOVES = M(
    "{count} 个在跑的期限，末日因休息日而后移或恢复：",
    "{count} running deadlines move, because of days that rest or are worked:",
)
MOVES_NOT = M("没有在跑的期限因此移动。", "No running deadline moves.")
MOVED_COUNT = M("件数", "Deadlines")
MOVED_DAYS = M("最多移动（日）", "Days at most")
HELD_BY = M(
    "该机构现承办 {count} 件；已发生的办理记录不变。", "It holds {count} disputes now; what was done stays as it was."
)
LOOKED = M("查看了 {count} 件在库纠纷。", "{count} disputes were looked at.")
LOOKED_PART = M(
    "只查看了前 {count} 件；全部影响用 hub whatif 试算。",
    "The first {count} disputes were looked at; hub whatif tries the whole record.",
)
NO_DISPUTES = M("枢纽还没有运行过，没有在办事项。", "No hub has run here yet: nothing runs.")
CONFIRM = M("确认生效", "Confirm")
CONFIRM_HOW = M(
    "确认后成为下一版，不可删除；以后只能再作修订。",
    "It becomes the next version and stays; a later amendment may follow.",
)
WITHDRAW = M("撤下", "Withdraw")
ANOTHER = M("须由提出人之外的安全管理员确认。", "The security administrator confirms, not who proposed it.")
SAID_PROPOSED = M("已提出，待安全管理员确认", "Proposed; the security administrator confirms it")
SAID_CONFIRMED = M("已确认为第 {version} 版", "Confirmed as version {version}")
SAID_TOLD = M("已确认为第 {version} 版，已发给工作进程", "Confirmed as version {version}; workers were told")
SAID_UNTOLD = M(
    "已确认为第 {version} 版；工作进程尚未得知（{code} {what}），自动再发",
    "Confirmed as version {version}; workers aren't told yet ({code} {what}), it's tried again",
)
SAID_WITHDRAWN = M("已撤下", "Withdrawn")
PROPOSE = M("提出", "Propose")
PROPOSE_HOW = M(
    "提出后由安全管理员确认才生效。首日须在今天之后，已经开始的不受影响。",
    "It holds once the security administrator confirms it. Its first day lies ahead; what has begun isn't touched.",
)
FIRST = M("首日", "First day")
LAST = M("末日", "Last day")
BASIS_HINT = M("文号，如 佳政办发〔2026〕3号", "Number of the document")

# --- calendar --------------------------------------------------------------------------------------------------------
YEAR = M("年份", "Year")
STATUTORY = M("国务院办公厅放假安排（法定，不可在此更改）", "The State Council's notice (law, not to be changed here)")
NAME = M("名称", "Name")
OFF = M("放假", "Off")
WORKED = M("调休上班", "Worked")
SOURCE = M("依据", "Source")
FROM_FOLDER = M("日历文件夹 {file}", "calendar folder {file}")
MISSING = M(
    "{year} 年的放假安排还没有载入：该年工作日无法确定，末日暂按名义日并标注。由系统管理员在此录入，第二人确认后即用。",
    "The notice for {year} isn't loaded: its working days aren't known, deadlines stand at their nominal day, marked."
    " The system administrator states it here; it counts once a second person has confirmed it.",
)
NOTICE_OF = M("{year} 年放假安排", "Notice of {year}")
NO_NOTICE = M("没有载入", "not loaded")
NOTICE_DAYS = M("放假 {off} 天，上班 {worked} 天", "{off} days off, {worked} worked")
ADD_NOTICE = M("录入 {year} 年放假安排", "State the notice of {year}")
NOTICE_TEXT = M("放假安排，每行一段", "The notice, a span a line")
NOTICE_HINT = M(
    "首日 末日 名称 休|班，如“2027-02-05 2027-02-11 春节 休”“2027-02-14 春节 班”；周六、周日不必写。"
    "也可贴入或选取 holiday-cn 的 JSON 文件。",
    "First day, last day, name, off or work: 2027-02-05 2027-02-11 春节 off; or the holiday-cn project's JSON."
    " Weekends needn't be said.",
)
OFF_SHORT = M("休", "off")
WORK_SHORT = M("班", "work")
NOTICE_FILE = M("或从文件载入", "Or from a file")
FORMER_YEAR = M("对照：{year} 年", "Compare: {year}")
STATED_BY = M("由修订录入", "stated by an amendment")
OWN_DAYS = M("本市增加的休息日", "The city's own rest days")
NO_OWN_DAYS = M("本市没有另外增加休息日。", "The city has added no rest day.")
DAY = M("日期", "Day")
RESTS = M("休息", "rests")
WORKS = M("照常上班", "worked")
ADD_REST = M("增加休息日", "Add rest days")
TAKE_BACK = M("恢复上班", "Worked after all")
WHICH = M("这些日子", "These days")
SET_BY = M("由谁规定", "Set by")

# --- clocks ----------------------------------------------------------------------------------------------------------
CLOCK = M("期限", "Clock")
LENGTH = M("长度", "Length")
RULE = M("末日", "Last day")
LEGAL = M("法定", "law")
MAY = M("可调", "may be set")
WHICH_KIND = M("性质", "Nature")
LOCAL = M("本地规定", "Local")
NO_LOCAL = M("按默认", "default")
DEFAULT = M("默认 {length}", "the default, {length}")
REGION = M("区划", "Division")
REGION_HINT = M("区划代码，如 230803；空为全市", "Code, e.g. 230803; empty for the city")
AGENCY = M("部门", "Agency")
ALL_AGENCIES = M("各部门", "every agency")
NEW_LENGTH = M("新长度", "New length")
LENGTH_HINT = M("按该期限自己的单位；空为恢复默认", "In the clock's own unit; empty gives the default back")
AMEND_CLOCK = M("修订期限", "Amend a clock")
FROM_DAY = M("自 {day}", "from {day}")
UNTIL = M("至 {day}", "until {day}")
AHEAD = M("未到", "ahead")
OVER = M("已止", "over")
LAW_NOTE = M(
    "标“法定”的来自法律和上级文件，不可在此更改；标“可调”的可由本市文件规定。在跑的期限保持原长度。",
    "What is marked law comes from statutes and stays; the rest a document of the city may set."
    " What runs keeps its length.",
)

# --- codes -----------------------------------------------------------------------------------------------------------
LIST = M("代码表", "List")
COUNT = M("代码数", "Codes")
CODE = M("代码", "Code")
CHINESE = M("中文", "Chinese")
ENGLISH = M("英文", "English")
VALID_FROM = M("有效自", "Valid from")
VALID_TO = M("有效至", "Valid to")
CODES_NOTE = M(
    "代码表随枢纽版本发布（{release}），各部门同用一套，不可在此更改；部门自己的代码在其映射文件中对照。",
    "Code lists come with the hub ({release}), the same for every agency."
    " Each agency's own codes are mapped in its mapping file.",
)

# --- organisations ---------------------------------------------------------------------------------------------------
REGISTRY = M("名册 {version}，{count} 个机构", "Registry {version}, {count} units")
FIND = M("查找", "Find")
FIND_HINT = M("代码或名称", "Code or name")
UNIT = M("机构", "Unit")
LEVEL = M("层级", "Level")
UNIT_KIND = M("调解种类", "Mediation")
ORG_KIND = M("机构种类", "Kind")
DIVISION = M("区划", "Division")
PARENT = M("上级", "Above")
ROSTER = M("特邀名册", "Roster")
ON_ROSTER = M("在册", "on it")
OFF_ROSTER = M("不在册", "not on it")
ROSTER_UNKNOWN = M("未知", "not known")
NONE_FOUND = M("没有这样的机构，换个代码或名称再找。", "No such unit: try another code or name.")
AMEND_UNIT = M("修订 {code}", "Amend {code}")
ADD_UNIT = M("新增机构", "Add a unit")
END_UNIT = M("撤销机构", "Ends")
ENDS = M("撤销", "ended")
FIXED_NOTE = M(
    "层级、种类、区划不变；变了就是另一个机构。", "Level, kind and division stay: another one is another unit."
)
UNIT_CODE = M("机构代码", "Unit code")
UNIT_NAME = M("机构名称", "Name")
VALID = M("有效", "Valid")
REGISTRY_FILE = M("名册", "registry")
