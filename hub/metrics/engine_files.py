"""
Gauges of an engine, read beside it from its shard files: those of the embedded engine or the local copies of a worker.

Every query is a look at an index or a small table, so that reading costs the same whether a shard holds a thousand
disputes or a million (but for the timers, which are counted: a million in some 50 ms).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from hub.bus.embedded.tables import OFFSET_BITS
from hub.bus.records import to_micros
from hub.core.ports import Clock
from hub.core.topics import AGENCY_INBOX, DEAD_LETTERS
from hub.metrics import catalogue as metric
from hub.metrics.samples import Sample
from hub.sqlite import open_reader, store_errors

_MICROS = 1_000_000
_TIMERS = "SELECT processor, count(*) FROM timers GROUP BY processor"

Stage = tuple[str, str]
"""Name of a processor, and the topic that it takes."""


@dataclass(frozen=True, slots=True)
class EngineFiles:
    """
    What the shard files in *folder* say of *stages*, the processors in order with their topics.

    A worker tells which shards are its own *now*: copies of those that it had once stand beside them, and grow old.
    """

    folder: Path
    stages: Sequence[Stage]
    clock: Clock
    own: Callable[[], Collection[int]] | None = None
    name: str = "engine"

    def samples(self) -> Iterator[Sample]:
        """
        Yield what is committed now.

        Raises:
            BusUnavailableError: a file can't be read now.
        """
        now = self.clock.now()
        generations = set()
        own = None if self.own is None else {f"shard-{number:02d}" for number in self.own()}
        for path in sorted(self.folder.glob("shard-??.db")):
            if own is not None and path.stem not in own:
                continue
            with store_errors(path), closing(open_reader(path)) as connection:
                found = ShardFile(connection, path.stem.removeprefix("shard-").lstrip("0") or "0")
                if not found.has("progress"):
                    continue
                generations.add(found.meta("generation", 1))
                yield from _of_shard(found, self.stages, now)
                if found.has("topics"):
                    yield from _of_log(found, self.stages, now)
        if generations:
            yield Sample(metric.ENGINE_GENERATION, min(generations))


@dataclass(frozen=True, slots=True)
class ShardFile:
    """One shard file, open for reading, and the number of the shard."""

    connection: sqlite3.Connection
    number: str

    def ask(self, sql: str, *parameters: str | int) -> list[tuple[str | int | None, ...]]:
        """Return the rows of a small query."""
        return self.connection.execute(sql, parameters).fetchall()

    def number_of(self, sql: str, *parameters: str | int) -> int:
        """Return the one number that *sql* asks for, 0 for none."""
        found = self.ask(sql, *parameters)
        return int(found[0][0] or 0) if found else 0

    def has(self, table: str) -> bool:
        """Return whether there is such a table."""
        return bool(self.ask("SELECT 1 FROM sqlite_master WHERE name = ?", table))

    def meta(self, name: str, otherwise: int) -> int:
        """Return a number that the engine keeps under *name*."""
        return self.number_of("SELECT value FROM meta WHERE name = ?", name) or otherwise

    def entry_time(self, topic: str, offset: int) -> int | None:
        """Return the time (microseconds) of the entry at *offset* of *topic* or the first behind it."""
        found = self.ask("SELECT id FROM topics WHERE name = ?", topic)
        if not found:
            return None
        base = int(found[0][0] or 0) << OFFSET_BITS
        rows = self.ask(
            "SELECT time FROM entries WHERE place >= ? AND place < ? ORDER BY place LIMIT 1",
            base | offset,
            base + (1 << OFFSET_BITS),
        )
        return int(rows[0][0] or 0) if rows else None


def _of_shard(shard: ShardFile, stages: Sequence[Stage], now: datetime) -> Iterator[Sample]:
    """What an engine of either kind keeps beside the log."""
    number = (shard.number,)
    ticks = {str(name): int(tick or 0) for name, tick in shard.ask("SELECT processor, tick FROM progress")}
    timers = {str(name): int(count or 0) for name, count in shard.ask(_TIMERS)}
    for name, _ in stages:
        if ticks.get(name):
            behind = max(0, to_micros(now) - ticks[name]) / _MICROS
            yield Sample(metric.ENGINE_TIME_BEHIND, behind, (name, shard.number))
        yield Sample(metric.ENGINE_TIMERS, timers.get(name, 0), (name, shard.number))
    # states are numbered on and never deleted: the last number is their count
    yield Sample(metric.ENGINE_STATES, shard.number_of("SELECT max(id) FROM states"), number)
    if shard.meta("epoch", 0):
        yield Sample(metric.ENGINE_EPOCH, shard.meta("epoch", 0), number)


def _of_log(shard: ShardFile, stages: Sequence[Stage], now: datetime) -> Iterator[Sample]:
    """What the embedded log keeps in the same file."""
    number = (shard.number,)
    heads = {str(name): int(head or 0) for name, head in shard.ask("SELECT name, next FROM topics")}
    positions = {str(name): int(at or 0) for name, at in shard.ask("SELECT processor, position FROM progress")}
    for name, topic in stages:
        head, position = heads.get(topic, 0), positions.get(name, 0)
        place = (name, shard.number)
        yield Sample(metric.ENGINE_LAG, head - position, place)
        yield Sample(metric.ENGINE_PROGRESS, position / head if head else 1.0, place)
        yield Sample(metric.ENGINE_OLDEST, _age(shard, topic, position, now) if position < head else 0, place)
    for topic, head in sorted(heads.items()):
        yield Sample(metric.BUS_RECORDS, head, (topic, shard.number))
    settled = shard.number_of("SELECT count(*) FROM settled")
    yield Sample(metric.ENGINE_DEAD_LETTERS, max(0, heads.get(DEAD_LETTERS, 0) - settled), number)
    yield Sample(metric.ENGINE_OUTBOX, shard.number_of("SELECT count(*) FROM outbox"), number)
    yield Sample(metric.ENGINE_CUTS_OPEN, shard.number_of("SELECT count(*) FROM cuts WHERE done = 0"), number)


def _age(shard: ShardFile, topic: str, offset: int, now: datetime) -> float:
    """Return how long ago the entry at *offset* was received; 0 where there's none."""
    time = shard.entry_time(topic, offset)
    return 0.0 if time is None else max(0, to_micros(now) - time) / _MICROS


