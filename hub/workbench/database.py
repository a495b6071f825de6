"""The workbench's one SQLite file: what a person clicked is on disk before the page says so."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from hub.core.errors import BusUnavailableError, ConfigurationError

_SCHEMA = """
CREATE TABLE IF NOT EXISTS action (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, click TEXT NOT NULL UNIQUE, person TEXT NOT NULL, unit TEXT NOT NULL,
  act TEXT NOT NULL, about TEXT NOT NULL,
  dispute TEXT NOT NULL, root TEXT NOT NULL, clicked_at TEXT NOT NULL, due_at TEXT NOT NULL, state TEXT NOT NULL,
  submissions BLOB NOT NULL, sealed BLOB, sent_at TEXT, why TEXT NOT NULL DEFAULT '');
CREATE INDEX IF NOT EXISTS action_by_state ON action (state, seq);
CREATE INDEX IF NOT EXISTS action_by_dispute ON action (dispute, seq);
CREATE INDEX IF NOT EXISTS action_by_time ON action (clicked_at);
CREATE TABLE IF NOT EXISTS draft (
  person TEXT NOT NULL, form TEXT NOT NULL, saved_at TEXT NOT NULL, sealed BLOB NOT NULL,
  PRIMARY KEY (person, form)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS paper (
  id INTEGER PRIMARY KEY AUTOINCREMENT, unit TEXT NOT NULL, kind TEXT NOT NULL, year INTEGER NOT NULL,
  serial INTEGER NOT NULL, number TEXT NOT NULL, dispute TEXT NOT NULL, click TEXT NOT NULL, person TEXT NOT NULL,
  made_at TEXT NOT NULL, void_at TEXT, void_by TEXT NOT NULL DEFAULT '', void_why TEXT NOT NULL DEFAULT '',
  sealed BLOB NOT NULL, UNIQUE (unit, kind, year, serial), UNIQUE (click, kind));
CREATE INDEX IF NOT EXISTS paper_by_dispute ON paper (dispute, id);
CREATE TABLE IF NOT EXISTS lease (name TEXT PRIMARY KEY, holder TEXT NOT NULL, until TEXT NOT NULL) WITHOUT ROWID;
"""

Value = str | int | bytes | None


def told(at: datetime) -> str:
    """Return *at* as the file writes instants: texts that sort as time does."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def instant(text: object) -> datetime:
    """Return the instant that :func:`told` wrote."""
    return datetime.fromisoformat(str(text))


class Database:
    """The file; thread safe, and several processes may use it at once."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.RLock()
        self._depth = 0
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
            self._connection.execute("PRAGMA journal_mode=WAL")
            # FULL: a click that a page confirmed survives a power cut.
            self._connection.execute("PRAGMA synchronous=FULL")
            # What was undone or sent must not live on in free pages of the file.
            self._connection.execute("PRAGMA secure_delete=ON")
            self._connection.executescript(_SCHEMA)
        except (OSError, sqlite3.Error) as fault:
            raise ConfigurationError(
                f"the workbench's file can't be opened ({type(fault).__name__})",
                where=path.name,
                remedy="check rights and disk of the data folder",
            ) from fault

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Run the block in one transaction; blocks may nest and the outermost commits."""
        with self._lock:
            if self._depth == 0:
                self.execute("BEGIN IMMEDIATE")
            self._depth += 1
            try:
                yield
            except BaseException:
                self._depth -= 1
                if self._depth == 0 and self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise
            self._depth -= 1
            if self._depth == 0:
                self.execute("COMMIT")

    def execute(self, statement: str, parameters: tuple[Value, ...] = ()) -> list[tuple[Value, ...]]:
        """
        Run one statement and return its rows.

        Raises:
            BusUnavailableError: the disk is full, or another process has kept the file for too long.
        """
        with self._lock:
            try:
                return self._connection.execute(statement, parameters).fetchall()
            except sqlite3.OperationalError as fault:
                raise BusUnavailableError(
                    f"the workbench's file can't be used ({fault.sqlite_errorname})",
                    where=self.path.name,
                    remedy="check the disk of the data folder",
                ) from fault

    def changed(self, statement: str, parameters: tuple[Value, ...] = ()) -> bool:
        """Run one statement and return whether it changed a row."""
        return bool(self.execute(statement + " RETURNING 1", parameters))
