"""Sealed dossiers, found by root: what receivers open is kept here, never in clear."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hub.core.deliveries import Dossier
from hub.core.privacy import Tokeniser, Vault
from hub.sqlite import Keeping, SqliteFile

_KEEPING = Keeping(survives_power_cut=False)  # made anew from the log if it loses its end
_SCHEMA = """
CREATE TABLE IF NOT EXISTS dossiers (
  root TEXT, agency TEXT, content TEXT NOT NULL, sealed BLOB NOT NULL, PRIMARY KEY (root, agency));
"""


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
        self._file = SqliteFile(path, _KEEPING, _SCHEMA)

    def seal(self, agency: str, dossier: Dossier) -> SealedEntry | None:
        """Return *dossier* sealed; None when the same one is kept already."""
        content = self._digest_of(dossier)
        known = self._file.execute("SELECT content FROM dossiers WHERE root = ? AND agency = ?", (dossier.root, agency))
        if known == [(content,)]:
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
        self._file.execute_each(
            "INSERT INTO dossiers VALUES (?, ?, ?, ?) ON CONFLICT (root, agency)"
            " DO UPDATE SET content = excluded.content, sealed = excluded.sealed",
            [(entry.root, entry.agency, entry.content, entry.sealed) for entry in entries],
        )

    def open(self, root: str, receiver: str, purpose: str) -> Dossier | None:
        """Open the dossier that was kept first for *root*: that of whoever reported it."""
        for (sealed,) in self._file.execute(
            "SELECT sealed FROM dossiers WHERE root = ? ORDER BY rowid LIMIT 1", (root,)
        ):
            content = sealed if isinstance(sealed, bytes) else b""
            return self._vault.open(content, receiver=receiver, purpose=purpose)
        return None

    def close(self) -> None:
        """Close the file."""
        self._file.close()