@dataclass(frozen=True, slots=True)
class InboxFiles:
    """What waits for each of *agencies* in its inbox, by the shard files in *folder*."""

    folder: Path
    agencies: Sequence[str]
    clock: Clock
    name: str = "deliveries"

    def samples(self) -> Iterator[Sample]:
        """
        Yield how many deliveries have no receipt, and the age of the oldest.

        Raises:
            BusUnavailableError: a file can't be read now.
        """
        now = self.clock.now()
        waiting = dict.fromkeys(self.agencies, 0)
        oldest = dict.fromkeys(self.agencies, 0.0)
        for path in sorted(self.folder.glob("shard-??.db")):
            with store_errors(path), closing(open_reader(path)) as connection:
                shard = ShardFile(connection, path.stem)
                heads = {str(name): int(head or 0) for name, head in shard.ask("SELECT name, next FROM topics")}
                for agency in self.agencies:
                    topic = f"{AGENCY_INBOX}.{agency}"
                    position = shard.number_of(
                        "SELECT position FROM consumers WHERE name = ? AND topic = ?", agency, topic
                    )
                    if position < heads.get(topic, 0):
                        waiting[agency] += heads[topic] - position
                        oldest[agency] = max(oldest[agency], _age(shard, topic, position, now))
        for agency in self.agencies:
            yield Sample(metric.DELIVERIES_WAITING, waiting[agency], (agency,))
            yield Sample(metric.DELIVERIES_OLDEST, oldest[agency], (agency,))
