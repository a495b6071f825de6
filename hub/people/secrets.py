"""Passwords by argon2id, first passwords, recovery codes and tokens; whatever is random is drawn from one source."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError
from argon2.profiles import RFC_9106_LOW_MEMORY

RandomBytes = Callable[[int], bytes]

RECOVERY_CODES = 8
_RECOVERY_BYTES = 10
_TOKEN_BYTES = 32
_ALPHABET = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Letters and digits that nobody mistakes for others when reading them from paper."""
_SIGNS = "-+=@#%"


class PasswordHashing:
    """argon2id; what is kept names its own costs, so that dearer ones take over at the next sign-in."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)

    def kept(self, password: str) -> str:
        """Return what is kept of *password*."""
        return self._hasher.hash(password)

    def is_right(self, kept: str | None, password: str) -> bool:
        """Return whether *password* is the one; it takes as long where there is none."""
        try:
            self._hasher.verify(kept or self._nobodys, password)
        except (VerifyMismatchError, VerificationError, InvalidHashError):
            return False
        return kept is not None

    @cached_property
    def _nobodys(self) -> str:
        return self._hasher.hash("nobody's password")

    def is_dated(self, kept: str) -> bool:
        """Return whether it was kept with other costs than today's."""
        return self._hasher.check_needs_rehash(kept)


@dataclass(frozen=True, slots=True)
class Draw:
    """Draws what must not be guessed from *random_bytes*."""

    random_bytes: RandomBytes

    def token(self) -> str:
        """Return a new token of 256 bits for a cookie."""
        return base64.urlsafe_b64encode(self.random_bytes(_TOKEN_BYTES)).decode("ascii").rstrip("=")

    def password(self, groups: int = 4) -> str:
        """Return a first password that can be read from paper and passes the policy: four groups of four."""
        parts = ["".join(self._one_of(_ALPHABET) for _ in range(4)) for _ in range(groups)]
        sure = self._one_of("ABCDEFGH") + self._one_of("abcdefgh") + self._one_of("23456789")
        return self._one_of(_SIGNS).join([*parts, sure])

    def recovery_codes(self) -> tuple[str, ...]:
        """Return new recovery codes, 80 bits each."""
        return tuple(self._recovery_code() for _ in range(RECOVERY_CODES))

    def _recovery_code(self) -> str:
        text = base64.b32encode(self.random_bytes(_RECOVERY_BYTES)).decode("ascii")
        return "-".join(text[place : place + 4] for place in range(0, len(text), 4))

    def _one_of(self, marks: str) -> str:
        """Return one of *marks*, each as likely: bytes beyond the last whole round are thrown away."""
        most = 256 - 256 % len(marks)
        while (number := self.random_bytes(1)[0]) >= most:
            continue
        return marks[number % len(marks)]


def digest_of(token: str) -> bytes:
    """Return what is kept of a token: whoever reads the file can't sign in with it."""
    return hashlib.sha256(token.encode()).digest()
