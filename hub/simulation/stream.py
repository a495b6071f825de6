"""
Every dispute of a plan, statement by statement in order of receipt, in memory that doesn't grow with the plan.

A life is a function of plan and serial. So lives needn't be kept: what is received within some days is held, and for
what comes later the life is told again when its day has come. A slice is every n-th dispute, alone.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from hub.core.daytime import SHANGHAI
from hub.scenarios.reader import Line
from hub.simulation.aftermath import conclude
from hub.simulation.handover import take_up
from hub.simulation.mediation import mediate
from hub.simulation.plan import DAY, Plan, day_number, day_of
from hub.simulation.routes import walk
from hub.simulation.telling import begin, report, retract

HELD = 200_000
"""Statements that are held at a time, about; each takes 1.5 KB."""

STATEMENTS_PER_DISPUTE = 10
"""For the estimate of what is held; nothing depends on it."""

LONGEST = 500
"""Days over which a statement is ever held."""

Key = tuple[int, int, int]
"""Minute of receipt, serial, number within the life: the order of the stream."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """
    What of a plan is wanted.

    Attributes:
        slice: Which of ``slices`` parts: the serials that leave this remainder.
        slices: How many parts.
        since: The first day of receipt; None is the plan's first.
        hold: Days over which statements are held, None as memory allows. The stream is the same whatever it is.
    """

    slice: int = 0
    slices: int = 1
    since: date | None = None
    hold: int | None = None


def life_of(plan: Plan, serial: int, rng: random.Random | None = None) -> list[Line]:
    """Return everything that is stated about dispute *serial*, in no order; *rng* is only reused, never trusted."""
    life = begin(plan, serial, rng or random.Random())  # noqa: S311 - a play, not a lottery
    by = report(life)
    if life.happens("report_retracted"):
        retract(life, by)
        return life.lines
    walk(life, by)
    unit = take_up(life, by)
    if unit is not None:
        unit, outcome = mediate(life, unit)
        conclude(life, unit, outcome)
    return life.lines


def stream(plan: Plan, window: Window | None = None) -> Iterator[Line]:
    """Yield every statement of *plan* that *window* wants, in order of receipt."""
    for _, lines in stream_by_day(plan, window):
        yield from lines


def stream_by_day(plan: Plan, window: Window | None = None) -> Iterator[tuple[date, list[Line]]]:
    """Yield each Shanghai day from the first on with the statements that are received on it, in order."""
    return _Teller(plan, window or Window()).days()


class _Teller:
    def __init__(self, plan: Plan, window: Window) -> None:
        self._plan = plan
        self._window = window
        self._rng = random.Random()  # noqa: S311 - a play, not a lottery
        per_day = max(1, plan.volume * STATEMENTS_PER_DISPUTE // len(plan.days) // window.slices)
        self._hold = window.hold or min(LONGEST, max(1, HELD // per_day))
        self._held: dict[int, list[tuple[Key, Line]]] = defaultdict(list)
        self._again: dict[int, list[int]] = defaultdict(list)
        self._serial = window.slice

    def days(self) -> Iterator[tuple[date, list[Line]]]:
        first, last = day_number(self._plan.days[0]), day_number(self._plan.days[-1])
        since = first if self._window.since is None else max(first, day_number(self._window.since))
        day = since
        while day <= last or self._serial < self._plan.volume or self._held or self._again:
            for serial in self._again.pop(day, ()):
                self._tell(serial, day)
            while self._serial < self._plan.volume and self._day_of(self._serial) <= day:
                self._tell(self._serial, day)
                self._serial += self._window.slices
            found = sorted(self._held.pop(day, ()), key=lambda entry: entry[0])
            yield day_of(day * DAY), [line for _, line in found]
            day += 1

    def _day_of(self, serial: int) -> int:
        """Return a day before which nothing is received about dispute *serial*."""
        return self._plan.arises(serial, 0.0) // DAY

    def _tell(self, serial: int, today: int) -> None:
        """Hold what is received of dispute *serial* from *today* on, and note when to tell it again."""
        until, later = today + self._hold, 0
        for number, line in enumerate(life_of(self._plan, serial, self._rng)):
            received = line.received_at.astimezone(SHANGHAI)
            day = received.toordinal() - _EPOCH
            if today <= day < until:
                self._held[day].append(((received.hour * 60 + received.minute, serial, number), line))
            elif day >= until and (not later or day < later):
                later = day
        if later:
            self._again[later].append(serial)


_EPOCH = date(1970, 1, 1).toordinal()
