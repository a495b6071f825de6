"""The folder of an embedded hub as what is carried away, and as where to."""

from __future__ import annotations

import fcntl
import os
import shutil
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from hub.bus.embedded import Entry, Shard, Writing
from hub.bus.records import from_micros
from hub.core.errors import BusUnavailableError, PermanentError
from hub.core.ports import Serde
from hub.engines.embedded.engine import EmbeddedEngine
from hub.engines.embedded.ground import EmbeddedGround
from hub.engines.moving.estate import Belongings, Reading
from hub.engines.processing.tables import create_engine_tables
from hub.engines.rebuild.holdings import copy_holdings, measures_of
from hub.sqlite import open_reader, store_errors

MOVED_TO = "moved-to"
"""File in a folder that has been left: it says where the hub is now."""

_TRIES = 20


class EmbeddedSource:
    """A :class:`hub.engines.moving.Source` over *folder*; *processors* take in what was sent before it closes."""

    def __init__(self, folder: Path, processors: Sequence[object], serde: Serde) -> None:
        self._folder = folder
        self._processors = processors
        self._serde = serde
        self.ground = EmbeddedGround(folder)
        self._paths = sorted(folder.glob("shard-??.db"))

    def _ask(self, shard: int, sql: str, *parameters: str | int) -> list[tuple[str | int, ...]]:
        with store_errors(self._paths[shard]):
            connection = open_reader(self._paths[shard])
            try:
                return connection.execute(sql, parameters).fetchall()
            finally:
                connection.close()

    @property
    def moves(self) -> int:
        """How often this hub was moved before."""
        found = self._ask(0, "SELECT value FROM meta WHERE name = 'moves'")
        return int(found[0][0]) if found else 0

    def topics(self) -> Sequence[str]:
        """Return every topic of which there are entries."""
        found = {
            str(name) for shard in range(len(self._paths)) for (name,) in self._ask(shard, "SELECT name FROM topics")
        }
        return sorted(found)

    def end(self, shard: int, topic: str) -> int:
        """Return the next offset that will be given."""
        found = self._ask(shard, "SELECT next FROM topics WHERE name = ?", topic)
        return int(found[0][0]) if found else 0

    def readings(self) -> Sequence[Reading]:
        """Return where each reader group stands."""
        found: dict[tuple[str, str], list[int]] = {}
        epochs: dict[tuple[str, str], int] = {}
        for shard in range(len(self._paths)):
            for name, topic, position, epoch in self._ask(shard, "SELECT name, topic, position, epoch FROM consumers"):
                place = (str(name), str(topic))
                found.setdefault(place, [0] * len(self._paths))[shard] = int(position)
                epochs[place] = max(epochs.get(place, 0), int(epoch))
        return [Reading(*place, tuple(positions), epochs[place]) for place, positions in sorted(found.items())]

    def settled(self) -> frozenset[tuple[int, int]]:
        """Return the dead letters that wait no longer."""
        return frozenset(
            (shard, int(place))
            for shard in range(len(self._paths))
            for (place,) in self._ask(shard, "SELECT place FROM settled")
        )

    def cuts(self) -> Sequence[tuple[str, int]]:
        """Return the close markers that every shard has passed."""
        passed = [set(self._ask(n, "SELECT marker, at FROM cuts WHERE done = 1")) for n in range(len(self._paths))]
        return [(str(marker), int(at)) for marker, at in sorted(set.intersection(*passed))]

    def stop(self) -> None:
        """
        Take in all that has been sent, then close every shard at once.

        A last tick brings all shards to the time of the one that is ahead: whatever was due by then has fired, on
        whichever partition the next record would have come.
        """
        if (self._folder / MOVED_TO).is_file():
            raise PermanentError(
                "the hub was moved already", where=self._folder.name, remedy="write its new place in the settings"
            )
        closed = [self._ask(shard, "SELECT 1 FROM meta WHERE name = 'closed'") for shard in range(len(self._paths))]
        if all(closed):
            return
        if any(closed):
            self.resume()
        for _ in range(_TRIES):
            engine = EmbeddedEngine.open(self._folder, self._processors, self._serde)
            try:
                engine.run_until_idle()
                engine.tick(from_micros(self._time() + 1))
                engine.run_until_idle()
            finally:
                engine.close()
            with _held(self._paths) as held:
                if _is_drained(held, self._processors):
                    for writing in held:
                        writing.connection.execute("INSERT INTO meta (name, value) VALUES ('closed', 'moving')")
                    return
        raise BusUnavailableError(
            "records keep coming in", where=self._folder.name, remedy="stop what sends them, then try again"
        )

    def _time(self) -> int:
        """Return the time of the partition that is ahead of all."""
        return max(
            int(time or 0)
            for shard in range(len(self._paths))
            for (time,) in self._ask(shard, "SELECT max(time) FROM progress")
        )

    def resume(self) -> None:
        """Open what was closed."""
        with _held(self._paths) as held:
            for writing in held:
                writing.connection.execute("DELETE FROM meta WHERE name = 'closed'")

    def leave(self, whereto: str) -> None:
        """Say where the hub is now, in one step that can't be half done."""
        point_to(self._folder, whereto)

    def close(self) -> None:
        """Let go of all files."""
        self.ground.close()


