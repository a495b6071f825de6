"""
A second state of one processor partition, made from the log beside the live one.

It takes what the live one has taken, in the same order, with the same stage; what its steps send goes nowhere: it was
sent when the live one took the record. Position and state are written in one transaction, so that a rebuild that was
killed goes on where it stood.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from hub.bus.embedded.tables import open_writer
from hub.bus.entries import Entry
from hub.core.ports import Serde
from hub.core.topics import DEAD_LETTERS
from hub.engines.processing.output import Outlet
from hub.engines.processing.stage import Stage, StagePlan
from hub.engines.processing.states import StateFaultError
from hub.engines.processing.tables import ENGINE_TABLES, FORGET_DERIVED
from hub.engines.rebuild.holdings import position_of
from hub.sqlite import store_errors, whole

_TABLES = """
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS held (key TEXT PRIMARY KEY) WITHOUT ROWID;
"""
_MADE_BY = "made_by"
_TARGET = "target"
_MEASURES = "measures"


class Silent:
    """The journal of a shadow: nothing leaves, but keys of which a record is put aside are noted."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @property
    def connection(self) -> sqlite3.Connection:
        """The shadow's file, inside a transaction."""
        return self._connection

    def send(self, dest: int, entry: Entry) -> None:
        """Let *entry* go nowhere."""
        if entry.topic == DEAD_LETTERS:
            self._connection.execute("INSERT OR IGNORE INTO held (key) VALUES (?)", (entry.key,))


class Shadow:
    """The second state of the partition that *plan* describes, in a file of its own."""

    def __init__(self, path: Path, plan: StagePlan, serde: Serde) -> None:
        self.path = path
        self._plan = replace(plan, following=None)
        self._serde = serde
        self._stage: Stage | None = None
        self._last_row = 0
        path.parent.mkdir(parents=True, exist_ok=True)
        with store_errors(path):
            self.connection = open_writer(path)
            # a power cut takes whole transactions off the end at most, and they are replayed
            self.connection.execute("PRAGMA synchronous=NORMAL")
            self.connection.executescript(_TABLES)
            self.connection.executescript(ENGINE_TABLES)

    @property
    def processor(self) -> str:
        """Name of the processor."""
        return self._plan.processor.name

    @property
    def position(self) -> int:
        """The next entry of the log that this state hasn't taken."""
        return position_of(self.connection, self.processor)

    @property
    def plan(self) -> StagePlan:
        """What the stage of this state is told."""
        return self._plan

    @property
    def made_by(self) -> str | None:
        """What made this state (version of the hub, generation, shards); None for a new file."""
        return self._meta(_MADE_BY)

    def note_made_by(self, text: str) -> None:
        """Write what makes this state."""
        self._note(_MADE_BY, text)

    @property
    def target(self) -> int:
        """The generation as which a switch that was begun installs this state, 0 before."""
        return int(self._meta(_TARGET) or 0)

    def note_target(self, generation: int) -> None:
        """Write as which generation this state is being installed."""
        self._note(_TARGET, str(generation))

    @property
    def measures(self) -> frozenset[str]:
        """Measures to which the processor had contributed when this state was put aside."""
        return frozenset(json.loads(self._meta(_MEASURES) or "[]"))

    def note_measures(self, measures: Sequence[str]) -> None:
        """Write to which measures the processor has contributed."""
        self._note(_MEASURES, json.dumps(list(measures)))

    def _meta(self, name: str) -> str | None:
        found = self.connection.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return str(found[0]) if found else None

    def _note(self, name: str, text: str) -> None:
        self.connection.execute("INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)", (name, text))

    def forget(self) -> None:
        """Begin anew."""
        self._stage = None
        with self.transaction() as connection:
            for statement in FORGET_DERIVED.split(";\n"):
                connection.execute(statement)
            connection.execute("DELETE FROM held")
            connection.execute("DELETE FROM meta")

    @property
    def held(self) -> frozenset[str]:
        """Keys of which the rebuild had to put a record aside."""
        return frozenset(str(key) for (key,) in self.connection.execute("SELECT key FROM held"))

    def take(self, entries: Sequence[tuple[int, Entry]]) -> None:
        """
        Take *entries*, each with its offset, in one transaction.

        Raises:
            BusUnavailableError: the file can't be written now; nothing of them was taken.
        """
        try:
            self._take(entries, careful=False)
        except StateFaultError:
            # as a batch of the engine: each step by itself, so that the one that can't be stored is put aside
            self._take(entries, careful=True)

    def _take(self, entries: Sequence[tuple[int, Entry]], *, careful: bool) -> None:
        if careful:
            self._stage = None
        try:
            with self.transaction() as connection:
                stage = self._loaded(careful=careful)
                outlet = Outlet(Silent(connection), self._serde, _nowhere)
                for offset, entry in entries:
                    stage.progress.position = offset
                    stage.take(outlet, entry)
                    _check_age(stage)
                self._last_row = stage.states.flush(self._last_row)
                stage.timers.flush()
                stage.timers.trim()
                outlet.flush_rows()
                stage.flush()
        except BaseException:
            self._stage = None
            raise
        if careful:
            self._stage = None

    def rest_at(self, position: int) -> None:
        """Stand at *position* where the log has nothing more before it."""
        with self.transaction():
            stage = self._loaded(careful=False)
            stage.progress.position = position
            stage.flush()

    def _loaded(self, *, careful: bool) -> Stage:
        if self._stage is None:
            (self._last_row,) = self.connection.execute("SELECT coalesce(max(id), 0) FROM states").fetchone()
            self._stage = Stage(self._plan, self.connection, careful=careful)
        return self._stage

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Open one transaction of the shadow's file."""
        with store_errors(self.path), whole(self.connection):
            yield self.connection

    def close(self) -> None:
        """Let go of the file."""
        self.connection.close()


def _check_age(stage: Stage) -> None:
    """Stop at a record of a newer version: there's no state of this version that has taken it."""
    if stage.waits is not None:
        raise stage.waits


def follow(shadow: Shadow, read: Callable[[int, int], Sequence[tuple[int, Entry]]], end: int) -> Iterator[int]:
    """Bring *shadow* to *end* by what *read* gives (since, until), and yield each position on the way."""
    position = shadow.position
    while position < end:
        entries = read(position, end)
        if entries:
            shadow.take(entries)
        else:
            # what stands between is the cluster's own
            shadow.rest_at(end)
        position = shadow.position
        yield position


def _nowhere(topic: str, key: str) -> int:
    """Give the partition of an output that is sent nowhere."""
    return 0
