"""What ``hub doctor`` and ``hub settings`` say of the settings that administrators amend."""

from __future__ import annotations

from hub.core.wording import Message

M = Message

DOCTOR_VERSION = M("设置版本", "Settings in force")
UNDER = M("运行中的枢纽已采用第 {version} 版", "the running hub works under version {version}")
BEHIND = M(
    "现行第 {version} 版，运行中的枢纽仍用第 {running} 版",
    "version {version} stands, the running hub works under {running}",
)
TAKES_NEXT = M(
    "下一轮自动采用；一直不变则重启 hub run", "it takes it at its next round; if it never does, restart hub run"
)
FILES_CHANGED = M(
    "设置文件在 hub run 启动之后改过，须重启才采用",
    "files of the settings were changed after hub run started: a restart is due",
)
RESTART = M(
    "重启 hub run；网关、控制台、工作进程若在此前启动，一并重启",
    "restart hub run; gateway, console and workers too, where they started before",
)

WORKERS_UNDER = M("各工作进程均用第 {version} 版", "every worker works under version {version}")
WORKERS_BEHIND = M(
    "工作进程 {names} 尚未采用第 {version} 版",
    "workers {names} don't work under version {version} yet",
)
WORKERS_TAKE = M(
    "数秒内自动采用；一直不变则看 hub worker status 和该机日志",
    "they take it within seconds; if they never do, see hub worker status and that machine's log",
)
WORKERS_UNTOLD = M(
    "已确认第 {version} 版，工作进程只得知第 {told} 版",
    "version {version} is confirmed, workers were told version {told}",
)
WORKERS_ARE_TOLD = M("hub run 下一轮自动发出，须在运行", "hub run tells them at its next round; it must be running")
WORKERS_AHEAD = M(
    "工作进程得知第 {told} 版，本机人员库只有第 {version} 版：是从旧备份恢复的",
    "workers were told version {told}, the people's file here has {version}: it was restored from an older copy",
)
BRING_BACK = M("恢复最近一份 people.db", "bring back the newest copy of people.db")
WORKERS_FILES = M(
    "工作进程 {names} 所读的设置文件与本机不同",
    "workers {names} have read other files of settings than this machine has",
)
SAME_FILES = M(
    "把同样的设置文件发到那台机器，重启 hub worker run", "bring the same files there, and restart hub worker run"
)
UNTOLD = M(
    "工作进程尚未得知：{trouble}；hub run 会自动再发", "Workers aren't told yet: {trouble}; hub run will tell them"
)
TOLD = M("已发给工作进程，数秒内采用", "Workers were told; they take it within seconds")
UNDER_VERSION = M("已采用设置第 {version} 版", "works under version {version} of the settings")
WORKER_AT = M("工作进程 {name}：第 {version} 版", "worker {name}: version {version}")
WORKER_SILENT = M("工作进程 {name}：未说明版本", "worker {name}: hasn't said")

