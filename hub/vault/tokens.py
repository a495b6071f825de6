"""Keyed tokens of identity numbers, names and telephone numbers."""

from __future__ import annotations

from hub.core.codes import IdKind
from hub.core.errors import PermanentError
from hub.core.privacy import half_width
from hub.vault.keys import MasterKey
from hub.vault.provider import CryptoProvider

_LONGEST = 512


class KeyedTokeniser:
    """
    Implements :class:`hub.core.privacy.Tokeniser`: ``algorithm.keyid.digest``.

    Who doesn't hold the key can neither recognise a number nor try all of them.
    """

    def __init__(self, master: MasterKey, provider: CryptoProvider) -> None:
        self._provider = provider
        self._key = provider.derive(master.secret, b"party tokens 1")
        self._prefix = f"{provider.mac_algorithm}.{master.key_id}."

    def strong(self, kind: IdKind, number: str) -> str:
        """Return the token of a normalised identity number."""
        return self._token("strong", kind.value, number)

    def weak(self, kind: str, value: str) -> str:
        """Return the token of a name, telephone number or birth date; width and blanks don't matter."""
        return self._token("weak", kind, "".join(half_width(value).split()))

    def _token(self, *parts: str) -> str:
        if any(len(part) > _LONGEST for part in parts):
            raise PermanentError(f"value to tokenise is longer than {_LONGEST} characters", remedy="hold the row")
        # Lengths in front keep ("ab", "c") and ("a", "bc") apart.
        message = b"".join(len(part.encode()).to_bytes(4, "big") + part.encode() for part in parts)
        return self._prefix + self._provider.mac(self._key, message).hex()
