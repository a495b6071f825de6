"""
All stages of one shard, fused: one pass, one transaction.

A batch takes what other shards sent, runs the stages in order over their logs, and writes log, outbox, states, timers,
rows and positions together. What a stage sends to the same shard goes on the log and to the next stage in memory:
decoded once, encoded once.
"""

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from hub.bus.embedded import Entry, Kind, Shard, Writing
from hub.bus.embedded.tables import OFFSET_BITS
from hub.bus.records import from_micros
from hub.core.errors import StaleOwnerError
from hub.core.ports import Cutting, Marker, Serde
from hub.engines.processing.observing import BatchReport, Ending, Observer
from hub.engines.processing.output import SELECT_ROWS, Outlet, Place, read_rows
from hub.engines.processing.stage import Stage, StagePlan
from hub.engines.processing.states import StateFaultError

Probe = Callable[[str], None]
"""Told the name of each sub-step as it's reached; what it raises ends the batch there."""

SUB_STEPS = (
    "batch begun", "arrivals taken", "records taken", "log written", "states written", "timers written",
    "rows written", "positions written", "batch committed", "outbox forgotten",
)  # fmt: skip
"""Every sub-step of a batch at which a process may die."""

CHUNK = 250
"""Entries read from the log at once; between chunks the time bound is looked at."""

HANDOFF = 20_000
"""Committed outputs kept in memory for another shard, beyond which it reads them from the outbox."""


