"""The file of the people: one connection, whole transactions, migrations by version."""

from __future__ import annotations

import sqlite3
import threading
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from hub.bus.embedded.tables import store_errors
from hub.core.errors import ConfigurationError
from hub.people.schema import MIGRATIONS

FILE = "people.db"
_BUSY_SECONDS = 15.0

Value = str | int | bytes | None


class PeopleFile:
    """
    ``people.db``, which console and command line may have open at once; what is committed survives a power cut.

    Raises:
        ConfigurationError: it's damaged, or a newer hub wrote it.
        BusUnavailableError: it can't be opened now.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.RLock()
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            path.touch(mode=0o600)
        with store_errors(path):
            self._connection = sqlite3.connect(
                path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
            self._connection.execute("PRAGMA journal_mode=WAL")
            self._connection.execute("PRAGMA synchronous=FULL")
            self._connection.execute("PRAGMA foreign_keys=ON")
            self._connection.execute("PRAGMA secure_delete=ON")
        weakref.finalize(self, self._connection.close)
        self._migrate()

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """
        Write everything within, or nothing; one within another joins it.

        Raises:
            BusUnavailableError: the file can't be written now.
        """
        with self._lock:
            if self._connection.in_transaction:
                yield
                return
            with store_errors(self._path):
                self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            with store_errors(self._path):
                self._connection.execute("COMMIT")

    def write(self, statement: str, *values: Value) -> int:
        """Execute *statement* and return how many rows it changed; made within a transaction of its own if need be."""
        with self.transaction(), store_errors(self._path):
            return self._connection.execute(statement, values).rowcount

    def insert(self, statement: str, *values: Value) -> int:
        """Execute the insertion *statement* and return the number of the new row."""
        with self.transaction(), store_errors(self._path):
            return self._connection.execute(statement, values).lastrowid or 0

    def rows(self, query: str, *values: Value) -> Sequence[sqlite3.Row]:
        """Return what *query* finds, columns by name."""
        with self._lock, store_errors(self._path):
            cursor = self._connection.cursor()
            cursor.row_factory = sqlite3.Row
            return cursor.execute(query, values).fetchall()

    def row(self, query: str, *values: Value) -> sqlite3.Row | None:
        """Return the first row that *query* finds."""
        return next(iter(self.rows(query, *values)), None)

    def _migrate(self) -> None:
        if self._version() == len(MIGRATIONS):
            return
        with self.transaction(), store_errors(self._path):
            version = self._version()
            if version > len(MIGRATIONS):
                raise ConfigurationError(
                    f"was written by a newer hub (version {version})",
                    where=self._path.name,
                    remedy="run that hub, or restore the file from before the upgrade",
                )
            for script in MIGRATIONS[version:]:
                for statement in _statements(script):
                    self._connection.execute(statement)
            self._connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")

    def _version(self) -> int:
        with store_errors(self._path):
            return int(self._connection.execute("PRAGMA user_version").fetchone()[0])


def _statements(script: str) -> Iterator[str]:
    """Yield each statement; ``executescript`` would commit before it begins."""
    held = ""
    for line in script.splitlines(keepends=True):
        held += line
        if sqlite3.complete_statement(held):
            yield held
            held = ""


def instant_text(instant: datetime) -> str:
    """
    Return *instant* in UTC and of one width, so that texts sort as instants do.

    >>> instant_text(datetime(2026, 4, 10, 12, tzinfo=UTC))
    '2026-04-10T12:00:00.000000+00:00'
    """
    return instant.astimezone(UTC).isoformat(timespec="microseconds")


def instant_of(text: object) -> datetime | None:
    """Return the instant that a column holds."""
    return None if text is None else datetime.fromisoformat(str(text))
