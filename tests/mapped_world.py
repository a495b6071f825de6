"""Mapped bodies beside the real processors: their own files in, what the hub owes them out, no host between."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl

from hub.core import topics
from hub.core.deliveries import Delivery
from hub.core.dispute import DisputeState
from hub.core.errors import RowRejectedError
from hub.core.events import Details, Event, Submission, event_id
from hub.core.knowledge import Knowledge, Rules, state_of
from hub.core.statistics import MonthlyView, known_at, monthly_view
from hub.core.units import Body, Registry
from hub.plugins.mapping import MappedAdapter, MappingSettings, mapped_type
from hub.plugins.spec import AdapterContext
from hub.processors import Lifecycle, default_processors
from hub.reference import default_registry
from hub.testing import ClearTokeniser, FixedClock
from hub.testing.engine import MemoryEngine
from tests.story import TERMS


@dataclass
class World:
    """
    A folder with the shares of some bodies, and the hub's processors.

    Attributes:
        refused: Place, field and code of each row that was refused.
    """

    folder: Path
    mappings: dict[str, str]
    bodies: tuple[Body, ...] = ()
    url: str | None = None
    clock: FixedClock = field(default_factory=lambda: FixedClock(datetime(2026, 4, 7, 1, tzinfo=UTC)))
    refused: list[tuple[str, str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        kinds = {}
        for name, text in self.mappings.items():
            path = self.folder / name
            path.write_text(text, "utf-8")
            found = mapped_type(path)
            kinds[found.info.code] = (found, path)
        units = [found.mapping.unit for found, _ in kinds.values()]
        self.registry = Registry.of([*default_registry().all_units(), *units], bodies=self.bodies)
        context = AdapterContext(clock=self.clock, tokeniser=ClearTokeniser(), registry=self.registry)
        self.adapters: dict[str, MappedAdapter] = {}
        for code, (found, path) in kinds.items():
            is_table = found.mapping.source.table != ""
            settings = MappingSettings.model_validate({"mapping": path, "url": self.url if is_table else None})
            self.adapters[code] = found.open(settings, context)
        self.engine = MemoryEngine(default_processors(self.registry, Rules(TERMS, True)))
        self.cursors: dict[str, str | None] = {}
        self._given: set[str] = set()

    def poll(self, code: str) -> World:
        """Let the hub read what a body wrote."""
        adapter = self.adapters[code]
        for batch in adapter.poll(self.cursors.get(code)):
            self.cursors[code] = batch.cursor
            for record in batch.records:
                try:
                    said = adapter.translate(record).submissions
                except RowRejectedError as refusal:
                    self.refused.append((record.place, refusal.field, refusal.code))
                    continue
                self._submit(said)
        return self

    def _submit(self, submissions: Iterable[Submission]) -> None:
        for submission in submissions:
            self.engine.submit(topics.SOURCE_SUBMISSIONS, submission.root, submission, self.clock.now())

    def tell(self, day: str, event: Event, root: str, *, unit: str | None = None, **details: object) -> World:
        """Let another body, through its own adapter, state something."""
        told: Details = details  # type: ignore[assignment]  # a test names exactly the details of its event
        at = datetime.fromisoformat(f"2026-{day}T10:00:00+08:00").astimezone(UTC)
        self.clock.set(max(self.clock.now(), at))
        submission = Submission(
            event=event,
            event_id=event_id(event.value, "justice", root, unit, told),
            root=root,
            agency="justice",
            system="justice",
            native_id=root,
            unit=unit,
            occurred_at=at,
            recorded_at=at,
            details=told,
        )
        self._submit([submission])
        return self

    def hand_out(self, code: str) -> list[Delivery]:
        """Write what waits for a body into its outbox."""
        sent = [record.value for record in self.engine.sent if isinstance(record.value, Delivery)]
        waiting = [d for d in sent if d.agency == code and d.delivery_id not in self._given]
        for delivery in waiting:
            self._given.add(delivery.delivery_id)
            self.adapters[code].deliver(delivery, ())
        return waiting

    def state(self, root: str) -> DisputeState:
        """Return a dispute as the hub knows it."""
        processor = next(p for p in self.engine.processors if p.name == Lifecycle.name)
        actor = processor.codec.decode(self.engine.states[Lifecycle.name, root])
        knowledge = actor.knowledge  # type: ignore[attr-defined]  # the engine sees processors without their state type
        assert isinstance(knowledge, Knowledge)
        return state_of(knowledge)

    def view(self, month: str = "2026-03", as_known: str = "2026-04-10") -> MonthlyView:
        """Return a month as known at the end of a day."""
        return monthly_view(known_at(self.engine.rows.values(), date.fromisoformat(as_known)), month)


def fill_in(slip: Path, **answers: object) -> None:
    """Let a clerk fill in a slip."""
    book = openpyxl.load_workbook(slip)
    sheet = book.worksheets[0]
    places = {str(sheet.cell(row, 1).value): row for row in range(1, sheet.max_row + 1)}
    for label, value in answers.items():
        sheet.cell(places[label], 2).value = value
    book.save(slip)


def csv_of(folder: Path, name: str, *lines: str) -> Path:
    """Write a small CSV into a body's share."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([*lines, ""]), "utf-8")
    return path
