"""Dossiers sealed with a key per root, wrapped by the master key; erasing a root destroys its key."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from hub.core.deliveries import Dossier
from hub.core.errors import PermanentError, UnknownRecordError
from hub.core.ports import Clock
from hub.sqlite import Keeping, SqliteFile, instant_in
from hub.vault.keys import MasterKey
from hub.vault.provider import CryptoProvider

_LARGEST = 32 * 1024 * 1024
_MAGIC = b"FQ1"
# A destroyed key must not live on in free pages of the file.
_KEEPING = Keeping(survives_power_cut=True, forgets=True)
_SCHEMA = """
CREATE TABLE IF NOT EXISTS root_key (
  root TEXT PRIMARY KEY, generation INTEGER NOT NULL, algorithm TEXT NOT NULL, key_id TEXT NOT NULL,
  wrapped BLOB, erased_at TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS access (
  number INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, root TEXT NOT NULL, receiver TEXT NOT NULL,
  purpose TEXT NOT NULL, outcome TEXT NOT NULL);
"""


@dataclass(frozen=True, slots=True)
class AccessRecord:
    """Who opened which root's dossier, when and why, and whether it opened; never what it held."""

    at: datetime
    root: str
    receiver: str
    purpose: str
    outcome: str


class SealedVault:
    """
    Implements :class:`hub.core.privacy.Vault` over one SQLite file.

    A seal is ``FQ1``, a header with algorithm, key id, root and key generation, and the enciphered dossier; the header
    is authenticated, so a seal can't be passed off as another root's.
    """

    def __init__(self, path: Path, master: MasterKey, provider: CryptoProvider, clock: Clock) -> None:
        self._master = master
        self._provider = provider
        self._clock = clock
        self._wrapping = provider.derive(master.secret, b"dossier keys 1")
        self._keys: dict[str, tuple[int, bytes]] = {}
        self._lock = threading.RLock()
        self._file = SqliteFile(path, _KEEPING, _SCHEMA)

    def close(self) -> None:
        """Close the file and forget keys."""
        with self._lock:
            self._keys.clear()
            self._file.close()

    def seal(self, dossier: Dossier) -> bytes:
        """
        Return *dossier* sealed under its root's key.

        Raises:
            PermanentError: it's larger than 32 MB.
        """
        content = msgspec.json.encode(dossier)
        if len(content) > _LARGEST:
            raise PermanentError("dossier is larger than 32 MB", where=dossier.root, remedy="hold the row")
        generation, key = self._key_for(dossier.root)
        header = msgspec.json.encode(
            [self._provider.seal_algorithm, self._master.key_id, dossier.root, generation],
        )
        bound = _MAGIC + len(header).to_bytes(2, "big") + header
        return bound + self._provider.seal(key, content, bound)

    def open(self, sealed: bytes, *, receiver: str, purpose: str) -> Dossier:
        """
        Return what *sealed* holds; the access is recorded before anything is given out.

        Raises:
            UnknownRecordError: the root's key was erased.
            PermanentError: no seal, changed, or sealed under another master key.
        """
        bound, (algorithm, key_id, root, generation) = _header(sealed)
        try:
            key = self._existing_key(root, generation, key_id)
            content = self._provider.unseal(algorithm, key, sealed[len(bound) :], bound)
            dossier = msgspec.json.decode(content, type=Dossier)
        except PermanentError as fault:
            self._record(root, receiver, purpose, f"refused {fault.code}")
            raise
        self._record(root, receiver, purpose, "opened")
        return dossier

    def erase(self, root: str) -> None:
        """Destroy the key of *root*; what was sealed under it stays closed for good, a later seal gets a new key."""
        with self._lock, self._file.transaction():
            self._keys.pop(root, None)
            self._file.execute("UPDATE root_key SET wrapped = NULL, erased_at = ? WHERE root = ?", (self._now(), root))
        self._file.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def accesses(self, root: str | None = None) -> Iterator[AccessRecord]:
        """Yield the access records of *root*, or all, oldest first."""
        rows = self._file.execute(
            "SELECT at, root, receiver, purpose, outcome FROM access WHERE ? IS NULL OR root = ? ORDER BY number",
            (root, root),
        )
        for at, *texts in rows:
            yield AccessRecord(instant_in(at), *map(str, texts))

    def _key_for(self, root: str) -> tuple[int, bytes]:
        with self._lock:
            if (held := self._keys.get(root)) is not None and self._is_current(root, held[0]):
                return held
            with self._file.transaction():
                row = self._row(root)
                if row is not None and row[3] is not None:
                    key = self._unwrapped(root, row)
                    held = (row[0], key)
                else:
                    held = self._new_key(root, 1 if row is None else row[0] + 1)
            if len(self._keys) > 10_000:
                self._keys.clear()
            self._keys[root] = held
            return held

    def _is_current(self, root: str, generation: int) -> bool:
        # Another process may have erased the root: the file decides, not this memory.
        row = self._row(root)
        return row is not None and row[0] == generation and row[3] is not None

    def _new_key(self, root: str, generation: int) -> tuple[int, bytes]:
        key = self._provider.new_key()
        wrapped = self._provider.seal(self._wrapping, key, _wrap_bound(root, generation))
        self._file.execute(
            "INSERT OR REPLACE INTO root_key VALUES (?, ?, ?, ?, ?, NULL)",
            (root, generation, self._provider.seal_algorithm, self._master.key_id, wrapped),
        )
        return generation, key

    def _existing_key(self, root: str, generation: int, key_id: str) -> bytes:
        with self._lock:
            row = self._row(root)
            if key_id != self._master.key_id:
                raise PermanentError(f"sealed under key {key_id}", where=root, remedy="restore that key file")
            if row is None or row[0] != generation or row[3] is None:
                raise UnknownRecordError("dossier's key was erased", where=root, remedy="it can't be opened any more")
            return self._unwrapped(root, row)

    def _unwrapped(self, root: str, row: tuple[int, str, str, bytes | None]) -> bytes:
        generation, algorithm, key_id, wrapped = row
        if wrapped is None or key_id != self._master.key_id:
            raise PermanentError(f"key of this root is wrapped by {key_id}", where=root, remedy="restore that key file")
        return self._provider.unseal(algorithm, self._wrapping, wrapped, _wrap_bound(root, generation))

    def _row(self, root: str) -> tuple[int, str, str, bytes | None] | None:
        query = "SELECT generation, algorithm, key_id, wrapped FROM root_key WHERE root = ?"
        for generation, algorithm, key_id, wrapped in self._file.execute(query, (root,)):
            key = wrapped if isinstance(wrapped, bytes) else None
            return int(str(generation)), str(algorithm), str(key_id), key
        return None

    def _record(self, root: str, receiver: str, purpose: str, outcome: str) -> None:
        self._file.execute(
            "INSERT INTO access (at, root, receiver, purpose, outcome) VALUES (?, ?, ?, ?, ?)",
            (self._now(), root, receiver[:200], purpose[:500], outcome),
        )

    def _now(self) -> str:
        return self._clock.now().isoformat()


def _wrap_bound(root: str, generation: int) -> bytes:
    return f"{root}\x1f{generation}".encode()


def _header(sealed: bytes) -> tuple[bytes, tuple[str, str, str, int]]:
    length = int.from_bytes(sealed[3:5], "big")
    if not sealed.startswith(_MAGIC) or len(sealed) < 5 + length:
        raise PermanentError("this is no seal", remedy="was it cut on its way?")
    try:
        header = msgspec.json.decode(sealed[5 : 5 + length], type=tuple[str, str, str, int])
    except msgspec.MsgspecError as fault:
        raise PermanentError("header of the seal is damaged", remedy="was it changed on its way?") from fault
    return sealed[: 5 + length], header
