"""The tables that an engine keeps in a shard file beside the log."""

from __future__ import annotations

import sqlite3

ENGINE_TABLES = """
CREATE TABLE IF NOT EXISTS progress (
    processor TEXT PRIMARY KEY, position INTEGER NOT NULL, time INTEGER NOT NULL, tick INTEGER NOT NULL, marker TEXT
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS gates (
    processor TEXT NOT NULL, source INTEGER NOT NULL, time INTEGER NOT NULL, marker TEXT,
    PRIMARY KEY (processor, source)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS states (
    id INTEGER PRIMARY KEY, processor TEXT NOT NULL, key TEXT NOT NULL, version INTEGER NOT NULL, value BLOB NOT NULL,
    UNIQUE (processor, key)
);
CREATE TABLE IF NOT EXISTS timers (
    processor TEXT NOT NULL, key TEXT NOT NULL, id TEXT NOT NULL, due INTEGER NOT NULL,
    PRIMARY KEY (processor, key, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS timers_by_due ON timers (processor, due, key, id);
CREATE TABLE IF NOT EXISTS rows (
    label TEXT NOT NULL, id TEXT NOT NULL, measure TEXT NOT NULL, item TEXT NOT NULL, part TEXT, day TEXT NOT NULL,
    end_day TEXT, cohort TEXT, unit TEXT, level INTEGER, kind TEXT, county TEXT, type TEXT, channel TEXT, agency TEXT,
    value INTEGER NOT NULL, known_from INTEGER NOT NULL, known_until INTEGER, PRIMARY KEY (label, id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS cuts (
    marker TEXT PRIMARY KEY, at INTEGER NOT NULL, done INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS generations (processor TEXT PRIMARY KEY, generation INTEGER NOT NULL) WITHOUT ROWID;
"""

FORGET_DERIVED = """
DELETE FROM progress;
DELETE FROM gates;
DELETE FROM states;
DELETE FROM timers;
DELETE FROM rows;
DELETE FROM generations;
UPDATE cuts SET done = 0;
"""
"""What a new generation computes anew from the log."""


def generation_of(connection: sqlite3.Connection, processor: str) -> int:
    """Return how often *processor* alone was computed anew and switched to, 0 for never."""
    found = connection.execute("SELECT generation FROM generations WHERE processor = ?", (processor,)).fetchone()
    return int(found[0]) if found else 0


def create_engine_tables(connection: sqlite3.Connection) -> None:
    """Create what isn't there yet, within the transaction that is open."""
    for statement in ENGINE_TABLES.split(";\n"):
        connection.execute(statement)
