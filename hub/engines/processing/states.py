"""Decoded states of one processor partition: a bounded cache with write-back in the batch's transaction."""

from __future__ import annotations

import sqlite3

from hub.bus.records import RECORD_CAP
from hub.core.errors import NewerSchemaError, PermanentError
from hub.core.ports import Processor

CACHED_STATES = 10_000
"""States kept decoded for each processor partition, at some 10 kB each a tenth of the hub's 1 GiB."""


class StateFaultError(PermanentError):
    """A step's state, rows or timers can't be stored, which shows only when the batch is written."""

    code = "E-STA-01"


class Slot:
    """One key's state in memory; ``row`` is its row in the store, 0 for a key that has none yet."""

    __slots__ = ("row", "state", "version")

    def __init__(self, row: int, version: int, state: object | None) -> None:
        self.row = row
        self.version = version
        self.state = state


class States:
    """
    States by key, the least recently used dropped first.

    Two generations stand for recency: a hit in the old one moves to the young one, and when the young one is full it
    becomes the old one. That bounds memory without reordering anything on each access. ``written`` holds (version,
    encoded state) of the keys that the last flush wrote.
    """

    def __init__(self, connection: sqlite3.Connection, processor: Processor[object], capacity: int) -> None:
        self._connection = connection
        self._name = processor.name
        self._codec = processor.codec
        self._half = max(1, capacity // 2)
        self._young: dict[str, Slot] = {}
        self._old: dict[str, Slot] = {}
        self._dirty: dict[str, Slot] = {}
        self.written: dict[str, tuple[int, bytes]] = {}

    def __len__(self) -> int:
        """Return how many states are kept in memory."""
        return len(self._young) + len(self._old)

    def slot(self, key: str) -> Slot:
        """
        Return the slot of *key*, an empty one for a key never seen.

        Raises:
            NewerSchemaError: this version can't read its state.
        """
        slot = self._young.get(key)
        if slot is None:
            slot = self._old.pop(key, None) or self._load(key)
            self._young[key] = slot
        return slot

    def _load(self, key: str) -> Slot:
        found = self._connection.execute(
            "SELECT id, version, value FROM states WHERE processor = ? AND key = ?", (self._name, key)
        ).fetchone()
        if found is None:
            return Slot(0, 0, None)
        try:
            return Slot(found[0], found[1], self._codec.decode(found[2]))
        except Exception as error:
            # what another version can read must not be buried: the same holds for a state as for a record
            raise NewerSchemaError(
                "a state can't be read by this version",
                where=self._name,
                remedy="run the version that wrote it, or compute it anew (hub rebuild)",
            ) from error

    def changed(self, key: str, slot: Slot) -> None:
        """Write *slot* back with this batch."""
        self._dirty[key] = slot

    def encoded(self, state: object) -> bytes:
        """
        Return *state* as it is stored.

        Raises:
            StateFaultError: the processor's codec can't encode it, or it's larger than any bus takes.
        """
        try:
            data = self._codec.encode(state)
        except Exception as error:
            raise StateFaultError("a state can't be encoded", where=self._name, remedy="mend the processor") from error
        if len(data) > RECORD_CAP:
            raise StateFaultError(f"a state of {len(data)} bytes is over the cap of {RECORD_CAP}", where=self._name)
        return data

    def flush(self, last_row: int) -> int:
        """Write what changed; *last_row* is the last row number given in this shard, the new one is returned."""
        inserts, updates, encode = [], [], self.encoded
        self.written.clear()
        for key, slot in self._dirty.items():
            value = encode(slot.state)
            self.written[key] = (slot.version, value)
            if slot.row:
                updates.append((slot.version, value, slot.row))
            else:
                last_row += 1
                slot.row = last_row
                inserts.append((last_row, self._name, key, slot.version, value))
        # rows stand in the order in which keys were first seen: what lives at one time lies together, and an update
        # by row number leaves the index alone
        self._connection.executemany(
            "INSERT INTO states (id, processor, key, version, value) VALUES (?, ?, ?, ?, ?)", inserts
        )
        self._connection.executemany("UPDATE states SET version = ?, value = ? WHERE id = ?", updates)
        self._dirty.clear()
        if len(self._young) > self._half:
            self._old, self._young = self._young, {}
        return last_row
