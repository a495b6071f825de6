"""Reporting: one actor per report. It keeps what was stated, checks forms, reminds and says what is late."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from hub.core import topics
from hub.core.calendar import WorkingCalendar
from hub.core.daytime import ONE_DAY, local_day, start_of
from hub.core.duties import HUB
from hub.core.errors import MissingCalendarError, PermanentError, RowRejectedError
from hub.core.events import Details, Event, Fact, event_id
from hub.core.machines import ReportState
from hub.core.messages import DisputeEvent
from hub.core.ports import Output, Record, Row, Step, Timer
from hub.core.report_rows import report_rows
from hub.core.reporting import ACCEPTED, CHECK_FAILED, CLOCK_OF, EVENTS_OF, Report, Version, knowledge_order, report_of
from hub.core.reports import report_key
from hub.processors.codec import MsgpackCodec

NEXT = "next"
MAX_FACTS = 500
"""More statements than this about one report are a fault of a source."""

WARNED, BREACHED = "WARNED", "BREACHED"


@dataclass(slots=True)
class ReportingState:
    """
    What one report knows.

    ``said`` are the ids of events that were derived and sent, ``rows`` the contribution rows that stand; ``alarm`` is
    the last thing said of the due day, ``wakes_at`` the timer that is set.
    """

    root: str
    facts: dict[str, Fact] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    rows: dict[str, Row] = field(default_factory=dict)
    alarm: str | None = None
    wakes_at: datetime | None = None


class Reporting:
    """The reporting processor; the calendar tells when a due day is near."""

    name = "reporting"
    input = topics.REPORT_FACTS

    def __init__(self, calendar: WorkingCalendar) -> None:
        self._calendar = calendar
        self.codec: MsgpackCodec[ReportingState] = MsgpackCodec(ReportingState)

    def step(self, state: ReportingState | None, record: Record) -> Step[ReportingState]:
        """Take one fact of this report; of duplicates the earliest receipt counts."""
        fact = record.value
        if not isinstance(fact, Fact):
            raise PermanentError(f"reporting got a {type(fact).__name__}", where=record.key)
        mine = _copy(state) if state is not None else ReportingState(record.key)
        known = mine.facts.get(fact.event_id)
        if known is not None and known.received_at <= fact.received_at:
            _require_same(known, fact)
            return Step(mine)
        if known is None and len(mine.facts) >= MAX_FACTS:
            raise RowRejectedError(field="root", code="E-CAP-01", reason=f"more than {MAX_FACTS} facts of one report")
        mine.facts[fact.event_id] = fact
        report = report_of(mine.root, mine.facts.values())
        step = Step(mine, rows=_changed_rows(mine))
        if known is None:
            step.outputs.append(_event(mine, fact, derived=False))
        step.outputs.extend(_conclusions(mine, report))
        self._act(mine, report, record.time, step)
        return step

    def fire(self, state: ReportingState, timer: Timer) -> Step[ReportingState]:
        """Say what time alone has made true: the due day is near, or over."""
        mine = _copy(state)
        mine.wakes_at = None
        step = Step(mine)
        self._act(mine, report_of(mine.root, mine.facts.values()), timer.due, step)
        return step

    def _act(self, mine: ReportingState, report: Report, now: datetime, step: Step[ReportingState]) -> None:
        step.outputs.extend(self._alarms(mine, report, now))
        wakes_at = self._next_wake(mine, report, now)
        if wakes_at != mine.wakes_at:
            mine.wakes_at = wakes_at
            if wakes_at is None:
                step.cancel_timers.append(NEXT)
            else:
                step.set_timers.append(Timer(mine.root, NEXT, wakes_at))

    def _alarms(self, mine: ReportingState, report: Report, now: datetime) -> Iterator[Output]:
        """Warn once before the due day, say once that it's over, and take that back for what was received in time."""
        if report.due is None:
            return
        today = local_day(now)
        is_late = report.is_late or report.state_on(today) is ReportState.OVERDUE
        if is_late and mine.alarm != BREACHED:
            mine.alarm = BREACHED
            yield _alarm(mine, report, Event.DEADLINE_BREACHED, start_of(report.due + ONE_DAY))
        elif not is_late and mine.alarm == BREACHED:
            mine.alarm = None
            yield _alarm(mine, report, Event.DEADLINE_BREACH_RETRACTED, now)
        elif not report.versions and mine.alarm is None and today >= local_day(self._warns_at(report)):
            mine.alarm = WARNED
            yield _alarm(mine, report, Event.DEADLINE_WARNED, now)

    def _warns_at(self, report: Report) -> datetime:
        """
        Return when to remind: when 70 % of the term are over, and not later than one working day before the due day.

        The term begins with the day after the period. Where a calendar is missing, one calendar day stands for one
        working day: a reminder must come all the same.
        """
        due = report.due or report.key.bounds[1]
        begins = report.key.bounds[1]
        by_share = begins + ONE_DAY * ((due - begins).days * 7 // 10)
        try:
            before = self._calendar.previous_working_day(due)
        except MissingCalendarError:
            before = due - ONE_DAY
        return start_of(min(by_share, before))

    def _next_wake(self, mine: ReportingState, report: Report, now: datetime) -> datetime | None:
        if report.due is None or report.versions or mine.alarm == BREACHED:
            return None
        wakes = (self._warns_at(report), start_of(report.due + ONE_DAY))
        return min((at for at in wakes if at > now), default=None)


def _copy(state: ReportingState) -> ReportingState:
    return replace(state, facts=dict(state.facts), said=list(state.said), rows=dict(state.rows))


def _require_same(known: Fact, fact: Fact) -> None:
    if known.details != fact.details:
        raise RowRejectedError(
            field=fact.event.value,
            code="E-DUP-01",
            reason=f"{fact.system} {fact.native_id} says again what it said before, with other content",
            task_of=fact.agency,
        )


def _conclusions(mine: ReportingState, report: Report) -> Iterator[Output]:
    """Yield what follows from each version, once: checked, and restated where a later one took its place."""
    events = EVENTS_OF[report.key.kind]
    decided = {fact.details["subject"] for fact in mine.facts.values() if fact.event is events.checked}
    for version in report.versions:
        if version.subject not in decided:
            result = ACCEPTED if version.number else CHECK_FAILED
            details: Details = {"subject": version.subject, "result": result}
            if version.findings:
                details["lines"] = list(version.findings)
            yield from _once(mine, report, version, (events.checked, details))
        if version.number > 1:
            restated: Details = {"subject": version.subject, "v": version.number}
            yield from _once(mine, report, version, (events.restated, restated))


def _once(
    mine: ReportingState, report: Report, version: Version, conclusion: tuple[Event, Details]
) -> Iterator[Output]:
    event, details = conclusion
    fact = _derived(report, event, details, version.received_at)
    if fact.event_id not in mine.said:
        mine.said.append(fact.event_id)
        yield _event(mine, fact, derived=True, causation=version.event_id)


def _derived(report: Report, event: Event, details: Details, at: datetime) -> Fact:
    told: Details = details.copy()
    if event in (EVENTS_OF[report.key.kind].checked, EVENTS_OF[report.key.kind].restated):
        told["body"], told["period"] = report.key.body, report.key.period
    return Fact(
        event=event,
        event_id=event_id(event.value, HUB, report.key.root, None, told),
        root=report.key.root,
        agency=HUB,
        system=HUB,
        native_id=report.key.root,
        unit=None,
        occurred_at=at,
        received_at=at,
        details=told,
    )


def _alarm(mine: ReportingState, report: Report, event: Event, at: datetime) -> Output:
    details: Details = {"clock": CLOCK_OF[report.key.kind], "until": report.due or local_day(at)}
    return _event(mine, _derived(report, event, details, at), derived=True)


def _event(mine: ReportingState, fact: Fact, *, derived: bool, causation: str | None = None) -> Output:
    return Output(topics.REPORT_EVENTS, mine.root, DisputeEvent(mine.root, fact, derived, causation))


def _changed_rows(mine: ReportingState) -> list[Row]:
    """Return the rows that differ from those that stand; one that must go is known at no instant."""
    key = report_key(mine.root)
    wanted = {row.id: row for row in report_rows(key, sorted(mine.facts.values(), key=knowledge_order))}
    changed = [row for name, row in wanted.items() if mine.rows.get(name) != row]
    gone = [replace(row, known_until=row.known_from) for name, row in mine.rows.items() if name not in wanted]
    mine.rows = wanted
    return [*changed, *gone]
