"""What the workbench keeps of people is sealed under a key of its own, made from the hub's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from hub.vault.keys import MasterKey
from hub.vault.provider import CryptoProvider


@dataclass(frozen=True, slots=True)
class Sealer:
    """Seals drafts and papers; what is sealed for one place doesn't open in another."""

    key: bytes
    provider: CryptoProvider

    @classmethod
    def of(cls, master: MasterKey, provider: CryptoProvider) -> Self:
        """Return the sealer of the hub with *master*."""
        return cls(provider.derive(master.secret, b"workbench 1"), provider)

    def seal(self, content: bytes, place: str) -> bytes:
        """Return *content* sealed for *place*, the algorithm in front."""
        algorithm = self.provider.seal_algorithm.encode("ascii")
        return algorithm + b"\0" + self.provider.seal(self.key, content, place.encode())

    def open(self, sealed: bytes, place: str) -> bytes:
        """
        Return what was sealed for *place*.

        Raises:
            PermanentError: it was changed, cut, or sealed under another key.
        """
        algorithm, _, body = sealed.partition(b"\0")
        return self.provider.unseal(algorithm.decode("ascii", "replace"), self.key, body, place.encode())
