"""The file of the people: one connection, whole transactions, migrations by version."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

from hub.core.errors import ConfigurationError
from hub.people.schema import MIGRATIONS
from hub.sqlite import Keeping, SqliteFile, Value, store_errors

FILE = "people.db"

_KEEPING = Keeping(survives_power_cut=True, forgets=True)


class PeopleFile(SqliteFile):
    """
    ``people.db``, which console and command line may have open at once; what is committed survives a power cut.

    Raises:
        ConfigurationError: it's damaged, a newer hub wrote it, or the hub's account may not write there.
        BusUnavailableError: it can't be opened now.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path, _KEEPING)
        self._migrate()

    def write(self, statement: str, *values: Value) -> int:
        """Execute *statement* and return how many rows it changed; made within a transaction of its own if need be."""
        with self.transaction(), store_errors(self.path):
            return self._connection.execute(statement, values).rowcount

    def insert(self, statement: str, *values: Value) -> int:
        """Execute the insertion *statement* and return the number of the new row."""
        with self.transaction(), store_errors(self.path):
            return self._connection.execute(statement, values).lastrowid or 0

    def rows(self, query: str, *values: Value) -> Sequence[sqlite3.Row]:
        """Return what *query* finds, columns by name."""
        with self._lock, store_errors(self.path):
            cursor = self._connection.cursor()
            cursor.row_factory = sqlite3.Row
            return cursor.execute(query, values).fetchall()

    def row(self, query: str, *values: Value) -> sqlite3.Row | None:
        """Return the first row that *query* finds."""
        return next(iter(self.rows(query, *values)), None)

    def _migrate(self) -> None:
        if self._version() == len(MIGRATIONS):
            return
        with self.transaction():
            version = self._version()
            if version > len(MIGRATIONS):
                raise ConfigurationError(
                    f"was written by a newer hub (version {version})",
                    where=self.path.name,
                    remedy="run that hub, or restore the file from before the upgrade",
                )
            for script in MIGRATIONS[version:]:
                for statement in _statements(script):
                    self.execute(statement)
            self.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")

    def _version(self) -> int:
        ((version,),) = self.execute("PRAGMA user_version")
        return int(str(version))


def _statements(script: str) -> Iterator[str]:
    """Yield each statement; ``executescript`` would commit before it begins."""
    held = ""
    for line in script.splitlines(keepends=True):
        held += line
        if sqlite3.complete_statement(held):
            yield held
            held = ""
