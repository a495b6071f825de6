"""
Every page of the console in its four states: where each is seen, and what it says there.

A page is a route that shows something to people; routes that hand out a file, a part of a page or an answer for a
machine stand in :data:`NOT_PAGES`. A new route that stands in neither fails the tests, and so does a page without one
of its states. The reference in docs is written from this table (``python scripts/page_states.py``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from hub.core.permissions import Role
from tests.state_rig import BEGINNER, CENTRE, NEWCOMER, STORY, WORKING

Seat = tuple[Role, str] | None


class State(StrEnum):
    """How a hub stands when a page is looked at."""

    EMPTY = "empty"
    NORMAL = "normal"
    HUGE = "huge"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Look:
    """
    Where a state is seen, and what the page says there in Chinese.

    Attributes:
        rig: Whose console, of :class:`tests.state_rig.States`; empty for the one of the state's name.
        seat: Who looks and from which unit, where it isn't who looks at the page's other states.
        begun: Account that the browser has begun to sign in, and is asked its second factor.
        sends: Where the page answers a form: its fields, beside the mark of the page *form*.
    """

    address: str
    says: tuple[str, ...]
    status: int = 200
    rig: str = ""
    seat: Seat = None
    begun: str = ""
    form: str = ""
    sends: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Same:
    """Why a state of a page can't differ from its normal one."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page, who looks at it, and its states."""

    title: str
    seat: Seat = None
    empty: Look | Same
    normal: Look
    huge: Look | Same
    broken: Look

    def state(self, state: State) -> Look | Same:
        """Return the page in *state*."""
        found: Look | Same = getattr(self, state.value)
        return found


def at(address: str, *says: str, status: int = 200, rig: str = "", seat: Seat = None, begun: str = "") -> Look:
    """Return a look at *address*."""
    return Look(address, says, status, rig, seat, begun)


def sent(look: Look, form: str, **sends: str) -> Look:
    """Return *look* as what answers the form of the page *form*, sent with the fields *sends*."""
    return replace(look, form=form, sends=tuple(sends.items()))


def lost(address: str, seat: Seat = None) -> Look:
    """Return a look at a page whose hub's log is damaged: it says what happened, whose task it is, what next."""
    says = ("数据文件已损坏", "运维人员", "从最近一次备份恢复")
    return at(address, *says, status=500, rig="lost", seat=seat)


def unpeopled(address: str) -> Look:
    """Return a look at a page of a hub whose file of the people can't be read: the same, without a menu."""
    return at(address, "数据文件用不了", "people.db", "运维人员", "枢纽会重试", status=503, rig="unpeopled")


DUTY, CHIEF, ISSUER = (Role.DUTY_CLERK, CENTRE), (Role.STATISTICS_CHIEF, "C4"), (Role.SUPERVISION_ISSUER, "C4")
KEEPER, LIAISON = (Role.STATISTICIAN, "C4"), (Role.LIAISON, WORKING)
SECURITY, SYSTEM, AUDITOR = (Role.SECURITY_ADMIN, "C4"), (Role.SYSTEM_ADMIN, "C4"), (Role.AUDITOR, "C4")
HERE = (Role.DUTY_CLERK, WORKING)
LEADING = (Role.LEADER, CENTRE)
FORM = Same("表单，与数据多少无关", "a form: how much there is doesn't show")
ONE = Same("一条记录，没有它就没有这一页", "one record: without it there's no such page")
WHOLE = Same("一条记录，内容有界", "one record, of bounded length")
FIXED = Same("随版本发布的内容", "content of the release")

