"""What is refused about amendments of the settings; see :mod:`hub.catalogue.refusals`."""

from __future__ import annotations

from hub.core.wording import Message

M = Message

REFUSED_TO_AMEND = (
    M("没有写明依据的文件", "the document that decided it is missing"),
    M("写明文号", "name it"),
    M("首日须在今天之后：已经开始的不受影响", "the first day must lie ahead: what runs already isn't moved"),
    M("改为明天或以后", "choose tomorrow or a later day"),
    M("首日在一年以后", "the first day is more than a year away"),
    M("改早一些", "choose an earlier day"),
    M("休息日须为 1 至 {most} 天，首日不晚于末日", "rest days are 1 to {most} days in order"),
    M("改正首日、末日", "mend first and last day"),
    M("{year} 年的放假安排还没有载入", "the State Council's notice for {year} isn't loaded"),
    M("先载入该年的放假安排", "load it first"),
    M("放假安排只录入本年或下一年的", "a notice is of this year or the next"),
    M("改年份", "mend the year"),
    M("放假安排须为本年日期，每日一次，至多 {most} 天", "a notice names up to {most} days of its year, each once"),
    M("改正日期", "mend the days"),
    M("放假安排缺“{name}”", "the notice lacks {name}"),
    M("录入通知全文", "take over the whole notice"),
    M("{day} 不是周末，不能调休上班", "{day} is no weekend day, so it can't be worked instead"),
    M("该年的放假安排已经载入", "the notice of that year is there already"),
    M("见日历", "see the calendar"),
    M("不是放假安排文件", "not a holiday file"),
    M("取 holiday-cn 项目该年的文件", "take the file of that year from the holiday-cn project"),
    M("放假安排第 {number} 行读不出来", "line {number} of the notice can't be read"),
    M("写成：首日 末日 名称 休或班", "write first day, last day, name, and 休 or 班"),
    M("这天没有这个机构", "there is no such unit on that day"),
    M("见机构名册", "see the list of units"),
    M("这天还有 {count} 个机构以它为上级", "{count} units stand below it on that day"),
    M("先为它们改上级", "give them another parent first"),
    M(
        "机构须有名称，代码由大写字母、数字和 - 组成",
        "a unit has a name, and a code of capital letters, digits and -",
    ),
    M("改正后再提出", "mend it"),
    M("第 {level} 级机构的区划代码为 {digits} 位", "the division of a unit of level {level} has {digits} digits"),
    M("改正区划或层级", "mend division or level"),
    M("上级机构这天不在名册中", "the unit above isn't in the registry on that day"),
    M("与现行规定相同，什么也没有改变", "it would change nothing"),
    M("与现行规定对照", "compare it with what is in force"),
    M("没有机构经由这个部门", "no unit is reached through that agency"),
    M("没有这条修订", "no such amendment"),
    M("见设置页", "see the page of settings"),
    M("同一事项已有修订待确认", "an amendment of this waits already"),
    M("先确认或撤下那一条", "confirm or withdraw that one first"),
    M("须由第二人确认，不能是提出人", "a second person confirms, not who proposed it"),
    M("这条修订不在等待确认", "this amendment doesn't wait for anybody"),
    M("系统管理员或安全管理员才能撤下修订", "the system or the security administrator withdraws amendments"),
    M("安全管理员才能确认修订", "the security administrator confirms amendments"),
    M("系统管理员才能提出修订", "the system administrator proposes amendments"),
    M("引擎为集群时，设置在每台机器的文件里修改", "on a cluster settings are changed in the files of every machine"),
    M(
        "修改 hub.toml、机构名册和日历文件夹，再重启各工作进程",
        "change hub.toml, the units file and the calendar folder, and restart the workers",
    ),
)
