"""What the played systems with one database have in common: it's made, written, closed, and numbers its papers."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path


@dataclass(slots=True)
class OwnDatabase:
    """The database of a department's own application, once it's installed."""

    path: Path = field(default_factory=Path)
    _connection: sqlite3.Connection | None = None
    _numbers: dict[str, int] = field(default_factory=dict)

    @property
    def _db(self) -> sqlite3.Connection:
        if self._connection is None:
            raise RuntimeError("the department's system isn't installed")
        return self._connection

    def _install(self, path: Path, script: str) -> None:
        """Make the file at *path* with the tables of *script*, which stands beside this module."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self._connection = sqlite3.connect(path, check_same_thread=False)
        self._connection.row_factory = sqlite3.Row
        # A played system needs no safety against power cuts; readers never wait for the clerk.
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=OFF")
        self._connection.executescript(files("hub.demo.departments").joinpath(script).read_text(encoding="utf-8"))

    def save(self) -> None:
        """Commit what was done."""
        self._db.commit()

    def close(self) -> None:
        """Close the database."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _next(self, series: str) -> int:
        self._numbers[series] = self._numbers.get(series, 0) + 1
        return self._numbers[series]
