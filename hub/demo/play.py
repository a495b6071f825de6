"""
The month, played: an injected clock, rounds of work in every department, and the hub between them.

Nobody short-circuits. Clerks touch their native systems only; the hub is polled, ticked and drained like a live one and
learns of anything through its adapters alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from time import perf_counter
from typing import Protocol

from hub.core.daytime import ONE_DAY, end_of, start_of
from hub.demo.departments import Department
from hub.demo.month import Month, Telling

ROUNDS = (timedelta(hours=9), timedelta(hours=17))
"""When clerks do a round and the hub looks in, after midnight in Shanghai."""


@dataclass(slots=True)
class SimulatedClock:
    """The clock of a demo: it stands still until it is set forward."""

    instant: datetime

    def now(self) -> datetime:
        """Return the simulated UTC instant."""
        return self.instant

    def advance(self, instant: datetime) -> None:
        """Move on to *instant*; time never runs backwards."""
        self.instant = max(self.instant, instant)


class HubUnderDemo(Protocol):
    """What the play needs of a hub; :mod:`hub.demo.wiring` fits the real one to it."""

    def poll_all(self) -> int:
        """Let every adapter read its department; return how many submissions were taken in."""

    def process(self) -> int:
        """Run the processors until nothing is left to do; return how many records they took."""

    def deliver_all(self) -> int:
        """Let every adapter write what waits in its inbox; return how many deliveries were made."""

    def tick(self, now: datetime) -> int:
        """Tell the engine that time has come to *now*; return how many records that made."""

    def close_month(self, month: str, cutoff: datetime) -> None:
        """Close *month* as known at *cutoff*."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """
    What is played.

    Attributes:
        quarrels: Tellings in order of time.
        month: The month that is closed (``YYYY-MM``).
        first_day: The first day that is played.
        last_day: The last one.
        closes: Days at whose end the month is closed: revision 1, 2 …
        earlier: Days at whose end a month before it is closed, and which.
    """

    quarrels: Month
    month: str
    first_day: date
    last_day: date
    closes: tuple[date, ...]
    earlier: Mapping[date, str] = field(default_factory=dict)


@dataclass(slots=True)
class Playback:
    """What the play itself counted; everything else is read from the hub and the native systems afterwards."""

    native_ids: dict[str, tuple[str, str]] = field(default_factory=dict)
    submissions: int = 0
    records: int = 0
    deliveries: int = 0
    engine_seconds: float = 0.0
    hub_seconds: float = 0.0
    total_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the play is, for whoever shows it."""

    day: date
    played: float
    playback: Playback


Watch = Callable[[Progress], None]


@dataclass(slots=True)
class Play:
    """One performance."""

    script: Script
    departments: Mapping[str, Department]
    hub: HubUnderDemo
    clock: SimulatedClock
    playback: Playback = field(default_factory=Playback)

    def run(self, watch: Watch) -> Playback:
        """Play every round of every day, telling *watch* after each day."""
        began = perf_counter()
        waiting = list(reversed(self.script.quarrels.tellings))
        days = _days(self.script.first_day, self.script.last_day)
        for number, day in enumerate(days, 1):
            for round_at in ROUNDS:
                now = start_of(day) + round_at
                while waiting and waiting[-1].at <= now:
                    self._tell(waiting.pop())
                self._round(now)
            if day in self.script.earlier:
                self._close(self.script.earlier[day], day)
            if day in self.script.closes:
                self._close(self.script.month, day)
            watch(Progress(day, number / len(days), self.playback))
        self.playback.total_seconds = perf_counter() - began
        return self.playback

    def _tell(self, telling: Telling) -> None:
        self.clock.advance(telling.at)
        native_id = self.departments[telling.agency].receive(telling.quarrel, telling.at)
        self.playback.native_ids[telling.quarrel.id] = (telling.agency, native_id)

    def _round(self, now: datetime) -> None:
        self.clock.advance(now)
        for code in sorted(self.departments):
            self.departments[code].work(now)
        began = perf_counter()
        self.playback.submissions += self.hub.poll_all()
        self._process(now)
        self.playback.deliveries += self.hub.deliver_all()
        self.playback.hub_seconds += perf_counter() - began

    def _process(self, now: datetime) -> None:
        began = perf_counter()
        self.playback.records += self.hub.tick(now) + self.hub.process()
        self.playback.engine_seconds += perf_counter() - began

    def _close(self, month: str, day: date) -> None:
        began = perf_counter()
        cutoff = end_of(day)
        self.clock.advance(cutoff)
        self._process(cutoff)
        self.hub.close_month(month, cutoff)
        self.playback.hub_seconds += perf_counter() - began


def _days(first: date, last: date) -> list[date]:
    return [first + number * ONE_DAY for number in range((last - first).days + 1)]
