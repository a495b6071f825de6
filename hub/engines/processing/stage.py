"""
One processor on one partition: takes the entries of its log in order.

A stage has its own partition time. Records and ticks move it forward, never back, and before an entry at time r is
taken every timer due up to r fires. Ticks and close markers reach the first stage from outside; each later stage waits
until the stage before it has forwarded them on every shard, so nothing that was sent before them can still be under
way. After a marker a stage rests until the cut is complete on all shards.
"""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field

from hub.bus.entries import Entry, Kind
from hub.bus.records import from_micros, to_micros
from hub.core.errors import HubError, NewerSchemaError, PermanentError, RowRejectedError
from hub.core.ports import Output, Processor, Record, Step, Timer
from hub.core.topics import DEAD_LETTERS
from hub.engines.processing.output import Journal, Origin, Outlet, Sealed
from hub.engines.processing.states import Slot, States
from hub.engines.processing.tables import generation_of
from hub.engines.processing.timers import Timers

_LOG = logging.getLogger("hub.engines")

SPIN_CAP = 1_000
"""Timers of one key that may fire at one instant in a row: beyond, the processor sets its own timers in a circle."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StagePlan:
    """
    What a stage is told when the engine opens.

    ``following`` is (name, input) of the next stage, None for the last one; ``sources`` the shards whose former stage
    feeds this one, empty for the first stage.
    """

    shard: int
    shards: int
    generation: int
    processor: Processor[object]
    following: tuple[str, str] | None
    sources: tuple[int, ...]
    cached_states: int


def stage_plans(
    shard: int, shards: int, processors: Sequence[Processor[object]], *, generation: int = 1, cached_states: int
) -> Sequence[StagePlan]:
    """Return the plans of *processors* on one shard, in the order in which ticks and markers go through them."""
    following = [(processor.name, processor.input) for processor in processors[1:]]
    return [
        StagePlan(
            shard=shard,
            shards=shards,
            generation=generation,
            processor=processor,
            following=following[index] if index < len(following) else None,
            sources=tuple(range(shards)) if index else (),
            cached_states=cached_states,
        )
        for index, processor in enumerate(processors)
    ]


@dataclass(slots=True)
class Gate:
    """What one upstream partition has forwarded last."""

    time: int = 0
    marker: str | None = None


@dataclass(slots=True)
class Progress:
    """Where a stage stands; written in the batch's transaction."""

    position: int = 0
    time: int = 0
    tick: int = 0
    marker: str | None = None
    gates: dict[int, Gate] = field(default_factory=dict)


