"""What is simulated: seed, months, volume; and on which instant each dispute arises."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate

from hub.core.calendar import SATURDAY, WorkingCalendar
from hub.core.daytime import ONE_DAY, month_bounds, month_of, next_month
from hub.core.errors import MissingCalendarError
from hub.simulation.cast import Cast
from hub.simulation.parameters import Parameters

DAY = 1_440
"""Minutes. The simulation counts Shanghai minutes since 1970 and makes instants of them at the end."""

OPENS, CLOSES = 7 * 60, 22 * 60
"""Minutes of the day between which quarrels are told."""

DESK_OPENS, DESK_CLOSES = 8 * 60, 17 * 60

_EPOCH_DAY = date(1970, 1, 1).toordinal()
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC) - timedelta(hours=8)


def instant(minute: int) -> datetime:
    """
    Return the UTC instant of a Shanghai *minute*.

    >>> instant(DAY).isoformat()
    '1970-01-01T16:00:00+00:00'
    """
    return _EPOCH + timedelta(minutes=minute)


def day_number(day: date) -> int:
    """Return how many days *day* is after 1970-01-01."""
    return day.toordinal() - _EPOCH_DAY


def day_of(minute: int) -> date:
    """Return the Shanghai day of *minute*."""
    return date.fromordinal(minute // DAY + _EPOCH_DAY)


@dataclass(slots=True)
class RestDays:
    """Whether a day is one of rest; a year whose calendar isn't published has weekends only."""

    calendar: WorkingCalendar
    _known: dict[int, bool] = field(default_factory=dict)

    def is_rest(self, number: int) -> bool:
        """Return whether the day *number* (of :func:`day_number`) is one of rest."""
        known = self._known.get(number)
        if known is None:
            day = date.fromordinal(number + _EPOCH_DAY)
            try:
                known = self.calendar.is_rest_day(day)
            except MissingCalendarError:
                known = day.weekday() >= SATURDAY
            self._known[number] = known
        return known

    def desk(self, minute: int) -> int:
        """Return *minute*, or the next one at which a desk is staffed."""
        number, of_day = divmod(minute, DAY)
        if of_day >= DESK_CLOSES:
            number, of_day = number + 1, DESK_OPENS + of_day % 120
        elif of_day < DESK_OPENS:
            of_day = DESK_OPENS + of_day % 120
        while self.is_rest(number):
            number += 1
        return number * DAY + of_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """
    What is simulated. Everything about dispute *n* depends on this and *n* alone.

    Attributes:
        seed: Another seed is another city.
        month: The first one (``YYYY-MM``).
        months: How many.
        volume: Disputes that arise in them.
        parameters: Every other number.
        cast: The units.
        calendar: Working days.
    """

    seed: int
    month: str
    months: int
    volume: int
    parameters: Parameters
    cast: Cast
    calendar: WorkingCalendar
    rest: RestDays = field(init=False)
    _days: tuple[date, ...] = field(init=False, repr=False)
    _reached: tuple[float, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Weigh the days."""
        object.__setattr__(self, "rest", RestDays(self.calendar))
        first, last = month_bounds(self.month)[0], month_bounds(self.last_month)[1]
        days = tuple(first + number * ONE_DAY for number in range((last - first).days + 1))
        object.__setattr__(self, "_days", days)
        object.__setattr__(self, "_reached", tuple(accumulate(self.weight(day) for day in days)))

    @property
    def last_month(self) -> str:
        """The last month in which disputes arise."""
        month = self.month
        for _ in range(self.months - 1):
            month = next_month(month)
        return month

    @property
    def days(self) -> tuple[date, ...]:
        """The days on which disputes arise; what comes of them goes on after the last one."""
        return self._days

    def weight(self, day: date) -> float:
        """Return how much of the volume falls on *day*, against others."""
        parameters = self.parameters
        if not self.rest.is_rest(day_number(day)):
            kind = "working"
        else:
            kind = "weekend" if day.weekday() >= SATURDAY else "holiday"
        return parameters.number("day", kind) * parameters.volume_of_month[day.month]

    def expected(self, month: str) -> float:
        """Return how many disputes are expected to arise in *month*."""
        weights = [self.weight(day) for day in self._days if month_of(day) == month]
        return self.volume * sum(weights) / self._reached[-1]

    def arises(self, serial: int, share: float) -> int:
        """
        Return the minute at which dispute *serial* arises; *share* (0 to 1) is its own luck.

        A later serial never arises earlier, so that a stream in order of time needs no sorting of serials.
        """
        reached = self._reached
        wanted = (serial + share) / self.volume * reached[-1]
        place = min(bisect_right(reached, wanted), len(reached) - 1)
        before = reached[place - 1] if place else 0.0
        within = min(1.0, (wanted - before) / (reached[place] - before))
        return day_number(self._days[place]) * DAY + OPENS + int(within * (CLOSES - OPENS))

    def first_serial(self, day: int) -> int:
        """Return a serial before which no dispute arises on day number *day* or later."""
        place = day - day_number(self._days[0])
        if place <= 0:
            return 0
        if place >= len(self._days):
            return self.volume
        return max(0, int(self._reached[place - 1] / self._reached[-1] * self.volume) - 1)
