"""Proving a backup: it's restored to scratch, opened, run, and compared with what its own log gives anew."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from hub.backup.making import DATA
from hub.backup.manifest import Manifest
from hub.backup.restoring import check_files, faults_between_shards, put_back
from hub.core.errors import ConfigurationError
from hub.engines.embedded import EmbeddedEngine, EmbeddedReader
from hub.engines.embedded.estate import current_folder

Opener = Callable[[Path, int], EmbeddedEngine]
"""Opens the hub's engine on a folder of shards with a generation."""

Unseal = Callable[[Path], None]
"""Opens one sealed dossier of a data folder; raises HubError where the key doesn't fit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """
    What was found, all of it well.

    Attributes:
        taken: Log entries that the restored engine had still to take: what was under way at the cut.
        disputes: Disputes after that.
        compared: Contribution rows that a rebuild from the log gave identically, None where none was asked for.
    """

    manifest: Manifest
    files: int
    taken: int
    disputes: int
    compared: int | None


def prove(backup: Path, scratch: Path, opener: Opener, unseal: Unseal, *, deep: bool = False) -> Proof:
    """
    Restore *backup* into the folder *scratch*, which is made and removed again, and prove that a hub goes on from it.

    *deep* also computes everything anew from the restored log and compares every contribution row.

    Raises:
        ConfigurationError: a file was changed, a database is damaged, files don't fit together, the key doesn't fit, or
            the rebuild differs.
        BusUnavailableError: scratch can't be written.
    """
    manifest = check_files(backup)
    try:
        data = scratch / DATA
        scratch.mkdir(parents=True)
        put_back(backup, data)
        for path in sorted(data.rglob("*.db")):
            _check_database(path)
        log = current_folder(data / "log")
        _check_heads(log, manifest)
        unseal(data)
        taken = _run(log, opener)
        with closing(EmbeddedReader(log)) as reader:
            disputes = sum(1 for _ in reader.states("lifecycle"))
        compared = _compare(log, opener) if deep else None
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return Proof(manifest=manifest, files=len(manifest.files), taken=taken, disputes=disputes, compared=compared)


def _check_database(path: Path) -> None:
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            found = connection.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.Error as error:
        found = str(error)
    if found != "ok":
        raise ConfigurationError(
            f"a database is damaged ({found})", where=path.name, remedy="take another backup: hub backup list"
        )


def _check_heads(log: Path, manifest: Manifest) -> None:
    for path in sorted(log.glob("shard-??.db")):
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            heads = dict(connection.execute("SELECT name, next FROM topics"))
        if heads != manifest.heads.get(path.stem):
            raise ConfigurationError(
                "the log isn't the one that the manifest names",
                where=path.name,
                remedy="take another backup: hub backup list",
            )
    faults = list(faults_between_shards(log))
    if faults:
        raise ConfigurationError(
            f"shard files of different instants: {'; '.join(faults)}",
            where=log.name,
            remedy="never copy shard files one by one: hub backup now",
        )


def _run(log: Path, opener: Opener) -> int:
    """Let an engine go on from *log* until nothing is left; return what it took."""
    with closing(EmbeddedReader(log)) as reader:
        generation = reader.generation
    engine = opener(log, generation)
    try:
        return engine.run_until_idle()
    finally:
        engine.close()


def _compare(log: Path, opener: Opener) -> int:
    """Compute everything anew from *log*; return how many rows came out the same: all of them."""
    with closing(EmbeddedReader(log)) as reader:
        generation = reader.generation
        before = _digests(reader)
    engine = opener(log, generation + 1)
    try:
        engine.run_until_idle()
    finally:
        engine.close()
    with closing(EmbeddedReader(log)) as reader:
        after = _digests(reader)
    if before != after:
        differing = len(before ^ after)
        raise ConfigurationError(
            f"the log gives {differing} other contribution rows than the states hold",
            where=log.name,
            remedy="tell the hub's maintainers; both are in the backup",
        )
    return len(after)


def _digests(reader: EmbeddedReader) -> set[bytes]:
    return set(_each(reader))


def _each(reader: EmbeddedReader) -> Iterator[bytes]:
    """Yield the digest of each row that counts in some view: one replaced at the very instant of its birth doesn't."""
    for row in reader.row_history():
        if row.known_from == row.known_until:
            continue
        yield hashlib.blake2b(repr(row).encode(), digest_size=16).digest()
