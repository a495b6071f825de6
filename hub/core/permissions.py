"""
Who may see and do what in the console: the table of roles as data, and the rules over it.

A person holds grants: a role, for a unit, from a day to a day. What a role may do with what is its unit's own and
with what is others' stands in :data:`TABLE`, once. Seeing is not one thing: a statistician sees a case by its token, a
leader totals; what a role gets to see is its :class:`View`. Names, identity and telephone numbers are an area of their
own, which always takes a reason, and sometimes a second person. Minors and family violence are masked for everyone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import combinations

from hub.core.codes import LabelledCode
from hub.core.errors import AccessDeniedError


class Role(LabelledCode):
    """岗位: what a person is for the hub."""

    CLERK = "CLERK", "经办员", "Case clerk"
    DUTY_CLERK = "DUTY_CLERK", "值班员", "Duty clerk"
    LIAISON = "LIAISON", "部门联络员", "Department liaison"
    ADAPTER_OPERATOR = "ADAPTER_OPERATOR", "接入运维", "Adapter operator"
    STATISTICIAN = "STATISTICIAN", "统计员", "Statistician"
    STATISTICS_CHIEF = "STATISTICS_CHIEF", "统计科长", "Statistics chief"
    SUPERVISION_ISSUER = "SUPERVISION_ISSUER", "督办签发人", "Issuer of supervision"
    LEADER = "LEADER", "分管领导", "Leader in charge"
    SYSTEM_ADMIN = "SYSTEM_ADMIN", "系统管理员", "System administrator"
    SECURITY_ADMIN = "SECURITY_ADMIN", "安全管理员", "Security administrator"
    AUDITOR = "AUDITOR", "安全审计员", "Security auditor"


class Area(LabelledCode):
    """What a page or an action touches."""

    CASES = "CASES", "案件", "Cases"
    PERSONAL = "PERSONAL", "个人信息", "Personal data"
    QUARANTINE = "QUARANTINE", "待处理", "Quarantine"
    MERGE = "MERGE", "疑似重复", "Possible duplicates"
    SUPERVISION = "SUPERVISION", "督办", "Supervision"
    MONTH = "MONTH", "月报", "Monthly form"
    ADAPTERS = "ADAPTERS", "接入", "Adapters"
    FIGURES = "FIGURES", "数字", "Figures"
    TRENDS = "TRENDS", "趋势", "Trends"
    MEETING = "MEETING", "半年会", "Half-yearly meeting"
    ACCOUNTS = "ACCOUNTS", "账号", "Accounts"
    AUDIT = "AUDIT", "审计", "Audit"
    SETTINGS = "SETTINGS", "设置", "Settings"
    SYSTEM = "SYSTEM", "系统", "System"
    SELF = "SELF", "本人账号", "One's own account"


class Deed(LabelledCode):
    """What is done there."""

    READ = "READ", "查看", "Read"
    WRITE = "WRITE", "办理", "Write"
    PROPOSE = "PROPOSE", "提出", "Propose"
    DECIDE = "DECIDE", "决定", "Decide"


class Ownership(StrEnum):
    """
    Whose it is, from the place of the unit that a grant names.

    Own is a case that the unit holds or gave away as its sender, a row that it reported, a month that it files. A pair
    of possible duplicates is own when one of the two is.
    """

    OWN = "OWN"
    OTHERS = "OTHERS"


class View(LabelledCode):
    """How much of a thing one sees, the least first; personal data is in none of them."""

    NOTHING = "NOTHING", "不可见", "Nothing"
    COUNTS = "COUNTS", "件数", "Counts"
    TOTALS = "TOTALS", "合计", "Totals"
    TECHNICAL = "TECHNICAL", "技术信息，不含值", "Technical facts, no values"
    HOLDER_DATES = "HOLDER_DATES", "承办单位与日期", "Holder and dates"
    TOKENS = "TOKENS", "仅代号", "Tokens only"
    NO_PARTIES = "NO_PARTIES", "不含当事人", "All but the parties"
    FULL = "FULL", "全部", "All"


class Condition(LabelledCode):
    """What an opening of personal data takes besides the right to it."""

    REASON = "REASON", "填写理由", "A reason"
    SECOND_PERSON = "SECOND_PERSON", "第二人同意", "A second person"


class JointDeed(LabelledCode):
    """What no one person does alone."""

    GRANTING = "GRANTING", "授权", "Granting"
    PERSONAL_EXPORT = "PERSONAL_EXPORT", "导出个人信息", "Export of personal data"
    MONTH_REOPENING = "MONTH_REOPENING", "重开月份", "Re-opening a month"
    KEY_USE = "KEY_USE", "使用密钥", "Use of a key"
    ACCOUNT_RESET = "ACCOUNT_RESET", "重置账号与第二因子", "Reset of an account and its second factor"
    SETTINGS_CHANGE = "SETTINGS_CHANGE", "修订设置", "Amending settings"


@dataclass(frozen=True, slots=True)
class Scope:
    """What a role may do in one area with what is own, or with what is others'."""

    deeds: frozenset[Deed] = frozenset()
    view: View = View.NOTHING
    conditions: frozenset[Condition] = frozenset()


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the table."""

    own: Scope = Scope()
    others: Scope = Scope()

    def scope(self, ownership: Ownership) -> Scope:
        """Return the half of the cell for *ownership*."""
        return self.own if ownership is Ownership.OWN else self.others


@dataclass(frozen=True, slots=True)
class Grant:
    """A role that a person has for *unit*, on the days from *start* to *end* (both included, of Asia/Shanghai)."""

    role: Role
    unit: str
    start: date
    end: date

    def is_valid_on(self, day: date) -> bool:
        """Return whether it counts on *day*."""
        return self.start <= day <= self.end

    def overlaps(self, other: Grant) -> bool:
        """Return whether there's a day on which both count."""
        return self.start <= other.end and other.start <= self.end


