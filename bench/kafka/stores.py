"""
A shard's local copy in SQLite and in RocksDB, under one keyed workload: ``python -m bench.kafka.stores [KEYS]``.

Both hold what a batch changes (states, and timers by due time) in one atomic write with a checkpoint, neither waits for
the disk: a copy that a power cut takes comes again from the changelog. Each runs in a process of its own, and opens
again after a process that was killed.
"""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, fields
from multiprocessing import get_context
from pathlib import Path
from typing import Protocol

from rocksdict import Options, Rdict, WriteBatch

from hub.engines.kafka.store import LocalStore

BATCH = 2_000
STATE = 400
HOT = 20_000
BATCHES = 50
COLD = 20_000

Change = tuple[str, bytes, int]
"""Key, state, and when its timer is due."""


class Store(Protocol):
    """What a stage needs of a local copy."""

    def get(self, key: str) -> bytes | None:
        """Return one state."""

    def write(self, changes: Sequence[Change], checkpoint: int) -> None:
        """Write a batch, all or none of it."""

    def due(self, limit: int) -> list[str]:
        """Return the keys whose timers are due first."""

    def close(self) -> None:
        """Let go of the files."""


class SqliteStore:
    """The engine's own copy with its own tables."""

    def __init__(self, folder: Path) -> None:
        self._store = LocalStore(folder / "shard-00.db", 1)

    def get(self, key: str) -> bytes | None:
        """Return one state."""
        found = self._store.connection.execute(
            "SELECT value FROM states WHERE processor = 'p' AND key = ?", (key,)
        ).fetchone()
        return None if found is None else bytes(found[0])

    def write(self, changes: Sequence[Change], checkpoint: int) -> None:
        """Write a batch, all or none of it."""
        with self._store.transaction() as connection:
            connection.executemany(
                "INSERT INTO states (processor, key, version, value) VALUES ('p', ?, 1, ?)"
                " ON CONFLICT (processor, key) DO UPDATE SET version = version + 1, value = excluded.value",
                [(key, value) for key, value, _ in changes],
            )
            connection.executemany(
                "INSERT INTO timers (processor, key, id, due) VALUES ('p', ?, 't', ?)"
                " ON CONFLICT (processor, key, id) DO UPDATE SET due = excluded.due",
                [(key, due) for key, _, due in changes],
            )
            self._store.note_checkpoint(checkpoint)

    def due(self, limit: int) -> list[str]:
        """Return the keys whose timers are due first."""
        found = self._store.connection.execute(
            "SELECT key FROM timers WHERE processor = 'p' ORDER BY due, key, id LIMIT ?", (limit,)
        )
        return [str(key) for (key,) in found]

    def close(self) -> None:
        """Let go of the files."""
        self._store.close()


class RocksStore:
    """States and timers as keys of one RocksDB; a timer stands by due time, and by key to find its former place."""

    def __init__(self, folder: Path) -> None:
        options = Options(raw_mode=True)
        options.create_if_missing(True)
        self._rocks = Rdict(str(folder / "rocks"), options)

    def get(self, key: str) -> bytes | None:
        """Return one state."""
        found: bytes | None = self._rocks.get(b"s" + key.encode())
        return found

    def write(self, changes: Sequence[Change], checkpoint: int) -> None:
        """Write a batch, all or none of it."""
        names = [key.encode() for key, _, _ in changes]
        former = self._rocks.get([b"k" + name for name in names])
        batch = WriteBatch(raw_mode=True)
        for name, place, (_, value, due) in zip(names, former, changes, strict=True):
            batch.put(b"s" + name, value)
            if place is not None:
                batch.delete(place)
            new = b"t" + due.to_bytes(8, "big") + name
            batch.put(new, b"")
            batch.put(b"k" + name, new)
        batch.put(b"checkpoint", str(checkpoint).encode())
        self._rocks.write(batch)

    def due(self, limit: int) -> list[str]:
        """Return the keys whose timers are due first."""
        found = []
        for place in self._rocks.keys(from_key=b"t"):
            found.append(place[9:].decode())
            if len(found) == limit:
                break
        return found

    def close(self) -> None:
        """Let go of the files."""
        self._rocks.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreFigures:
    """
    Microseconds of processor time a key, milliseconds by the clock until a state is read after a kill, megabytes.

    Making the states is part of load, hot and timers, some 2 µs a key on either side.
    """

    load_us: float
    cold_get_us: float
    hot_us: float
    timers_us: float
    reopen_ms: float
    memory_mb: float
    disk_mb: float