PAGES: Mapping[str, Page] = {
    "/": Page(
        title="总览", seat=DUTY,
        empty=at("/", "枢纽还没有收到任何纠纷", "接入"),
        normal=at("/", "停滞事项", "司法确认办理中"),
        huge=at("/", "另有 1085 件超期纠纷"),
        broken=at("/", "待处理的行读不了", "接入不通", rig="damaged"),
    ),
    "/keyboard": Page(
        title="键盘操作", seat=DUTY,
        empty=FIXED, normal=at("/keyboard", "列表下一行"), huge=FIXED,
        broken=at("/keybord", "没有这个地址", "从首页的目录进入", status=404),
    ),
    "/sign-in": Page(
        title="登录",
        empty=FORM, normal=at("/sign-in", "账号", "口令"), huge=FORM,
        broken=at("/sign-in/outside", "没有设置统一认证", "见设置文件", status=404),
    ),
    "/sign-in/step": Page(
        title="登录第二步",
        empty=FORM, normal=at("/sign-in/step", "K9-01", "动态码", "继续", begun=BEGINNER), huge=FORM,
        broken=at("/sign-in/step", "登录步骤已过时，请重新开始", status=401),
    ),
    "/sign-in/emergency": Page(
        title="启用应急账号",
        empty=FORM, normal=at("/sign-in/emergency", "信封内的启封码"), huge=FORM,
        broken=at("/sign-in/emergency/x", "没有这个地址", status=404),
    ),
    "/account": Page(
        title="本人账号", seat=DUTY,
        empty=at("/account", "授权", "会话"), normal=at("/account", "修改口令"), huge=WHOLE,
        broken=unpeopled("/account"),
    ),
    "/account/factor": Page(
        title="换一个验证器", seat=DUTY,
        empty=FORM, normal=at("/account/factor", "扫描此图", "扫描不了"), huge=FORM,
        broken=at("/account/factor", "已过时，请重新验证口令和动态码", rig="empty"),
    ),
    "/people": Page(
        title="账号", seat=SECURITY,
        empty=at("/people", "没有待确认的授权", "没有符合条件的账号"),
        normal=at("/people", "A-SEC", "安全管理员"),
        huge=at("/people", "只列前 50 项，共 130 项", "第 1 页，共 3 页"),
        broken=unpeopled("/people"),
    ),
    "/joint": Page(
        title="两人办理", seat=SYSTEM,
        empty=at("/joint", "没有待您答复的事项"),
        normal=at("/joint", "手机丢失", "同意"),
        huge=at("/joint", "只列前 50 项，共 70 项"),
        broken=unpeopled("/joint"),
    ),
    "/audit": Page(
        title="审计", seat=AUDITOR,
        empty=at("/audit", "没有符合条件的记录"),
        normal=at("/audit", "提出两人办理事项", "全部记录"),
        huge=at("/audit", "全部记录", "更早"),
        broken=unpeopled("/audit"),
    ),
    "/bench": Page(
        title="工作台", seat=DUTY,
        empty=at("/bench", "今天没有待办事项。来访的先登记"),
        normal=at("/bench", "待发送", "撤销", seat=HERE),
        huge=at("/bench", "另有 500 项，办完后继续显示"),
        broken=lost("/bench", HERE),
    ),
    "/bench/case": Page(
        title="办理", seat=DUTY,
        empty=ONE,
        normal=at("{case}", "可以办理", seat=HERE),
        huge=at(f"/bench/case?dispute={STORY}", "可以办理", "正在办理"),
        broken=at("/bench/case?dispute=none", "没有这件纠纷", "按编号查找", status=404, rig="huge"),
    ),
    "/bench/act": Page(
        title="办一件事", seat=DUTY,
        empty=ONE,
        normal=at("{act}", "记录同意", seat=HERE),
        huge=at(f"/bench/act?dispute={STORY}&do=escalate:", "上报"),
        broken=at(f"/bench/act?dispute={STORY}&do=nothing", "纠纷的状态已变，这一步现在不能办", status=409, rig="huge"),
    ),
    "/bench/papers": Page(
        title="文书", seat=DUTY,
        empty=at("/bench/papers", "还没有文书。登记时自动出具登记表"),
        normal=at("/bench/papers", "登记表", "有效", seat=HERE),
        huge=at("/bench/papers", "第 1 页，共 3 页，120 条"),
        broken=lost("/bench/papers", HERE),
    ),
    "/bench/papers/{number}": Page(
        title="一份文书", seat=HERE,
        empty=ONE, normal=at("/bench/papers/1", "有效"), huge=WHOLE,
        broken=at("/bench/papers/99", "您的单位没有这份文书", "从清单进入", status=404),
    ),
    "/bench/handover": Page(
        title="交接班", seat=DUTY,
        empty=at("/bench/handover", "今天没有待办事项"),
        normal=at("/bench/handover", "待发送与未生效 1 项", seat=HERE),
        huge=at("/bench/handover", "移交待办 550 项", "只列前 200 项，共 550 项"),
        broken=lost("/bench/handover", HERE),
    ),
    "/register": Page(
        title="登记", seat=DUTY,
        empty=FORM, normal=at("/register", "当事人", "申请人同意调解", seat=HERE), huge=FORM,
        broken=lost("/register", HERE),
    ),
    "/cases": Page(
        title="查案", seat=DUTY,
        empty=at("/cases?q=101", "没有找到“101”", "少写几位再试"),
        normal=at("/cases?q=%E5%90%91%E5%B8%82%E7%9B%91%E8%B0%83%202026", "向市监调", seat=KEEPER),
        huge=at("/cases?q=%E9%BB%910803", "可能是很多件之一，只列前 20 件；请多写几位"),
        broken=lost("/cases?q=101"),
    ),
    "/cases/{dispute:path}": Page(
        title="纠纷页", seat=DUTY,
        empty=ONE,
        normal=at("/cases/D7", "现由谁办", "经过", seat=KEEPER),
        huge=at(f"/cases/{STORY}", "第 3 页，共 3 页，262 条"),
        broken=at("/cases/none", "没有与您有关的这件纠纷", "换一个编号查", status=404),
    ),
    "/links": Page(
        title="疑似重复", seat=DUTY,
        empty=at("/links", "没有待判断的报送对。有相似的报送时自动列在这里"),
        normal=at("/links", "法院 N2", "法院 N3"),
        huge=at("/links", "第 1 页，共 3 页，120 条"),
        broken=lost("/links"),
    ),
    "/links/{pair}": Page(
        title="是同一件纠纷吗？", seat=DUTY,
        empty=ONE, normal=at("/links/{pair}", "历次判断"), huge=WHOLE,
        broken=at("/links/none", "没有这一对", "从清单进入", status=404),
    ),
    "/quarantine": Page(
        title="待处理", seat=DUTY,
        empty=at("/quarantine", "没有待处理的行"),
        normal=at("/quarantine", "第31行", "谁来办"),
        huge=at("/quarantine", "共 320 条待处理", "第 1 页，共 7 页，320 条"),
        broken=at("/quarantine", "的数据文件读不了", "其他部门照常", "运维人员", rig="damaged"),
    ),
    "/quarantine/{item}": Page(
        title="待处理的一行", seat=DUTY,
        empty=ONE, normal=at("/quarantine/Q-scjg-230803-1004", "出现未登记代码", "建议"), huge=WHOLE,
        broken=at("/quarantine/Q-scjg-230803-9999", "没有这一条", status=404),
    ),
    "/adapters": Page(
        title="接入", seat=DUTY,
        empty=at("/adapters", "枢纽没有在运行。请运维人员执行 hub run", "未开始"),
        normal=at("/adapters", "向阳区市场监管局"),
        huge=at("/adapters", "E-CODE-02 ×320"),
        broken=at("/adapters", "的数据文件读不了", "E-CFG-00", "运维人员", rig="damaged"),
    ),
    "/months": Page(
        title="月报", seat=CHIEF,
        empty=at("/months?month=2026-03", "还没有公布修订，关账后才有", "还不能签字"),
        normal=at("/months?month=2026-03", "R1", "要先处理的"),
        huge=at("/months?month=2026-03", "项要先处理", "项可能改变数字"),
        broken=at("/months?month=2026-03", "的数据文件读不了", "还不能签字", rig="damaged"),
    ),
    "/months/{month}/bodies/{code}": Page(
        title="平行月", seat=CHIEF,
        empty=ONE,
        normal=at("/months/2026-03/bodies/MR", "调解成功", "-1", "1 项一致"),
        huge=WHOLE,
        broken=at("/months/2026-03/bodies/none", "没有该单位的报表", "另选一个", status=404),
    ),
    "/figures": Page(
        title="数字", seat=CHIEF,
        empty=at("/figures?month=2026-03", "这个月还没有数据。换一个月，或等部门数据到达"),
        normal=at("/figures?month=2026-03", "71.43 %"),
        huge=at("/figures?month=2025-10", "550"),
        broken=at("/figures?month=2026-13", "没有这个月份", "月份写成 2026-03", status=404),
    ),
    "/figures/{name:path}": Page(
        title="数字页", seat=CHIEF,
        empty=at("/figures/acc?month=2026-03", "没有案件计入"),
        normal=at("/figures/rate?month=2026-03", "71.43 %", "成功率 = 成功"),
        huge=at("/figures/acc?month=2025-10", "只列前 100 项，共 550 项", "共 550 件"),
        broken=at("/figures/acc?month=2026-03&revision=99", "没有这个修订", "在页面上选一个", status=404),
    ),
    "/trends": Page(
        title="趋势", seat=CHIEF,
        empty=at("/trends?month=2026-03", "还没有六减少的数据。请统计员用 hub trends import 报入"),
        normal=at("/trends?month=2026-03", "民商事诉讼"),
        huge=at("/trends?month=2026-03", "上访（件）"),
        broken=at("/trends?region=999", "没有这个区划", "从列表里选", status=404),
    ),
    "/trends/{code}": Page(
        title="一项减少", seat=CHIEF,
        empty=at("/trends/PETITIONS?month=2026-03", "这些月份没有单位报送。请统计员"),
        normal=at("/trends/PETITIONS?month=2026-03", "信访初件"),
        huge=at("/trends/PETITIONS?month=2026-03", "只列前 200 项，共 240 项", "只列前 30 项，共 160 项"),
        broken=at("/trends/NONE", "没有这个数字", "在页面上选一个", status=404),
    ),
    "/flows": Page(
        title="流向", seat=CHIEF,
        empty=at("/flows?from=2026-03&to=2026-03", "这段时间没有移交。换一段月份，或等部门数据到达"),
        normal=at("/flows?from=2026-03&to=2026-03", "移交去向 共 9 件"),
        huge=at("/flows?from=2025-10&to=2026-03", "移交去向 共 550 件", "第 1 页，共 2 页，70 条"),
        broken=at("/flows?from=x", "没有这个月份", "月份写成 2026-03", status=404),
    ),
    "/supervision": Page(
        title="督办", seat=ISSUER,
        empty=at("/supervision", "没有超期，也没有督办。有人超期时，拟督办自动列在这里"),
        normal=at("/supervision", "已办结"),
        huge=at("/supervision", "拟督办 550", "第 1 页，共 11 页，550 条"),
        broken=lost("/supervision"),
    ),
    "/supervision/reply": Page(
        title="督办回复", seat=LIAISON,
        empty=ONE, normal=at("{reply}", "督办回复", "办理情况"), huge=FORM,
        broken=at("/supervision/reply?dispute=none&do=x", "没有这件纠纷", "按编号查找", status=404),
    ),
    "/meeting": Page(
        title="半年会", seat=KEEPER,
        empty=at("/meeting?half=2025-H2", "没有符合条件的疑难案件。换一个半年或地区看看", "还没有任务"),
        normal=at("/meeting?half=2026-H1", "符合条件（依据）"),
        huge=at("/meeting?half=2025-H2", "提请全部 550 件", "第 1 页，共 11 页，550 条"),
        broken=at("/meeting?half=2026-H3", "没有这个半年", "半年写成 2026-H1", status=404),
    ),
    "/meeting/attendance": Page(
        title="记录到会", seat=KEEPER,
        empty=ONE, normal=at("{attend}", "参会单位", "到会情况"), huge=FORM,
        broken=at("/meeting/attendance?dispute=none&do=x", "没有这件纠纷", "按编号查找", status=404),
    ),
    "/work": Page(
        title="正在进行", seat=DUTY,
        empty=at("/work", "没有正在进行的工作"),
        normal=at("/work", "/figures?month=2026-03", "已读 12000 / 48000 条"),
        huge=Same("一次登录最多同时四项", "four at once for one session"),
        broken=unpeopled("/work"),
    ),
    "/work/{number}": Page(
        title="正在进行：一项", seat=DUTY,
        empty=ONE,
        normal=at("{work}", "数字", "可以关闭本页", "已读 12000 / 48000 条", "中止"), huge=WHOLE,
        broken=at("/work/none", "没有这项工作：已经取走，或控制台重启过", "从目录重新打开该页", status=404),
    ),
    "/settings": Page(
        title="设置：版本", seat=SYSTEM,
        empty=at("/settings", "没有待确认的修订", "还没有修订过"),
        normal=at("/settings", "佳政办发〔2026〕3号"),
        huge=at("/settings", "只列前 50 项，共 62 项", "第 1 页，共 2 页，62 条"),
        broken=unpeopled("/settings"),
    ),
    "/settings/calendar": Page(
        title="设置：日历", seat=SYSTEM,
        empty=at("/settings/calendar", "本市没有另外增加休息日"),
        normal=at("/settings/calendar", "国务院办公厅放假安排"),
        huge=at("/settings/calendar", "2026-04-24"),
        broken=at("/settings/calendar?year=2050", "2050 年的放假安排还没有载入"),
    ),
    "/settings/clocks": Page(
        title="设置：期限", seat=SYSTEM,
        empty=FIXED, normal=at("/settings/clocks", "LEVEL_L2"), huge=FIXED,
        broken=unpeopled("/settings/clocks"),
    ),
    "/settings/codes": Page(
        title="设置：代码", seat=SYSTEM,
        empty=FIXED, normal=at("/settings/codes?which=disputeType", "邻里"), huge=FIXED,
        broken=at("/settings/codes?which=none", "没有这一页", "从首页的目录进入", status=404),
    ),
    "/settings/units": Page(
        title="设置：机构", seat=SYSTEM,
        empty=at("/settings/units?q=zz", "没有这样的机构，换个代码或名称再找"),
        normal=at("/settings/units", "X1"),
        huge=at("/settings/units", "2020", "第 1 页，共 41 页"),
        broken=unpeopled("/settings/units"),
    ),
    "/settings/changes/{number:int}": Page(
        title="设置：一项修订", seat=SECURITY,
        empty=ONE,
        normal=at("/settings/changes/1", "佳政办发〔2026〕3号"),
        huge=at("/settings/changes/1", "佳政办发0号"),
        broken=at("/settings/changes/77", "没有这条修订", "见设置页", status=404),
    ),
}  # fmt: skip

