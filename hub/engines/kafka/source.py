"""A hub on the cluster as what is carried away."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

from confluent_kafka import TopicPartition

from hub.bus.entries import Kind
from hub.bus.kafka.fencing import names_of_writers
from hub.bus.kafka.gate import CLOSED, MOVED
from hub.bus.records import from_micros
from hub.core.errors import HubError, PermanentError, StaleOwnerError
from hub.core.topics import ASSIGNMENT, CUTS, DEAD_LETTERS
from hub.engines.kafka.changelog import CHANGELOG
from hub.engines.kafka.cluster import open_consumer
from hub.engines.kafka.deadletters import SETTLES
from hub.engines.kafka.engine import KafkaEngine
from hub.engines.kafka.ground import KafkaGround
from hub.engines.kafka.notes import MOVES, Notes, Yard
from hub.engines.kafka.options import KafkaEngineOptions
from hub.engines.kafka.writing import take_away
from hub.engines.moving.estate import Reading
from hub.engines.moving.move import Crew

_OWN = (CUTS, CHANGELOG, ASSIGNMENT)
"""Topics of the engine itself: a target has its own."""

_TRIES = 5
_STOPPING, _STOPPED = "closing", "moving"
"""Notes of a hub that takes in what is left, and of one that has."""


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
        self._notes = Notes(yard)
        self.ground = KafkaGround(yard.access, yard.folder / "copy", yard.shards)

    @property
    def moves(self) -> int:
        """How often this hub was moved before."""
        return int(self._notes.get(MOVES) or 0)

    def topics(self) -> Sequence[str]:
        """Return every topic but the engine's own."""
        return [topic for topic in self.ground.topics() if not topic.startswith(_OWN)]

    def end(self, shard: int, topic: str) -> int:
        """Return the offset up to which *topic* is decided."""
        return self.ground.end(shard, topic)

    def readings(self) -> Sequence[Reading]:
        """Return where each reader group stands."""
        named = self._yard.access.named
        found = []
        for topic, groups in self._readers.items():
            places = [TopicPartition(named(topic), number) for number in range(self.ground.partitions(topic))]
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
        """
        Close the hub, take every right to write away, and take in what is there: who comes back is turned away.

        Raises:
            PermanentError: it was moved already.
            AccessDeniedError: this principal may not; the hub goes on as before.
            BusUnavailableError: it can't be closed now; it goes on as before.
        """
        closed = self._notes.closed
        if closed.startswith(MOVED):
            raise PermanentError("the hub was moved already", where=CUTS, remedy="write its new place in the settings")
        if closed == _STOPPED:
            return
        try:
            self._close()
        except HubError:
            # who may not do it, or can't now, leaves the hub to those who run it
            with suppress(HubError):
                self.resume()
            raise

    def _close(self) -> None:
        self._notes.put({CLOSED: _STOPPING})
        self._yard.probe("closed")
        # who takes a right to write from now on reads the note
        for name in names_of_writers(self._yard.access):
            if name != "cuts":
                take_away(self._yard.access, name)
        self._yard.probe("writers turned away")
        self._drain_at_last()
        self._yard.probe("taken in")
        self.ground.settle([(t, n) for t in self.topics() for n in range(self.ground.partitions(t))])
        self._notes.put({CLOSED: _STOPPED})
        self._yard.probe("stopped")

    def _drain_at_last(self) -> None:
        """
        Take in all that was appended; a worker that had looked before the hub was closed may get in between.

        Raises:
            StaleOwnerError: workers come back again and again.
        """
        tries = 1
        while True:
            try:
                self._drain()
            except StaleOwnerError:
                if tries == _TRIES:
                    raise
                tries += 1
            else:
                return

    def _drain(self) -> None:
        options = KafkaEngineOptions(shards=self._yard.shards, closed_too=True)
        engine = KafkaEngine(self._yard.access, self._yard.folder / "drain", self._processors, self._serde, options)
        try:
            engine.take_over()
            engine.run_until_idle()
            # a last tick brings all shards to one time: what was due by then has fired, on whichever partition the
            # next record would have come
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

    def resume(self) -> None:
        """Open what was closed."""
        self._notes.put({CLOSED: ""})

    def leave(self, whereto: str) -> None:
        """Mark as moved: no worker runs here any more."""
        self._leaving(whereto)
        self._notes.put({CLOSED: f"{MOVED} {whereto}"})
        self._yard.probe("left")

    def close(self) -> None:
        """Let go of connections."""
        self._notes.close()
        self.ground.close()
