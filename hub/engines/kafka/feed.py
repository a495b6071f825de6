"""What comes in for the shards of one worker: one consumer, one bounded queue per partition."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping

from confluent_kafka import Consumer, KafkaError, Message, TopicPartition

from hub.bus.entries import Entry
from hub.bus.kafka import KafkaAccess
from hub.core.errors import PermanentError
from hub.engines.kafka.cluster import Place, in_hub_terms, is_end, open_consumer, poll_some
from hub.engines.kafka.wire import entry_of

_FULL = 4
"""Batches of a place that may wait before it's read no further."""

GROUP = "engine"
"""Group under which positions are told, for whoever watches how far behind the hub is."""

Arrival = tuple[int, Entry, PermanentError | None]
"""Offset, entry, and why it can't be taken where it can't."""


class Feed:
    """
    Reads what is committed.

    ``ends`` says of each place up to which offset all that is committed has been handed over, ``failed`` why a place
    can't be read any more. A queue that is full is read no further until its shard takes from it, so that a stage that
    rests behind a marker holds up nobody else.
    """

    def __init__(self, access: KafkaAccess, batch: int, group: str = GROUP) -> None:
        self._access = access
        self._batch = batch
        self.consumer: Consumer = open_consumer(access, group)
        self.queues: dict[Place, deque[Arrival]] = {}
        self._next: dict[Place, int] = {}
        self.ends: dict[Place, int] = {}
        self.failed: dict[Place, KafkaError] = {}
        self._paused: set[Place] = set()

    def start(self, positions: Mapping[Place, int]) -> None:
        """Read each place from its position on, and forget what was read of it before."""
        for place, position in positions.items():
            self.queues[place] = deque()
            self._next[place] = position
            self.ends.pop(place, None)
            self.failed.pop(place, None)
        self._assign()

    def stop(self, shard: int) -> None:
        """Read nothing of *shard* any more."""
        for place in [place for place in self.queues if place[1] == shard]:
            del self.queues[place], self._next[place]
            self.ends.pop(place, None)
            self.failed.pop(place, None)
        self._assign()

    def _assign(self) -> None:
        with in_hub_terms("input"):
            # a pause outlives a new assignment
            self.consumer.resume([self._partition(place, 0) for place in self._paused])
            self._paused.clear()
            self.consumer.assign([self._partition(place, at) for place, at in self._next.items()])

    def _partition(self, place: Place, offset: int) -> TopicPartition:
        return TopicPartition(self._access.named(place[0]), place[1], offset)

    def fetch(self, wait: float) -> int:
        """Queue what has come, waiting at most *wait* seconds for the first of it; return how many messages came."""
        self._hold_back()
        with in_hub_terms("input"):
            messages = poll_some(self.consumer, self._batch * max(1, len(self.queues)), wait)
        for message in messages:
            self._keep(message)
        return len(messages)

    def _hold_back(self) -> None:
        held = {place: len(queue) for place, queue in self.queues.items()}
        # going on reads again what was read ahead: not at every batch
        full = {place for place, count in held.items() if count >= _FULL * self._batch}
        full |= {place for place in self._paused if held.get(place, 0) >= self._batch}
        with in_hub_terms("input"):
            if more := full - self._paused:
                self.consumer.pause([self._partition(place, 0) for place in more])
            if fewer := self._paused - full:
                self.consumer.resume([self._partition(place, 0) for place in fewer])
        self._paused = full

    def _keep(self, message: Message) -> None:
        topic = self._access.topic_of(message.topic() or "")
        place, offset = (topic, message.partition() or 0), message.offset() or 0
        queue = self.queues.get(place)
        if queue is None:
            return
        if is_end(message):
            self.ends[place] = offset
        elif (error := message.error()) is not None:
            self.failed[place] = error
        elif offset >= self._next[place]:
            self._next[place] = offset + 1
            queue.append((offset, *entry_of(message, topic)))

    def close(self) -> None:
        """Let go of the connection."""
        self.consumer.close()