LONGEST_GRANT = timedelta(days=366)
"""A grant is looked at again every year: it ends by then at the latest."""

ADMINISTRATORS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR})
"""Three persons, none of whom sees a case (users §9)."""

_READ = frozenset({Deed.READ})
_WRITE = frozenset({Deed.READ, Deed.WRITE})
_PROPOSE = frozenset({Deed.READ, Deed.PROPOSE})
_DECIDE = frozenset({Deed.READ, Deed.PROPOSE, Deed.DECIDE})
_CONFIRM = frozenset({Deed.READ, Deed.DECIDE})
_ALL = frozenset(Deed)
_REASON = frozenset({Condition.REASON})
_TWO = frozenset({Condition.REASON, Condition.SECOND_PERSON})


def _own(deeds: frozenset[Deed], view: View = View.FULL, conditions: frozenset[Condition] = frozenset()) -> Cell:
    return Cell(own=Scope(deeds, view, conditions))


def _both(deeds: frozenset[Deed], view: View = View.FULL, conditions: frozenset[Condition] = frozenset()) -> Cell:
    return Cell(Scope(deeds, view, conditions), Scope(deeds, view, conditions))


def _seen(view: View) -> Scope:
    """Return a scope in which nothing is opened, but so much is seen of it elsewhere (as figures)."""
    return Scope(view=view)


