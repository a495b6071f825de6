"""What ``hub simulate`` says."""

from __future__ import annotations

from hub.core.wording import Message

M = Message

SIMULATE = M(
    "按公开数据与明示的假设生成一年的纠纷", "Generate a year of disputes from published figures and stated assumptions"
)
TO = M("写入哪个文件夹；不给则只生成并计数", "Folder to write; without it everything is generated and counted only")
AS = M(
    "写成什么：scenario（情景，hub replay 可运行）、hub（经同一入口写入新枢纽）、systems（经五个部门的系统）",
    "As what: scenario (hub replay runs it), hub (a new hub, through its door), systems (five departments' own)",
)
SEED = M("随机种子：同一种子结果相同", "Seed: the same seed gives the same city")
FROM = M("第一个月，如 2026-01", "First month, e.g. 2026-01")
MONTHS = M("几个月", "How many months")
VOLUME = M("这段时间共多少件纠纷", "Disputes in these months altogether")
CITY = M("按哪个城市的年量：huangshi", "The yearly volume of which city: huangshi")
SCALE = M(
    "按比例，如 nation:0.01（全国年量的百分之一）", "By scale, e.g. nation:0.01 (a hundredth of the national year)"
)
SLICE = M("只生成其中一份，如 1/4", "Only one of several parts, e.g. 1/4")
FILE = M("替换部分参数的 CSV 文件", "CSV file that replaces some parameters")
SHOW = M("列出全部参数、来源与等级后结束", "List every parameter with source and grade, and end")

WHAT = M("将在 {folder} 写入 {volume} 件纠纷的模拟数据", "This writes a simulation of {volume} disputes into {folder}")
PLAN = M(
    "种子 {seed}，{first} 起 {months} 个月，{volume} 件纠纷（第 {slice} 份）；"
    "参数 {parameters}：{sourced} 项有来源，{assumed} 项为假设",
    "Seed {seed}, {months} months from {first}, {volume} disputes (part {slice}); parameters {parameters}: "
    "{sourced} with a source, {assumed} assumed",
)
DAY = M("{day}  已生成 {count} 条", "{day}  {count} statements")
DONE = M(
    "{submissions} 条报送，{reports} 份来源报告；用时 {seconds:.1f} 秒，每秒 {rate:.0f} 条",
    "{submissions} submissions, {reports} source reports; {seconds:.1f} s, {rate:.0f} per second",
)
HEADING_EVENT = M("事项", "Event")
HEADING_COUNT = M("条数", "Count")
HEADING_GROUP = M("类", "Group")
HEADING_KEY = M("参数", "Parameter")
HEADING_VALUE = M("值", "Value")
HEADING_GRADE = M("等级", "Grade")
HEADING_SOURCE = M("来源（- 为假设）", "Source (- means assumed)")
NEXT_SCENARIO = M("下一步：hub replay {folder}", "Next: hub replay {folder}")
NEXT_HUB = M(
    "下一步：hub --settings {settings} stats rehearse --month {month}",
    "Next: hub --settings {settings} stats rehearse --month {month}",
)
ALREADY = M("这份模拟已完成，未重写", "This simulation was finished before; nothing was written again")
STOPPED = M("已停在 {folder}；同一命令再运行一次即接着生成", "Stopped; the same command goes on in {folder}")
BAD_SCALE = M("写作 nation:0.01", "write it like nation:0.01")
BAD_SLICE = M("写作 1/4", "write it like 1/4")
ONE_VOLUME = M("--volume、--city、--scale 只能给一个", "give one of --volume, --city, --scale")
