"""A hub's part of the cluster as where to it is carried."""

from __future__ import annotations

import fcntl
import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from hub.bus.entries import Entry, Kind
from hub.bus.kafka.gate import CLOSED, MOVED, NOTE
from hub.core.errors import ConfigurationError, PermanentError
from hub.core.topics import CUTS, DEAD_LETTERS
from hub.engines.kafka.changelog import changelog_of, table_changes
from hub.engines.kafka.cluster import open_consumer
from hub.engines.kafka.cuts import PLACE as CUTS_PLACE
from hub.engines.kafka.cuts import put_key
from hub.engines.kafka.deadletters import SETTLES
from hub.engines.kafka.ground import KafkaGround
from hub.engines.kafka.notes import ARRIVING, MOVES, UNDONE, Notes, Yard
from hub.engines.kafka.owner import Owner
from hub.engines.kafka.settings_notes import SETTINGS
from hub.engines.kafka.wire import headers_of
from hub.engines.kafka.writing import write_once, write_pages
from hub.engines.moving.estate import Belongings
from hub.engines.rebuild.holdings import measures_of


class KafkaTarget:
    """
    A :class:`hub.engines.moving.Target` on a cluster whose topics are there and empty: closed until it's sealed.

    *amended* gives the note of the amended settings that stood where the hub comes from, which is closed by then.
    """

    def __init__(self, yard: Yard, name: str, amended: Callable[[], str | None] = lambda: None) -> None:
        self._yard = yard
        self._amended = amended
        self.name = name
        self._notes = Notes(yard)
        self.ground = KafkaGround(yard.access, yard.folder / "target", yard.shards)
        self._owners: dict[int, Owner] = {}
        if self._notes.get(ARRIVING) is None:
            self._check_empty()
            self._notes.put({ARRIVING: str(yard.shards), CLOSED: ARRIVING})
            yard.probe("arriving noted")
        if self._notes.closed.startswith(MOVED):
            raise PermanentError(
                "the hub that was here has moved away", where=name, remedy="take another prefix, or delete the topics"
            )
        begun = self._notes.get(ARRIVING)
        if begun == UNDONE:
            raise PermanentError(
                "an undone move has left records here", where=name, remedy="take another prefix, or delete the topics"
            )
        if begun != str(yard.shards):
            raise PermanentError(f"a move to {begun} shards was begun", where=name, remedy="finish or undo that first")

    def topics(self) -> Sequence[str]:
        """Return every topic of the hub that arrives."""
        return self.ground.topics()

    def _check_empty(self) -> None:
        for topic in self.topics():
            if topic != CUTS and any(self.ground.end(n, topic) for n in range(self.ground.partitions(topic))):
                raise PermanentError(
                    "the cluster holds records already", where=topic, remedy="take another prefix, or empty topics"
                )

    def note(self, shard: int, topic: str) -> str | None:
        """Return what was noted with the last write."""
        return self._notes.get(f"move/{shard}/{topic}")

    def head(self, shard: int, topic: str) -> int:
        """Return the offset up to which *topic* is decided."""
        return self.ground.end(shard, topic)

    def write(self, shard: int, topic: str, entries: Sequence[Entry], note: str) -> None:
        """Append *entries* and keep *note* in one transaction."""
        if entries and shard >= self.ground.partitions(topic):
            raise ConfigurationError("the topic isn't there", where=topic, remedy="hub topics apply")
        owner = self._owners.setdefault(shard, Owner(self._yard.access, f"move/{shard}"))
        if not owner.holds:
            owner.take_at_once()
        records = [((topic, shard), (entry.key, entry.value), headers_of(entry)) for entry in entries]
        mark = (f"{NOTE}move/{shard}/{topic}", note.encode())
        write_once(owner, [*records, (CUTS_PLACE, mark, [])])
        # what's asked for next must say so: the marks of a commit come a moment after it
        self.ground.settle([CUTS_PLACE, *([(topic, shard)] if entries else [])])
        self._yard.probe("page written")

    def install(self, shard: int, states: Mapping[str, sqlite3.Connection], belongings: Belongings) -> None:
        """Write tables and *belongings*: as often as one likes, the newest value of each key counts."""
        owner = Owner(self._yard.access, f"shard/{shard}")
        owner.take_at_once()
        for processor, source in states.items():
            generation = belongings.generations.get(processor, 0)
            found = list(table_changes(source, processor, sorted(measures_of(source)), generation))
            write_pages(owner, (changelog_of(self.ground.generation), shard), found)
        for group, topic, position, _ in belongings.readers:
            if shard < self.ground.partitions(topic):
                consumer = open_consumer(self._yard.access, group)
                try:
                    owner.begin()
                    owner.move({(topic, shard): position}, consumer)
                    owner.commit()
                finally:
                    consumer.close()
        owner.let_go()
        self._settle_letters(shard, belongings.settled)
        keys = []
        for marker, _ in belongings.cuts:
            keys += [put_key(marker), self._notes.cuts.passed_key(shard, marker)]
        if keys:
            self._notes.put_keys(keys)
        self._yard.probe("installed")

    def _settle_letters(self, shard: int, places: Sequence[int]) -> None:
        """Say behind the dead letters of *shard* that those at *places* wait no longer; twice is no more than once."""
        if places:
            owner = Owner(self._yard.access, f"deadletters/{shard}")
            owner.take_at_once()
            marks = [
                Entry(DEAD_LETTERS, Kind.SETTLED, "settled", b"", 0, None, json.dumps({SETTLES: str(place)}))
                for place in places
            ]
            write_once(owner, (((DEAD_LETTERS, shard), (mark.key, mark.value), headers_of(mark)) for mark in marks))

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Keep other moves of this machine out; one of another machine is fenced by the cluster."""
        self._yard.folder.mkdir(parents=True, exist_ok=True)
        with (self._yard.folder / "lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise PermanentError(
                    "another process is moving the hub", where=self.name, remedy="wait for it, or end it"
                ) from error
            yield

    def seal(self, generation: int, moves: int) -> None:
        """Declare whole what is there: from now on workers may run."""
        note = self._amended()
        self._notes.put({MOVES: str(moves), CLOSED: ""} | ({} if note is None else {SETTINGS: note}))
        self._yard.probe("sealed")

    def drop(self) -> None:
        """Forget the copies; topics are deleted by whoever administers the cluster, records stay closed until then."""
        shutil.rmtree(self._yard.folder, ignore_errors=True)
        self._notes.put({ARRIVING: UNDONE, CLOSED: UNDONE})

    def close(self) -> None:
        """Let go of connections."""
        for owner in self._owners.values():
            owner.let_go()
        self._notes.close()
        self.ground.close()
