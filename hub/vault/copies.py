"""A sealed copy of the hub's key for the safe: the file is one person's, the code that opens it another's."""

from __future__ import annotations

import base64
import json

from hub.core.errors import PermanentError
from hub.vault.keys import MasterKey
from hub.vault.provider import CryptoProvider

_PURPOSE = b"key copy 1"


def sealed_copy(key: MasterKey, code: str, provider: CryptoProvider) -> bytes:
    """Return *key* sealed under *code*, which is drawn (over a hundred bits): it can't be guessed from the file."""
    content = provider.seal(provider.derive(code.encode(), _PURPOSE), key.secret, _bound(key.key_id))
    told = {"version": 1, "key_id": key.key_id, "algorithm": provider.seal_algorithm}
    return json.dumps({**told, "sealed": base64.b64encode(content).decode("ascii")}).encode()


def open_copy(copy: bytes, code: str, provider: CryptoProvider) -> MasterKey:
    """
    Return the key that *copy* holds.

    Raises:
        PermanentError: it's no copy of a key, was changed, or *code* isn't its code.
    """
    try:
        held = json.loads(copy)
        key_id, algorithm = str(held["key_id"]), str(held["algorithm"])
        content = base64.b64decode(held["sealed"], validate=True)
    except (ValueError, KeyError, TypeError) as fault:
        raise PermanentError("this is no copy of a key", remedy="was it cut on its way?") from fault
    secret = provider.unseal(algorithm, provider.derive(code.strip().encode(), _PURPOSE), content, _bound(key_id))
    return MasterKey(key_id, secret)


def _bound(key_id: str) -> bytes:
    return f"copy of key {key_id}".encode()
