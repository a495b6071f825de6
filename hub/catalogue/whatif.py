"""What ``hub whatif`` says."""

from __future__ import annotations

from hub.core.wording import Message

M = Message

WHATIF = M("换一套规则重放已记录的时期，比较负荷、超期与结果", "Replay a recorded period under other rules and compare")
FOLDER = M("情景文件夹；不给则读本枢纽的日志", "Scenario folder; without it the log of this hub is read")
CLOCK = M(
    "改变一个期限：LEVEL_L2=10；只改一地或一部门：LEVEL_L2@230803=10（可多次）",
    "Change a clock: LEVEL_L2=10; in one region or agency only: LEVEL_L2@230803=10 (may be repeated)",
)
GATE = M(
    "信访前置方式：required、advisory，或 230803=required（可多次）",
    "Petition gate: required, advisory, or 230803=required (may be repeated)",
)
CALENDAR = M("另一套节假日文件夹", "Folder with another calendar")
LINK_THRESHOLD = M(
    "达到多少分由规则并案（0.50 至 1，现行 0.84）；不到的交窗口人员判断",
    "Score from which a rule links two reports (0.50 to 1, now 0.84); below it a clerk decides",
)
RESPOND = M(
    "假设办理人按缩短的期限同比例提前（默认不设此假设）",
    "Assume that people work faster in proportion to a shorter clock (off by default)",
)
XLSX = M("另存为工作簿", "Also write a workbook")
EVERY = M("列出全部数字，而不只是有变化的", "List every figure, not only those that differ")

WHAT_FILE = M("将写入 {file}", "This writes {file}")
HEAD = M(
    "{entries} 条记录，{disputes} 份来源报告，{first} 至 {until}；比较 {figures} 个数字，{changed} 个有变化",
    "{entries} statements, {disputes} source reports, {first} to {until}; {figures} figures compared, {changed} differ",
)
RULE_CLOCK = M("规则：{clock} {name} {before} → {after} 天", "Rule: {clock} {name} {before} → {after} days")
RULE_GATE = M("规则：信访前置 {county} → {mode}", "Rule: petition gate {county} → {mode}")
RULE_CALENDAR = M("规则：节假日取自 {folder}", "Rule: calendar of {folder}")
RULE_LINKING = M("规则：并案分数 {before} → {after}", "Rule: linking from a score of {before} → {after}")
EVERY_OFFICE = M("全部信访局", "every petition office")
SAME = M("两套规则没有任何差别", "The two rule sets make no difference at all")
CAVEAT = M(
    "事实不变，变的只是怎样计算：同样的人在同样的日子办了同样的事。规则真的改变时，人会不会改变，这里看不到。",
    "Facts don't change, only what they count as: the same people did the same on the same days. Whether they would "
    "act otherwise under other rules can't be seen here.",
)
RESPONDED = M(
    "假设：被缩短的各级期限内，办理用时按比例缩短，其后各步随之提前。这是假设，不是观察。",
    "Assumed: work under a shortened level clock takes proportionally less time, and all later steps move up with it. "
    "This is an assumption, not an observation.",
)
WRITTEN = M("已写入 {file}", "Written: {file}")

HEADING_PLACE = M("项目", "Item")
HEADING_LEVEL = M("级", "Level")
HEADING_COLUMN = M("栏", "Column")
HEADING_BEFORE = M("现行", "As is")
HEADING_AFTER = M("改后", "Then")
HEADING_CHANGE = M("差", "Change")

SECTIONS = {
    "load": M("负荷（每月末）", "Load (at each month's end)"),
    "outcomes": M("结果（按级）", "Outcomes (by level)"),
    "clocks": M("期限状况", "How deadlines stand"),
    "announced": M("预警与超期通知", "Warnings and breaches announced"),
    "gate": M("信访等待", "Gate waits"),
    "supervision": M("督办", "Supervision"),
    "pace": M("用时与成功率", "Days and success rate"),
    "linking": M("并案", "Linking"),
}
COLUMNS = {
    "acc": M("受理", "accepted"),
    "in": M("转入", "in"),
    "concl": M("办结", "concluded"),
    "out": M("转出", "out"),
    "pend": M("在办", "pending"),
    "started": M("起算", "started"),
    "met": M("按期", "met"),
    "late": M("逾期完成", "late"),
    "open": M("期内", "open"),
    "overdue": M("超期", "overdue"),
    "lapsed": M("逾期失效", "lapsed"),
    "passed_answer_not_in_data": M("已过，未见答复", "passed, no answer"),
    "warned": M("预警", "warned"),
    "breached": M("超期", "breached"),
    "retracted": M("撤销", "retracted"),
    "waits": M("等待的纠纷", "disputes waiting"),
    "wait_days": M("等待天数", "days of waiting"),
    "proposed": M("拟督办", "proposed"),
    "ordered": M("督办", "ordered"),
    "raised": M("提级", "raised"),
    "closed": M("办结", "closed"),
    "median_days": M("中位天数", "median days"),
    "linked": M("规则并案（对）", "pairs linked by rule"),
    "queued": M("待人判断（对）", "pairs for a clerk"),
    "disputes": M("纠纷件数", "disputes"),
    "success_rate": M("成功率 %", "success rate %"),
    "SUCCESS": M("调解成功", "success"),
    "FAILED": M("调解不成", "failed"),
    "CONSENT_WITHDRAWN": M("当事人终止", "consent withdrawn"),
    "WITHDRAWN": M("撤回", "withdrawn"),
    "SETTLED": M("和解", "settled"),
}
"""Columns in words; one that isn't here is shown by its code."""
WHOLE = M("全期", "whole period")
WHOLE_CITY = M("全市", "city")
