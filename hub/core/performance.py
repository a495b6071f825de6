"""
How an agreement is performed: at once, by instalments, late, or not at all (domain §2.5 Performance).

NOT_DUE → PARTIAL → PERFORMED | OVERDUE → BREACHED. A status is a function of what was paid by a day and what was due
before it; nobody has to state that something is overdue.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from hub.core.codes import Performance
from hub.core.daytime import ONE_DAY, local_day

_BETWEEN = "="


@dataclass(frozen=True, slots=True)
class Instalment:
    """One item of an agreement: what is due by which day, in fen."""

    due: date
    amount_fen: int


@dataclass(frozen=True, slots=True)
class Payment:
    """One act of performance; ``amount_fen`` is None where all that remained was performed."""

    at: datetime
    amount_fen: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What was promised and what came of it."""

    since: datetime
    amount_fen: int
    items: tuple[Instalment, ...]
    payments: tuple[Payment, ...]
    breached_at: datetime | None


def read_items(texts: Iterable[str]) -> tuple[Instalment, ...]:
    """
    Return the items written as ``day=fen``, by day.

    Raises:
        ValueError: an item isn't a day and a sum.

    >>> read_items(["2026-05-31=20000", "2026-04-30=30000"])[0]
    Instalment(due=datetime.date(2026, 4, 30), amount_fen=30000)
    """
    found = []
    for text in texts:
        day, between, amount = text.partition(_BETWEEN)
        if not between or not amount.isdigit():
            raise ValueError(f"an item is written day{_BETWEEN}fen")
        found.append(Instalment(date.fromisoformat(day), int(amount)))
    return tuple(sorted(found, key=lambda item: (item.due, item.amount_fen)))


def performed_at(payments: Iterable[Payment], amount_fen: int) -> datetime | None:
    """Return when the whole was performed: at a statement without a sum, or when the sums reach the amount."""
    paid = 0
    for payment in sorted(payments, key=lambda payment: payment.at):
        paid += payment.amount_fen or 0
        if payment.amount_fen is None or paid >= amount_fen:
            return payment.at
    return None


def steps(promise: Promise, until: date | None = None) -> list[tuple[date, Performance]]:
    """Return the (day, status) steps of *promise*, those that time alone brings included, before the day *until*."""
    first = local_day(promise.since)
    days = {local_day(payment.at) for payment in promise.payments}
    days.update(item.due + ONE_DAY for item in promise.items)
    if promise.breached_at is not None:
        days.add(local_day(promise.breached_at))
    found = [(first, Performance.NOT_DUE)]
    for day in sorted(max(day, first) for day in days):
        status = _status(promise, day)
        if status is not found[-1][1] and (until is None or day < until or _is_end(status)):
            found.append((day, status))
    return found


def _is_end(status: Performance) -> bool:
    """A version's performance or breach is known as such, also when a later version had replaced it."""
    return status in (Performance.PERFORMED, Performance.BREACHED)


def _status(promise: Promise, day: date) -> Performance:
    """Return how it stands at the end of *day*; a breach is never merely overdue again."""
    done = performed_at(promise.payments, promise.amount_fen)
    ends = [(at, status) for at, status in ((promise.breached_at, Performance.BREACHED), (done, Performance.PERFORMED))]
    reached = [(local_day(at), status) for at, status in ends if at is not None and local_day(at) <= day]
    if reached:
        return sorted(reached, key=lambda end: end[0])[-1][1]
    paid = sum(payment.amount_fen or 0 for payment in promise.payments if local_day(payment.at) <= day)
    if is_in_arrears(promise.items, paid, day):
        return Performance.OVERDUE
    return Performance.PARTIAL if paid else Performance.NOT_DUE


def is_in_arrears(items: Sequence[Instalment], paid: int, day: date) -> bool:
    """Whether an item's last day is over and less was paid than was due by then; the last one asks for the whole."""
    owed = 0
    for number, item in enumerate(items, 1):
        owed += item.amount_fen
        if item.due < day and (paid < owed or number == len(items)):
            return True
    return False
