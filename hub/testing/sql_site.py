"""A department's database as its clerks and its own application use it, and the ways in which it fails."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Protocol

import sqlalchemy as sa

from hub.testing.servers import Server


class Outage(Protocol):
    """How a database goes away, and comes back."""

    def begin(self) -> None:
        """Take the database away."""

    def end(self) -> None:
        """Bring it back; nothing happens when it is there."""


class LockedFile:
    """An SQLite file that another program holds exclusively, so that nobody can read it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._holder: sqlite3.Connection | None = None

    def begin(self) -> None:
        """Hold the file."""
        self._holder = sqlite3.connect(self._path)
        self._holder.execute("BEGIN EXCLUSIVE")

    def end(self) -> None:
        """Let go of it."""
        if self._holder is not None:
            self._holder.close()
            self._holder = None


class StoppedServer:
    """A real server that is stopped as by a power cut."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._stopped = False

    def begin(self) -> None:
        """Stop it."""
        self._server.stop()
        self._stopped = True

    def end(self) -> None:
        """Start it again."""
        if self._stopped:
            self._server.start()
            self._stopped = False


class SqlSite:
    """
    The half of :class:`~hub.testing.NativeSite` that is the same for every database; an agency's site adds its tables.

    Attributes:
        tables: Names of the tables that are the native system.
    """

    tables: tuple[str, ...] = ()

    def __init__(self, url: str, outage: Outage) -> None:
        self.engine = sa.create_engine(url, pool_pre_ping=True)
        self._outage = outage
        self._ticks = 0
        if self.engine.dialect.name == "sqlite":
            # Nobody cuts the power of a test: without waiting for the disc the suite takes seconds, not a minute.
            sa.event.listen(self.engine, "connect", lambda raw, _: raw.execute("PRAGMA synchronous=OFF"))

    def execute(self, statement: str | sa.Executable, values: Mapping[str, object] | None = None) -> None:
        """Do something in the department's own software."""
        with self.engine.begin() as connection:
            connection.execute(sa.text(statement) if isinstance(statement, str) else statement, dict(values or {}))

    def insert(self, table: str, row: Mapping[str, object]) -> None:
        """Type a row in."""
        self.execute(sa.insert(_table(table, row)).values(dict(row)))

    def change(self, table: str, key: tuple[str, object], columns: Mapping[str, object]) -> None:
        """Change the rows of *table* in which column ``key[0]`` holds ``key[1]``."""
        self.execute(sa.update(_table(table, columns)).where(sa.column(key[0]) == key[1]).values(dict(columns)))

    def now(self) -> str:
        """Return the next time that the department's own clock shows, after what was typed in."""
        self._ticks += 1
        return f"2026-03-16 09:{30 + self._ticks // 60:02d}:{self._ticks % 60:02d}"

    def rows_of(self, table: str) -> list[str]:
        """Return the rows of *table* as texts."""
        with self.engine.connect() as connection:
            found = connection.execute(sa.select(sa.text("*")).select_from(sa.table(table)))
            return sorted(repr(tuple(row)) for row in found)

    def content(self) -> str:
        """Return everything in the native system as one text."""
        return "\n".join(text for table in self.tables for text in self.rows_of(table))

    def stop(self) -> None:
        """Take the database away."""
        self._outage.begin()

    def start(self) -> None:
        """Bring it back as it was."""
        self._outage.end()

    def close(self) -> None:
        """Let go of everything."""
        self.start()
        self.engine.dispose()


def _table(name: str, columns: Mapping[str, object]) -> sa.TableClause:
    # Without types, so that values arrive as they were typed and the database makes of them what it will.
    return sa.table(name, *(sa.column(column) for column in columns))


def create_file(path: Path, script: str) -> None:
    """Create an SQLite file by *script*, as the department's own software does."""
    with closing(sqlite3.connect(path)) as file:
        file.executescript(script)
