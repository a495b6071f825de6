"""Putting a backup back, and the checks that go before it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from hub.backup.making import DATA
from hub.backup.manifest import Manifest, held_file, read_manifest
from hub.core.errors import BusUnavailableError, ConfigurationError
from hub.sqlite import open_reader, store_errors


def check_files(backup: Path) -> Manifest:
    """
    Return the manifest of *backup* after every file of it was found unchanged.

    Raises:
        UnknownRecordError: it's no complete backup.
        ConfigurationError: a file is missing or differs from what was written.
    """
    manifest = read_manifest(backup)
    for name, held in manifest.files.items():
        path = backup / name
        if not path.is_file() or held_file(path) != held:
            raise ConfigurationError(
                "a file is missing or was changed", where=name, remedy="take another backup: hub backup list"
            )
    return manifest


def put_back(backup: Path, data: Path) -> None:
    """
    Copy the data of *backup* into the folder *data*, which must not be there yet.

    Raises:
        BusUnavailableError: the disk doesn't allow it; *data* isn't there then.
    """
    part = data.with_name(f"{data.name}.restoring")
    try:
        shutil.rmtree(part, ignore_errors=True)
        shutil.copytree(backup / DATA, part)
        for path in [part, *part.rglob("*")]:
            path.chmod(0o700 if path.is_dir() else 0o600)
            descriptor = os.open(path, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        part.rename(data)
    except OSError as error:
        shutil.rmtree(part, ignore_errors=True)
        raise BusUnavailableError(
            f"the data can't be written ({error.strerror})", where=str(data), remedy="free space on that disk"
        ) from error


def keep_key(key: Path, data: Path, aside: Path | None) -> None:
    """Put the key file back where it stood within *data*, which was moved *aside*: a backup never holds it."""
    if aside is not None and key.is_relative_to(data) and not key.exists():
        key.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(aside / key.relative_to(data), key)


def set_aside(data: Path, now: datetime) -> Path | None:
    """Move what stands in *data* out of the way and return whereto, None where nothing stands there."""
    if not data.is_dir() or not any(data.iterdir()):
        if data.is_dir():
            data.rmdir()
        return None
    aside = data.with_name(f"{data.name}.before-{now.astimezone(UTC):%Y%m%d-%H%M%SZ}")
    data.rename(aside)
    return aside


def faults_between_shards(log: Path) -> Iterator[str]:
    """
    Yield what one shard file of *log* waits for and the other can't give; nothing from files of one instant.

    What a receiver has taken was sent, and all that it hasn't taken still waits in the sender's outbox.
    """
    received: dict[tuple[str, str], int] = {}
    sent: dict[tuple[str, str], int] = {}
    waiting: dict[tuple[str, str], tuple[int, int]] = {}
    for path in sorted(log.glob("shard-??.db")):
        number = str(int(path.stem.removeprefix("shard-")))
        with store_errors(path), closing(open_reader(path)) as shard:
            received |= {
                (str(source), number): last for source, last in shard.execute("SELECT source, last FROM received")
            }
            sent |= {(number, str(dest)): after - 1 for dest, after in shard.execute("SELECT dest, next FROM lanes")}
            waiting |= {
                (number, str(dest)): (count, first)
                for dest, count, first in shard.execute("SELECT dest, count(*), min(seq) FROM outbox GROUP BY dest")
            }
    for lane in sorted(sent | received):
        last, taken = sent.get(lane, 0), received.get(lane, 0)
        count, first = waiting.get(lane, (0, last + 1))
        if taken > last:
            yield f"{lane[0]} → {lane[1]}: {taken} > {last}"
        elif taken < last and (first > taken + 1 or first + count - 1 != last):
            yield f"{lane[0]} → {lane[1]}: {taken} < {first}"
