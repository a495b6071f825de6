"""
The clocks of domain §3 as data, and the deadlines that they set for one dispute.

First day excluded; a last day on a rest day moves to the next working day. Clocks run side by side.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from hub.core.calendar import CLOSE_AFTER, DUE_DAY, SATURDAY, WorkingCalendar
from hub.core.codes import Channel, LabelledCode, Procedure, ReferralKind
from hub.core.daytime import ONE_DAY, local_day, month_bounds, next_month, start_of
from hub.core.dispute import Agreement, CascadeHop, Case, DisputeState
from hub.core.errors import MissingCalendarError
from hub.core.machines import CaseState, FeedbackState


@dataclass(frozen=True, slots=True)
class ClockRule:
    """One clock: how long, in which days, by which source; ``configurable`` marks a local default (cfg)."""

    name: str
    zh: str
    en: str
    days: int
    working: bool
    source: str
    configurable: bool = False


_RULES = (
    ClockRule("LEVEL_L1", "村（社区）级办理", "Village or community level", 10, False, "LOOP-1", True),
    ClockRule("LEVEL_L2", "乡镇（街道）级办理", "Township level", 20, False, "LOOP-2", True),
    ClockRule("LEVEL_L3", "县级办理", "County level", 30, False, "LOOP-3", True),
    ClockRule("LEVEL_L4", "市级办理", "City level", 30, False, "LOOP-4", True),
    ClockRule("RMC_30", "人民调解", "People's mediation", 30, False, "人民调解工作若干规定 33"),
    ClockRule("DELIVERED_3WD", "签收", "To sign for", 3, True, "在线调解规则 12", True),
    ClockRule("ENTRUST_PRE", "诉前委派调解", "Pre-suit mediation", 30, False, "特邀调解规定 27"),
    ClockRule(
        "ENTRUST_IN", "诉中委托调解（普通程序）", "In-suit mediation (ordinary procedure)", 15, False, "特邀调解规定 27"
    ),
    ClockRule(
        "ENTRUST_IN_SIMPLIFIED",
        "诉中委托调解（简易程序）",
        "In-suit mediation (simplified procedure)",
        7,
        False,
        "特邀调解规定 27",
    ),
    ClockRule("FEEDBACK_ACK", "反馈签收", "Feedback to acknowledge", 2, True, "HAND-2", True),
    ClockRule("CASCADE_ACK", "结果下传签收", "Result to acknowledge", 2, True, "domain §2.3", True),
    ClockRule("INVITE_REPLY", "联调邀请答复", "Invitation to answer", 2, True, "HAND-3, POL-3", True),
    ClockRule("JC_WINDOW", "申请司法确认", "To apply for confirmation", 30, False, "人民调解法 33；民诉法 205"),
    ClockRule("JC_ACCEPT", "司法确认受理", "Confirmation to accept", 3, False, "2011 司法确认规定 4"),
    ClockRule(
        "JC_RULING_TARGET", "司法确认裁定（目标）", "Confirmation ruling (target)", 15, False, "2011 司法确认规定 5"
    ),
    ClockRule("JC_RULING_OUTER", "司法确认裁定（最长）", "Confirmation ruling (limit)", 30, False, "民诉法 187"),
    ClockRule("DOCKET_TASK", "半年会交办任务", "Task of the half-yearly meeting", 0, False, "MECH-2", True),
    ClockRule("PETITION_15", "信访登记转送告知", "Petition to register and inform", 15, False, "信访工作条例 22"),
)
CLOCKS: Mapping[str, ClockRule] = {rule.name: rule for rule in _RULES}
"""Every clock by name."""


@dataclass(frozen=True, slots=True)
class Terms:
    """The calendar and the lengths in force; ``lengths`` overrides a configurable clock's default, in its own days."""

    calendar: WorkingCalendar
    lengths: Mapping[str, int] = field(default_factory=dict)
    _known: dict[tuple[str, date], tuple[date, date, bool]] = field(default_factory=dict, repr=False, compare=False)

    def last_day(self, rule_name: str, start: date) -> tuple[date, date, bool]:
        """
        Return (nominal, due, roll pending) of a clock that starts on *start*.

        Where the calendar of a year is missing the nominal day stands and the roll is pending (convention 18).
        """
        # a year has 365 starts and there are some twenty clocks: what was worked out once is kept
        found = self._known.get((rule_name, start))
        if found is None:
            found = self._known[rule_name, start] = self._work_out(rule_name, start)
        return found

    def _work_out(self, rule_name: str, start: date) -> tuple[date, date, bool]:
        rule = CLOCKS[rule_name]
        length = self.lengths.get(rule_name, rule.days) if rule.configurable else rule.days
        try:
            if rule.working:
                day = self.calendar.add_working_days(start, length)
                return day, day, False
            nominal = self.calendar.add_days(start, length)
            return nominal, self.calendar.roll(nominal), False
        except MissingCalendarError:
            nominal = _weekdays_after(start, length) if rule.working else start + timedelta(days=length)
            return nominal, nominal, True

    def monthly(self, month: str) -> tuple[date, date, bool]:
        """Return (due day, close day, roll pending) of the report of *month* (INFO-1, convention 18)."""
        try:
            return self.calendar.monthly_due(month), self.calendar.monthly_close(month), False
        except MissingCalendarError:
            due = month_bounds(next_month(month))[0].replace(day=DUE_DAY)
            return due, _weekdays_after(due, CLOSE_AFTER), True

    def rolled(self, day: date) -> tuple[date, bool]:
        """Return (*day* rolled to a working day, roll pending)."""
        try:
            return self.calendar.roll(day), False
        except MissingCalendarError:
            return day, True


