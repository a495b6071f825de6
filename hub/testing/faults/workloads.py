"""What a run feeds, and what must come of it: the payments, whose sums forgive nothing, and the city's disputes."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol, cast

from hub.contracts import Serde as ContractSerde
from hub.core import topics
from hub.core.clocks import Terms
from hub.core.knowledge import Rules
from hub.core.ports import Serde
from hub.processors import default_processors
from hub.reference import default_registry, load_calendar
from hub.testing import toys
from hub.testing.faults.plan import SLICES, WORKLOADS
from hub.testing.simulated import statements

Entry = tuple[str, object, datetime, Mapping[str, str]]
"""Key, value, time and headers of a record to append."""

_ORDERS = 90
_KEYS = 12
_DISPUTES = 24
AGENCIES = ("court", "police", "petition", "grid", "justice")


class Workload(Protocol):
    """Input in slices, the processors that take it, and the topics that they need."""

    @property
    def input(self) -> str:
        """Topic that is fed."""

    @property
    def inputs(self) -> tuple[str, ...]:
        """Topics that processors read."""

    @property
    def topics(self) -> tuple[str, ...]:
        """Topics that processors read or write."""

    @property
    def serde(self) -> Serde:
        """What encodes records."""

    def processors(self) -> Sequence[object]:
        """Return the processors in the order in which records flow."""

    def slice(self, number: int) -> Sequence[Entry]:
        """Return the records of one slice."""

    def end_of(self, number: int) -> datetime:
        """Return the instant at which the slice ends."""

    @property
    def end(self) -> datetime:
        """An instant by which every timer is due."""


class Payments:
    """Orders to pay, some told twice, some late, each of another power of two: a wrong sum says what is wrong in it."""

    name = WORKLOADS[0]
    input = toys.SENT
    topics = (toys.SENT, toys.PAID, toys.BOOKED, toys.CUTS, topics.DEAD_LETTERS)
    inputs = (toys.SENT, toys.PAID)

    def __init__(self, seed: int) -> None:
        self.serde: Serde = toys.JsonSerde()
        self._slices, self._ends = _orders(random.Random(f"{seed}/orders"))  # noqa: S311 - no secret
        self.orders = [cast("dict[str, object]", order) for part in self._slices for _, order, _, _ in part]
        self.end = toys.START + timedelta(days=400)

    def processors(self) -> Sequence[object]:
        """Return payer and payee."""
        return toys.processors()

    def slice(self, number: int) -> Sequence[Entry]:
        """Return the orders of one slice."""
        return self._slices[number]

    def end_of(self, number: int) -> datetime:
        """Return the instant at which the slice ends."""
        return self._ends[number]


def _orders(chance: random.Random) -> tuple[list[list[Entry]], list[datetime]]:
    slices: list[list[Entry]] = []
    ends: list[datetime] = []
    told: list[tuple[str, dict[str, object]]] = []
    clock = 0
    for _ in range(SLICES):
        entries: list[Entry] = []
        for _ in range(_ORDERS):
            clock += chance.randint(0, 2)
            late = chance.choice((0, 0, 0, 90))
            if told and chance.random() < 0.15:
                key, order = chance.choice(told)
            else:
                key, to, number = f"k{chance.randrange(_KEYS)}", f"k{chance.randrange(_KEYS)}", len(told)
                order = {"id": f"o{number}", "to": to, "amount": 1 << number % 40}
                told.append((key, order))
            entries.append((key, order, toys.START + max(0, clock - late) * toys.HOUR / 60, {}))
        slices.append(entries)
        ends.append(toys.START + clock * toys.HOUR / 60)
    return slices, ends


class City:
    """What five agencies state about disputes of a month, through the processors of the hub."""

    name = WORKLOADS[1]
    input = topics.SOURCE_SUBMISSIONS
    topics = (
        *(topic.name for topic in topics.TOPICS if not topic.per_agency),
        *(topics.inbox_of(agency) for agency in AGENCIES),
    )

    def __init__(self, seed: int) -> None:
        self.serde: Serde = ContractSerde()
        self.terms = Terms(load_calendar())
        self.lines = statements(seed, _DISPUTES)
        self.end = self.lines[-1].received_at + timedelta(days=200)
        self._processors = default_processors(default_registry(), Rules(self.terms, derive=True))
        self.inputs = tuple(processor.input for processor in self._processors)

    def processors(self) -> Sequence[object]:
        """Return the hub's processors; the hub states its own duties."""
        return self._processors

    def slice(self, number: int) -> Sequence[Entry]:
        """Return the submissions of one slice, in order of receipt."""
        first, after = (len(self.lines) * edge // SLICES for edge in (number, number + 1))
        return [(line.submission.root, line.submission, line.received_at, {}) for line in self.lines[first:after]]

    def end_of(self, number: int) -> datetime:
        """Return the instant at which the slice ends."""
        return self.lines[len(self.lines) * (number + 1) // SLICES - 1].received_at


def workload_of(name: str, seed: int) -> Payments | City:
    """Return the workload *name* as *seed* draws it."""
    return Payments(seed) if name == Payments.name else City(seed)
