"""Sealed dossiers, found by root: what receivers open is kept here, never in clear."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hub.core.deliveries import Dossier
from hub.core.errors import BusUnavailableError
from hub.core.privacy import Tokeniser, Vault


@dataclass(frozen=True, slots=True)
class SealedEntry:
    """A dossier sealed for the log, and the keyed digest by which an unchanged one is recognised."""

    root: str
    agency: str
    content: str
    sealed: bytes


class Safe:
    """
    The newest sealed dossier of each root and agency; a projection of ``party.dossiers``, made anew from it if lost.

    An unchanged dossier is recognised by a keyed digest, so that nothing in the file can be guessed back to a person.
    """

    def __init__(self, path: Path, vault: Vault, tokeniser: Tokeniser) -> None:
        self._vault = vault
        self._tokeniser = tokeniser
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=NORMAL")  # made anew from the log if it loses its end
        self._connection.execute("PRAGMA busy_timeout=5000")
        self._connection.execute(
            "CREATE TABLE IF NOT EXISTS dossiers (root TEXT, agency TEXT, content TEXT NOT NULL, sealed BLOB NOT NULL,"
            " PRIMARY KEY (root, agency))"
        )

    def seal(self, agency: str, dossier: Dossier) -> SealedEntry | None:
        """Return *dossier* sealed; None when the same one is kept already."""
        content = self._digest_of(dossier)
        known = self._connection.execute(
            "SELECT content FROM dossiers WHERE root = ? AND agency = ?", (dossier.root, agency)
        ).fetchone()
        if known is not None and known[0] == content:
            return None
        return SealedEntry(dossier.root, agency, content, self._vault.seal(dossier))

    def _digest_of(self, dossier: Dossier) -> str:
        # A narrative is longer than anything a token is made of: its digest stands for it.
        return self._tokeniser.weak("dossier", hashlib.sha256(repr(dossier).encode()).hexdigest())

    def keep(self, entries: Sequence[SealedEntry]) -> None:
        """
        Keep what stands on the log now.

        Raises:
            BusUnavailableError: the file can't be written; the dossiers come again with the next statement.
        """
        try:
            with self._connection:
                self._connection.execute("BEGIN")
                self._connection.executemany(
                    "INSERT INTO dossiers VALUES (?, ?, ?, ?) ON CONFLICT (root, agency)"
                    " DO UPDATE SET content = excluded.content, sealed = excluded.sealed",
                    [(entry.root, entry.agency, entry.content, entry.sealed) for entry in entries],
                )
        except sqlite3.Error as error:
            raise BusUnavailableError("the dossier store can't be written", where="dossiers.db") from error

    def open(self, root: str, receiver: str, purpose: str) -> Dossier | None:
        """Open the dossier that was kept first for *root*: that of whoever reported it."""
        found = self._connection.execute(
            "SELECT sealed FROM dossiers WHERE root = ? ORDER BY rowid LIMIT 1", (root,)
        ).fetchone()
        return None if found is None else self._vault.open(bytes(found[0]), receiver=receiver, purpose=purpose)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()
