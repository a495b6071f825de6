"""Instants are UTC; days and months are those of Asia/Shanghai."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache

_AHEAD = timedelta(hours=8)
SHANGHAI = timezone(_AHEAD, "Asia/Shanghai")
"""A fixed offset: China has had no daylight saving time since 1991, and no record here is older."""

ONE_DAY = timedelta(days=1)


def local_day(instant: datetime) -> date:
    """
    Return the Shanghai calendar day of an aware *instant*.

    >>> local_day(datetime(2026, 3, 1, 16, 0, tzinfo=UTC))
    datetime.date(2026, 3, 2)
    """
    if instant.tzinfo is UTC:
        return (instant + _AHEAD).date()  # nearly every instant is UTC, and this is asked for very often
    return instant.astimezone(SHANGHAI).date()


@lru_cache(maxsize=4_096)
def start_of(day: date) -> datetime:
    """Return the UTC instant at which the Shanghai *day* begins."""
    return datetime.combine(day, time(), SHANGHAI).astimezone(UTC)


def end_of(day: date) -> datetime:
    """Return the last representable UTC instant of the Shanghai *day*: a cut-off by day is inclusive."""
    return start_of(day + ONE_DAY) - timedelta(microseconds=1)


def month_of(day: date) -> str:
    """Return ``YYYY-MM``."""
    return f"{day.year:04d}-{day.month:02d}"


def month_bounds(month: str) -> tuple[date, date]:
    """
    Return the first and last day of ``YYYY-MM``.

    >>> month_bounds("2026-02")
    (datetime.date(2026, 2, 1), datetime.date(2026, 2, 28))
    """
    year, number = int(month[:4]), int(month[5:7])
    first = date(year, number, 1)
    following = date(year + number // 12, number % 12 + 1, 1)
    return first, following - ONE_DAY


def next_month(month: str) -> str:
    """Return the month after ``YYYY-MM``."""
    return month_of(month_bounds(month)[1] + ONE_DAY)


def months_between(first: str, last: str) -> Iterator[str]:
    """
    Yield the months from *first* to *last*, both inclusive.

    >>> list(months_between("2025-12", "2026-02"))
    ['2025-12', '2026-01', '2026-02']
    """
    month = first
    while month <= last:
        yield month
        month = next_month(month)
