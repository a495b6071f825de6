"""The alarm of a year whose working-day calendar isn't there, early enough to load it (convention 18)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from hub.core.calendar import WorkingCalendar
from hub.core.clocks.deadline import Deadline

AHEAD = timedelta(days=60)
"""From this long before the year begins; the State Council publishes it in October or November."""

_DECEMBER = 12


@dataclass(frozen=True, slots=True)
class MissingYear:
    """A year without a calendar, and how many running clocks reach into it."""

    year: int
    clocks: int


def is_known(calendar: WorkingCalendar, year: int) -> bool:
    """Whether *year* has a published calendar; an empty one is none."""
    return bool(calendar.years.get(year))


def near_years(calendar: WorkingCalendar, today: date) -> tuple[int, ...]:
    """Return this year, and the next once it's near, where their calendar is missing."""
    years = (today.year, (today + AHEAD).year)
    return tuple(sorted({year for year in years if not is_known(calendar, year)}))


def missing_years(calendar: WorkingCalendar, running: Iterable[Deadline], today: date) -> list[MissingYear]:
    """
    Return the years that must be loaded, the nearest first.

    This year's always; the next one's from sixty days before it begins where a running clock reaches into it, and in
    December anyway.
    """
    near = near_years(calendar, today)
    reaching = Counter(line.due.year for line in running if line.is_running)
    return [
        MissingYear(year, reaching[year])
        for year in near
        if year == today.year or reaching[year] or today.month == _DECEMBER
    ]
