"""Halves of a year (``2026-H1``): the periods of work reports and of the docket (INFO-2, MECH-2)."""

from __future__ import annotations

import re
from datetime import date

from hub.core.daytime import month_bounds

_HALF = re.compile(r"(20\d\d)-H([12])", re.ASCII)
REPORT_DAY = 10
"""Day of the month after a half on which its work report is due (INFO-2, cfg 10 Jul/Jan)."""


def is_half(text: str) -> bool:
    """Return whether *text* names a half."""
    return _HALF.fullmatch(text) is not None


def half_months(half: str) -> tuple[str, ...]:
    """
    Return the six months of *half*.

    Raises:
        ValueError: *half* isn't ``YYYY-H1`` or ``YYYY-H2``.

    >>> half_months("2026-H2")[0], half_months("2026-H2")[-1]
    ('2026-07', '2026-12')
    """
    found = _HALF.fullmatch(half)
    if found is None:
        raise ValueError(f"{half}: YYYY-H1 or YYYY-H2")
    first = 1 if found[2] == "1" else 7
    return tuple(f"{found[1]}-{month:02d}" for month in range(first, first + 6))


def half_bounds(half: str) -> tuple[date, date]:
    """Return the first and the last day of *half*."""
    months = half_months(half)
    return month_bounds(months[0])[0], month_bounds(months[-1])[1]


def half_of(day: date) -> str:
    """Return the half in which *day* lies."""
    return f"{day.year:04d}-H{1 if day.month <= 6 else 2}"


def next_half(half: str) -> str:
    """
    Return the half after *half*.

    >>> next_half("2026-H2")
    '2027-H1'
    """
    year = int(half[:4])
    return f"{year:04d}-H2" if half.endswith("1") else f"{year + 1:04d}-H1"


def report_day(half: str) -> date:
    """
    Return the nominal day on which the work report of *half* is due, before rolling (INFO-2).

    >>> report_day("2026-H1"), report_day("2026-H2")
    (datetime.date(2026, 7, 10), datetime.date(2027, 1, 10))
    """
    following = half_bounds(next_half(half))[0]
    return following.replace(day=REPORT_DAY)
