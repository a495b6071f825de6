"""A hub on the cluster as what a rebuild stands on: it reads what is committed, beside whoever runs it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from confluent_kafka import TopicPartition

from hub.bus.entries import Entry
from hub.bus.kafka import KafkaAccess
from hub.core.errors import BusUnavailableError
from hub.engines.kafka.changelog import changelog_of, removals, table_changes
from hub.engines.kafka.cluster import Place, hub_error, in_hub_terms, is_end, open_consumer, poll_some
from hub.engines.kafka.ends import Ends
from hub.engines.kafka.follow import Follower
from hub.engines.kafka.owner import Owner
from hub.engines.kafka.store import LocalStore
from hub.engines.kafka.wire import entry_of
from hub.engines.kafka.writing import write_pages
from hub.engines.processing.tables import generation_of

PAGE = 2_000
"""Entries read at once."""

_WAIT = 0.5
_SILENT = 20
"""Waits in a row without a word from the cluster, after which it's taken to be away."""


class KafkaGround:
    """A :class:`hub.engines.rebuild.Ground` on a cluster; *folder* keeps copies of the states for reading."""

    def __init__(self, access: KafkaAccess, folder: Path, shards: int, generation: int = 1) -> None:
        self._access = access
        self._folder = folder
        self.shards = shards
        self.generation = generation
        self.ends = Ends(access)
        self._consumer = open_consumer(access, "move")
        self._next: tuple[Place, int] | None = None
        self._counts: Mapping[str, int] = {}

    def partitions(self, topic: str) -> int:
        """Return how many partitions *topic* has, 0 when it isn't there."""
        if topic not in self._counts:
            self._counts = self.ends.partitions()
        return self._counts.get(topic, 0)

    def topics(self) -> Sequence[str]:
        """Return every topic there is."""
        self._counts = self.ends.partitions()
        return sorted(self._counts)

    def end(self, shard: int, topic: str) -> int:
        """Return the offset up to which *topic* is decided on *shard*, 0 where there's no such partition."""
        if shard >= self.partitions(topic):
            return 0
        return self.ends.committed([(topic, shard)])[topic, shard]

    def settle(self, places: Sequence[Place]) -> None:
        """
        Wait until what was committed at *places* can be read: the marks of a commit come a moment after it.

        Raises:
            BusUnavailableError: somebody still writes there.
        """
        self.ends.settle(places)

    def entries(self, shard: int, topic: str, since: int, until: int) -> Sequence[tuple[int, Entry]]:
        """
        Return some entries of *topic* with their offsets, the first at or after *since*, all before *until*.

        Raises:
            BusUnavailableError: the cluster doesn't answer.
        """
        if since >= until or shard >= self.partitions(topic):
            return ()
        place, where = (topic, shard), f"{topic}/{shard}"
        self._go_to(place, since)
        found: list[tuple[int, Entry]] = []
        for _ in range(_SILENT):
            with in_hub_terms(where):
                messages = poll_some(self._consumer, PAGE, _WAIT)
            for message in messages:
                offset = message.offset() or 0
                if is_end(message) or offset >= until:
                    return found
                error = message.error()
                if error is not None:
                    raise hub_error(error, where)
                found.append((offset, entry_of(message, topic)[0]))
            if found:
                self._next = (place, found[-1][0] + 1)
                return found
        raise BusUnavailableError("the cluster doesn't answer", where=where, remedy="look at the brokers")

    def _go_to(self, place: Place, since: int) -> None:
        """Let the next messages be those of *place* from *since* on, or from the first that retention has left."""
        if self._next != (place, since):
            first = since or self.ends.first([place])[place]
            with in_hub_terms(f"{place[0]}/{place[1]}"):
                self._consumer.assign([TopicPartition(self._access.named(place[0]), place[1], first)])
        self._next = None

    def _store(self, shard: int) -> LocalStore:
        """Return a copy of the states of *shard*, brought to what is committed now."""
        store = LocalStore(self._folder / f"shard-{shard:02d}.db", self.generation)
        follower = Follower(self._access, self.ends, (changelog_of(self.generation), shard), store)
        try:
            while not follower.step():
                pass
        finally:
            follower.close()
        return store

    @contextmanager
    def live(self, shard: int) -> Iterator[sqlite3.Connection]:
        """Give the tables of *shard* as they're committed now."""
        store = self._store(shard)
        try:
            yield store.connection
        finally:
            store.close()

    @contextmanager
    def hold(self) -> Iterator[Sequence[KafkaHold]]:
        """
        Own every shard, which fences off its worker; what is installed is written as the block ends.

        Each shard is written by itself: a process killed between two leaves some installed, which a second try ends.
        """
        with ExitStack() as stack:
            held = []
            for shard in range(self.shards):
                owner = Owner(self._access, f"shard/{shard}")
                owner.take_at_once()
                stack.callback(owner.let_go)
                store = self._store(shard)
                stack.callback(store.close)
                held.append(KafkaHold(store, owner, (changelog_of(self.generation), shard), []))
            yield held
            for hold in held:
                hold.write()

    def close(self) -> None:
        """Let go of the connection."""
        self._consumer.close()


@dataclass(frozen=True, slots=True)
class KafkaHold:
    """One shard that this process owns, with its copy."""

    store: LocalStore
    owner: Owner
    changelog: Place
    waiting: list[tuple[str, bytes]]

    @property
    def connection(self) -> sqlite3.Connection:
        """The tables of the shard."""
        return self.store.connection

    def generation(self, processor: str) -> int:
        """Return the generation of *processor* on this shard."""
        return max(generation_of(self.connection, processor), 1)

    def install(self, processor: str, source: sqlite3.Connection, measures: Sequence[str], generation: int) -> None:
        """Put the tables of *processor* on the changelog as *generation*, when :meth:`write` is called."""
        self.waiting.extend(removals(self.connection, source, processor, measures))
        self.waiting.extend(table_changes(source, processor, measures, generation))

    def write(self) -> None:
        """
        Write what was installed, the generation last: a second try begins anew while that isn't there.

        Raises:
            StaleOwnerError: a worker has taken the shard over meanwhile.
            BusUnavailableError: the cluster doesn't answer.
        """
        write_pages(self.owner, self.changelog, self.waiting)
