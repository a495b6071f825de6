"""Answers given under an idempotency key: a call repeated after a lost answer is answered as before."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from hub.core.errors import PermanentError
from hub.core.ports import Clock
from hub.sqlite import Keeping, SqliteFile

KEPT = timedelta(days=7)
"""How long an answer is kept; statements themselves are known for ever by their event ids."""


_KEEPING = Keeping(survives_power_cut=False)
_SCHEMA = """
CREATE TABLE IF NOT EXISTS replies (
  agency TEXT, key TEXT, digest TEXT NOT NULL, answer BLOB NOT NULL, at REAL NOT NULL,
  PRIMARY KEY (agency, key)) WITHOUT ROWID;
"""


class KeyReusedError(PermanentError):
    """The same idempotency key came with another body."""

    code = "E-DUP-03"


class Replies:
    """A small file beside the hub's data."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self._clock = clock
        self._file = SqliteFile(path, _KEEPING, _SCHEMA)

    def kept(self, agency: str, key: str | None, digest: str) -> bytes | None:
        """
        Return the answer that was given to the same call, None when it's new.

        Raises:
            KeyReusedError: the key was used for a call with another body.
        """
        if key is None:
            return None
        for known, answer in self._file.execute(
            "SELECT digest, answer FROM replies WHERE agency = ? AND key = ?", (agency, key)
        ):
            if known != digest:
                raise KeyReusedError(
                    "the idempotency key was used for another body", remedy="give each call its own key"
                )
            return answer if isinstance(answer, bytes) else None
        return None

    def keep(self, agency: str, key: str | None, digest: str, answer: bytes) -> None:
        """
        Keep *answer*, and forget what is too old.

        Raises:
            BusUnavailableError: the file can't be written; the statements are in, the call may be repeated.
        """
        if key is None:
            return
        now = self._clock.now()
        with self._file.transaction():
            self._file.execute("DELETE FROM replies WHERE at < ?", ((now - KEPT).timestamp(),))
            self._file.execute(
                "INSERT OR REPLACE INTO replies VALUES (?, ?, ?, ?, ?)", (agency, key, digest, answer, now.timestamp())
            )

    def close(self) -> None:
        """Close the file."""
        self._file.close()