TABLE: Mapping[Role, Mapping[Area, Cell]] = {
    Role.CLERK: {
        Area.CASES: _own(_WRITE),
        Area.PERSONAL: _own(_READ, conditions=_REASON),
        Area.QUARANTINE: _own(_WRITE),
        Area.MERGE: _own(_PROPOSE),
    },
    Role.DUTY_CLERK: {
        Area.CASES: Cell(Scope(_WRITE, View.FULL), Scope(_READ, View.HOLDER_DATES)),
        Area.PERSONAL: _own(_READ, conditions=_REASON),
        Area.QUARANTINE: _both(_WRITE),
        Area.MERGE: _both(_DECIDE),
        Area.SUPERVISION: _both(_PROPOSE),
        Area.ADAPTERS: _both(_READ),
    },
    Role.LIAISON: {
        Area.CASES: _own(_WRITE),
        Area.PERSONAL: _own(_READ, conditions=_REASON),
        Area.QUARANTINE: _own(_WRITE),
        Area.SUPERVISION: _own(_WRITE),
        Area.MONTH: _own(_WRITE),
        Area.ADAPTERS: _own(_READ),
        Area.FIGURES: _own(_READ, View.TOTALS),
        Area.TRENDS: _both(_READ, View.TOTALS),
    },
    Role.ADAPTER_OPERATOR: {
        Area.CASES: Cell(own=_seen(View.COUNTS)),
        Area.QUARANTINE: _own(_WRITE, View.TECHNICAL),
        Area.ADAPTERS: _own(_ALL),
        Area.FIGURES: _own(_READ, View.COUNTS),
    },
    Role.STATISTICIAN: {
        Area.CASES: _both(_READ, View.TOKENS),
        Area.QUARANTINE: _both(_PROPOSE),
        Area.MERGE: _both(_PROPOSE),
        Area.MONTH: _both(_WRITE | _PROPOSE),
        Area.ADAPTERS: _both(_READ),
        Area.FIGURES: _both(_READ, View.TOKENS),
        Area.TRENDS: _both(_WRITE, View.TOTALS),
        Area.MEETING: _both(_WRITE | _PROPOSE, View.NO_PARTIES),
    },
    Role.STATISTICS_CHIEF: {
        Area.CASES: _both(_READ, View.TOKENS),
        Area.PERSONAL: _both(_READ, conditions=_TWO),
        Area.MONTH: _both(_DECIDE),
        Area.ADAPTERS: _both(_READ),
        Area.FIGURES: _both(_DECIDE, View.TOKENS),
        Area.TRENDS: _both(_WRITE, View.TOTALS),
        Area.MEETING: _both(_DECIDE, View.NO_PARTIES),
    },
    Role.SUPERVISION_ISSUER: {
        Area.CASES: Cell(Scope(_READ, View.FULL), Scope(_READ, View.NO_PARTIES)),
        Area.SUPERVISION: _both(_DECIDE),
        Area.MEETING: _both(_READ, View.NO_PARTIES),
    },
    Role.LEADER: {
        Area.CASES: Cell(_seen(View.TOTALS), _seen(View.TOTALS)),
        Area.MONTH: _both(_READ),
        Area.FIGURES: _both(_READ, View.TOTALS),
        Area.TRENDS: _both(_READ, View.TOTALS),
        Area.MEETING: _both(_READ, View.NO_PARTIES),
    },
    Role.SYSTEM_ADMIN: {
        Area.ACCOUNTS: _both(_CONFIRM),
        Area.SETTINGS: _both(_WRITE | _PROPOSE),
        Area.SYSTEM: _both(_ALL),
    },
    Role.SECURITY_ADMIN: {
        Area.ACCOUNTS: _both(_ALL),
        Area.SETTINGS: _both(_WRITE | _CONFIRM),
    },
    Role.AUDITOR: {
        Area.ACCOUNTS: _both(_READ),
        Area.AUDIT: _both(_WRITE),
        Area.SETTINGS: _both(_READ),
    },
}
"""
Roles and permissions (users §9); what isn't here may not be done.

§9's columns are the first seven areas (its own and others' cases are one area). The rest follows from its rows:
figures go to those who see counts, totals or tokens; trends and the half-yearly meeting to those who get their papers
(MECH-1, MECH-2, :mod:`hub.core.leading_group`); accounts to the security administrator, with the system administrator
as the second person who confirms; the log to the auditor. Settings move deadlines of the whole city: the system
administrator proposes, the security administrator confirms, the auditor reads.
"""

INCOMPATIBLE: frozenset[frozenset[Role]] = frozenset(
    [
        # An administrator is nothing else: three persons, and none of them sees a case.
        *(frozenset(pair) for pair in combinations(Role, 2) if ADMINISTRATORS & set(pair)),
        # Who prepares a month doesn't sign it, who proposes supervision doesn't issue it.
        frozenset({Role.STATISTICIAN, Role.STATISTICS_CHIEF}),
        frozenset({Role.DUTY_CLERK, Role.SUPERVISION_ISSUER}),
        # Who operates an adapter never sees personal data, in no other office either.
        *(frozenset({Role.ADAPTER_OPERATOR, role}) for role in Role if Area.PERSONAL in TABLE[role]),
    ]
)
"""Pairs of roles that no one person has on one day."""

JOINT: Mapping[JointDeed, tuple[frozenset[Role], frozenset[Role]]] = {
    JointDeed.GRANTING: (
        frozenset({Role.SECURITY_ADMIN}),
        frozenset({Role.SECURITY_ADMIN, Role.SYSTEM_ADMIN}),
    ),
    JointDeed.PERSONAL_EXPORT: (
        frozenset({Role.DUTY_CLERK, Role.STATISTICS_CHIEF}),
        frozenset({Role.DUTY_CLERK, Role.STATISTICS_CHIEF, Role.SUPERVISION_ISSUER}),
    ),
    JointDeed.MONTH_REOPENING: (
        frozenset({Role.STATISTICIAN, Role.STATISTICS_CHIEF}),
        frozenset({Role.STATISTICS_CHIEF}),
    ),
    JointDeed.KEY_USE: (
        frozenset({Role.SYSTEM_ADMIN}),
        frozenset({Role.SECURITY_ADMIN}),
    ),
    # It hands an account, with all that it's granted, to whoever gets its password: that's granting.
    JointDeed.ACCOUNT_RESET: (
        frozenset({Role.SECURITY_ADMIN}),
        frozenset({Role.SECURITY_ADMIN, Role.SYSTEM_ADMIN}),
    ),
    JointDeed.SETTINGS_CHANGE: (
        frozenset({Role.SYSTEM_ADMIN}),
        frozenset({Role.SECURITY_ADMIN}),
    ),
}
"""Who may ask for what needs two persons, and who may be the second, always another person (users §9)."""