def _weekdays_after(start: date, days: int) -> date:
    day = start
    while days:
        day += ONE_DAY
        days -= day.weekday() < SATURDAY
    return day


class DeadlineStatus(LabelledCode):
    """How a deadline stands on a day."""

    MET = "met", "按期", "Met"
    LATE = "late", "逾期完成", "Late"
    OPEN = "open", "期内", "Open"
    OVERDUE = "overdue", "超期", "Overdue"
    LAPSED = "lapsed", "逾期失效", "Lapsed"
    PASSED = "passed_answer_not_in_data", "已过，未见答复数据", "Passed, no answer in the data"


@dataclass(frozen=True, slots=True)
class Deadline:
    """
    One running or finished clock.

    ``done`` is the day of the fact that satisfied it; a ``moot`` one was never satisfied but nobody owes it any more.
    """

    clock: str
    unit: str | None
    start: date
    nominal: date
    due: date
    done: date | None
    roll_pending: bool = False
    moot: bool = False

    @property
    def rule(self) -> ClockRule:
        """The rule behind this clock."""
        name = self.clock.partition(":")[0]
        return CLOCKS[name]

    def status(self, at: date) -> DeadlineStatus:
        """Return how it stands at the end of the day *at*; a breach comes after the last day ends."""
        window = self.clock.startswith("JC_WINDOW")
        if self.done is not None:
            if self.done <= self.due:
                return DeadlineStatus.MET
            return DeadlineStatus.LATE
        if at <= self.due:
            return DeadlineStatus.OPEN
        if window:
            return DeadlineStatus.LAPSED
        return DeadlineStatus.PASSED if self.clock.startswith("PETITION") else DeadlineStatus.OVERDUE

    def warns_on(self, terms: Terms) -> date:
        """Return the day of the warning: at 70 % of the term, at the latest one working day before the last."""
        seventy = self.start + timedelta(days=(self.due - self.start).days * 7 // 10)
        try:
            return min(seventy, terms.calendar.previous_working_day(self.due))
        except MissingCalendarError:
            return seventy


def _day(instant: datetime | None) -> date | None:
    return None if instant is None else local_day(instant)


_BY_REFERRAL = frozenset({"ENTRUST_PRE", "ENTRUST_IN"})
"""Clocks that people extend by their plain name, though each referral has its own."""


@dataclass(slots=True)
class _Sheet:
    terms: Terms
    extensions: dict[str, date]

    def line(
        self, clock: str, unit: str | None, start: datetime | None, done: datetime | None, rule: str | None = None
    ) -> Iterator[Deadline]:
        """Yield the deadline of *clock* when its start is known."""
        first = _day(start)
        if first is None:
            return
        nominal, due, pending = self.terms.last_day(rule or clock.partition(":")[0], first)
        base = clock.partition(":")[0]
        extended = self.extensions.get(clock) or (self.extensions.get(base) if base in _BY_REFERRAL else None)
        if extended is not None:
            nominal = extended
            due, pending = self.terms.rolled(extended)
        yield Deadline(clock, unit, first, nominal, due, _day(done), pending)


def deadlines(state: DisputeState, terms: Terms) -> list[Deadline]:
    """Return every clock that has started for this dispute, running or done."""
    if state.is_void:
        return []
    extensions = {
        clock if clock.endswith(_suffix(case.reopen)) else clock + _suffix(case.reopen): until
        for case in state.cases
        for clock, until in case.extensions.items()
    }
    sheet = _Sheet(terms, extensions)
    return [
        *_case_clocks(state, sheet),
        *_referral_clocks(state, sheet),
        *_joint_clocks(state, sheet),
        *(line for agreement in state.agreements for line in _confirmation_clocks(agreement, sheet)),
        *_petition_clocks(state, sheet),
        *_docket_clocks(state, terms),
    ]


def _suffix(reopen: int) -> str:
    return f":r{reopen}" if reopen else ""


def _case_clocks(state: DisputeState, sheet: _Sheet) -> Iterator[Deadline]:
    rmc_seen: set[int] = set()
    for case in state.cases:
        if case.state is CaseState.JOINED:
            continue
        clock = f"LEVEL_L{case.unit.level}{_suffix(case.reopen)}"
        yield from sheet.line(clock, case.unit.code, case.opened_at, case.level_stopped_at)
        if case.unit.org_kind.is_rmc and case.reopen not in rmc_seen:
            rmc_seen.add(case.reopen)
            yield from sheet.line(
                f"RMC_30{_suffix(case.reopen)}", case.unit.code, case.opened_at, _ended(state, case.reopen)
            )


def _ended(state: DisputeState, reopen: int) -> datetime | None:
    return next((c.ended_at for c in state.cases if c.reopen == reopen and c.outcome is not None), None)


def _case_of_referral(state: DisputeState, ref: str) -> Case | None:
    return next((case for case in state.cases if case.ref == ref), None)


def _referral_clocks(state: DisputeState, sheet: _Sheet) -> Iterator[Deadline]:
    for referral in state.referrals.values():
        unit = referral.unit.code if referral.unit is not None else None
        told = referral.stopped_at is None and referral.feedback is not FeedbackState.NONE
        for line in sheet.line(f"DELIVERED_3WD:{referral.ref}", unit, referral.delivered_at, referral.stopped_at):
            yield replace(line, moot=True) if told else line
        if referral.kind in (ReferralKind.ENTRUST_PRE, ReferralKind.ENTRUST_IN):
            simplified = referral.kind == ReferralKind.ENTRUST_IN and referral.procedure == Procedure.SIMPLIFIED
            case = _case_of_referral(state, referral.ref)
            done = referral.withdrawn_at or _ended(state, case.reopen if case is not None else 0)
            yield from sheet.line(
                f"{referral.kind}:{referral.ref}",
                unit,
                referral.accepted_at,
                done,
                "ENTRUST_IN_SIMPLIFIED" if simplified else None,
            )
        yield from sheet.line(f"FEEDBACK_ACK:{referral.ref}", None, referral.feedback_at, referral.acknowledged_at)


def cascade_clock(state: DisputeState, hop: CascadeHop) -> str:
    """Return the clock of *hop*; the same step of a re-opening's outcome has its own."""
    again = any(o.upper == hop.upper and o.lower == hop.lower and o.reopen < hop.reopen for o in state.hops)
    return f"CASCADE_ACK:{hop.upper}>{hop.lower}{_suffix(hop.reopen) if again else ''}"


def _joint_clocks(state: DisputeState, sheet: _Sheet) -> Iterator[Deadline]:
    for hop in state.hops:
        yield from sheet.line(cascade_clock(state, hop), hop.lower, hop.sent_at, hop.acknowledged_at)
    for invitation in state.invitations.values():
        yield from sheet.line(f"INVITE_REPLY:{invitation.key}", None, invitation.sent_at, invitation.answered_at)


def _confirmation_clocks(agreement: Agreement, sheet: _Sheet) -> Iterator[Deadline]:
    v, confirmation = agreement.v, agreement.confirmation
    yield from sheet.line(f"JC_WINDOW:v{v}", None, start_of(agreement.effective_on), confirmation.applied_at)
    answered = confirmation.accepted_at or confirmation.decided_at
    yield from sheet.line(f"JC_ACCEPT:v{v}", None, confirmation.applied_at, answered)
    for name in ("JC_RULING_TARGET", "JC_RULING_OUTER"):
        yield from sheet.line(f"{name}:v{v}", None, confirmation.accepted_at, confirmation.decided_at)


def _petition_clocks(state: DisputeState, sheet: _Sheet) -> Iterator[Deadline]:
    petitions = sorted(
        (r for r in state.reports.values() if r.channel == Channel.PETITION and not r.retracted),
        key=lambda report: (report.occurred_at, report.root),
    )
    for number, report in enumerate(petitions):
        suffix = f":{number + 1}" if number else ""
        yield from sheet.line(f"PETITION_15{suffix}", None, report.occurred_at, None)


def docket_clock(half: str, number: int) -> str:
    """Return the clock of the *number*-th task of a docket item (from 1)."""
    return f"DOCKET_TASK:{half}" + (f":{number}" if number > 1 else "")


def _docket_clocks(state: DisputeState, terms: Terms) -> Iterator[Deadline]:
    """The meeting sets the day itself; a task that it no longer asks for is owed by nobody."""
    for half, item in state.docket.items():
        for number, task in enumerate(item.tasks, 1):
            due, pending = terms.rolled(task.due)
            done, start = _day(task.done_at), local_day(task.planned_at)
            moot = task.done_at is None and task.replaced_at is not None
            yield Deadline(docket_clock(half, number), task.owner, start, task.due, due, done, pending, moot)
