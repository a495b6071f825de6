"""
The duty of owed reports: who owes one is data, that it's due is a fact (INFO-1, INFO-2).

When a period has ended, each body that owes a report of it gets a ``…ReportDue`` with road, owner and due day;
reminders and breaches are then the report's own timers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from hub.core import topics
from hub.core.calendar import DUE_DAY, WorkingCalendar
from hub.core.daytime import ONE_DAY, end_of, local_day, month_bounds, month_of, next_month, start_of
from hub.core.duties import HUB
from hub.core.errors import MissingCalendarError
from hub.core.events import Details, Event, Submission, event_id
from hub.core.ports import Bus, HubReader, Serde
from hub.core.reporting import EVENTS_OF, Report, report_of
from hub.core.reporting_bodies import Bodies, ReportingBody
from hub.core.reports import ReportKey, ReportKind
from hub.processors.codec import MsgpackCodec
from hub.processors.reporting import Reporting, ReportingState

ROLL_PENDING = "roll pending"
"""Why a due day is only nominal: the calendar of its year isn't there (convention 18)."""


@dataclass(frozen=True, slots=True)
class DueDay:
    """The day by which a report is owed; nominal while the calendar of its year is missing."""

    day: date
    is_nominal: bool = False


def monthly_due_day(calendar: WorkingCalendar, month: str, report_day: int = DUE_DAY) -> DueDay:
    """Return when the reports of *month* are due: the 5th of the next month (cfg), rolled."""
    try:
        return DueDay(calendar.monthly_due(month, report_day))
    except MissingCalendarError:
        return DueDay(month_bounds(next_month(month))[0].replace(day=report_day), is_nominal=True)


@dataclass(slots=True)
class ReportingDuty:
    """States what is owed, once; a change of due day, road or owner is a later version of the same statement."""

    bus: Bus
    serde: Serde
    reader: HubReader
    calendar: WorkingCalendar
    bodies: Bodies
    _owed: dict[tuple[ReportKind, str], DueDay] = field(default_factory=dict, init=False)

    def perform(self, now: datetime, report_day: int = DUE_DAY) -> int:
        """State the monthly reports of last month that are owed; return how many statements that took."""
        month = month_of(local_day(now).replace(day=1) - ONE_DAY)
        if next(iter(self.reader.rows(end_of(local_day(now)))), None) is None:
            return 0  # a hub that knows of nothing yet hasn't begun: nobody owes it anything
        return self.owe(ReportKind.MONTHLY, month, monthly_due_day(self.calendar, month, report_day), now)

    def owe(self, kind: ReportKind, period: str, due: DueDay, now: datetime) -> int:
        """State by *due* who owes the report of *kind* for *period*, but for those who file none; once."""
        if self._owed.get((kind, period)) == due:
            return 0
        statements = [
            submission
            for body in self.bodies.owing(kind, period)
            if body.road.is_filed
            for submission in self._statement(ReportKey(kind, period, body.code), body, due)
        ]
        state_to_hub(self.bus, self.serde, statements, now)
        self._owed[kind, period] = due
        return len(statements)

    def _statement(self, key: ReportKey, body: ReportingBody, due: DueDay) -> Iterator[Submission]:
        """Yield what has to be stated, nothing when the report knows it already."""
        known, version = self._known(key)
        details = due_details(key, body, due)
        if known is not None and known.due is not None and _says(known) == _says_of(details):
            return
        details["v"] = version + 1
        yield hub_statement(key, details, start_of(key.bounds[1] + ONE_DAY))

    def _known(self, key: ReportKey) -> tuple[Report | None, int]:
        state = self.reader.state(Reporting.name, key.root)
        if state is None:
            return None, 0
        facts = MsgpackCodec(ReportingState).decode(state).facts.values()
        due = EVENTS_OF[key.kind].due
        versions = [fact.details.get("v", 1) for fact in facts if fact.event is due]
        return report_of(key.root, facts), max(versions, default=0)


def due_details(key: ReportKey, body: ReportingBody, due: DueDay) -> Details:
    """Return what a ``…ReportDue`` says of *body*."""
    details: Details = {
        "body": key.body,
        "period": key.period,
        "until": due.day,
        "road": body.road.value,
        "owner": body.contact or body.name,
        "division": body.division,
    }
    if body.successor:
        details["successor"] = body.successor
    if due.is_nominal:
        details["reason"] = ROLL_PENDING
    return details


def _says(report: Report) -> tuple[object, ...]:
    return report.due, report.is_due_nominal, report.road, report.owner, report.successor, report.division


def _says_of(details: Details) -> tuple[object, ...]:
    return (
        details["until"],
        "reason" in details,
        details.get("road"),
        details.get("owner"),
        details.get("successor"),
        details.get("division"),
    )


def hub_statement(key: ReportKey, details: Details, at: datetime) -> Submission:
    """Return the hub's own statement that the report *key* is owed."""
    event = EVENTS_OF[key.kind].due
    return Submission(
        event=event,
        event_id=event_id(event.value, HUB, key.root, None, details),
        root=key.root,
        agency=HUB,
        system=HUB,
        native_id=key.root,
        occurred_at=at,
        recorded_at=at,
        details=details,
    )


def officers_statement(key: ReportKey, event: Event, details: Details, at: datetime) -> Submission:
    """
    Return what an officer states about the report *key* at *at*.

    Numbered by its instant: the same decision taken again later is another statement.
    """
    native_id = f"{key.root}/{event.value}/{at.isoformat()}"
    return Submission(
        event=event,
        event_id=event_id(event.value, HUB, native_id, None, details),
        root=key.root,
        agency=HUB,
        system=HUB,
        native_id=native_id,
        occurred_at=at,
        recorded_at=at,
        details=details,
    )


def state_to_hub(bus: Bus, serde: Serde, statements: Sequence[Submission], at: datetime) -> None:
    """Put statements of the hub and its people on the log, received at *at*: never earlier than they were made."""
    topic = topics.SOURCE_SUBMISSIONS
    entries = [(one.root, serde.encode(topic, one), at, {"principal": one.agency}) for one in statements]
    if entries:
        bus.append(topic, entries)