def permits(grants: Iterable[Grant], area: Area, deed: Deed, ownership: Ownership, on_day: date) -> bool:
    """
    Return whether *grants* let a person do *deed* in *area* on *on_day*.

    >>> duty = Grant(Role.DUTY_CLERK, "C3", date(2026, 1, 1), date(2026, 12, 31))
    >>> permits([duty], Area.CASES, Deed.WRITE, Ownership.OTHERS, date(2026, 3, 2))
    False
    """
    if area is Area.SELF:
        return True  # whoever is signed in keeps the own account
    return any(deed in scope.deeds for scope in _scopes(grants, area, ownership, on_day))


def view_of(grants: Iterable[Grant], area: Area, ownership: Ownership, on_day: date) -> View:
    """Return how much of *area* a person sees on *on_day*: the most that one of the grants gives."""
    views = [scope.view for scope in _scopes(grants, area, ownership, on_day)]
    return max(views, key=_BREADTH.__getitem__, default=View.NOTHING)


def conditions_of(grants: Iterable[Grant], ownership: Ownership, on_day: date) -> frozenset[Condition] | None:
    """Return what opening personal data takes, by the grant that asks least; None where it may not be opened at all."""
    scopes = _scopes(grants, Area.PERSONAL, ownership, on_day)
    return min((scope.conditions for scope in scopes if Deed.READ in scope.deeds), key=len, default=None)


def areas_of(grants: Iterable[Grant], on_day: date) -> frozenset[Area]:
    """Return the areas that a person may read on *on_day*, own or others': what stands in the menu."""
    held = tuple(grants)
    return frozenset(
        area for area in Area if any(permits(held, area, Deed.READ, ownership, on_day) for ownership in Ownership)
    )


def may_join(deed: JointDeed, grants: Iterable[Grant], on_day: date, *, second: bool) -> bool:
    """Return whether a person may ask for *deed*, or be its *second* person."""
    return any(grant.role in JOINT[deed][second] for grant in grants if grant.is_valid_on(on_day))


def joins(deed: JointDeed, grants: Iterable[Grant], on_day: date) -> bool:
    """Return whether a person is one of the two in *deed*: one is enough to take back what was proposed."""
    held = tuple(grants)
    return any(may_join(deed, held, on_day, second=second) for second in (False, True))


def joins_any(grants: Iterable[Grant], on_day: date) -> bool:
    """Return whether a person is one of the two in anything that takes two: who finds the page of it in the menu."""
    held = tuple(grants)
    return any(joins(deed, held, on_day) for deed in JointDeed)


def check_grant(wanted: Grant, held: Iterable[Grant]) -> None:
    """
    Refuse *wanted* for a person who holds *held*.

    Raises:
        AccessDeniedError: it ends before it begins, lasts longer than a year, or one person may not have both.
    """
    if wanted.end < wanted.start:
        raise AccessDeniedError("the grant ends before it begins", remedy="mend its days")
    if wanted.end - wanted.start > LONGEST_GRANT:
        raise AccessDeniedError(
            f"a grant lasts {LONGEST_GRANT.days} days at most", remedy="give an earlier end, and grant it anew then"
        )
    for other in held:
        if frozenset({wanted.role, other.role}) in INCOMPATIBLE and wanted.overlaps(other):
            raise AccessDeniedError(
                f"no one person is {wanted.role.value} and {other.role.value} on one day",
                remedy="grant it to another person, or end the other grant first",
            )


def _scopes(grants: Iterable[Grant], area: Area, ownership: Ownership, on_day: date) -> Iterator[Scope]:
    for grant in grants:
        if grant.is_valid_on(on_day) and (cell := TABLE[grant.role].get(area)) is not None:
            yield cell.scope(ownership)


_BREADTH = {view: place for place, view in enumerate(View)}
