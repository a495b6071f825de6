"""Reading what an engine has committed, beside it and in other processes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from hub.bus.embedded.entries import shard_of, to_micros
from hub.bus.embedded.tables import open_reader, store_errors
from hub.core.errors import UnknownRecordError
from hub.core.ports import Row
from hub.engines.embedded.output import SELECT_ROWS, read_rows

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
        for number in range(len(self._connections)):
            yield from self._query(
                number, "SELECT key, value FROM states WHERE processor = :processor ORDER BY key",
                {"processor": processor},
            )  # fmt: skip

    def rows(self, known_at: datetime) -> Iterator[Row]:
        """Yield every contribution row that counts in a view as known at *known_at*."""
        for number in range(len(self._connections)):
            yield from read_rows(self._query(number, _AS_KNOWN, {"at": to_micros(known_at)}))

    def row_history(self) -> Iterator[Row]:
        """Yield every contribution row, superseded ones too."""
        for number in range(len(self._connections)):
            yield from read_rows(self._query(number, SELECT_ROWS, {}))

    def _query(self, number: int, sql: str, parameters: dict[str, str | int]) -> sqlite3.Cursor:
        with store_errors(self._paths[number]):
            return self._connections[number].execute(sql, parameters)

    def close(self) -> None:
        """Let go of all files."""
        for connection in self._connections:
            connection.close()


def _nothing_here(folder: Path) -> UnknownRecordError:
    return UnknownRecordError("no hub has run here yet", where=folder.name, remedy="start the hub once")
