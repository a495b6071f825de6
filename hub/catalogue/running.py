"""Sentences of ``hub run``, ``hub status``, ``hub doctor`` and ``hub demo``."""

from __future__ import annotations

from hub.core.wording import Message

M = Message

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
DEMO = M("演示：五个系统、一个月、全闭环", "The demo: five systems, one month, the whole loop")
OPTION_OUT = M("写到哪个文件夹", "Folder to write into")
OPTION_SEED = M("随机种子", "Seed")
OPTION_QUARRELS = M("纠纷数", "How many quarrels")
