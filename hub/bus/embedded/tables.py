"""The tables of a shard's log and how a shard file is opened."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from hub import sqlite
from hub.sqlite import Keeping

OFFSET_BITS = 40
"""A log place is ``topic id << 40 | offset``: one integer key keeps each topic's records together and in order."""

OFFSET_MASK = (1 << OFFSET_BITS) - 1

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
    """Open *path* for the many writes of a log or of state: durable at commit, transactions opened by hand."""
    connection = sqlite.open_writer(path, Keeping(statements=256))
    connection.execute("PRAGMA wal_autocheckpoint=8000")
    connection.execute("PRAGMA cache_size=-65536")
    return connection
