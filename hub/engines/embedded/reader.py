"""Reading what an engine has committed, beside it and in other processes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from hub.bus.embedded.tables import OFFSET_BITS, OFFSET_MASK
from hub.bus.records import shard_of, to_micros
from hub.core.errors import UnknownRecordError
from hub.core.ports import Row
from hub.engines.processing.output import SELECT_ROWS, read_rows
from hub.progress import told
from hub.sqlite import open_reader, store_errors

_AS_KNOWN = f"{SELECT_ROWS} WHERE known_from <= :at AND (known_until IS NULL OR known_until > :at)"


class EmbeddedReader:
    """A :class:`hub.core.ports.HubReader` over the shard files of a folder; it never writes."""

    def __init__(self, folder: Path) -> None:
        self._paths = sorted(folder.glob("shard-??.db"))
        if not self._paths:
            raise _nothing_here(folder)
        with store_errors(self._paths[0]):
            self._connections = [open_reader(path) for path in self._paths]
        # a log that was only appended to has no states yet
        if not all(
            self._query(number, "SELECT 1 FROM sqlite_master WHERE name = 'cuts'", {}).fetchone()
            for number in range(len(self._paths))
        ):
            self.close()
            raise _nothing_here(folder)

    def state(self, processor: str, key: str) -> bytes | None:
        """Return one encoded state, None for a key never seen."""
        # a processor of a single-partition topic keeps all its keys in shard 0
        for number in dict.fromkeys((shard_of(key, len(self._connections)), 0)):
            found = self._query(
                number, "SELECT value FROM states WHERE processor = :processor AND key = :key",
                {"processor": processor, "key": key},
            ).fetchone()  # fmt: skip
            if found is not None:
                return bytes(found[0])
        return None

    def states(self, processor: str) -> Iterator[tuple[str, bytes]]:
        """Yield every (key, encoded state) of *processor*, ordered by key within a shard."""
        asked: dict[str, str | int] = {"processor": processor}
        found = self._of_all("SELECT key, value FROM states WHERE processor = :processor ORDER BY key", asked)
        return told(found, lambda: self._count("SELECT COUNT(*) FROM states WHERE processor = :processor", asked))

    def rows(self, known_at: datetime) -> Iterator[Row]:
        """Yield every contribution row that counts in a view as known at *known_at*."""
        asked: dict[str, str | int] = {"at": to_micros(known_at)}
        found = read_rows(self._of_all(_AS_KNOWN, asked))
        return told(found, lambda: self._count(f"SELECT COUNT(*) FROM ({_AS_KNOWN})", asked))  # noqa: S608 - constants

    def row_history(self) -> Iterator[Row]:
        """Yield every contribution row, superseded ones too."""
        found = read_rows(self._of_all(SELECT_ROWS, {}))
        return told(found, lambda: self._count(f"SELECT COUNT(*) FROM ({SELECT_ROWS})", {}))  # noqa: S608 - constants

    def _of_all(self, sql: str, asked: dict[str, str | int]) -> Iterator[tuple[Any, ...]]:
        for number in range(len(self._connections)):
            yield from self._query(number, sql, asked)

    def _count(self, sql: str, asked: dict[str, str | int]) -> int:
        return sum(int(self._query(number, sql, asked).fetchone()[0]) for number in range(len(self._connections)))

    @property
    def partitions(self) -> int:
        """How many partitions there are."""
        return len(self._connections)

    @property
    def generation(self) -> int:
        """Number of the computation whose states these are: a higher one computed some or all anew from the log."""
        whole = sum(
            int(value)
            for (value,) in self._query(0, "SELECT value FROM meta WHERE name IN ('generation', 'moves')", {})
        )
        # a folder that only an older version has opened has no such table
        if not self._query(0, "SELECT 1 FROM sqlite_master WHERE name = 'generations'", {}).fetchone():
            return whole
        return whole + int(self._query(0, "SELECT coalesce(sum(generation), 0) FROM generations", {}).fetchone()[0])

    def rows_of(self, label: str) -> Iterator[Row]:
        """Yield every contribution row of one dispute, superseded ones too."""
        number = shard_of(label, len(self._connections))
        yield from read_rows(self._query(number, f"{SELECT_ROWS} WHERE label = :label", {"label": label}))

    def processed(self, processor: str, topic: str, partition: int, since: int, limit: int) -> tuple[list[str], int]:
        """
        Return the keys of the records of *topic* that *processor* has taken from offset *since* on, and what follows.

        Their states and rows, read after this, are at least as new as these records.
        """
        until = self._position(processor, partition)
        if since >= until:
            return [], since
        (topic_id,) = self._query(partition, "SELECT id FROM topics WHERE name = :topic", {"topic": topic}).fetchone()
        base = int(topic_id) << OFFSET_BITS
        records = self._query(
            partition,
            "SELECT place, key FROM entries WHERE place >= :since AND place < :until AND kind = 0"
            " ORDER BY place LIMIT :limit",
            {"since": base | since, "until": base | until, "limit": limit},
        ).fetchall()
        following = until if len(records) < limit else (int(records[-1][0]) & OFFSET_MASK) + 1
        return [str(key) for _, key in records], following

    def _position(self, processor: str, partition: int) -> int:
        """Return up to which offset *processor* has taken its topic."""
        found = self._query(
            partition, "SELECT position FROM progress WHERE processor = :processor", {"processor": processor}
        ).fetchone()
        return 0 if found is None else int(found[0])

    def behind(self, processor: str, topic: str) -> int:
        """Return how many entries of *topic*'s log *processor* has not taken yet."""
        return sum(self._behind(number, processor, topic) for number in range(len(self._connections)))

    def _behind(self, number: int, processor: str, topic: str) -> int:
        head = self._query(number, "SELECT next FROM topics WHERE name = :topic", {"topic": topic}).fetchone()
        return max(0, (int(head[0]) if head else 0) - self._position(processor, number))

    def _query(self, number: int, sql: str, parameters: dict[str, str | int]) -> sqlite3.Cursor:
        with store_errors(self._paths[number]):
            return self._connections[number].execute(sql, parameters)

    def close(self) -> None:
        """Let go of all files."""
        for connection in self._connections:
            connection.close()


def _nothing_here(folder: Path) -> UnknownRecordError:
    return UnknownRecordError("no hub has run here yet", where=folder.name, remedy="start the hub once")
