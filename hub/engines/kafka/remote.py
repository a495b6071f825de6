"""
The engine as the process sees it that keeps the hub's time: workers elsewhere run the processors.

There is one clock: ticks are sent under the transactional id ``clock``, which the broker gives to one process at a
time. Whoever takes it over ends the former one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import cast

from confluent_kafka import Consumer, TopicPartition

from hub.bus.entries import Entry, Kind
from hub.bus.kafka import KafkaAccess, KafkaBus
from hub.bus.records import to_micros
from hub.core.errors import BusUnavailableError, StaleOwnerError
from hub.core.ports import Processor, Serde
from hub.engines.kafka.cluster import Place, hub_error, in_hub_terms, is_end, open_consumer, poll_some
from hub.engines.kafka.copies import Copies
from hub.engines.kafka.ends import Ends
from hub.engines.kafka.engine import KafkaEngine
from hub.engines.kafka.feed import GROUP
from hub.engines.kafka.options import KafkaEngineOptions
from hub.engines.kafka.owner import Owner
from hub.engines.kafka.reader import KafkaReader
from hub.engines.kafka.wire import headers_of
from hub.engines.kafka.writing import write_once
from hub.engines.ports import Appended

_LOOK_SECONDS = 0.2
"""How long a look at the changelogs waits for workers to write."""


_WAIT = 0.5
_SILENT = 20
"""Waits in a row without a word from the cluster, after which it's taken to be away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteOptions:
    """
    How workers elsewhere are waited for.

    Attributes:
        shards: Partitions of every processor's topic.
        patience: Seconds after which :meth:`RemoteEngine.run_until_idle` waits no longer.
        monotonic: Seconds of a clock that never goes back.
    """

    shards: int = 2
    patience: float = 20.0
    monotonic: Callable[[], float] = time.monotonic


class RemoteEngine:
    """A :class:`hub.engines.ports.Engine` that owns no shard; *folder* keeps the copies that answer questions."""

    def __init__(
        self, access: KafkaAccess, folder: Path, processors: Sequence[object], serde: Serde, options: RemoteOptions
    ) -> None:
        self._access = access
        self._options = options
        self._inputs = {one.name: one.input for one in cast("Sequence[Processor[object]]", processors)}
        self._engine = KafkaEngine(access, folder, processors, serde, KafkaEngineOptions(shards=options.shards, own=()))
        self._ends = Ends(access)
        self._copies = Copies(access, folder, options.shards)
        self._consumer: Consumer = open_consumer(access, GROUP)
        self._engine.bus.check_open()
        self._clock = Owner(access, "clock")
        self._clock_lost = ""
        self._marks_only: dict[Place, tuple[int, int]] = {}

    @property
    def bus(self) -> KafkaBus:
        """The log on the cluster."""
        return self._engine.bus

    def append(self, topic: str, entries: Sequence[Appended]) -> None:
        """Append records to *topic*, durable when the call returns."""
        self._engine.append(topic, entries)

    def run_until_idle(self) -> int:
        """
        Wait until workers have taken in all that stands on the log, but no longer than the options' patience.

        Return how far positions moved; what isn't taken in yet will be, whether anybody waits for it or not.

        Raises:
            BusUnavailableError: the cluster doesn't answer.
        """
        until = self._options.monotonic() + self._options.patience
        self._copies.catch_up()
        before = sum(self._copies.progress().values())
        while not self._is_idle() and self._options.monotonic() < until:
            self._copies.wait(_LOOK_SECONDS)
            self._copies.catch_up()
        return sum(self._copies.progress().values()) - before

    def _is_idle(self) -> bool:
        """
        Return whether nothing stands on any log behind the positions that the copies know.

        What a batch sends and how far it has read become known together; only the marks of its commit reach partition
        after partition, so what isn't decided yet counts as work.
        """
        progress = self._copies.progress()
        places: dict[Place, int] = {
            (topic, number): progress.get((processor, number), 0)
            for processor, topic in self._inputs.items()
            for number in range(self._options.shards)
        }
        ends = self._ends.written(list(places))
        if self._ends.committed(list(places)) != ends:
            return False
        spans = {place: (at, ends[place]) for place, at in places.items() if at < ends[place]}
        unknown = {place: span for place, span in spans.items() if self._marks_only.get(place) != span}
        if unknown and self._has_record({place: at for place, (at, _) in unknown.items()}):
            return False
        self._marks_only |= unknown
        return True

    def _has_record(self, places: dict[Place, int]) -> bool:
        """Return whether there is a record at or behind one of *places*: marks of transactions are none."""
        silent, ended = 0, 0
        with in_hub_terms("log"):
            self._consumer.assign(
                [TopicPartition(self._access.named(topic), number, at) for (topic, number), at in places.items()]
            )
        while ended < len(places):
            with in_hub_terms("log"):
                messages = poll_some(self._consumer, len(places), _WAIT)
            silent = 0 if messages else silent + 1
            if silent >= _SILENT:
                raise BusUnavailableError("the cluster doesn't answer", where="log", remedy="look at the brokers")
            for message in messages:
                error = message.error()
                if error is None:
                    return True
                if not is_end(message):
                    raise hub_error(error, "log")
                ended += 1
        return False

    def tick(self, now: datetime) -> None:
        """
        Put the instant *now* on the log: every timer due by then fires, in its turn among the records.

        Raises:
            StaleOwnerError: another process keeps the time now; end this one.
            BusUnavailableError: the cluster doesn't answer; the next tick serves as well.
        """
        if self._clock_lost:
            raise StaleOwnerError(self._clock_lost, where="clock", remedy="end this process")
        if not self._clock.holds:
            self._clock.take_at_once()
            self._engine.bus.check_open()
        entry = Entry("", Kind.TICK, "", b"", to_micros(now))
        topic = next(iter(self._inputs.values()))
        record, headers = (entry.key, entry.value), headers_of(entry)
        try:
            write_once(self._clock, [((topic, number), record, headers) for number in range(self._options.shards)])
        except StaleOwnerError as error:
            self._clock_lost = "another process keeps the hub's time"
            raise StaleOwnerError(self._clock_lost, where="clock", remedy="end this process") from error

    def close_cut(self, marker_id: str, at: datetime) -> None:
        """
        Put the close marker *marker_id* into every partition; the same call twice, by whomever, puts it there once.

        Raises:
            StaleOwnerError: another process closes something at this moment; try again.
            BusUnavailableError: the cluster doesn't answer; try again.
        """
        self._engine.close_cut(marker_id, at)

    def is_cut_complete(self, marker_id: str) -> bool:
        """Return whether every shard has passed *marker_id*."""
        return self._engine.is_cut_complete(marker_id)

    def reader(self) -> KafkaReader:
        """Return read access to what is committed now; it sees what later looks at the changelogs bring, too."""
        self._copies.catch_up()
        return KafkaReader(self._copies.folder, self.bus, self._access.version)

    def close(self) -> None:
        """Let go of all connections and files; nothing is lost by not calling it."""
        self._copies.close()
        self._consumer.close()
        self._clock.let_go()
        self._engine.close()
