"""The revisions by which a month is told: those that were published, and what became known since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from hub.contracts import Serde
from hub.core.daytime import end_of
from hub.core.ports import Row
from hub.office.bureau import Bureau
from hub.queries.figures import KnownMonth
from hub.queries.month_rows import last_change, rows_of_month
from hub.service.monthly import MonthlyBook


@dataclass(frozen=True, slots=True)
class Revisions:
    """
    How a month was known, revision by revision.

    Attributes:
        known: Each revision with the rows that it's counted from.
        history: Every row, superseded too, of those whose rows the revisions know differently.
    """

    known: Sequence[KnownMonth]
    history: Sequence[Row]


def known_months(bureau: Bureau, month: str, day: date, *, each_report: bool = False) -> Revisions:
    """
    Return *month* as each published revision knew it and, where more became known by the end of *day*, as known then.

    A month of which nothing was published is told as it would have been closed. *each_report* gives every report a row.
    """
    until = end_of(day)
    published = [one.statistics.as_known_at for one in MonthlyBook(bureau.bus, Serde()).revisions(month)]
    if not published:
        close = end_of(bureau.holdings.rules.terms.calendar.monthly_close(month))
        published = [close] if close <= until else []
    last = last_change(bureau.holdings, until) if not published or until > published[-1] else None
    rows = rows_of_month(bureau.holdings, month, [*published, until], each_report=each_report)
    found = [KnownMonth(at, rows.at(at), closed=True) for at in published]
    if not published:
        found.append(KnownMonth(until, rows.at(until), closed=False))
    elif last is not None and last > published[-1]:
        found.append(KnownMonth(last, rows.at(until), closed=False))
    return Revisions(found, rows.moved)
