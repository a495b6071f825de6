"""
A shard's local copy of its state: the tables of the embedded engine, brought up to date from the changelog.

It's written only after the cluster has committed, together with how far it has followed the changelog; a crash between
the two leaves it behind, never ahead. It's only a copy: one that is damaged, or that followed another log, is thrown
away and made anew.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from hub.bus.embedded.tables import open_writer
from hub.core.errors import BusUnavailableError, TransientError
from hub.engines.kafka.changelog import apply
from hub.engines.processing.tables import ENGINE_TABLES
from hub.sqlite import is_damage, whole

_META = "CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID"
_BUSY_MILLISECONDS = 2_000
_JOURNALS = ("", "-wal", "-shm")


class DamagedCopyError(TransientError):
    """A shard's local copy can't be read; nothing is lost by throwing it away."""

    code = "E-BUS-01"


class LocalStore:
    """The file of one shard. ``thrown_away`` tells why a copy that was there couldn't be used, and is empty else."""

    def __init__(self, path: Path, generation: int) -> None:
        self.path = path
        self._generation = generation
        self.thrown_away = ""
        self._connection: sqlite3.Connection | None = None
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._open()
        except DamagedCopyError as error:
            self.throw_away(error.what)

    @property
    def connection(self) -> sqlite3.Connection:
        """The file, opened."""
        if self._connection is None:
            raise DamagedCopyError("it can't be opened", where=self.path.name)
        return self._connection

    def _open(self) -> None:
        with self.errors():
            self._connection = open_writer(self.path)
            self.connection.execute(f"PRAGMA busy_timeout={_BUSY_MILLISECONDS}")
            # only a copy: what a power cut takes of it comes again from the changelog
            self.connection.execute("PRAGMA synchronous=NORMAL")
            self._check_length()
            self.connection.execute(_META)
            self.connection.executescript(ENGINE_TABLES)
            self._meta_default("generation", self._generation)
        if self._meta("generation") != self._generation:
            self.throw_away("it belongs to another generation")

    def _check_length(self) -> None:
        """Notice a file that was cut: SQLite itself would only when it comes to what is missing."""
        (busy, _, _) = self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        (pages,) = self.connection.execute("PRAGMA page_count").fetchone()
        (size,) = self.connection.execute("PRAGMA page_size").fetchone()
        there = self.path.stat().st_size
        if there < pages * size and not busy:
            raise DamagedCopyError(f"the copy has {there} of {pages * size} bytes", where=self.path.name)

    def throw_away(self, reason: str) -> None:
        """Begin with an empty copy."""
        self.thrown_away = f"{self.path.name}: the local copy is made anew from the changelog, because {reason}"
        self.close()
        for suffix in _JOURNALS:
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
        self._open()

    @contextmanager
    def errors(self) -> Iterator[None]:
        """
        Turn what SQLite raises into the hub's errors.

        Raises:
            DamagedCopyError: the copy can't be read.
            BusUnavailableError: the disk is full, or another process holds the file.
        """
        try:
            yield
        except sqlite3.Error as error:
            if is_damage(error):
                raise DamagedCopyError(f"it's damaged ({error})", where=self.path.name) from error
            raise BusUnavailableError(
                f"the local copy can't be written ({error})",
                where=self.path.name,
                remedy="free disk space or end the process that holds the file; nothing was taken in, the hub tries"
                " again",
            ) from error

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """
        Open one transaction; what the block leaves is committed as a whole, or nothing of it after any exception.

        Raises:
            DamagedCopyError: the copy can't be read.
            BusUnavailableError: the disk is full, or another process holds the file.
        """
        with self.errors(), whole(self.connection):
            yield self.connection

    @property
    def checkpoint(self) -> int:
        """The next changelog offset that this copy hasn't followed."""
        return int(str(self._meta("checkpoint") or 0))

    @property
    def last(self) -> int | None:
        """Changelog offset of the last record that this copy holds and knows to be there, None for none."""
        found = self._meta("last")
        return None if found is None else int(str(found))

    def note_checkpoint(self, offset: int, last: int | None = None) -> None:
        """Write how far this copy has followed the changelog and its *last* record, in the transaction that is open."""
        execute = self.connection.execute
        execute("INSERT OR REPLACE INTO meta (name, value) VALUES ('checkpoint', ?)", (offset,))
        if last is not None:
            execute("INSERT OR REPLACE INTO meta (name, value) VALUES ('last', ?)", (last,))

    def follow(self, page: Mapping[str, bytes], until: int, last: int | None = None) -> None:
        """Take over the newest values of *page*, which goes up to offset *until* of the changelog."""
        with self.transaction() as connection:
            apply(connection, page)
            self.note_checkpoint(until, last)

    def belongs_to(self, changelog: str) -> bool:
        """Return whether this copy followed the topic of identity *changelog*, or is new and will."""
        with self.errors():
            self._meta_default("changelog", changelog)
            return self._meta("changelog") == changelog

    def _meta(self, name: str) -> object:
        with self.errors():
            found = self.connection.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return found[0] if found else None

    def _meta_default(self, name: str, value: object) -> None:
        self.connection.execute("INSERT OR IGNORE INTO meta (name, value) VALUES (?, ?)", (name, value))

    def close(self) -> None:
        """Let go of the file."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