class EmbeddedTarget:
    """A :class:`hub.engines.moving.Target` in *folder*, of *shards* shards: closed until it's sealed."""

    def __init__(self, folder: Path, shards: int) -> None:
        self._folder = folder
        self.name = folder.name
        folder.mkdir(parents=True, exist_ok=True)
        _check_layout(folder / "layout", shards)
        self._shards = [Shard(folder / f"shard-{number:02d}.db", number) for number in range(shards)]
        for shard in self._shards:
            with shard.transaction(closed_too=True) as writing:
                connection = writing.connection
                create_engine_tables(connection)
                if not connection.execute("SELECT 1 FROM meta").fetchone():
                    connection.execute("INSERT INTO meta (name, value) VALUES ('closed', 'arriving')")
        self.ground = EmbeddedGround(folder)

    def note(self, shard: int, topic: str) -> str | None:
        """Return what was noted with the last write."""
        found = self._shards[shard].query("SELECT value FROM meta WHERE name = ?", (f"note/{topic}",))
        return str(found[0][0]) if found else None

    def head(self, shard: int, topic: str) -> int:
        """Return the offset that the next entry gets."""
        return self._shards[shard].heads().get(topic, 0)

    def write(self, shard: int, topic: str, entries: Sequence[Entry], note: str) -> None:
        """Append *entries* and keep *note* in one transaction."""
        with self._shards[shard].transaction(closed_too=True) as writing:
            writing.topic_id(topic)
            for entry in entries:
                writing.append(entry)
            writing.flush()
            _put(writing.connection, f"note/{topic}", note)

    def install(self, shard: int, states: Mapping[str, sqlite3.Connection], belongings: Belongings) -> None:
        """Put tables and *belongings* in place in one transaction."""
        with self._shards[shard].transaction(closed_too=True) as writing:
            connection = writing.connection
            for processor, source in states.items():
                copy_holdings(source, connection, processor, sorted(measures_of(source)))
            connection.executemany(
                "INSERT OR REPLACE INTO consumers (name, topic, position, epoch) VALUES (?, ?, ?, ?)",
                belongings.readers,
            )
            connection.executemany(
                "INSERT OR IGNORE INTO settled (place) VALUES (?)", [(place,) for place in belongings.settled]
            )
            connection.executemany("INSERT OR REPLACE INTO cuts (marker, at, done) VALUES (?, ?, 1)", belongings.cuts)
            connection.executemany(
                "INSERT OR REPLACE INTO generations (processor, generation) VALUES (?, ?)",
                belongings.generations.items(),
            )

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Keep every other move to this folder out; the lock goes with the process that holds it."""
        with (self._folder / "lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise PermanentError(
                    "another process is moving the hub", where=self._folder.name, remedy="wait for it, or end it"
                ) from error
            yield

    def seal(self, generation: int, moves: int) -> None:
        """Declare the folder whole: from now on an engine may open it."""
        for shard in reversed(self._shards):
            with shard.transaction(closed_too=True) as writing:
                if shard.number == 0:
                    _put(writing.connection, "shards", len(self._shards))
                _put(writing.connection, "generation", generation)
                _put(writing.connection, "moves", moves)
                writing.connection.execute("DELETE FROM meta WHERE name = 'closed'")

    def drop(self) -> None:
        """Take the folder away."""
        self.close()
        shutil.rmtree(self._folder)

    def close(self) -> None:
        """Let go of all files."""
        self.ground.close()
        for shard in self._shards:
            shard.close()


def _check_layout(path: Path, shards: int) -> None:
    """Note for how many shards a move was begun, and refuse another number until it's finished or undone."""
    if not path.is_file():
        path.write_text(str(shards), encoding="utf-8")
    begun = path.read_text(encoding="utf-8")
    if begun != str(shards):
        raise PermanentError(
            f"a move to {begun} shards was begun", where=path.parent.name, remedy="finish or undo that first"
        )


def point_to(folder: Path, whereto: str) -> None:
    """Write in *folder*, which may be gone, where the hub is now: whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f"{MOVED_TO}.part"
    with part.open("w", encoding="utf-8") as file:
        file.write(whereto)
        file.flush()
        os.fsync(file.fileno())
    part.replace(folder / MOVED_TO)


def current_folder(folder: Path) -> Path:
    """Return where the hub of *folder* is now: there, or where it has moved to on this machine."""
    while (folder / MOVED_TO).is_file():
        name = (folder / MOVED_TO).read_text(encoding="utf-8").strip()
        if "/" in name or not (folder.parent / name).is_dir():
            return folder
        folder = folder.parent / name
    return folder


def _put(connection: sqlite3.Connection, name: str, value: str | int) -> None:
    connection.execute("INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)", (name, value))


@contextmanager
def _held(paths: Sequence[Path]) -> Iterator[Sequence[Writing]]:
    """Hold every shard at once, closed ones too."""
    with ExitStack() as stack:
        held = []
        for number, path in enumerate(paths):
            shard = Shard(path, number)
            stack.callback(shard.close)
            held.append(stack.enter_context(shard.transaction(closed_too=True)))
        yield held


def _is_drained(held: Sequence[Writing], processors: Sequence[object]) -> bool:
    """Return whether every processor has taken all there is, and nothing is under way between shards."""
    inputs = {getattr(processor, "name", ""): getattr(processor, "input", "") for processor in processors}
    for writing in held:
        positions = dict(writing.connection.execute("SELECT processor, position FROM progress"))
        if any(writing.heads.get(topic, 0) > positions.get(name, 0) for name, topic in inputs.items()):
            return False
        for dest, last in writing.connection.execute("SELECT dest, max(seq) FROM outbox GROUP BY dest"):
            if held[dest].last_from(writing.shard) < last:
                return False
    return True
