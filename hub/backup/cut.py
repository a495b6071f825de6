"""
One instant of all files: the cut that makes a backup consistent.

A shard sends to another through its outbox and forgets what the other has committed; the other drops every sequence
that it has taken before. So of copies made one after another no order is safe. Where the sender's copy is the newer one
it may have forgotten what the receiver's doesn't hold; where it's the older one it gives numbers anew that the
receiver's copy takes for known, and what they carry is dropped (``tests/fault/test_backup.py`` shows both). The same
holds between an adapter's memory and the log. Therefore every file is locked for writing for the moment in which a read
snapshot of each is opened, some milliseconds; then writers go on, and the copies are made from the snapshots. What is
copied is what a power cut at that instant would leave, from which the hub is proven to go on.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from hub.engines.embedded.estate import current_folder
from hub.sqlite import open_reader, store_errors

LOCK_SECONDS = 20.0
"""How long a writer may hold one file before the cut is given up: a batch takes a fraction of a second."""

_RANKS = ("adapters/", "vault.db", "dossiers.db")
"""Whoever holds two files took them in this order: the cut does so too, or the two could wait for each other."""


def database_files(data: Path) -> list[Path]:
    """Return the databases in *data* that can't be made anew, in the order in which they are locked."""
    log = current_folder(data / "log")
    beside = [path for path in data.rglob("*.db") if path.is_file() and not is_made_anew(path, data)]

    def rank(path: Path) -> tuple[int, str]:
        name = path.relative_to(data).as_posix()
        return next((place for place, start in enumerate(_RANKS) if name.startswith(start)), -1), name

    return [*sorted(beside, key=rank), *sorted(log.glob("shard-??.db"))]


def is_made_anew(path: Path, data: Path) -> bool:
    """Return whether *path* is no matter of its own: the read model, a rebuild under way, shards of a former number."""
    first = path.relative_to(data).parts[0]
    is_shard = first.startswith("log") and path.suffix == ".db"
    return is_shard or first == "rebuild" or path.name == "read-model.db"


@contextmanager
def one_instant(files: Sequence[Path]) -> Iterator[dict[Path, sqlite3.Connection]]:
    """
    Give a read snapshot of each of *files*, all of one instant; writers wait for some milliseconds only.

    Raises:
        BusUnavailableError: a writer held a file too long; nothing was copied.
    """
    with ExitStack() as kept:
        snapshots: dict[Path, sqlite3.Connection] = {}
        with ExitStack() as locks:
            for path in files:
                locks.enter_context(_locked(path))
            for path in files:
                with store_errors(path):
                    reader = open_reader(path)
                    kept.callback(reader.close)
                    reader.execute("BEGIN")
                    # a snapshot begins with the first look, not with BEGIN
                    reader.execute("SELECT count(*) FROM sqlite_master").fetchone()
                    snapshots[path] = reader
        yield snapshots


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with store_errors(path):
        connection = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode=rw", uri=True, timeout=LOCK_SECONDS, isolation_level=None
        )
        try:
            connection.execute("BEGIN IMMEDIATE")
            yield
        finally:
            # nothing was written: letting go is all
            connection.close()
