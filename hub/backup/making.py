"""Making a backup beside a running hub."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import hub
from hub.backup.cut import database_files, is_made_anew, one_instant
from hub.backup.last import LAST, LastBackup
from hub.backup.manifest import FORMAT, HeldFile, Manifest, backups_in, held_file, write_manifest
from hub.core.errors import BusUnavailableError, ConfigurationError, UnknownRecordError
from hub.engines.embedded.estate import current_folder
from hub.service.heartbeat import HEARTBEAT
from hub.sqlite import store_errors

DATA = "data"
"""Folder of the data within a backup."""

SETTINGS = "hub.toml"
_NOT_KEPT = (".part", "-wal", "-shm", "-journal", ".db")
_MADE_ANEW = (HEARTBEAT, LAST)


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupPlan:
    """
    What is backed up to where.

    Attributes:
        data: The hub's data folder.
        settings: Its settings file, which goes along; secrets never stand in it.
        key: The master key's file, which is never part of a backup, and *key_id* its name.
        folder: Where backups stand.
        keep: Complete backups kept in *folder*.
    """

    data: Path
    settings: Path
    key: Path
    key_id: str
    folder: Path
    keep: int


def make_backup(plan: BackupPlan, now: datetime) -> tuple[Path, Manifest]:
    """
    Copy all that can't be made anew, as of one instant, and return where it stands.

    A backup is complete or not there: it's written under another name first.

    Raises:
        UnknownRecordError: there is no data yet.
        BusUnavailableError: disk or lock don't allow it now; the hub itself isn't touched.
        ConfigurationError: it would stand within the data.
    """
    _check(plan)
    target = plan.folder / f"{now.astimezone(UTC):%Y%m%d-%H%M%SZ}"
    part = target.with_name(f"{target.name}.part")
    try:
        shutil.rmtree(part, ignore_errors=True)
        (part / DATA).mkdir(parents=True)
        manifest = _copied(plan, part, now)
        write_manifest(part, manifest)
        _settle(part)
        part.rename(target)
        _settle(plan.folder)
    except OSError as error:
        shutil.rmtree(part, ignore_errors=True)
        raise BusUnavailableError(
            f"the backup can't be written ({error.strerror})",
            where=str(plan.folder),
            remedy="free space there, or name another disk in [backup] folder",
        ) from error
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    former = LastBackup.read(plan.data)
    verified = "" if former is None else former.verified_at
    made = manifest.made_at
    LastBackup(made_at=made, folder=str(target), bytes=manifest.bytes, verified_at=verified).write(plan.data)
    for old, _ in list(backups_in(plan.folder))[plan.keep :]:
        shutil.rmtree(old)
    return target, manifest


def _check(plan: BackupPlan) -> None:
    if not any(current_folder(plan.data / "log").glob("shard-??.db")):
        raise UnknownRecordError("no hub data here", where=str(plan.data), remedy="hub run")
    if plan.folder.resolve().is_relative_to(plan.data.resolve()):
        raise ConfigurationError(
            "backups would stand within the data", where=str(plan.folder), remedy="name another disk in [backup] folder"
        )


def _copied(plan: BackupPlan, part: Path, now: datetime) -> Manifest:
    """Copy everything into *part* and return what it is."""
    heads: dict[str, dict[str, int]] = {}
    states = rows = 0
    with one_instant(database_files(plan.data)) as snapshots:
        for path, snapshot in snapshots.items():
            name = path.relative_to(plan.data)
            _copy_database(snapshot, part / DATA / name)
            if name.parts[0].startswith("log"):
                heads[path.stem] = dict(snapshot.execute("SELECT name, next FROM topics").fetchall())
                states += _count(snapshot, "states")
                rows += _count(snapshot, "rows")
    # documents are written before anything on the log speaks of them, so they are copied after the log's cut
    for path in _documents(plan):
        copy = part / DATA / path.relative_to(plan.data)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, copy)
    if plan.settings.is_file():
        shutil.copy2(plan.settings, part / SETTINGS)
    return Manifest(
        format=FORMAT,
        made_at=now.isoformat(),
        version=hub.__version__,
        key_id=plan.key_id,
        shards=len(heads),
        heads=heads,
        states=states,
        rows=rows,
        files=dict(_held(part)),
    )


def _copy_database(snapshot: sqlite3.Connection, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with store_errors(target), closing(sqlite3.connect(target, isolation_level=None)) as copy:
        copy.execute("PRAGMA synchronous=OFF")  # the finished file is settled as a whole
        snapshot.backup(copy)
        # one file without a journal beside it, readable from any medium
        copy.execute("PRAGMA journal_mode=DELETE")


def _count(snapshot: sqlite3.Connection, table: str) -> int:
    """Return how many rows the engine's *table* has, 0 for a log without an engine's tables."""
    if snapshot.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (table,)).fetchone() is None:
        return 0
    return int(snapshot.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608 - our own tables


def _documents(plan: BackupPlan) -> Iterator[Path]:
    """Yield the files that are no databases and can't be made anew, signed forms above all; never the key."""
    for path in sorted(plan.data.rglob("*")):
        is_kept = path.name not in _MADE_ANEW and not path.name.endswith(_NOT_KEPT) and path != plan.key
        if path.is_file() and is_kept and not is_made_anew(path, plan.data):
            yield path


def _held(part: Path) -> Iterator[tuple[str, HeldFile]]:
    for path in sorted(part.rglob("*")):
        if path.is_file():
            yield path.relative_to(part).as_posix(), held_file(path)


def _settle(folder: Path) -> None:
    """Let the disk have every file in *folder* and the folders themselves."""
    for path in [folder, *folder.rglob("*")]:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
