"""The embedded engine: processors fused per shard, effectively once by rules 1-7 of the design (§3)."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import cast

from hub.bus.embedded import EmbeddedBus, Entry, Kind, Shard
from hub.bus.embedded.log import open_shards, to_entry
from hub.bus.records import to_micros
from hub.core.errors import ConfigurationError, HubError
from hub.core.ports import Processor, Serde
from hub.engines.embedded.partition import Handoff, Limits, Partition, PartitionPlan, Probe
from hub.engines.embedded.reader import EmbeddedReader
from hub.engines.processing.observing import Observer, unobserved
from hub.engines.processing.stage import stage_plans
from hub.engines.processing.states import CACHED_STATES
from hub.engines.processing.tables import FORGET_DERIVED, create_engine_tables

Appended = tuple[str, object, datetime, Mapping[str, str]]
"""Key, value (an object, or bytes already encoded), time (UTC) and headers."""


def _no_probe(sub_step: str) -> None:
    """Ignore *sub_step*."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineOptions:
    """
    How an engine is opened.

    Attributes:
        shards: Number of shards of a new folder; None keeps what is there (2 for a new one).
        generation: A higher one than the folder's forgets all derived state and computes it anew from the log.
        probe: Told of each sub-step, for fault tests and traces.
        cached_states: States kept decoded per processor and shard.
        batch: Entries of the log taken by one batch.
        batch_seconds: Time bound of one batch when live, None for replays.
        observe: Told of each batch, for metrics.
    """

    shards: int | None = None
    generation: int = 1
    probe: Probe = _no_probe
    cached_states: int = CACHED_STATES
    batch: int = 5_000
    batch_seconds: float | None = None
    observe: Observer = unobserved
    monotonic: Callable[[], float] = time.monotonic


