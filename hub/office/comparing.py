"""A form laid beside the hub's ledger of the same body and month: what both the command line and the console ask."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

from hub.core.calendar import WorkingCalendar
from hub.core.daytime import end_of
from hub.core.errors import MissingCalendarError
from hub.core.ports import HubReader
from hub.core.references import reference_key
from hub.core.reporting_bodies import ReportingBody
from hub.core.reports import ReportLine
from hub.core.second_ledger import Comparison, compare
from hub.office.bureau import Papers
from hub.plugins.records import QuarantineItem
from hub.queries.ledger import Question, ledger_of


def compare_form(
    papers: Papers,
    whose: tuple[ReportingBody | None, str, date],
    lines: Sequence[ReportLine],
    made_at: datetime | None,
    held: Sequence[QuarantineItem] = (),
) -> Comparison:
    """
    Return how *lines* of a body (None = the city) and month differ from the hub as known at the end of a day.

    *made_at* is when the form was counted, as far as that's known; *held* is what waits in the quarantine.
    """
    body, month, day = whose
    asked = Question(
        body=body,
        month=month,
        day=day,
        made_at=counted_at(papers.rules.terms.calendar, month, made_at),
        held=() if body is None else held_of(held, body),
        is_known=knows_number(papers.reader),
    )
    return compare(lines, ledger_of(papers, papers.registry, asked, lines))


def held_of(items: Sequence[QuarantineItem], body: ReportingBody) -> tuple[str, ...]:
    """Return the numbers of held rows that stand in the ledger of *body*'s own office."""
    return tuple(item.id for item in items if item.native_id.startswith(f"{body.division}/"))


def knows_number(reader: HubReader) -> Callable[[str], bool]:
    """Return what tells whether the hub has ever heard of a case number."""
    return lambda number: reader.state("intake", reference_key(number)) is not None


def counted_at(calendar: WorkingCalendar, month: str, *instants: datetime | None) -> tuple[datetime, ...]:
    """Return the instants at which a form may have been counted: those given, and the close of its month."""
    known = [instant for instant in instants if instant is not None]
    try:
        known.append(end_of(calendar.monthly_close(month)))
    except MissingCalendarError:
        return tuple(known)  # no close can be worked out: what was given must do
    return tuple(known)
