"""The workbench's one SQLite file: what a person clicked is on disk before the page says so."""

from __future__ import annotations

from pathlib import Path

from hub.sqlite import Keeping, SqliteFile

# A click that a page confirmed survives a power cut; what was undone or sent must not live on in the file.
_KEEPING = Keeping(survives_power_cut=True, forgets=True)
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


class Database(SqliteFile):
    """
    The file of acts, drafts and papers.

    Raises:
        ConfigurationError: the hub's account may not write there, or the file is damaged.
        BusUnavailableError: another process holds the file.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path, _KEEPING, _SCHEMA)