ANSWERS: Mapping[str, Page] = {
    "/people/add": Page(
        title="初始口令", seat=SECURITY,
        empty=FORM,
        normal=sent(at("/people/add", "K8-01", "初始口令", "只显示这一次"), "/people", code="K8-01", display="窗口"),
        huge=WHOLE,
        broken=sent(at("/people/add", "账号已存在", status=409), "/people", code="A-SEC", display="窗口"),
    ),
    "/joint/{number:int}/agree": Page(
        title="启封码", seat=SECURITY,
        empty=FORM, normal=sent(at("/joint/{key_use}/agree", "只显示这一次"), "/joint"), huge=WHOLE,
        broken=sent(at("/joint/999/agree", "没有这项提议", status=404), "/joint"),
    ),
    "/account/factor/confirm": Page(
        title="恢复码：换验证器后", seat=LEADING,
        empty=FORM, normal=sent(at("/account/factor/confirm", "恢复码"), "/account/factor", code="{another}"),
        huge=WHOLE,
        broken=sent(
            at("/account/factor/confirm", "动态码不对", status=422, seat=DUTY), "/account/factor", code="000000"
        ),
    ),
    "/sign-in/step": Page(
        title="恢复码：首次登录",
        empty=FORM, normal=sent(at("/sign-in/step", "恢复码", begun=NEWCOMER), "/sign-in/step", code="{first}"),
        huge=WHOLE,
        broken=sent(at("/sign-in/step", "动态码不对", status=401, begun=BEGINNER), "/sign-in/step", code="000000"),
    ),
}  # fmt: skip
"""Pages that answer a form and are shown once: what is on them stands nowhere else."""

NOT_PAGES: Mapping[str, str] = {
    "/static/{name:path}": "a file",
    "/alive": "for who watches the console",
    "/mark": "what an open page asks after a new sign-in",
    "/changes": "the stream of changes",
    "/changes/since": "the same by asking",
    "/bench/waiting": "a part of the workbench",
    "/bench/acts": "a part of a dispute's page",
    "/links/{pair}/next": "leads on to the next pair",
    "/quarantine/return-list": "a workbook",
    "/months/{month}/form.{kind}": "the form, PDF or XLSX",
    "/meeting/sheet.xlsx": "a workbook",
    "/work/{number}/result": "leads to the result of long work",
    "/sign-in/outside": "leads to the outside provider",
    "/sign-in/outside/back": "comes back from it, and leads on",
}
"""Routes that show no page of their own; what they refuse is told as any page's trouble is."""