class EmbeddedEngine:
    """Runs processors over the shards of one folder in this process; opening it fences off every engine before it."""

    shard_type: type[Shard] = Shard
    partition_type: type[Partition] = Partition

    def __init__(
        self, folder: Path, processors: Sequence[Processor[object]], serde: Serde, options: EngineOptions
    ) -> None:
        _check(processors)
        self._folder = folder
        self._serde = serde
        self._shards = open_shards(folder, options.shards, self.shard_type)
        self.bus = EmbeddedBus(self._shards)
        self.generation = options.generation
        self._limits = Limits(records=options.batch, seconds=options.batch_seconds, monotonic=options.monotonic)
        self._complete: set[str] = set()
        try:
            epochs = [self._claim(shard) for shard in self._shards]
        except HubError:
            self.close()
            raise
        numbers = range(len(self._shards))
        plan = PartitionPlan(
            shards=self._shards,
            stages=[
                stage
                for number in numbers
                for stage in stage_plans(
                    number,
                    len(self._shards),
                    processors,
                    generation=options.generation,
                    cached_states=options.cached_states,
                )
            ],
            serde=serde,
            place=self.bus.partition_of,
            probe=options.probe,
            is_cut_complete=self.is_cut_complete,
            handoffs={(source, dest): Handoff() for source in numbers for dest in numbers},
            observe=options.observe,
            monotonic=options.monotonic,
        )
        self._partitions = [
            self.partition_type(plan, shard, epoch) for shard, epoch in zip(self._shards, epochs, strict=True)
        ]

    @classmethod
    def open(
        cls,
        folder: Path,
        processors: Sequence[object],
        serde: Serde,
        options: EngineOptions | None = None,
    ) -> EmbeddedEngine:
        """
        Open the hub's data in *folder* and take it over.

        *processors* are :class:`~hub.core.ports.Processor` objects in the order in which records flow: ticks and close
        markers go from each to the next. An output to an earlier one is taken as any record.

        Raises:
            ConfigurationError: other number of shards, older generation, or two processors of one name.
            BusUnavailableError: the store can't be written.
        """
        return cls(folder, cast("Sequence[Processor[object]]", processors), serde, options or EngineOptions())

    def _claim(self, shard: Shard) -> int:
        """Make the tables, take the shard over under a new epoch, and start a new generation if one is asked for."""
        with shard.transaction() as writing:
            connection = writing.connection
            create_engine_tables(connection)
            found: dict[str, int] = dict(connection.execute("SELECT name, value FROM meta"))
            generation = found.get("generation", self.generation)
            if generation > self.generation:
                raise ConfigurationError(
                    f"holds generation {generation}, this engine is generation {self.generation}",
                    where=shard.path.name,
                    remedy="open it with the generation it has, or a higher one to compute all anew",
                )
            if generation < self.generation:
                _check_is_newest(connection, self.generation, shard)
                for statement in FORGET_DERIVED.split(";\n"):
                    connection.execute(statement)
            epoch = found.get("epoch", 0) + 1
            connection.executemany(
                "INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)",
                [("epoch", epoch), ("generation", self.generation)],
            )
        return epoch

    def append(self, topic: str, entries: Sequence[Appended]) -> None:
        """
        Append records to *topic*, durable when the call returns; objects are encoded, bytes are taken as they are.

        Raises:
            PermanentError: an entry is too large or can't be encoded; nothing was appended.
            BusUnavailableError: the store can't be written; nothing was appended.
        """
        encode = self._serde.encode
        self.bus.append_entries(
            [
                to_entry(topic, key, value if isinstance(value, bytes) else encode(topic, value), instant, headers)
                for key, value, instant, headers in entries
            ]
        )

    def run_batch(self) -> int:
        """
        Run one batch on every shard that has work; return how many log entries were taken.

        Raises:
            StaleOwnerError: another engine has taken the folder over; end this one.
            BusUnavailableError: the store can't be written now; nothing was lost, try again later.
        """
        return sum(partition.batch(self._limits) for partition in self._partitions if partition.has_work())

    def run_until_idle(self) -> int:
        """Run batches until no shard has work left; return how many log entries were taken."""
        total = 0
        while any(partition.has_work() for partition in self._partitions):
            total += self.run_batch()
        return total

    def tick(self, now: datetime) -> None:
        """Put the instant *now* on the log: every timer due by then fires, in its turn among the records."""
        self._control(Entry("", Kind.TICK, "", b"", to_micros(now)), None)

    def close_cut(self, marker_id: str, at: datetime) -> None:
        """
        Put the close marker *marker_id* into every partition; the same call twice puts it there once.

        Everything received before it is taken in before the cut is complete, see :meth:`is_cut_complete`.
        """
        headers = json.dumps({"marker": marker_id})
        self._control(Entry("", Kind.MARKER, "", b"", to_micros(at), None, headers), marker_id)

    def _control(self, entry: Entry, marker: str | None) -> None:
        topic = self._partitions[0].first_topic
        for shard in self._shards:
            with shard.transaction() as writing:
                if marker is not None:
                    added = writing.connection.execute(
                        "INSERT OR IGNORE INTO cuts (marker, at) VALUES (?, ?)", (marker, entry.time)
                    ).rowcount
                    if not added:
                        continue
                writing.append(entry._replace(topic=topic))
                writing.flush()

    def is_cut_complete(self, marker_id: str) -> bool:
        """Return whether every partition on every shard has passed *marker_id*."""
        if marker_id not in self._complete:
            query = "SELECT 1 FROM cuts WHERE marker = ? AND done = 1"
            if not all(shard.query(query, (marker_id,)) for shard in self._shards):
                return False
            self._complete.add(marker_id)
        return True

    def reader(self) -> EmbeddedReader:
        """Return read access to what is committed, on connections of its own."""
        return EmbeddedReader(self._folder)

    def close(self) -> None:
        """Let go of all files; nothing is lost by not calling it."""
        self.bus.close()


def _check(processors: Sequence[Processor[object]]) -> None:
    names = [processor.name for processor in processors]
    if not names or len(set(names)) != len(names) or any("/" in name or not name for name in names):
        raise ConfigurationError(
            f"processors {names} need one distinct name each, without a slash", remedy="rename one of them"
        )


def _check_is_newest(connection: sqlite3.Connection, generation: int, shard: Shard) -> None:
    """Refuse a generation that a processor rebuilt alone has had: its outputs would pass for new ones."""
    (taken,) = connection.execute("SELECT coalesce(max(generation), 0) FROM generations").fetchone()
    if generation <= taken:
        raise ConfigurationError(
            f"a processor is of generation {taken} already, this engine is generation {generation}",
            where=shard.path.name,
            remedy=f"open it with generation {taken + 1}",
        )
