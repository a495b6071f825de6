"""What a clerk means to do, and when: the diary that every office keeps beside its ledger."""

from __future__ import annotations

import heapq
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum

from hub.core.calendar import WorkingCalendar
from hub.core.daytime import local_day, start_of
from hub.core.units import Registry
from hub.demo.departments.justice_habits import Habits, some_hours
from hub.demo.departments.justice_ledgers import Ledger


class Verb(Enum):
    """What is to be done."""

    ANSWER = "answer what arrived"
    BEGIN = "hold the first meeting"
    FINISH = "come to an end"
    PERFORM = "look after performance"
    MEND = "mend a slip"
    CORRECT = "correct an agreement"
    SUPERVISE = "order a late body to answer"
    CLOSE_ORDER = "close an order"


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """One line of the diary."""

    at: datetime
    number: int
    office: str = field(compare=False)
    verb: Verb = field(compare=False)
    key: str = field(compare=False)
    note: str = field(compare=False, default="")


@dataclass(slots=True)
class Offices:
    """Ledgers, people's habits and the diary: what every action needs."""

    ledgers: Mapping[str, Ledger]
    registry: Registry
    calendar: WorkingCalendar
    rng: random.Random
    habits: Habits
    diary: list[Entry] = field(default_factory=list)
    hints: dict[tuple[str, str], Hint] = field(default_factory=dict)
    _written: int = 0

    def note(self, at: datetime, office: str, verb: Verb, key: str, note: str = "") -> None:
        """Write an intention down."""
        self._written += 1
        heapq.heappush(self.diary, Entry(at, self._written, office, verb, key, note))

    def in_working_days(self, now: datetime, days: int) -> datetime:
        """Return some office hour *days* working days from now; 0 is the next round."""
        if days <= 0:
            return now
        return start_of(self.calendar.add_working_days(local_day(now), days)) + some_hours(self.rng)

    def in_days(self, now: datetime, days: int) -> datetime:
        """Return some office hour of the first working day that is at least *days* calendar days away."""
        day = self.calendar.roll(local_day(now) + timedelta(days=days))
        return start_of(day) + some_hours(self.rng)

    def due(self, now: datetime) -> Iterator[Entry]:
        """Yield and strike out what is due by *now*, in order."""
        while self.diary and self.diary[0].at <= now:
            yield heapq.heappop(self.diary)

    def happens(self, share: float) -> bool:
        """Return whether something of this share of cases happens now."""
        return self.rng.random() < share


@dataclass(frozen=True, slots=True)
class Hint:
    """What a mediator knows of people who came in person."""

    agrees: bool | None
    is_serious: bool
    amount_fen: int
