"""The course of a month of disputes as submissions that arrive, day by day."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bench.workload import START, encoded, registry, statements, unit_of
from hub.bus.records import from_micros, to_micros
from hub.contracts import Serde
from hub.core.daytime import local_day
from hub.core.events import Event, Submission

_DELIVERED = frozenset({Event.REFERRAL_CREATED, Event.AGREEMENT_REACHED})
"""Statements of the course that somebody must receive: a referral its receiver, an agreement its reporter."""

_STEADY_FROM, _STEADY_TO = 20 * 86_400_000_000, 30 * 86_400_000_000
"""Between these days every statement of the course is as frequent as every other."""


Place = tuple[bytes, int]
"""Root, and received_at in microseconds: by these a delivery is known to answer a statement."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """One submission ready to be written."""

    root: bytes
    value: bytes
    at: int
    is_delivered: bool


class Course:
    """Arrivals that are still to come, in their order; days begin in it."""

    def __init__(self, rest: Sequence[Arrival]) -> None:
        self._rest = rest
        self._days = Counter(map(_day, rest))

    def longest_day(self) -> int:
        """Return how many arrive on the day on which most do."""
        return max(self._days.values(), default=0)

    def left_of_day(self) -> int:
        """Return how many are still to come of the day of the next one."""
        return self._days[_day(self._rest[0])] if self._rest else 0

    def take(self, count: int) -> Sequence[Arrival]:
        """Take the next *count*, fewer where no more are left."""
        taken, self._rest = self._rest[:count], self._rest[count:]
        self._days.subtract(map(_day, taken))
        return taken


def _day(arrival: Arrival) -> date:
    return local_day(from_micros(arrival.at))


def arrivals(disputes: int) -> tuple[list[Arrival], list[Arrival]]:
    """Return what came before the steady days, and what comes in them."""
    unit, serde = unit_of(registry()), Serde()
    told, again = itertools.tee(statements(disputes, unit))
    begin = to_micros(START)
    history: list[Arrival] = []
    steady: list[Arrival] = []
    for (at, root, submission), (_, value, _, _) in zip(told, encoded(serde, again), strict=True):
        arrival = Arrival(root.encode(), value, to_micros(at), _is_delivered(submission))
        if arrival.at < begin + _STEADY_FROM:
            history.append(arrival)
        elif arrival.at < begin + _STEADY_TO:
            steady.append(arrival)
    return history, steady


def _is_delivered(submission: Submission) -> bool:
    return submission.event in _DELIVERED


def wanted(chosen: Sequence[Arrival]) -> list[Place]:
    """Return what must come of *chosen*."""
    return [(arrival.root, arrival.at) for arrival in chosen if arrival.is_delivered]
