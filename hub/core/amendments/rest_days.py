"""Rest days of the city's own, besides the State Council's; or days that are worked after all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from hub.core.amendments.refusals import changes_nothing
from hub.core.calendar import WorkingCalendar
from hub.core.errors import PermanentError


@dataclass(frozen=True, slots=True, kw_only=True)
class RestDays:
    """Days from ``first`` to ``last`` on which offices rest besides the State Council's; or are worked after all."""

    first: date
    last: date
    rests: bool = True

    @property
    def subject(self) -> str:
        """What it's about."""
        return self.first.isoformat() if self.first == self.last else f"{self.first}/{self.last}"

    @property
    def stated(self) -> str:
        """What it says, in codes and figures."""
        return "rest" if self.rests else "work"

    @property
    def days(self) -> tuple[date, ...]:
        """Every one of the days."""
        return tuple(self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1))


LONGEST_REST = 31
"""Days of one amendment of the calendar: a longer one is a slip of the pen."""


def check_rest(said: RestDays, calendar: WorkingCalendar) -> None:
    """
    Refuse *said* where the days can't rest, or be worked, in *calendar*.

    Raises:
        PermanentError: they are too many, the year's notice isn't there, or it would change nothing.
    """
    if said.last < said.first or (said.last - said.first).days >= LONGEST_REST:
        raise PermanentError(
            f"rest days are 1 to {LONGEST_REST} days in order", where=said.subject, remedy="mend first and last day"
        )
    unknown = [day.year for day in said.days if not calendar.years.get(day.year)]
    if unknown:
        raise PermanentError(
            f"the State Council's notice for {unknown[0]} isn't loaded", where=said.subject, remedy="load it first"
        )
    if all(calendar.is_rest_day(day) is said.rests for day in said.days):
        raise changes_nothing(said.subject)
