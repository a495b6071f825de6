"""
Who speaks: an agency signs a short-lived token with its own key, the hub keeps the public half.

Nothing secret of an agency lies at the hub. A key is a file ``<agency>.<key id>.pub`` in one folder: two of them at
once make a rotation without a pause, and taking one away ends it at once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jwt
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from hub.core.errors import AccessDeniedError, ConfigurationError
from hub.core.ports import Clock

AUDIENCE = "fengqiao-hub"
LONGEST = timedelta(minutes=10)
"""A token that is valid for longer is refused: what leaks is worth nothing soon."""
USUAL = timedelta(minutes=5)
LEEWAY = timedelta(seconds=60)
"""How far an agency's clock may be from the hub's."""

_ALGORITHM = "EdDSA"
_PUBLIC = re.compile(r"(?P<agency>[a-z][a-z0-9-]{0,39})\.(?P<id>[A-Za-z0-9_-]{1,40})\.pub")
_MOST_BYTES = 4_096


@dataclass(frozen=True, slots=True)
class KeyName:
    """Whose key, and which of its keys."""

    agency: str
    id: str

    @property
    def public_file(self) -> str:
        """Name of the file with the public half."""
        return f"{self.agency}.{self.id}.pub"

    @property
    def is_valid(self) -> bool:
        """Whether both can stand in a file's name."""
        return _PUBLIC.fullmatch(self.public_file) is not None


def new_key() -> tuple[bytes, bytes]:
    """Return a new key as PEM: the private half, which stays with the agency, and the public half."""
    key = Ed25519PrivateKey.generate()
    return (
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
        key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
    )


def read_public(path: Path) -> bytes:
    """
    Return the public key file *path* as it stands.

    Raises:
        ConfigurationError: it holds no Ed25519 public key.
    """
    if not path.is_file() or _public_key(path) is None:
        raise ConfigurationError("no Ed25519 public key (PEM)", where=path.name, remedy="make one: hub gateway key new")
    return path.read_bytes()


class TokenSigner:
    """What an agency signs its calls with."""

    def __init__(self, name: KeyName, private: bytes, clock: Clock) -> None:
        """
        Take the private half *private* (PEM).

        Raises:
            ConfigurationError: it's no Ed25519 key.
        """
        try:
            key = load_pem_private_key(private, password=None)
        except (ValueError, TypeError, UnsupportedAlgorithm) as error:
            raise _no_key(name.agency) from error
        if not isinstance(key, Ed25519PrivateKey):
            raise _no_key(name.agency)
        self._name = name
        self._key = key
        self._clock = clock

    def token(self) -> str:
        """Return a token for the calls of the next few minutes."""
        now = self._clock.now()
        claims = {"iss": self._name.agency, "aud": AUDIENCE, "iat": now, "exp": now + USUAL}
        return jwt.encode(claims, self._key, algorithm=_ALGORITHM, headers={"kid": self._name.id})


class AgencyKeys:
    """The public keys of a folder; a file that is added or taken away counts from the next call on."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder = folder
        self._clock = clock
        self._seen: tuple[tuple[str, int, int], ...] = ()
        self._keys: dict[KeyName, Ed25519PublicKey] = {}

    def listed(self) -> Mapping[KeyName, Ed25519PublicKey]:
        """Return every key that can be used now."""
        files = sorted(path for path in self._folder.glob("*.pub") if path.is_file())
        seen = tuple((path.name, path.stat().st_mtime_ns, path.stat().st_size) for path in files)
        if seen != self._seen:
            read = (_read(path) for path in files)
            self._keys = dict(one for one in read if one is not None)
            self._seen = seen
        return self._keys

    def agency_of(self, token: str) -> str:
        """
        Return whose token it is.

        Raises:
            AccessDeniedError: it isn't signed by a key of the agency that it names, is too old or lasts too long.
        """
        try:
            header = jwt.get_unverified_header(token)
            claimed = jwt.decode(token, options={"verify_signature": False})
            name = KeyName(str(claimed.get("iss")), str(header.get("kid")))
            key = self.listed()[name]
            claims = jwt.decode(
                token,
                key,
                algorithms=[_ALGORITHM],
                audience=AUDIENCE,
                options={"require": ["iss", "aud", "iat", "exp"], "verify_exp": False, "verify_iat": False},
            )
        except (jwt.PyJWTError, KeyError, ValueError) as error:
            # Which of them it was helps nobody but someone who tries keys.
            raise _denied("the token isn't signed by a key that the hub knows") from error
        self._check_time(claims)
        return name.agency

    def _check_time(self, claims: Mapping[str, object]) -> None:
        now = self._clock.now()
        try:
            issued, expires = (datetime.fromtimestamp(float(str(claims[name])), UTC) for name in ("iat", "exp"))
        except (ValueError, OverflowError, OSError) as error:
            raise _denied("the token's times can't be read") from error
        if expires - issued > LONGEST:
            raise _denied(f"the token lasts longer than {LONGEST.seconds // 60} minutes")
        if not issued - LEEWAY <= now <= expires + LEEWAY:
            raise _denied("the token isn't valid now; are both clocks right?")


def _read(path: Path) -> tuple[KeyName, Ed25519PublicKey] | None:
    named = _PUBLIC.fullmatch(path.name)
    key = _public_key(path) if named is not None else None
    return None if named is None or key is None else (KeyName(named["agency"], named["id"]), key)


def _public_key(path: Path) -> Ed25519PublicKey | None:
    try:
        key = load_pem_public_key(path.read_bytes()) if path.stat().st_size <= _MOST_BYTES else None
    except (OSError, ValueError, UnsupportedAlgorithm):
        return None
    return key if isinstance(key, Ed25519PublicKey) else None


def _denied(what: str) -> AccessDeniedError:
    return AccessDeniedError(what, remedy="sign a new token with the agency's key, see hub gateway key")


def _no_key(agency: str) -> ConfigurationError:
    return ConfigurationError("no Ed25519 private key", where=agency, remedy="make one with hub gateway key new")
