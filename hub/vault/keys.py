"""The hub's key file: made once, readable by its owner alone, never replaced by accident."""

from __future__ import annotations

import base64
import json
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from hub.core.errors import ConfigurationError

_LENGTH = 32


@dataclass(frozen=True, slots=True)
class MasterKey:
    """
    One key of the hub, named by *key_id*; separate keys are derived from it for tokens and for wrapping.

    Losing it makes every dossier unreadable and every token strange: it belongs into the backup, sealed.
    """

    key_id: str
    secret: bytes = field(repr=False)


def create_key_file(path: Path, random_bytes: Callable[[int], bytes] = secrets.token_bytes) -> MasterKey:
    """
    Make a new key in *path* with mode 0600.

    Raises:
        ConfigurationError: there is a key already, or the folder can't be written.
    """
    key = MasterKey(random_bytes(4).hex(), random_bytes(_LENGTH))
    put_key_file(path, key)
    return key


def put_key_file(path: Path, key: MasterKey) -> None:
    """
    Write *key* to *path* with mode 0600, where there is none.

    Raises:
        ConfigurationError: there is a key already, or the folder can't be written.
    """
    text = json.dumps({"version": 1, "key_id": key.key_id, "secret": base64.b64encode(key.secret).decode("ascii")})
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.link(part, path)  # fails where a key exists: a half-written or a second key can never take its place
        part.unlink()
    except FileExistsError as fault:
        part.unlink(missing_ok=True)
        raise ConfigurationError(
            "a key exists already", where=path.name, remedy="keep it; it opens all dossiers"
        ) from fault
    except OSError as fault:
        raise ConfigurationError(
            "key file can't be written", where=path.name, remedy="check folder and rights"
        ) from fault


def load_key_file(path: Path) -> MasterKey:
    """
    Return the key in *path*.

    Raises:
        ConfigurationError: missing, damaged, or readable by others.
    """
    try:
        mode = path.stat().st_mode
        held = json.loads(path.read_text("ascii"))
        key = MasterKey(str(held["key_id"]), base64.b64decode(held["secret"], validate=True))
    except FileNotFoundError as fault:
        raise ConfigurationError(
            "there is no key file", where=path.name, remedy="run hub init, or restore it"
        ) from fault
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise ConfigurationError("key file can't be read", where=path.name, remedy="restore it from backup") from fault
    if mode & 0o077:
        raise ConfigurationError("key file is open to others", where=path.name, remedy=f"chmod 600 {path.name}")
    if len(key.secret) != _LENGTH or not key.key_id.isalnum():
        raise ConfigurationError("key file is damaged", where=path.name, remedy="restore it from backup")
    return key
