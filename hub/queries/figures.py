"""The revisions of a month: what was known when it closed, and what is known now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from hub.core.calendar import WorkingCalendar
from hub.core.daytime import end_of
from hub.core.ports import HubReader, Row


@dataclass(frozen=True, slots=True)
class KnownMonth:
    """The rows that count in one revision; ``closed`` says that the month was closed at this instant."""

    as_known_at: datetime
    rows: Sequence[Row]
    closed: bool


def revisions(reader: HubReader, month: str, calendar: WorkingCalendar, known: date) -> list[KnownMonth]:
    """
    Return revision 1 (known at the month's close) and, where more has become known since, that of the day *known*.

    *known* is the day that was asked for, or up to which the hub knows. Rows that time alone will make true (a window
    that will lapse) count from their own day, never before. A month that hasn't closed by then has one view, which
    isn't final.
    """
    close = end_of(calendar.monthly_close(month))
    until = end_of(known)
    latest = list(reader.rows(until))
    if until < close:
        return [KnownMonth(until, latest, closed=False)]
    last = max((row.known_from for row in latest), default=close)
    first = KnownMonth(close, list(reader.rows(close)), closed=True)
    return [first] if last <= close else [first, KnownMonth(last, latest, closed=False)]
