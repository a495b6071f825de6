"""The revisions by which a month is told: those that were published, and what became known since."""

from __future__ import annotations

from datetime import date

from hub.contracts import Serde
from hub.core.daytime import end_of
from hub.office.bureau import Bureau
from hub.queries.figures import KnownMonth, revisions
from hub.service.monthly import MonthlyBook


def known_months(bureau: Bureau, month: str, day: date) -> list[KnownMonth]:
    """
    Return *month* as each published revision knew it and, where more became known by the end of *day*, as known then.

    A month of which nothing was published is told as it would have been closed.
    """
    reader, calendar = bureau.holdings.reader, bureau.holdings.rules.terms.calendar
    published = [one.statistics.as_known_at for one in MonthlyBook(bureau.bus, Serde()).revisions(month)]
    if not published:
        return revisions(reader, month, calendar, day)
    found = [KnownMonth(at, list(reader.rows(at)), closed=True) for at in published]
    if end_of(day) > published[-1]:
        latest = list(reader.rows(end_of(day)))
        last = max((row.known_from for row in latest), default=published[-1])
        if last > published[-1]:
            found.append(KnownMonth(last, latest, closed=False))
    return found
