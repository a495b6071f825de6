"""What a backup holds, written last of all: a folder without it is no backup."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import msgspec

from hub.core.errors import ConfigurationError, UnknownRecordError

MANIFEST = "manifest.json"
FORMAT = 1
_NAME = re.compile(r"\d{8}-\d{6}Z")


class HeldFile(msgspec.Struct, frozen=True, kw_only=True):
    """One file of a backup."""

    bytes: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """
    What a backup says of itself.

    Attributes:
        made_at: UTC instant of the cut.
        key_id: Name of the master key without which its dossiers can't be opened; the key itself is kept elsewhere.
        heads: Next offset of each topic by shard.
        states, rows: How many states and contribution rows the shards hold.
        files: Path within the backup → size and digest.
    """

    format: int
    made_at: str
    version: str
    key_id: str
    shards: int
    heads: dict[str, dict[str, int]]
    states: int
    rows: int
    files: dict[str, HeldFile]

    @property
    def bytes(self) -> int:
        """Size of all its files."""
        return sum(file.bytes for file in self.files.values())


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write *manifest*: from now on *folder* is a backup."""
    (folder / MANIFEST).write_bytes(msgspec.json.format(msgspec.json.encode(manifest), indent=1))


def read_manifest(folder: Path) -> Manifest:
    """
    Return what the backup in *folder* says of itself.

    Raises:
        UnknownRecordError: it's no complete backup.
        ConfigurationError: its manifest is damaged, or a newer hub made it.
    """
    try:
        manifest = msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
    except OSError as error:
        raise UnknownRecordError("is no complete backup", where=str(folder), remedy="hub backup list") from error
    except (msgspec.DecodeError, ValueError) as error:
        raise ConfigurationError(
            "the manifest is damaged", where=str(folder), remedy="take another backup: hub backup list"
        ) from error
    if manifest.format > FORMAT:
        raise ConfigurationError(
            "a newer hub made this backup", where=str(folder), remedy="restore it with that version of the hub"
        )
    return manifest


def backups_in(folder: Path) -> Iterator[tuple[Path, Manifest]]:
    """Yield the complete backups in *folder*, the newest first."""
    if not folder.is_dir():
        return
    for path in sorted((path for path in folder.iterdir() if _NAME.fullmatch(path.name)), reverse=True):
        if (path / MANIFEST).is_file():
            yield path, read_manifest(path)


def held_file(path: Path) -> HeldFile:
    """Return size and digest of *path*."""
    with path.open("rb") as file:
        return HeldFile(bytes=path.stat().st_size, sha256=hashlib.file_digest(file, "sha256").hexdigest())
