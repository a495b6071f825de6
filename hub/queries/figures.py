"""The revisions of a month: what was known when it closed, and what is known now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from hub.core.calendar import WorkingCalendar
from hub.core.daytime import end_of
from hub.core.ports import HubReader, Row

EVER = datetime.max.replace(tzinfo=UTC)
"""As known when all that the hub has is counted."""


@dataclass(frozen=True, slots=True)
class KnownMonth:
    """The rows that count in one revision; ``closed`` says that the month was closed at this instant."""

    as_known_at: datetime
    rows: Sequence[Row]
    closed: bool


def revisions(
    reader: HubReader, month: str, calendar: WorkingCalendar, now: datetime, as_of: date | None = None
) -> list[KnownMonth]:
    """
    Return revision 1 (known at the month's close) and, where more has become known since, that of *now* or *as_of*.

    A month that hasn't closed yet has one view, which isn't final. A hub that is ahead of *now* (a demo, a replay) is
    taken at its word.
    """
    close = end_of(calendar.monthly_close(month))
    latest = list(reader.rows(EVER if as_of is None else end_of(as_of)))
    last = max((row.known_from for row in latest), default=close)
    until = max(now, last) if as_of is None else end_of(as_of)
    if until < close:
        return [KnownMonth(until, latest, closed=False)]
    first = KnownMonth(close, list(reader.rows(close)), closed=True)
    return [first] if last <= close else [first, KnownMonth(last, latest, closed=False)]