def timed(run: Callable[[], object], keys: int) -> float:
    """Return the microseconds of processor time, of all threads, that *run* takes for each of *keys*."""
    began = time.process_time()
    run()
    return (time.process_time() - began) / keys * 1e6


def changes(chance: random.Random, keys: Sequence[int], now: int) -> list[Change]:
    """Return a batch in which every key gets a state of its own and a timer somewhere after *now*."""
    return [(f"D2026-{key:08d}", chance.randbytes(STATE), now + chance.randrange(1 << 30)) for key in keys]


def load(store: Store, keys: int) -> None:
    """Write *keys* keys in batches."""
    chance = random.Random(1)
    for start in range(0, keys, BATCH):
        store.write(changes(chance, range(start, min(start + BATCH, keys)), 0), start)


def cold(store: Store, keys: int) -> None:
    """Read keys from everywhere, as after opening."""
    chance = random.Random(2)
    for _ in range(COLD):
        store.get(f"D2026-{chance.randrange(keys):08d}")


def hot(store: Store, keys: int) -> None:
    """Read and write batches of keys that live at one time."""
    chance = random.Random(3)
    first = max(0, keys - HOT)
    for number in range(BATCHES):
        batch = changes(chance, [first + chance.randrange(min(HOT, keys)) for _ in range(BATCH)], 1 << 30)
        for key, _, _ in batch:
            store.get(key)
        store.write(batch, number)


def fire(store: Store) -> None:
    """Take the timers that are due first and set them anew, batch by batch."""
    chance = random.Random(4)
    for number in range(10):
        store.write([(key, chance.randbytes(STATE), 1 << 31) for key in store.due(BATCH)], number)


def die(kind: type[SqliteStore] | type[RocksStore], folder: Path, keys: int) -> None:
    """Write on and be killed."""
    hot(kind(folder), keys)
    os.kill(os.getpid(), signal.SIGKILL)


def measure(kind: type[SqliteStore] | type[RocksStore], keys: int) -> StoreFigures:
    """Run the workload on a store of *kind* in this process."""
    with tempfile.TemporaryDirectory(prefix="hub-stores-") as name:
        folder = Path(name)
        store: Store = kind(folder)
        load_us = timed(lambda: load(store, keys), keys)
        store.close()
        store = kind(folder)
        cold_us = timed(lambda: cold(store, keys), COLD)
        hot_us = timed(lambda: hot(store, keys), BATCHES * BATCH)
        timers_us = timed(lambda: fire(store), 10 * BATCH)
        store.close()
        victim = get_context("spawn").Process(target=die, args=(kind, folder, keys))
        victim.start()
        victim.join()
        began = time.perf_counter()
        kind(folder).get("D2026-00000000")
        reopen = (time.perf_counter() - began) * 1000
        disk = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        figures = StoreFigures(
            load_us=load_us, cold_get_us=cold_us, hot_us=hot_us, timers_us=timers_us, reopen_ms=reopen,
            memory_mb=memory / 1e6, disk_mb=disk / 1e6,
        )  # fmt: skip
        shutil.rmtree(folder / "rocks", ignore_errors=True)
        return figures


def main(keys: int = 1_000_000) -> dict[str, StoreFigures]:
    """Measure both stores, each in a process of its own, and print their figures side by side."""
    found: dict[str, StoreFigures] = {}
    for name, kind in (("SQLite", SqliteStore), ("RocksDB", RocksStore)):
        with ProcessPoolExecutor(1, get_context("spawn")) as pool:
            found[name] = pool.submit(measure, kind, keys).result()
    print(f"{keys:,} keys of {STATE} bytes, a timer each, batches of {BATCH:,}\n")
    print("| | SQLite | RocksDB |\n|---|---:|---:|")
    for field in fields(StoreFigures):
        values = [getattr(figures, field.name) for figures in found.values()]
        print(f"| {field.name} | " + " | ".join(f"{value:,.1f}" for value in values) + " |")
    return found


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
