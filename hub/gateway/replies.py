"""Answers given under an idempotency key: a call repeated after a lost answer is answered as before."""

from __future__ import annotations

import sqlite3
import threading
from datetime import timedelta
from pathlib import Path

from hub.core.errors import BusUnavailableError, PermanentError
from hub.core.ports import Clock

KEPT = timedelta(days=7)
"""How long an answer is kept; statements themselves are known for ever by their event ids."""


class KeyReusedError(PermanentError):
    """The same idempotency key came with another body."""

    code = "E-DUP-03"


class Replies:
    """A small file beside the hub's data."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        path.parent.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=10)
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=NORMAL")
        self._connection.execute(
            "CREATE TABLE IF NOT EXISTS replies (agency TEXT, key TEXT, digest TEXT NOT NULL, answer BLOB NOT NULL,"
            " at REAL NOT NULL, PRIMARY KEY (agency, key)) WITHOUT ROWID"
        )

    def kept(self, agency: str, key: str | None, digest: str) -> bytes | None:
        """
        Return the answer that was given to the same call, None when it's new.

        Raises:
            KeyReusedError: the key was used for a call with another body.
        """
        if key is None:
            return None
        with self._lock:
            found = self._connection.execute(
                "SELECT digest, answer FROM replies WHERE agency = ? AND key = ?", (agency, key)
            ).fetchone()
        if found is None:
            return None
        if found[0] != digest:
            raise KeyReusedError("the idempotency key was used for another body", remedy="give each call its own key")
        return bytes(found[1])

    def keep(self, agency: str, key: str | None, digest: str, answer: bytes) -> None:
        """
        Keep *answer*, and forget what is too old.

        Raises:
            BusUnavailableError: the file can't be written; the statements are in, the call may be repeated.
        """
        if key is None:
            return
        now = self._clock.now()
        try:
            with self._lock:
                self._connection.execute("DELETE FROM replies WHERE at < ?", ((now - KEPT).timestamp(),))
                self._connection.execute(
                    "INSERT OR REPLACE INTO replies VALUES (?, ?, ?, ?, ?)",
                    (agency, key, digest, answer, now.timestamp()),
                )
        except sqlite3.Error as error:
            raise BusUnavailableError("the gateway's answers can't be kept", where="replies.db") from error

    def close(self) -> None:
        """Close the file."""
        self._connection.close()
