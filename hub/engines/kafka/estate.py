"""A hub on the cluster as what is carried away, and as where to."""

from __future__ import annotations

import fcntl
import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from confluent_kafka import TopicPartition

from hub.bus.entries import Entry, Kind
from hub.bus.kafka import KafkaAccess
from hub.bus.records import from_micros
from hub.core.errors import BusUnavailableError, ConfigurationError, PermanentError
from hub.core.topics import DEAD_LETTERS
from hub.engines.kafka.changelog import CHANGELOG, changelog_of, table_changes
from hub.engines.kafka.cluster import Ends, open_consumer
from hub.engines.kafka.cuts import CLOSED, CUTS, NOTE, Cuts, put_key
from hub.engines.kafka.cuts import PLACE as CUTS_PLACE
from hub.engines.kafka.deadletters import SETTLES
from hub.engines.kafka.engine import KafkaEngine
from hub.engines.kafka.ground import KafkaGround, write_pages
from hub.engines.kafka.options import KafkaEngineOptions
from hub.engines.kafka.owner import Owner, write_once
from hub.engines.kafka.wire import headers_of
from hub.engines.moving.estate import Belongings, Reading
from hub.engines.moving.move import Crew
from hub.engines.rebuild.holdings import measures_of, position_of

_OWN = (CUTS, CHANGELOG, "hub.shards")
"""Topics of the engine itself: a target has its own."""

_TRIES = 5
_MOVES = "moves"
_UNDONE = "undone"
_MOVED = "moved to"


@dataclass(frozen=True, slots=True)
class Yard:
    """A hub's part of a cluster: access, number of shards, and a folder of this machine for copies."""

    access: KafkaAccess
    shards: int
    folder: Path


class _Notes:
    """What is noted about the hub as a whole, on the topic of cuts."""

    def __init__(self, yard: Yard) -> None:
        self._access = yard.access
        ends = Ends(yard.access)
        if not ends.partitions().get(CUTS):
            raise ConfigurationError("the topic isn't there", where=CUTS, remedy="hub topics apply")
        self._shards = yard.shards
        self.cuts = Cuts(yard.access, ends, yard.shards, 1)

    def get(self, name: str) -> str | None:
        """Return the newest note *name*."""
        self.cuts.catch_up()
        return self.cuts.notes.get(name)

    def put(self, notes: Mapping[str, str]) -> None:
        """Write *notes* in one transaction."""
        owner = Owner(self._access, "cuts")
        owner.take_at_once()
        write_once(owner, ((CUTS_PLACE, (NOTE + name, text.encode()), []) for name, text in notes.items()))
        # the marks of a commit come a moment later; what this process has written it knows
        self.cuts.notes.update(notes)

    def put_keys(self, keys: Sequence[str]) -> None:
        """Write what only its key says."""
        owner = Owner(self._access, "cuts")
        owner.take_at_once()
        write_once(owner, ((CUTS_PLACE, (key, b""), []) for key in keys))

    def passed(self) -> list[str]:
        """Return the markers that every shard has passed."""
        self.cuts.catch_up()
        put = [key.removeprefix(put_key("")) for key in self.cuts.keys if key.startswith(put_key(""))]
        return sorted(marker for marker in put if self.cuts.is_complete(marker))


