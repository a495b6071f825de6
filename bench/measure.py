"""Runs floor and engine over the same records in turns, and the engine over growing numbers of disputes."""

from __future__ import annotations

import gc
import itertools
import resource
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeVar, cast

from bench.floor import Floor
from bench.workload import Encoded, bench_processors, encoded, follow_ups, registry, reports, statements, unit_of
from hub.contracts import Serde
from hub.core.ports import Processor
from hub.core.topics import SOURCE_SUBMISSIONS
from hub.engines.embedded import DeadLetters, EmbeddedEngine, EngineOptions

BATCH = 5_000
"""Records in one transaction, of the floor as of the engine."""

REPORTED = 10_000
"""Disputes that the measured ones are taken from."""

T = TypeVar("T")


@dataclass(slots=True)
class Spent:
    """Time that one side took."""

    records: int = 0
    wall: float = 0.0
    cpu: float = 0.0

    def add(self, records: int, work: Callable[[], object]) -> None:
        """Do *work* and add what it took."""
        wall, cpu = time.perf_counter(), time.process_time()
        work()
        self.wall += time.perf_counter() - wall
        self.cpu += time.process_time() - cpu
        self.records += records

    @property
    def per_second(self) -> float:
        """Records per second of wall time."""
        return self.records / self.wall

    @property
    def cost(self) -> float:
        """Microseconds of processor time per record."""
        return self.cpu / self.records * 1e6


@dataclass(frozen=True, slots=True)
class Ratio:
    """Floor against engine."""

    disputes: int
    shards: int
    floor: Spent = field(default_factory=Spent)
    engine: Spent = field(default_factory=Spent)

    @property
    def by_cpu(self) -> float:
        """The engine's rate as a share of the floor's, by processor time: a busy machine doesn't change it much."""
        return self.floor.cost / self.engine.cost

    @property
    def by_wall(self) -> float:
        """The same by wall time."""
        return self.engine.per_second / self.floor.per_second


@dataclass(frozen=True, slots=True)
class Scale:
    """What a record costs when the hub already holds so many disputes, none of them cached."""

    disputes: int
    spent: Spent
    megabytes: int
    reopened: float
    peak: int


def measure_ratio(folder: Path, disputes: int, shards: int) -> Ratio:
    """Run the whole course of *disputes* disputes through both, batch by batch in turns."""
    units, serde = registry(), Serde()
    processors = cast("Sequence[Processor[object]]", bench_processors(units))
    result = Ratio(disputes, shards)
    floor = Floor(folder / "floor.db", processors, Serde())
    engine = EmbeddedEngine.open(
        folder / "ratio", bench_processors(units), Serde(), EngineOptions(shards=shards, batch=BATCH)
    )
    for batch in batches(encoded(serde, statements(disputes, unit_of(units)))):
        gc.collect()
        result.floor.add(len(batch), partial(floor.take, batch))
        gc.collect()
        result.engine.add(len(batch), partial(_take, engine, batch))
    _check(engine)
    floor.close()
    engine.close()
    return result


def measure_scale(folder: Path, disputes: int, sample: int) -> Scale:
    """
    Measure three more statements of each of *sample* disputes when the hub holds *disputes* of them, nothing cached.

    The first 10,000 are reported through the rules. Beyond, the store is filled with copies of what they left, under
    other keys and in between, so that those measured lie scattered over the whole store.
    """
    units, serde = registry(), Serde()
    unit, target = unit_of(units), folder / f"scale-{disputes}"
    reported = min(disputes, REPORTED)
    engine = EmbeddedEngine.open(target, bench_processors(units), serde, EngineOptions(batch=BATCH, shards=1))
    for batch in batches(encoded(serde, reports(reported, unit))):
        _take(engine, batch)
    _copy(engine, disputes // reported)
    engine.close()
    spent = Spent()
    begun = time.perf_counter()
    engine = EmbeddedEngine.open(target, bench_processors(units), serde, EngineOptions(batch=BATCH))
    _take(engine, [])
    reopened = time.perf_counter() - begun
    for batch in batches(list(encoded(serde, follow_ups(reported, sample, unit)))):
        spent.add(len(batch), partial(_take, engine, batch))
    _check(engine)
    engine.close()
    size = sum(path.stat().st_size for path in target.iterdir()) >> 20
    return Scale(disputes, spent, size, reopened, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10)


def _copy(engine: EmbeddedEngine, times: int) -> None:
    """Make *times* of every state, row and timer, one of which keeps its key."""
    if times == 1:
        return
    (shard,) = engine.bus.shards
    with shard.transaction() as writing:
        connection = writing.connection
        connection.execute("CREATE TEMP TABLE first AS SELECT * FROM states ORDER BY id")
        connection.execute("CREATE TEMP TABLE first_rows AS SELECT * FROM rows")
        connection.execute("CREATE TEMP TABLE first_timers AS SELECT * FROM timers")
        connection.execute("DELETE FROM states")
        columns = [name for _, name, *_ in connection.execute("PRAGMA table_info(rows)")][1:]
    for number in range(times):
        with shard.transaction() as writing:
            connection, named = writing.connection, {"n": number, "times": times}
            connection.execute(
                "INSERT INTO states (processor, key, version, value) SELECT processor,"
                " CASE WHEN id % :times = :n THEN key ELSE key || '~' || :n END, version, value FROM first",
                named,
            )
            if number:
                connection.execute(
                    f"INSERT INTO rows SELECT label || '~' || :n, {', '.join(columns)} FROM first_rows", named
                )
                connection.execute(
                    "INSERT INTO timers SELECT processor, key || '~' || :n, id, due FROM first_timers", named
                )


def _take(engine: EmbeddedEngine, batch: Sequence[Encoded]) -> None:
    engine.bus.append(SOURCE_SUBMISSIONS, batch)
    engine.run_until_idle()


def _check(engine: EmbeddedEngine) -> None:
    """Make sure that what was measured is the rules at work, not records that were set aside."""
    letter = next(DeadLetters(engine.bus).pending(), None)
    if letter is not None:
        raise RuntimeError(f"the workload doesn't fit the rules: {letter.reason}")


def batches(items: Iterable[T]) -> Iterator[list[T]]:
    """Yield *items* in lists of :data:`BATCH`."""
    iterator = iter(items)
    while batch := list(itertools.islice(iterator, BATCH)):
        yield batch
