"""Sealed copies of the hub's key: what its use by two administrators gives out (see :mod:`hub.vault.copies`)."""

from __future__ import annotations

from dataclasses import dataclass

from hub.people.secrets import Draw
from hub.vault import CryptoProvider, MasterKey, sealed_copy


@dataclass(frozen=True, slots=True)
class KeyCopies:
    """Draws codes and seals the key under them; the key itself is given to nobody."""

    master: MasterKey
    provider: CryptoProvider
    draw: Draw

    @property
    def key_id(self) -> str:
        """The name of the key."""
        return self.master.key_id

    def drawn(self) -> tuple[str, bytes]:
        """Return a code, for the second person alone, and the copy that it opens, for the first."""
        code = self.draw.password()
        return code, sealed_copy(self.master, code, self.provider)
