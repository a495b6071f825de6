"""
Every sentence of the command line, and every refusal of the layers below it, once, in Chinese and English.

What several verbs share stands here; a subject has a module of its own beside this one, and so have the headlines of
errors and the words for what is refused deeper.
"""

from __future__ import annotations

import importlib
import pkgutil

from hub.catalogue.headlines import for_code as for_code
from hub.catalogue.hearing import heard as heard
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

# --- what several verbs say ------------------------------------------------------------------------------------------
YES_WORD = M("是", "yes")
NO_WORD = M("否", "no")
COLUMN_WHEN = M("时间", "When")
COLUMN_WHO = M("谁", "Who")
COLUMN_WHAT = M("事项", "What")
COLUMN_DETAILS = M("内容", "Details")
COLUMN_CLOCK = M("期限", "Clock")
COLUMN_DUE = M("到期", "Due")
COLUMN_DONE = M("办成", "Done")
COLUMN_STANDING = M("状态", "Standing")
OPTION_MONTH = M("月份，如 2026-03", "Month, e.g. 2026-03")
OPTION_TO = M("写到哪个文件", "File to write")
COLUMN_FIGURE = M("指标", "Figure")
COLUMN_ROW = M("行", "Row")
COLUMN_VALUE = M("数值", "Value")
COLUMN_BEFORE = M("原为", "Before")
COLUMN_NOW = M("现为", "Now")
EXPORT_DONE = M("已写出 {path}", "Wrote {path}")
EXPORT_WHAT = M("将写出 {path}", "This writes {path}")
COLUMN_CODE = M("代码", "Code")
COLUMN_AGENCY = M("部门", "Agency")
COLUMN_TAKEN = M("已报送", "Submitted")
COLUMN_WRITTEN = M("已送达", "Delivered")
COLUMN_SPOOLED = M("待发", "Waiting")
COLUMN_HELD = M("隔离", "Held")
MARK_FINE = M("正常", "fine")
MARK_ATTEND = M("注意", "attend")
MARK_FAILED = M("失败", "failed")
OPTION_WHO = M("经办人（默认系统账号）", "Who does it (the system account by default)")
OPTION_WHY = M("理由", "Why")
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