class Handoff:
    """Outputs already committed by one shard for another, still decoded: saves reading and decoding them again."""

    def __init__(self) -> None:
        self._waiting: deque[tuple[int, Entry]] = deque(maxlen=HANDOFF)

    def put(self, sequence: int, entry: Entry) -> None:
        """Keep *entry*; beyond the bound the oldest goes, and the outbox serves instead."""
        self._waiting.append((sequence, entry))

    def after(self, last: int) -> Sequence[tuple[int, Entry]]:
        """Return what follows *last* without a gap, nothing when the outbox must be read."""
        waiting = self._waiting
        while waiting and waiting[0][0] <= last:
            waiting.popleft()
        return tuple(waiting) if waiting and waiting[0][0] == last + 1 else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much one batch may take: entries of the log, and seconds of work (None for no bound: replay)."""

    records: int = 5_000
    seconds: float | None = None
    monotonic: Callable[[], float] = lambda: 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PartitionPlan:
    """What every partition of an engine shares."""

    shards: Sequence[Shard]
    stages: Sequence[StagePlan]
    serde: Serde
    place: Place
    probe: Probe
    is_cut_complete: Callable[[str], bool]
    handoffs: dict[tuple[int, int], Handoff]
    observe: Observer
    monotonic: Callable[[], float]


class Partition:
    """The stages of one shard, owned under one epoch."""

    def __init__(self, plan: PartitionPlan, shard: Shard, epoch: int) -> None:
        self._plan = plan
        self._shard = shard
        self._epoch = epoch
        self._stages: list[Stage] | None = None
        self._last_row = 0
        self._careful = False

    @property
    def number(self) -> int:
        """Number of the shard."""
        return self._shard.number

    @property
    def first_topic(self) -> str:
        """Topic by which ticks and markers enter."""
        return self._plan.stages[0].processor.input

    def has_work(self) -> bool:
        """Return whether a batch would do anything, judged by what is committed."""
        if self._stages is None:
            return True
        heads = self._shard.heads()
        if any(
            heads.get(stage.topic, 0) > stage.progress.position and not self._rests(stage) for stage in self._stages
        ):
            return True
        received = self._shard.received()
        return any(
            peer.unforgotten(self.number)[1] > received.get(peer.number, 0) or self._forgettable(peer) > 0
            for peer in self._peers()
        )

    def batch(self, limits: Limits) -> int:
        """
        Run one batch and return how many log entries it took.

        Raises:
            StaleOwnerError: another engine owns the shard now; nothing was written.
            BusUnavailableError: the store can't be written now; nothing was written, the same call may succeed later.
        """
        began = self._plan.monotonic()
        try:
            try:
                taken = self._transact(limits)
            except StateFaultError:
                taken = self._transact_carefully(limits)
        except BaseException as error:
            # memory may hold what was rolled back: read everything anew from the store
            self._stages = None
            self._tell(0, began, Ending.FENCED if isinstance(error, StaleOwnerError) else Ending.FAILED)
            raise
        self._tell(taken, began, Ending.COMMITTED)
        self._plan.probe("batch committed")
        return taken

    def _tell(self, entries: int, began: float, ending: Ending) -> None:
        self._plan.observe(
            BatchReport(
                shard=self.number,
                entries=entries,
                seconds=self._plan.monotonic() - began,
                ending=ending,
                cached_states=sum(len(stage.states) for stage in self._stages or ()),
            )
        )

    def _transact_carefully(self, limits: Limits) -> int:
        """Run the batch again and try to store each step by itself: the one that can't be is buried."""
        self._stages = None
        self._careful = True
        try:
            return self._transact(limits)
        finally:
            self._stages = None
            self._careful = False

    def _transact(self, limits: Limits) -> int:
        plan = self._plan
        with self._shard.transaction() as writing:
            self._check_owner(writing.connection)
            plan.probe("batch begun")
            stages = self._loaded(writing.connection)
            for peer in self._peers():
                writing.receive(peer.number, self.arrivals(peer, writing.last_from(peer.number)))
            plan.probe("arrivals taken")
            outlet = Outlet(writing, plan.serde, plan.place)
            taken = self._run(stages, outlet, limits)
            self._cut(stages, outlet)
            plan.probe("records taken")
            self.write(stages, outlet)
            for peer in self._peers():
                if (sequence := self._forgettable(peer)) > 0:
                    writing.forget(peer.number, sequence)
            plan.probe("outbox forgotten")
        for dest, sequence, entry in writing.outgoing:
            plan.handoffs[self.number, dest].put(sequence, entry)
        return taken

    def arrivals(self, peer: Shard, last: int) -> Sequence[tuple[int, Entry]]:
        """Return what *peer* has sent after sequence *last*."""
        return self._plan.handoffs[peer.number, self.number].after(last) or peer.waiting(self.number, last)

    def write(self, stages: Sequence[Stage], outlet: Outlet[Writing]) -> None:
        """Write what the batch did, all in the one transaction."""
        probe = self._plan.probe
        outlet.writing.flush()
        probe("log written")
        for stage in stages:
            self._last_row = stage.states.flush(self._last_row)
        probe("states written")
        for stage in stages:
            stage.timers.flush()
            stage.timers.trim()
        probe("timers written")
        outlet.flush_rows()
        probe("rows written")
        for stage in stages:
            stage.flush()
        probe("positions written")

    def _check_owner(self, connection: sqlite3.Connection) -> None:
        found = connection.execute("SELECT value FROM meta WHERE name = 'epoch'").fetchone()
        if found is None or found[0] != self._epoch:
            raise StaleOwnerError(
                "another engine has taken this shard over",
                where=self._shard.path.name,
                remedy="end this process; the other one goes on where it stood",
            )

    def _loaded(self, connection: sqlite3.Connection) -> list[Stage]:
        if self._stages is None:
            (self._last_row,) = connection.execute("SELECT coalesce(max(id), 0) FROM states").fetchone()
            mine = (plan for plan in self._plan.stages if plan.shard == self.number)
            self._stages = [Stage(plan, connection, careful=self._careful) for plan in mine]
        return self._stages

    def _peers(self) -> Iterator[Shard]:
        return (shard for shard in self._plan.shards if shard is not self._shard)

    def _forgettable(self, peer: Shard) -> int:
        """Return the last sequence in the outbox that *peer* has taken for good, 0 when there's none to forget."""
        first, _ = self._shard.unforgotten(peer.number)
        taken = peer.received().get(self.number, 0) if first else 0
        return taken if taken >= first else 0

    def _rests(self, stage: Stage) -> bool:
        if stage.waits is not None:
            return True
        marker = stage.progress.marker
        return marker is not None and not self._plan.is_cut_complete(marker)

    def _run(self, stages: Sequence[Stage], outlet: Outlet[Writing], limits: Limits) -> int:
        """Run the stages in order until none finds anything more or the limits are reached."""
        deadline = None if limits.seconds is None else limits.monotonic() + limits.seconds
        stored = total = 0
        while True:
            before = total
            for stage in stages:
                while stored < limits.records and not self._rests(stage):
                    taken = self._take_stored(stage, outlet, min(CHUNK, limits.records - stored))
                    stored += taken
                    total += taken
                    if not taken or (deadline is not None and limits.monotonic() >= deadline):
                        break
                total += self._take_fresh(stage, outlet, 50 * limits.records - total)
            if total == before or (deadline is not None and limits.monotonic() >= deadline):
                return total

    def _take_stored(self, stage: Stage, outlet: Outlet[Writing], limit: int) -> int:
        """Let *stage* take entries that were committed before this batch."""
        writing = outlet.writing
        head = writing.heads.get(stage.topic, 0)
        position = stage.progress.position
        if position >= head:
            return 0
        base = writing.topic_id(stage.topic) << OFFSET_BITS
        found = writing.connection.execute(
            "SELECT ?, kind, key, value, time, identity, headers, NULL FROM entries WHERE place >= ? AND place < ?"
            " ORDER BY place LIMIT ?",
            (stage.topic, base | position, base | head, limit),
        ).fetchall()
        return self._take(stage, outlet, map(Entry._make, found))

    def _take_fresh(self, stage: Stage, outlet: Outlet[Writing], limit: int) -> int:
        """Let *stage* take entries that this batch appended; its own outputs may add to them meanwhile."""
        fresh = outlet.writing.fresh.get(stage.topic)
        if fresh is None or limit <= 0 or stage.waits is not None or stage.progress.position < fresh[0]:
            return 0
        start, entries = fresh
        return self._take(stage, outlet, _from(entries, stage.progress.position - start, limit))

    def _take(self, stage: Stage, outlet: Outlet[Writing], entries: Iterator[Entry]) -> int:
        first = stage.progress.position
        for entry in entries:
            stage.take(outlet, entry)
            if stage.waits is not None or (entry.kind == Kind.MARKER and self._rests(stage)):
                break
        return stage.progress.position - first

    def _cut(self, stages: Sequence[Stage], outlet: Outlet[Writing]) -> None:
        """When the last stage has passed a marker, show the processors their rows and note this shard's share."""
        passed = stages[-1].passed
        if passed is None:
            return
        stages[-1].passed = None
        marker, time = passed
        outlet.flush_rows()
        connection = outlet.writing.connection
        for stage in stages:
            processor = stage.plan.processor
            if isinstance(processor, Cutting):
                try:
                    outputs = processor.cut(
                        read_rows(connection.execute(SELECT_ROWS)), Marker(marker, from_micros(time))
                    )
                    stage.send_cut(outlet, list(outputs), marker, time)
                except sqlite3.Error:
                    raise
                except Exception as error:  # noqa: BLE001  (a cut that fails must not stop the loop)
                    stage.bury_cut(outlet, marker, time, error)
        connection.execute("UPDATE cuts SET done = 1 WHERE marker = ?", (marker,))


def _from(entries: Sequence[Entry], start: int, limit: int) -> Iterator[Entry]:
    """Yield entries from *start* on, those too that are appended while it runs, at most *limit*."""
    index = start
    while index < len(entries) and index < start + limit:
        yield entries[index]
        index += 1