class Stage:
    """One processor partition, see the module."""

    def __init__(self, plan: StagePlan, connection: sqlite3.Connection, *, careful: bool = False) -> None:
        self.plan = plan
        self.name = plan.processor.name
        self.topic = plan.processor.input
        # a processor that was rebuilt alone is ahead of the engine's generation
        self._origin = Origin(self.name, max(plan.generation, generation_of(connection, self.name)))
        self.states = States(connection, plan.processor, plan.cached_states)
        self.timers = Timers(connection, self.name)
        self.progress = self._load(connection)
        self._careful = careful
        self.waits: NewerSchemaError | None = None
        self.passed: tuple[str, int] | None = None
        self._connection = connection
        self._spin: tuple[int, str, int] = (0, "", 0)

    def _load(self, connection: sqlite3.Connection) -> Progress:
        found = connection.execute(
            "SELECT position, time, tick, marker FROM progress WHERE processor = ?", (self.name,)
        ).fetchone()
        progress = Progress(*found) if found else Progress()
        progress.gates = {source: Gate() for source in self.plan.sources}
        gates = connection.execute("SELECT source, time, marker FROM gates WHERE processor = ?", (self.name,))
        progress.gates.update((source, Gate(time, marker)) for source, time, marker in gates)
        return progress

    def take(self, outlet: Outlet[Journal], entry: Entry) -> None:
        """
        Take the entry at the position, which moves on whatever becomes of the entry.

        Only a record of a newer version of the hub stays where it is: the stage ``waits`` until one that knows it takes
        the partition over. Burying it would be wrong, for nothing is wrong with it.
        """
        if entry.kind:
            self._take_control(outlet, entry)
        elif self._concerns(entry):
            self._take_record(outlet, entry)
        if self.waits is None:
            self.progress.position += 1

    def set_aside(self, outlet: Outlet[Journal], entry: Entry, fault: PermanentError) -> None:
        """Bury the entry at the position, which no part of the hub would have written, and move on."""
        self._bury(outlet, entry, fault)
        self.progress.position += 1

    def _concerns(self, entry: Entry) -> bool:
        """Return whether a record is meant for this stage: not superseded by a rebuild, not retried for another."""
        headers = entry.headers
        if headers is not None and '"only"' in headers and json.loads(headers).get("only", self.name) != self.name:
            return False
        if self.plan.generation == 1 or entry.identity is None:
            return True
        return int(entry.identity.split("/", 2)[1]) >= self.plan.generation

    def _take_record(self, outlet: Outlet[Journal], entry: Entry) -> None:
        progress = self.progress
        progress.time = max(progress.time, entry.time)
        if self.timers.next_due <= progress.time:
            self._fire_due(outlet)
            if self.waits is not None:
                return
        try:
            slot = self.states.slot(entry.key)
            value = entry.decoded
            if value is None:
                value = outlet.decode(self.topic, entry.value)
            record = Record(self.topic, entry.key, value, from_micros(entry.time))
            step = self.plan.processor.step(slot.state, record)
            sealed = self._seal(outlet, step, slot, (entry.key, entry.time))
        except sqlite3.Error:
            raise
        except NewerSchemaError as error:
            self._wait(error)
        except Exception as error:  # noqa: BLE001  (the loop goes on whatever a rule or a record does)
            self._bury(outlet, entry, error)
        else:
            self._apply(outlet, entry.key, slot, step, sealed)

    def _seal(self, outlet: Outlet[Journal], step: Step[object], slot: Slot, moment: tuple[str, int]) -> Sealed:
        """Check what a step gave at *moment* (its key and time) and encode it; after this nothing of it can fail."""
        key, time = moment
        for timer in step.set_timers:
            if timer.key != key:
                raise PermanentError("a step may only set timers of its own key", where=self.name)
            to_micros(timer.due)
            timer.id.encode()
        for timer_id in step.cancel_timers:
            timer_id.encode()
        if self._careful:
            self.states.encoded(step.state)
            outlet.try_rows(step.rows)
        return outlet.seal(step.outputs, self._origin.of(slot.version + 1), key, time) if step.outputs else []

    def _apply(self, outlet: Outlet[Journal], key: str, slot: Slot, step: Step[object], sealed: Sealed) -> None:
        slot.version += 1
        slot.state = step.state
        self.states.changed(key, slot)
        if sealed:
            outlet.send(sealed)
        for timer_id in step.cancel_timers:
            self.timers.cancel(key, timer_id)
        for timer in step.set_timers:
            self.timers.set(key, timer.id, to_micros(timer.due))
        if step.rows:
            outlet.upsert(step.rows)

    def _fire_due(self, outlet: Outlet[Journal]) -> None:
        while (place := self.timers.pop(self.progress.time)) is not None:
            due, key, timer_id = place
            try:
                self._check_spin(due, key)
                slot = self.states.slot(key)
                if slot.state is None:
                    continue
                step = self.plan.processor.fire(slot.state, Timer(key, timer_id, from_micros(due)))
                sealed = self._seal(outlet, step, slot, (key, due))
            except sqlite3.Error:
                raise
            except NewerSchemaError as error:
                self.timers.set(key, timer_id, due)
                self._wait(error)
                return
            except Exception as error:  # noqa: BLE001  (as for records)
                wake = Entry(self.topic, Kind.WAKE, key, b"", due, None, json.dumps({"timer": timer_id}))
                self._bury(outlet, wake, error)
            else:
                self._apply(outlet, key, slot, step, sealed)

    def _wait(self, error: NewerSchemaError) -> None:
        self.waits = error
        _LOG.warning("%s shard %d waits: %s", self.name, self.plan.shard, error)

    def _check_spin(self, due: int, key: str) -> None:
        run = self._spin[2] + 1 if self._spin[:2] == (due, key) else 1
        self._spin = (due, key, run)
        if run > SPIN_CAP:
            raise PermanentError("timers set each other at one instant without end", where=self.name)

    def _bury(self, outlet: Outlet[Journal], entry: Entry, error: Exception) -> None:
        """Put what can't be taken on the dead-letter topic, whole; an unforeseen error shows only its class."""
        headers = json.loads(entry.headers) if entry.headers else {}
        headers |= {
            "topic": self.topic,
            "partition": str(self.plan.shard),
            "offset": str(self.progress.position),
            "processor": self.name,
            "code": error.code if isinstance(error, HubError) else "E-HUB-00",
            "error": type(error).__name__,
            "reason": str(error) if isinstance(error, HubError) else type(error).__name__,
        }
        if isinstance(error, RowRejectedError):
            headers |= {"field": error.field, "task_of": error.task_of}
        # a key may stand astray at the same position of two shards
        identity = f"{self._origin.of(f'dead/{self.plan.shard}/{self.progress.position}')}/{entry.key}"
        outlet.post(Entry(DEAD_LETTERS, Kind.RECORD, entry.key, entry.value, entry.time, identity, json.dumps(headers)))

    def _take_control(self, outlet: Outlet[Journal], entry: Entry) -> None:
        headers: dict[str, str] = json.loads(entry.headers) if entry.headers else {}
        if entry.kind == Kind.WAKE:
            self._wake(outlet, entry, headers)
            return
        if not self.plan.sources:
            if entry.key == "":
                self._aligned(outlet, entry.time, headers.get("marker"))
            return
        if entry.key != self.name or int(headers["generation"]) < self.plan.generation:
            return
        gate = self.progress.gates[int(headers["source"])]
        gate.time = max(gate.time, entry.time)
        marker = headers.get("marker")
        if marker is None:
            self._aligned(outlet, min(each.time for each in self.progress.gates.values()), None)
            return
        gate.marker = marker
        if all(each.marker == marker for each in self.progress.gates.values()):
            self._aligned(outlet, entry.time, marker)

    def _wake(self, outlet: Outlet[Journal], entry: Entry, headers: dict[str, str]) -> None:
        """Set a timer again whose firing had failed."""
        if headers.get("only") == self.name:
            self.timers.set(entry.key, headers["timer"], entry.time)
            self._fire_due(outlet)

    def _aligned(self, outlet: Outlet[Journal], time: int, marker: str | None) -> None:
        """Act on a tick or marker that has come from everywhere, and forward it."""
        progress = self.progress
        if marker is None and time <= progress.tick:
            return
        former = progress.tick
        progress.tick = max(progress.tick, time)
        progress.time = max(progress.time, time)
        self._fire_due(outlet)
        if self.waits is not None:
            # the same entry comes again to a version that can take it, and is new to it
            progress.tick = former
            return
        if marker is not None:
            progress.marker = marker
            self.passed = (marker, time)
        if self.plan.following is None:
            return
        name, topic = self.plan.following
        headers = {"source": str(self.plan.shard), "generation": str(self.plan.generation)}
        if marker is not None:
            headers["marker"] = marker
        kind = Kind.TICK if marker is None else Kind.MARKER
        text = json.dumps(headers)
        for dest in range(self.plan.shards):
            outlet.writing.send(dest, Entry(topic, kind, name, b"", time, None, text))

    def bury_cut(self, outlet: Outlet[Journal], marker: str, time: int, error: Exception) -> None:
        """Report a cut that the processor couldn't take."""
        self._bury(outlet, Entry(self.topic, Kind.MARKER, marker, b"", time), error)

    def send_cut(self, outlet: Outlet[Journal], outputs: list[Output], marker: str, time: int) -> None:
        """Send what the processor gave at a cut, which belongs to no key: the shard tells it from what others sent."""
        outlet.send(outlet.seal(outputs, self._origin.of(f"cut:{marker}"), f"@{self.plan.shard}", time))

    def flush(self) -> None:
        """Write position, time and what upstream has forwarded."""
        progress, execute = self.progress, self._connection.execute
        execute(
            "INSERT OR REPLACE INTO progress (processor, position, time, tick, marker) VALUES (?, ?, ?, ?, ?)",
            (self.name, progress.position, progress.time, progress.tick, progress.marker),
        )
        self._connection.executemany(
            "INSERT OR REPLACE INTO gates (processor, source, time, marker) VALUES (?, ?, ?, ?)",
            [(self.name, source, gate.time, gate.marker) for source, gate in progress.gates.items()],
        )
