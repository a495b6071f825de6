"""Whether something came in beside a running engine, asked often and for next to nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from hub.sqlite import open_reader, store_errors


class FileArrivals:
    """
    Watches the shard files of a folder: a :class:`hub.engines.ports.Arrivals`.

    While no file has changed a look costs one counter per file, which SQLite keeps in shared memory. Once one has, the
    ends of the processors' inputs are compared with their positions.
    """

    def __init__(self, folder: Path, stages: Sequence[tuple[str, str]]) -> None:
        """Watch what each processor of *stages* (its name and its input) hasn't taken."""
        self._stages = tuple(stages)
        self._connections: list[tuple[Path, sqlite3.Connection]] = []
        for path in sorted(folder.glob("shard-??.db")):
            with store_errors(path):
                self._connections.append((path, open_reader(path)))
        self._seen: tuple[int, ...] = ()
        self._told: frozenset[tuple[int, str, int]] = frozenset()

    def came(self) -> bool:
        """
        Return whether more waits than when it was last said that something waits.

        What the processors can't take now is said once, not at every look.

        Raises:
            BusUnavailableError: a file can't be read now.
        """
        seen = tuple(self._version(path, connection) for path, connection in self._connections)
        if seen == self._seen:
            return False
        waiting = frozenset(
            (number, topic, end)
            for number, (path, connection) in enumerate(self._connections)
            for topic, end in self._behind(path, connection)
        )
        is_news = not waiting <= self._told
        self._seen, self._told = seen, waiting
        return is_news

    @staticmethod
    def _version(path: Path, connection: sqlite3.Connection) -> int:
        """Return a number that another one replaces whenever somebody else commits to the file."""
        with store_errors(path):
            return int(connection.execute("PRAGMA data_version").fetchone()[0])

    def _behind(self, path: Path, connection: sqlite3.Connection) -> list[tuple[str, int]]:
        with store_errors(path):
            ends: dict[str, int] = dict(connection.execute("SELECT name, next FROM topics").fetchall())
            taken: dict[str, int] = dict(connection.execute("SELECT processor, position FROM progress").fetchall())
        return [
            (topic, ends[topic]) for processor, topic in self._stages if ends.get(topic, 0) > taken.get(processor, 0)
        ]

    def close(self) -> None:
        """Let go of the files."""
        for _, connection in self._connections:
            connection.close()
