"""SQLite files as the hub keeps them: whole transactions, shared by threads and processes, one meaning of a failure."""

from __future__ import annotations

import sqlite3
import threading
import weakref
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from hub.core.errors import BusUnavailableError, ConfigurationError, PermanentError

BUSY_SECONDS = 30.0
"""How long a statement waits for another process that writes the file."""

_PRIMARY = 0xFF
"""The bits of an error's code that name its kind; those above say more of it."""
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_NO_RIGHT = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_READONLY)

Value = str | int | float | bytes | None
Line = tuple[Value, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """What a file owes to those whose data it holds."""

    survives_power_cut: bool = True
    """Whether what was committed is on the disk; else a power cut may take the newest, though a kill never does."""
    forgets: bool = False
    """Whether what is deleted is overwritten: it must not live on in free pages of the file."""
    statements: int = 128
    """How many prepared statements are kept."""


@contextmanager
def store_errors(path: Path) -> Iterator[None]:
    """
    Turn what SQLite raises about *path* into the hub's own error.

    Raises:
        ConfigurationError: the file is damaged.
        PermanentError: a rule of the tables forbids it.
        BusUnavailableError: disk or lock don't allow it now.
    """
    try:
        yield
    except sqlite3.Error as error:
        if is_damage(error):
            raise ConfigurationError(
                f"the store is damaged ({error})",
                where=path.name,
                remedy="stop the hub and restore the whole folder from the last backup",
            ) from error
        if isinstance(error, sqlite3.IntegrityError):
            # no later try mends it, and whoever carries it goes on with the next
            raise PermanentError(
                f"the store refuses what would break its own rules ({error})",
                where=path.name,
                remedy="nothing was taken in; it's a defect of the hub: report it with this message",
            ) from error
        raise BusUnavailableError(
            f"the store can't be used ({error})",
            where=path.name,
            remedy="free disk space or end the process that holds the file; nothing was taken in, the hub tries again",
        ) from error


def is_damage(error: sqlite3.Error) -> bool:
    """Return whether *error* says that the file itself is broken, which no later try mends."""
    return _kind(error) in _DAMAGED


def _kind(error: sqlite3.Error) -> int:
    return int(getattr(error, "sqlite_errorcode", 0)) & _PRIMARY


@contextmanager
def _rights(path: Path) -> Iterator[None]:
    """Tell rights that are missing from a disk that is full or a file that is busy."""
    try:
        yield
    except (OSError, sqlite3.Error) as fault:
        if isinstance(fault, sqlite3.Error) and _kind(fault) not in _NO_RIGHT:
            raise
        raise ConfigurationError(
            f"the file can't be opened ({type(fault).__name__})",
            where=path.name,
            remedy="check rights and disk of the data folder",
        ) from fault


def open_writer(path: Path, keeping: Keeping) -> sqlite3.Connection:
    """
    Open *path* for writing, made where need be; transactions are opened by hand, errors are SQLite's own.

    A new file, and what SQLite puts beside it, is for the hub's own account alone: cases, keys or accounts are in it.
    """
    with suppress(OSError):  # SQLite says it in its own words
        path.touch(mode=0o600, exist_ok=False)
    connection = sqlite3.connect(
        path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False, cached_statements=keeping.statements
    )
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute(f"PRAGMA synchronous={'FULL' if keeping.survives_power_cut else 'NORMAL'}")
        connection.execute("PRAGMA foreign_keys=ON")
        if keeping.forgets:
            connection.execute("PRAGMA secure_delete=ON")
    except BaseException:
        connection.close()
        raise
    return connection


def open_reader(path: Path) -> sqlite3.Connection:
    """Open *path* for reading what is committed, beside whoever writes."""
    connection = sqlite3.connect(
        f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=BUSY_SECONDS, isolation_level=None,
        check_same_thread=False,
    )  # fmt: skip
    connection.execute("PRAGMA cache_size=-8192")
    return connection


@contextmanager
def whole(connection: sqlite3.Connection) -> Iterator[None]:
    """Write everything within by *connection* as one transaction, or nothing of it after any exception."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        # a full disk rolls back by itself, then there's nothing left to roll back
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


class SqliteFile:
    """
    One file and its one connection; thread safe, and several processes may use the file at once.

    Raises:
        ConfigurationError: the hub's account may not write there, or the file is damaged.
        BusUnavailableError: another process holds the file, or the disk is full.
    """

    def __init__(self, path: Path, keeping: Keeping, schema: str = "") -> None:
        self.path = path
        self._lock = threading.RLock()
        self._is_within = False
        with store_errors(path), _rights(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = open_writer(path, keeping)
            weakref.finalize(self, self._connection.close)
            self._connection.executescript(schema)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """
        Write everything within, or nothing; one within another joins it, and the outermost commits.

        Raises:
            BusUnavailableError: the file can't be written now.
        """
        with self._lock:
            if self._is_within:
                yield
                return
            with store_errors(self.path), whole(self._connection):
                self._is_within = True
                try:
                    yield
                finally:
                    self._is_within = False

    def execute(self, statement: str, parameters: Line = ()) -> list[Line]:
        """
        Execute one statement and return its rows.

        Raises:
            BusUnavailableError: the disk is full, or another process has held the file for too long.
        """
        with self._lock, store_errors(self.path):
            return self._connection.execute(statement, parameters).fetchall()

    def execute_each(self, statement: str, lines: Iterable[Line]) -> None:
        """
        Execute one statement for each of *lines*, in one transaction.

        Raises:
            BusUnavailableError: the disk is full, or another process has held the file for too long.
        """
        with self.transaction(), store_errors(self.path):
            self._connection.executemany(statement, lines)

    def changed(self, statement: str, parameters: Line = ()) -> bool:
        """Execute one statement and return whether it changed a row."""
        return bool(self.execute(statement + " RETURNING 1", parameters))


def instant_text(instant: datetime) -> str:
    """
    Return *instant* in UTC and of one width, so that texts sort as instants do.

    >>> instant_text(datetime(2026, 4, 10, 12, tzinfo=UTC))
    '2026-04-10T12:00:00.000000+00:00'
    """
    return instant.astimezone(UTC).isoformat(timespec="microseconds")


def instant_in(text: object) -> datetime:
    """Return the instant that :func:`instant_text` wrote."""
    return datetime.fromisoformat(str(text))


def instant_of(text: object) -> datetime | None:
    """Return the instant of a column that may hold none."""
    return None if text is None else instant_in(text)
