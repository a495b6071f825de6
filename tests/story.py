"""A short way to tell a dispute's story in tests: one line a fact, days of March 2026."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from hub.core import topics
from hub.core.calendar import WorkingCalendar
from hub.core.clocks import Deadline, Terms, deadlines
from hub.core.codes import MediationKind, OrgKind
from hub.core.daytime import end_of
from hub.core.deliveries import Delivery
from hub.core.dispute import DisputeState
from hub.core.events import Event
from hub.core.knowledge import Knowledge, Rules, state_of
from hub.core.messages import DisputeEvent
from hub.core.statistics import MonthlyView, known_at, monthly_view
from hub.core.units import Registry, Unit
from hub.processors import Lifecycle, default_processors
from hub.reference import load_calendar
from hub.scenarios.reader import line_of
from hub.testing.engine import MemoryEngine

CALENDAR: WorkingCalendar = load_calendar()
TERMS = Terms(CALENDAR)

_UNITS = {
    "V1": (1, "PEOPLE", "RMC_VILLAGE", "230803007001"),
    "T2": (2, "PEOPLE", "RMC_TOWN", "230803007"),
    "U2": (2, "PEOPLE", "RMC_TOWN", "230811104"),
    "K3": (3, "PEOPLE", "CENTRE_L3", "230803"),
    "S4": (4, "PEOPLE", "RMC_CITY", "230800"),
    "M3": (3, "INDUSTRY", "RMC_INDUSTRY", "230803"),
}
REGISTRY = Registry.of(
    Unit(
        code=code,
        name=code,
        level=level,
        kind=MediationKind(kind),
        org_kind=OrgKind(org),
        division=division,
        agency="justice",
    )
    for code, (level, kind, org, division) in _UNITS.items()
)


@dataclass
class Story:
    """What was told so far; each :meth:`tell` is received on the day it occurred unless said otherwise."""

    derive: bool = True
    linked_last: bool = False
    engine: MemoryEngine = field(init=False)
    _number: int = 0

    def __post_init__(self) -> None:
        self.engine = MemoryEngine(default_processors(REGISTRY, Rules(TERMS, self.derive)))

    def tell(
        self,
        day: str,
        event: Event,
        *,
        root: str = "D1",
        unit: str | None = None,
        agency: str = "justice",
        received: str | None = None,
        native: str | None = None,
        **data: object,
    ) -> Story:
        """State *event* on ``MM-DD`` at ten o'clock plus one minute for each line told."""
        self._number += 1
        self.linked_last = event in (Event.DISPUTES_MERGED, Event.DISPUTE_SPLIT)
        occurred = f"2026-{day}T10:{self._number % 60:02d}:00+08:00"
        line = line_of(
            {
                "received_at": f"2026-{received}T20:00:00+08:00" if received else occurred,
                "occurred_at": occurred,
                "agency": agency,
                "system": agency,
                "native_id": native or f"{agency}-{root}",
                "dispute": root,
                "event": event.value,
                "unit": unit,
                "data": json.loads(json.dumps(data)),
            }
        )
        self.engine.submit(topics.SOURCE_SUBMISSIONS, line.submission.root, line.submission, line.received_at)
        return self

    def report(self, day: str = "03-02", *, root: str = "D1", agency: str = "grid", **data: object) -> Story:
        """A first report of two parties, by the grid unless said otherwise."""
        told = {"type": "NEIGHBOUR", "channel": agency.upper(), "parties": 2} | data
        return self.tell(day, Event.DISPUTE_REPORTED, root=root, agency=agency, **told)

    def knowledge(self, dispute: str = "D1") -> Knowledge:
        """Return what a dispute knows."""
        stored = self.engine.states[Lifecycle.name, dispute]
        processor = next(p for p in self.engine.processors if p.name == Lifecycle.name)
        actor = processor.codec.decode(stored)
        knowledge = actor.knowledge  # type: ignore[attr-defined]  # the engine sees processors without their state type
        assert isinstance(knowledge, Knowledge)
        return knowledge

    def state(self, dispute: str = "D1") -> DisputeState:
        """Return the dispute as known now."""
        return state_of(self.knowledge(dispute))

    def clock(self, name: str, dispute: str = "D1") -> Deadline:
        """Return one clock of a dispute."""
        found = [line for line in deadlines(self.state(dispute), TERMS) if line.clock == name]
        assert len(found) == 1, f"{name}: {found}"
        return found[0]

    def view(self, month: str = "2026-03", as_known: str = "04-10") -> MonthlyView:
        """Return a month as known at the end of a day."""
        return monthly_view(known_at(self.engine.rows.values(), date.fromisoformat(f"2026-{as_known}")), month)

    def deliveries(self) -> list[Delivery]:
        """Return everything sent to inboxes, in order."""
        return [record.value for record in self.engine.sent if isinstance(record.value, Delivery)]

    def events(self, *wanted: Event) -> list[DisputeEvent]:
        """Return the events on ``dispute.events`` of the kinds wanted."""
        found = (record.value for record in self.engine.sent if record.topic == topics.DISPUTE_EVENTS)
        return [value for value in found if isinstance(value, DisputeEvent) and value.fact.event in wanted]

    def wait_until(self, day: str) -> Story:
        """Let time pass to the end of ``MM-DD``."""
        self.engine.wake(end_of(date.fromisoformat(f"2026-{day}")))
        return self


def kinds(deliveries: Iterable[Delivery]) -> list[tuple[str, str]]:
    """Return (kind, agency) of each delivery."""
    return [(delivery.kind.value, delivery.agency) for delivery in deliveries]
