"""Working days of the State Council's yearly notices, and the arithmetic of periods on them (domain §3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from hub.core.daytime import ONE_DAY, month_bounds, next_month
from hub.core.errors import MissingCalendarError

SATURDAY = 5

DUE_DAY = 5
"""Day of the next month on which a monthly report is due (INFO-1, cfg)."""

CLOSE_AFTER = 3
"""Working days from then to the close (domain §6.1)."""


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """
    Holidays by year.

    ``years`` maps a year to its exceptions: day → True when it's a holiday, False when a weekend day is worked.
    A year that isn't in the mapping has no published calendar.
    """

    years: Mapping[int, Mapping[date, bool]]

    def is_rest_day(self, day: date) -> bool:
        """
        Return whether *day* is a weekend day or listed holiday, unless listed as worked.

        Raises:
            MissingCalendarError: the calendar of that year isn't there.
        """
        exceptions = self.years.get(day.year)
        if not exceptions:
            raise MissingCalendarError(day.year)
        listed = exceptions.get(day)
        return day.weekday() >= SATURDAY if listed is None else listed

    def roll(self, day: date) -> date:
        """Return *day*, or the next working day when it's a rest day (民诉法 85)."""
        while self.is_rest_day(day):
            day += ONE_DAY
        return day

    def add_days(self, start: date, days: int) -> date:
        """Return the nominal last day of a period of calendar *days*; the first day is excluded."""
        return start + timedelta(days=days)

    def add_working_days(self, start: date, days: int) -> date:
        """Return the last of *days* working days after *start*, which is excluded."""
        day = start
        while days:
            day += ONE_DAY
            days -= not self.is_rest_day(day)
        return day

    def previous_working_day(self, day: date) -> date:
        """Return the last working day before *day*."""
        day -= ONE_DAY
        while self.is_rest_day(day):
            day -= ONE_DAY
        return day

    def monthly_due(self, month: str, due_day: int = DUE_DAY) -> date:
        """Return the day on which the report of *month* is due (INFO-1: cfg 5th of the next month, rolled)."""
        return self.roll(month_bounds(next_month(month))[0].replace(day=due_day))

    def monthly_close(self, month: str, due_day: int = DUE_DAY, working_days: int = CLOSE_AFTER) -> date:
        """Return the day at whose end *month* closes: three working days after it was due (domain §6.1)."""
        return self.add_working_days(self.monthly_due(month, due_day), working_days)
