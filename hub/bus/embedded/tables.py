"""The tables of a shard's log and how a shard file is opened."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hub.core.errors import BusUnavailableError, ConfigurationError

OFFSET_BITS = 40
"""A log place is ``topic id << 40 | offset``: one integer key keeps each topic's records together and in order."""

OFFSET_MASK = (1 << OFFSET_BITS) - 1

BUSY_SECONDS = 30.0

_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
"""What no later try mends."""

LOG_TABLES = """
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS topics (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, next INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS entries (
    place INTEGER PRIMARY KEY, kind INTEGER NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL, time INTEGER NOT NULL,
    identity TEXT, headers TEXT
);
CREATE VIEW IF NOT EXISTS log AS
    SELECT topics.name AS topic, entries.place & 1099511627775 AS "offset", entries.*
    FROM entries JOIN topics ON topics.id = entries.place >> 40;
CREATE TABLE IF NOT EXISTS outbox (
    dest INTEGER NOT NULL, seq INTEGER NOT NULL, topic TEXT NOT NULL, kind INTEGER NOT NULL, key TEXT NOT NULL,
    value BLOB NOT NULL, time INTEGER NOT NULL, identity TEXT, headers TEXT, PRIMARY KEY (dest, seq)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS lanes (dest INTEGER PRIMARY KEY, next INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS received (source INTEGER PRIMARY KEY, last INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS settled (place INTEGER PRIMARY KEY);
CREATE TABLE IF NOT EXISTS consumers (
    name TEXT NOT NULL, topic TEXT NOT NULL, position INTEGER NOT NULL, epoch INTEGER NOT NULL,
    PRIMARY KEY (name, topic)
) WITHOUT ROWID;
"""


def open_writer(path: Path) -> sqlite3.Connection:
    """Open *path* for writing: durable at commit (WAL, synchronous=FULL), transactions opened by hand."""
    connection = sqlite3.connect(
        path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False, cached_statements=256
    )
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA wal_autocheckpoint=8000")
    connection.execute("PRAGMA cache_size=-65536")
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
def store_errors(path: Path) -> Iterator[None]:
    """Turn what SQLite raises about *path* into the hub's own error: try again when disk or lock allow it."""
    try:
        yield
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", None) in _DAMAGED:
            raise ConfigurationError(
                f"the store is damaged ({error})",
                where=path.name,
                remedy="stop the hub and restore the whole folder from the last backup",
            ) from error
        raise BusUnavailableError(
            f"the store can't be used ({error})",
            where=path.name,
            remedy="free disk space or end the process that holds the file; nothing was taken in, the hub tries again",
        ) from error