class KafkaSource:
    """
    A :class:`hub.engines.moving.Source` on a cluster.

    *readers* are the groups of each topic's readers; *leaving* is told where to before the cluster is marked.
    """

    def __init__(
        self,
        yard: Yard,
        crew: Crew,
        readers: Mapping[str, Sequence[str]],
        leaving: Callable[[str], None] = lambda whereto: None,
    ) -> None:
        self._yard = yard
        self._processors = crew.processors
        self._serde = crew.serde
        self._readers = readers
        self._leaving = leaving
        self._notes = _Notes(yard)
        self.ground = KafkaGround(yard.access, yard.folder / "copy", yard.shards)

    @property
    def moves(self) -> int:
        """How often this hub was moved before."""
        return int(self._notes.get(_MOVES) or 0)

    def topics(self) -> Sequence[str]:
        """Return every topic but the engine's own."""
        return [topic for topic in self.ground.topics() if not topic.startswith(_OWN)]

    def end(self, shard: int, topic: str) -> int:
        """Return the offset up to which *topic* is decided."""
        return self.ground.end(shard, topic)

    def readings(self) -> Sequence[Reading]:
        """Return where each reader group stands."""
        prefix = self._yard.access.prefix
        found = []
        for topic, groups in self._readers.items():
            places = [TopicPartition(prefix + topic, number) for number in range(self.ground.partitions(topic))]
            for group in groups if places else ():
                consumer = open_consumer(self._yard.access, group)
                try:
                    committed = consumer.committed(places, 10.0)
                finally:
                    consumer.close()
                positions = [max(0, place.offset) for place in committed]
                positions += [0] * (self._yard.shards - len(positions))
                found.append(Reading(group, topic, tuple(positions)))
        return found

    def settled(self) -> frozenset[tuple[int, int]]:
        """Return the dead letters that wait no longer: marks behind them say so."""
        found: set[tuple[int, int]] = set()
        for shard in range(self._yard.shards):
            since, end = 0, self.end(shard, DEAD_LETTERS)
            while page := self.ground.entries(shard, DEAD_LETTERS, since, end):
                since = page[-1][0] + 1
                marks = (entry for _, entry in page if entry.kind == Kind.SETTLED)
                found.update((shard, int(json.loads(entry.headers or "{}")[SETTLES])) for entry in marks)
        return frozenset(found)

    def cuts(self) -> Sequence[tuple[str, int]]:
        """Return the close markers that every shard has passed; the cluster keeps no time of theirs."""
        return [(marker, 0) for marker in self._notes.passed()]

    def stop(self) -> None:
        """Take all shards over, take in what is there, and close: workers that come back are turned away."""
        closed = self._notes.get(CLOSED) or ""
        if closed.startswith(_MOVED):
            raise PermanentError("the hub was moved already", where=CUTS, remedy="write its new place in the settings")
        if closed:
            return
        for _ in range(_TRIES):
            self._drain()
            self._notes.put({CLOSED: "moving"})
            for shard in range(self._yard.shards):
                # whoever has taken a shard over since is ended here, and finds it closed
                owner = Owner(self._yard.access, f"shard/{shard}")
                owner.take_at_once()
                owner.let_go()
            self.ground.settle([(t, n) for t in self.topics() for n in range(self.ground.partitions(t))])
            if self._is_drained():
                return
            self.resume()
        raise BusUnavailableError("records keep coming in", where=CUTS, remedy="stop what sends them, then try again")

    def _drain(self) -> None:
        options = KafkaEngineOptions(shards=self._yard.shards)
        engine = KafkaEngine(self._yard.access, self._yard.folder / "drain", self._processors, self._serde, options)
        try:
            engine.take_over()
            engine.run_until_idle()
            engine.tick(from_micros(self._time() + 1))
            engine.run_until_idle()
        finally:
            engine.close()

    def _time(self) -> int:
        times = []
        for shard in range(self._yard.shards):
            with self.ground.live(shard) as live:
                times.append(int(live.execute("SELECT coalesce(max(time), 0) FROM progress").fetchone()[0]))
        return max(times)

    def _is_drained(self) -> bool:
        for shard in range(self._yard.shards):
            with self.ground.live(shard) as live:
                for processor in self._processors:
                    name, topic = str(getattr(processor, "name", "")), str(getattr(processor, "input", ""))
                    if self.ground.entries(shard, topic, position_of(live, name), self.end(shard, topic)):
                        return False
        return True

    def resume(self) -> None:
        """Open what was closed."""
        self._notes.put({CLOSED: ""})

    def leave(self, whereto: str) -> None:
        """Mark as moved: no worker runs here any more."""
        self._leaving(whereto)
        self._notes.put({CLOSED: f"{_MOVED} {whereto}"})

    def close(self) -> None:
        """Let go of connections."""
        self._notes.cuts.close()
        self.ground.close()


class KafkaTarget:
    """A :class:`hub.engines.moving.Target` on a cluster whose topics are there and empty: closed until it's sealed."""

    def __init__(self, yard: Yard, name: str) -> None:
        self._yard = yard
        self.name = name
        self._notes = _Notes(yard)
        self.ground = KafkaGround(yard.access, yard.folder / "target", yard.shards)
        self._owners: dict[int, Owner] = {}
        if self._notes.get("arriving") is None:
            self._check_empty()
            self._notes.put({"arriving": str(yard.shards), CLOSED: "arriving"})
        if (self._notes.get(CLOSED) or "").startswith(_MOVED):
            raise PermanentError(
                "the hub that was here has moved away", where=name, remedy="take another prefix, or delete the topics"
            )
        begun = self._notes.get("arriving")
        if begun == _UNDONE:
            raise PermanentError(
                "an undone move has left records here", where=name, remedy="take another prefix, or delete the topics"
            )
        if begun != str(yard.shards):
            raise PermanentError(f"a move to {begun} shards was begun", where=name, remedy="finish or undo that first")

    def _check_empty(self) -> None:
        for topic in self.ground.topics():
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
        self._notes.cuts.notes[f"move/{shard}/{topic}"] = note
        if entries:
            self.ground.settle([(topic, shard)])

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
        self._notes.put({_MOVES: str(moves), CLOSED: ""})

    def drop(self) -> None:
        """Forget the copies; topics are deleted by whoever administers the cluster, records stay closed until then."""
        shutil.rmtree(self._yard.folder, ignore_errors=True)
        self._notes.put({"arriving": _UNDONE})

    def close(self) -> None:
        """Let go of connections."""
        for owner in self._owners.values():
            owner.let_go()
        self._notes.cuts.close()
        self.ground.close()
