"""
One SQLite file per adapter: cursor, what was sent, spool, receipts, quarantine.

Everything that one batch of native records causes is one transaction together with the cursor. So a kill at any
moment leaves either the old cursor and nothing of the batch, or the new cursor and all of it in the spool.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from hub.plugins.records import SentStatement
from hub.sqlite import Keeping, SqliteFile

_SCHEMA = """
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS known (
  source TEXT NOT NULL, native_id TEXT NOT NULL, version TEXT NOT NULL, PRIMARY KEY (source, native_id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sent (
  event_id TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, corrections INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS spool (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, submissions BLOB NOT NULL, sealed BLOB);
CREATE TABLE IF NOT EXISTS receipt (delivery_id TEXT PRIMARY KEY, receipt BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS item (
  number INTEGER PRIMARY KEY, kind TEXT NOT NULL, state TEXT NOT NULL, source TEXT NOT NULL, native_id TEXT NOT NULL,
  version TEXT NOT NULL, part TEXT NOT NULL, place TEXT NOT NULL, field TEXT NOT NULL, masked TEXT NOT NULL,
  code TEXT NOT NULL, reason TEXT NOT NULL, task_of TEXT NOT NULL, proposal TEXT NOT NULL, first_seen TEXT NOT NULL,
  last_seen TEXT NOT NULL, count INTEGER NOT NULL, closed_by TEXT NOT NULL DEFAULT '',
  closed_why TEXT NOT NULL DEFAULT '', sealed BLOB NOT NULL);
CREATE UNIQUE INDEX IF NOT EXISTS item_open ON item (kind, source, native_id, part) WHERE state = 'OPEN';
"""
# Not beyond a power cut: the newest transactions may be missing then, but cursor, spool and receipts are missing
# together, so rows are read again and deliveries are written once by their id.
_KEEPING = Keeping(survives_power_cut=False)
_CURSOR = "cursor"
_PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class SpoolEntry:
    """One spooled call to the hub's door."""

    seq: int
    submissions: bytes
    sealed: bytes | None


class AdapterStore(SqliteFile):
    """The durable memory of one adapter host, which a command may use beside a running hub."""

    def __init__(self, path: Path, adapter: str) -> None:
        super().__init__(path, _KEEPING, _SCHEMA)
        self.adapter = adapter

    @classmethod
    def beside(cls, folder: Path, adapter: str) -> AdapterStore:
        """Open ``adapter-<code>.db`` in *folder*."""
        return cls(folder / f"adapter-{adapter}.db", adapter)

    def _setting(self, name: str) -> str | None:
        found = self.execute("SELECT value FROM setting WHERE name = ?", (name,))
        return str(found[0][0]) if found else None

    def _set(self, name: str, value: str) -> None:
        self.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (name, value))

    @property
    def cursor(self) -> str | None:
        """Where polling goes on."""
        return self._setting(_CURSOR)

    @cursor.setter
    def cursor(self, cursor: str) -> None:
        self._set(_CURSOR, cursor)

    @property
    def is_paused(self) -> bool:
        """Whether a person stopped this adapter."""
        return self._setting(_PAUSED) == "1"

    @is_paused.setter
    def is_paused(self, paused: bool) -> None:
        self._set(_PAUSED, "1" if paused else "0")

    def has_form(self, month: str, revision: int, digest: str) -> bool:
        """Return whether the form of this revision was put into the department's system."""
        return self._setting(f"form:{month}:R{revision}") == digest

    def note_form(self, month: str, revision: int, digest: str) -> None:
        """Remember a form that was put."""
        self._set(f"form:{month}:R{revision}", digest)

    def known_version(self, source: str, native_id: str) -> str | None:
        """Return the version of the record's last good translation."""
        found = self.execute("SELECT version FROM known WHERE source = ? AND native_id = ?", (source, native_id))
        return str(found[0][0]) if found else None

    def note_version(self, source: str, native_id: str, version: str) -> None:
        """Remember the version of a good translation."""
        self.execute("INSERT OR REPLACE INTO known VALUES (?, ?, ?)", (source, native_id, version))

    def sent(self, event_id: str) -> SentStatement | None:
        """Return what is remembered of a statement."""
        found = self.execute("SELECT fingerprint, corrections FROM sent WHERE event_id = ?", (event_id,))
        return SentStatement(event_id, str(found[0][0]), int(str(found[0][1]))) if found else None

    def note_sent(self, statement: SentStatement) -> None:
        """Remember a statement."""
        parameters = (statement.event_id, statement.fingerprint, statement.corrections)
        self.execute("INSERT OR REPLACE INTO sent VALUES (?, ?, ?)", parameters)

    def spool(self, submissions: bytes, sealed: bytes | None) -> int:
        """Keep one call to the door until it succeeded; return its number."""
        statement = "INSERT INTO spool (submissions, sealed) VALUES (?, ?) RETURNING seq"
        return int(str(self.execute(statement, (submissions, sealed))[0][0]))

    def spooled(self, limit: int) -> list[SpoolEntry]:
        """Return the oldest spooled calls."""
        statement = "SELECT seq, submissions, sealed FROM spool ORDER BY seq LIMIT ?"
        entries: list[SpoolEntry] = []
        for seq, submissions, sealed in self.execute(statement, (limit,)):
            content = submissions if isinstance(submissions, bytes) else b""
            entries.append(SpoolEntry(int(str(seq)), content, sealed if isinstance(sealed, bytes) else None))
        return entries

    def spool_length(self) -> int:
        """Return how many calls wait."""
        return int(str(self.execute("SELECT count(*) FROM spool")[0][0]))

    def unspool(self, seqs: list[int]) -> None:
        """Drop calls that succeeded."""
        with self.transaction():
            for seq in seqs:
                self.execute("DELETE FROM spool WHERE seq = ?", (seq,))

    def receipt(self, delivery_id: str) -> bytes | None:
        """Return the receipt of a delivery that was written before."""
        found = self.execute("SELECT receipt FROM receipt WHERE delivery_id = ?", (delivery_id,))
        held = found[0][0] if found else None
        return held if isinstance(held, bytes) else None

    def note_receipt(self, delivery_id: str, receipt: bytes) -> None:
        """Remember a receipt."""
        self.execute("INSERT OR REPLACE INTO receipt VALUES (?, ?)", (delivery_id, receipt))

    def count(self, amounts: Mapping[str, int]) -> None:
        """Add to counters."""
        with self.transaction():
            for name, amount in amounts.items():
                statement = (
                    "INSERT INTO counter VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = value + excluded.value"
                )
                self.execute(statement, (name, amount))

    def counters(self) -> dict[str, int]:
        """Return every counter since the file was made."""
        return {str(name): int(str(value)) for name, value in self.execute("SELECT name, value FROM counter")}