GROUP = M("设置：各版本，两人修订", "Settings: their versions, amended by two persons")
LIST = M("列出各版本和待确认的修订", "List versions and what waits")
SHOW = M("查看一条修订及其影响", "Show one amendment and what it does")
PROPOSE = M("提出修订，由安全管理员确认", "Propose an amendment; the security administrator confirms it")
PROPOSE_CLOCK = M("提出期限的另一长度", "Propose another length of a clock")
PROPOSE_REST = M("提出本市的休息日", "Propose rest days of the city's own")
PROPOSE_HOLIDAYS = M("录入国务院放假安排", "Propose the State Council's notice of a year")
PROPOSE_UNIT = M("提出机构的修订、新增或撤销", "Propose how an organisation is from a day on, a new one, or its end")
CONFIRM = M("作为第二人确认修订", "Confirm an amendment as the second person")
WITHDRAW = M("撤下待确认的修订", "Withdraw an amendment that waits")
ARGUMENT_NUMBER = M("修订编号，见 hub settings list", "Number of the amendment, see hub settings list")
ARGUMENT_CLOCK = M("期限代码，见 hub clocks list", "Clock, see hub clocks list")
ARGUMENT_FIRST = M("首日", "First day")
ARGUMENT_UNIT = M("机构代码，见“设置”页的机构", "Code of the organisation")
OPTION_NAME = M("名称", "Its name")
OPTION_REACHED = M("经由哪个部门送达", "Agency through which it's reached")
OPTION_PARENT = M("上级机构代码，空为没有", "Code of the organisation above, empty for none")
OPTION_ROSTER = M("是否在特邀名册：yes、no、unknown", "Whether it's on the roster of invited bodies")
OPTION_ENDS = M("首日起撤销", "It ends on the day before")
OPTION_LEVEL = M("层级 1 至 4（仅新增）", "Level, 1 to 4 (of a new one)")
OPTION_KIND = M("调解种类（仅新增）", "Kind of mediation (of a new one)")
OPTION_ORG_KIND = M("机构种类（仅新增）", "Kind of organisation (of a new one)")
OPTION_DIVISION = M("区划代码（仅新增）", "Code of its division (of a new one)")
ARGUMENT_YEAR = M("年份", "Year")
ARGUMENT_FILE = M(
    "放假安排：每行“首日 末日 名称 休|班”，或 holiday-cn 的 JSON",
    "The notice: FIRST LAST NAME off|work, a span a line; or the holiday-cn project's JSON",
)
OPTION_BASIS = M("依据的文号", "Number of the document that decided it")
OPTION_SINCE = M("首日（默认明天）", "First day (tomorrow by default)")
OPTION_LENGTH = M("新长度，按期限自己的单位；不写为恢复默认", "New length in the clock's unit; the default without it")
OPTION_REGION = M("只用于这个区划", "Of this division only")
OPTION_AGENCY = M("只用于这个部门", "Of this agency only")
OPTION_LAST = M("末日（默认同首日）", "Last day (the first by default)")
OPTION_WORK = M("照常上班，不休息", "Worked after all")
PROPOSE_WHAT = M(
    "提出：{about}，{content}，自 {since}，依据 {basis}", "Propose {about}: {content}, from {since}, by {basis}"
)
CONFIRM_WHAT = M(
    "确认：{about}，{content}，自 {since}，依据 {basis}", "Confirm {about}: {content}, from {since}, by {basis}"
)
WITHDRAW_WHAT = M("撤下：{about}，{content}，自 {since}", "Withdraw {about}: {content}, from {since}")
PROPOSED = M("已提出，编号 {number}；由安全管理员确认：{command}", "Proposed as {number}; the second person: {command}")
CONFIRMED = M("已确认为第 {version} 版，不可删除", "Confirmed as version {version}; it stays")
WITHDRAWN = M("已撤下", "Withdrawn")
IN_FORCE = M("现行第 {version} 版", "Version {version} stands")
SETTINGS_IN_FORCE = M("设置现行第 {version} 版", "Settings: version {version} stands")
CHANGES = M("原为 {before}；改为 {after}", "{before} becomes {after}")
MOVES = M(
    "{clock}：{count} 个在跑的期限移动，最多 {days} 日",
    "{clock}: {count} running deadlines move, by {days} days at most",
)
MOVES_NOT = M("看了 {looked} 件，没有在跑的期限因此移动", "{looked} disputes looked at: no running deadline moves")
COLUMN_NUMBER = M("编号", "Number")
COLUMN_WHAT = M("修订对象", "What")
COLUMN_SINCE = M("自", "From")
COLUMN_STATE = M("状态", "State")
COLUMN_BASIS = M("依据、内容", "Document and content")
STATE_WAITING = M("待第二人确认（{first} 提出）", "waits for a second person ({first} proposed)")
STATE_VERSION = M("第 {version} 版（{first}，{second}）", "version {version} ({first}, {second})")
STATE_WITHDRAWN = M("已撤下（{second}）", "withdrawn ({second})")
