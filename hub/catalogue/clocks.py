"""What ``hub clocks`` says."""

from __future__ import annotations

from hub.core.wording import Message

M = Message

VERBS = M("期限：多长、从何起算、依据什么、本地如何规定", "Clocks: how long, from when, by which source, local lengths")
LIST = M("列出全部期限", "List every clock")
SHOW = M("看一个期限的全部规定，以及各地的本地规定", "Show one clock, and the local lengths in force")
ARGUMENT_CLOCK = M("期限名称，如 LEVEL_L2", "Name of a clock, e.g. LEVEL_L2")
OPTION_ON = M("看哪一天起算的，默认今天", "For a clock that starts on this day, today by default")

COLUMN_NAME = M("名称", "Name")
COLUMN_MEANING = M("期限", "Clock")
COLUMN_LENGTH = M("长度", "Length")
COLUMN_SOURCE = M("依据", "Source")
COLUMN_LOCAL = M("本地规定", "Local")
COLUMN_FOR = M("适用", "For")
COLUMN_FROM = M("自", "From")
COLUMN_TO = M("至", "To")
COLUMN_BASIS = M("文件", "Document")
COLUMN_FORCE = M("在用", "In force")

LEGAL = M("法定", "law")
LOCAL_DEFAULT = M("可调", "configurable")
LOCAL_COUNT = M("可调，{count} 条", "configurable, {count}")
NAMED = M("约定日期", "a named day")
LENGTH = M("{length} {unit}", "{length} {unit}")
MORE = M("（可延 {extra} 日）", " (+{extra} days)")
EVERYWHERE = M("全市各单位", "the whole city")
FOR_REGION = M("区划 {region}", "division {region}")
FOR_AGENCY = M("单位 {agency}", "body {agency}")
IN_FORCE = M("✓", "✓")

HEAD = M("{name}   {label}   {length}", "{name}   {label}   {length}")
SOURCE = M("依据：{source}   {kind}", "Source: {source}   {kind}")
ROLLS = M("首日不计；末日遇休息日顺延", "First day excluded; a last day on a rest day moves on")
ROLLS_NOT = M("末日不顺延", "The last day doesn't move")
WORKING = M("只计工作日", "Working days alone count")
STARTS = M("起算：{events}", "Starts: {events}")
STOPS = M("止于：{events}", "Stops: {events}")
WHEN = M("条件：{when}", "When: {when}")
OWNER = M(
    "应办：{owner}   期满：{passing}   接手：{successor}", "Owner: {owner}   passed: {passing}   then: {successor}"
)
WARNINGS = M("预警两次：期限过七成、期满前一个工作日", "Two warnings: at 70 % and one working day before the last day")
NO_LOCAL = M("没有本地规定，按默认长度", "No local length, the default holds")
LEGAL_NOTE = M("法定期限，不得另行规定", "The law's own period; it can't be overridden")

REFUSALS = (
    M("没有这个期限", "there is no such clock"),
    M("这是法定期限，不得另行规定", "the period is the law's and can't be changed here"),
    M("没有这样的长度", "that length can't be"),
    M("止日早于起日", "the local length ends before it begins"),
    M("不是区划代码的开头", "that begins no division code"),
    M("同一天有两条本地规定", "two local lengths hold on the same days"),
    M("删去这一条", "take the override out"),
    M("让前一条在前一天截止", "end the former the day before"),
)
"""What an override is refused with; the rules speak English."""

WHENS = {
    said.en: said
    for said in (
        M("诉前委派", "ENTRUST_PRE"),
        M("诉前委派未成，转立案的", "ENTRUST_PRE failed; SUIT"),
        M("诉前委派、诉中委托", "ENTRUST_PRE, ENTRUST_IN"),
        M("劳动争议；期满当事人可申请仲裁", "LABOUR; afterwards the parties may go to arbitration"),
        M("公安案件；经调解的自不成或不履行起算", "POLICE_CASE; when mediated from failure or non-performance"),
        M("治安调解", "PUBLIC_ORDER_MEDIATION"),
        M("人民调解委员会；上报不重新起算", "RMC_*; not restarted by escalation"),
        M("交通事故，人民调解不成转交警损害赔偿调解", "TRAFFIC, RMC_* → TRAFFIC_DAMAGES"),
        M("事故认定书送达后申请损害赔偿调解", "TRAFFIC_CERTIFICATE → TRAFFIC_DAMAGES"),
        M("当事人已同意（口径约定 14）", "consent given (convention 14)"),
        M("等待当事人同意", "consent pending"),
        M("自签收起；全体同意可延长；鉴定期间扣除", "from signed receipt; longer if all agree; appraisal excluded"),
        M("自案外人知道之日起，最早自裁定", "from when the outsider knew; the ruling at the earliest"),
        M("没有其他单位接手", "nobody else has it"),
        M("不属涉法涉诉", "not suit-related"),
        M("末次办理已有结果，下传已完成", "outcome of the last case, cascade complete"),
        M("协议约定之日；由调委会督促", "the day that the agreement names; the committee watches"),
        M("会议确定之日", "the day that the meeting sets"),
    )
}
"""What else must be true of a clock, by the words that its rule has for it."""
