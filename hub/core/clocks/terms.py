"""The calendar and the lengths in force: from a first day to a last day."""

from __future__ import annotations

import calendar as civil
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from hub.core.calendar import CLOSE_AFTER, DUE_DAY, SATURDAY, WorkingCalendar
from hub.core.clocks.overrides import ANYWHERE, NO_OVERRIDES, Override, Overrides, Place
from hub.core.clocks.rules import CLOCKS, ClockRule, DayUnit
from hub.core.daytime import ONE_DAY, month_bounds, next_month
from hub.core.errors import MissingCalendarError

_MONTHS_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class Terms:
    """
    What periods are made of: working days, and the lengths that agencies and regions have decided.

    Pure: ``Terms(calendar, Overrides.of([Override(clock="LEVEL_L2", length=15)]))`` is all that a what-if needs.
    """

    calendar: WorkingCalendar
    overrides: Overrides = NO_OVERRIDES
    _known: dict[tuple[str, date, int], tuple[date, date, bool]] = field(
        default_factory=dict, repr=False, compare=False
    )
    _before: dict[date, date | None] = field(default_factory=dict, repr=False, compare=False)

    def with_overrides(self, overrides: Iterable[Override]) -> Terms:
        """
        Return these terms with *overrides* added.

        Raises:
            ClockOverrideError: one doesn't fit, or clashes with one in force.
        """
        return Terms(self.calendar, Overrides.of([*self.overrides.all, *overrides]))

    def length(self, rule_name: str, start: date, place: Place = ANYWHERE) -> int:
        """Return how long a clock is that starts on *start* at *place*, in its own unit."""
        found = self.overrides.in_force(rule_name, start, place)
        return CLOCKS[rule_name].length if found is None else found.length

    def last_day(self, rule_name: str, start: date, place: Place = ANYWHERE) -> tuple[date, date, bool]:
        """
        Return (nominal, due, roll pending) of a clock that starts on *start*.

        Where the calendar of a year is missing the nominal day stands and the roll is pending (convention 18).
        """
        length = self.length(rule_name, start, place) if self.overrides.all else CLOCKS[rule_name].length
        # a year has 365 starts and there are some fifty clocks: what was worked out once is kept
        found = self._known.get((rule_name, start, length))
        if found is None:
            found = self._known[rule_name, start, length] = self._work_out(CLOCKS[rule_name], start, length)
        return found

    def _work_out(self, rule: ClockRule, start: date, length: int) -> tuple[date, date, bool]:
        if rule.unit is DayUnit.WORKING:
            try:
                day = self.calendar.add_working_days(start, length)
            except MissingCalendarError:
                nominal = _weekdays_after(start, length)
                return nominal, nominal, True
            return day, day, False
        nominal = months_after(start, length) if rule.unit is DayUnit.MONTHS else start + timedelta(days=length)
        due, pending = self.rolled(nominal) if rule.rolls else (nominal, False)
        return nominal, due, pending

    def working_day_before(self, day: date) -> date | None:
        """Return the last working day before *day*, None where the calendar of its year is missing."""
        if day not in self._before:
            try:
                self._before[day] = self.calendar.previous_working_day(day)
            except MissingCalendarError:
                self._before[day] = None
        return self._before[day]

    def monthly(self, month: str) -> tuple[date, date, bool]:
        """Return (due day, close day, roll pending) of the report of *month* (INFO-1, convention 18)."""
        try:
            return self.calendar.monthly_due(month), self.calendar.monthly_close(month), False
        except MissingCalendarError:
            due = month_bounds(next_month(month))[0].replace(day=DUE_DAY)
            return due, _weekdays_after(due, CLOSE_AFTER), True

    def rolled(self, day: date) -> tuple[date, bool]:
        """Return (*day* rolled to a working day, roll pending)."""
        try:
            return self.calendar.roll(day), False
        except MissingCalendarError:
            return day, True


def months_after(start: date, months: int) -> date:
    """
    Return the day of the same number *months* later, the month's last where it has no such day (民法典 202).

    >>> months_after(date(2026, 8, 31), 6)
    datetime.date(2027, 2, 28)
    """
    ahead = start.month - 1 + months
    year, month = start.year + ahead // _MONTHS_A_YEAR, ahead % _MONTHS_A_YEAR + 1
    return date(year, month, min(start.day, civil.monthrange(year, month)[1]))


def _weekdays_after(start: date, days: int) -> date:
    day = start
    while days:
        day += ONE_DAY
        days -= day.weekday() < SATURDAY
    return day
