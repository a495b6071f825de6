"""What the bench itself does on the broker: making topics, preloading, following, reading what came out."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Mapping

from confluent_kafka import Consumer, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic

from bench.kafka.plan import Plan
from bench.kafka.workload import Message

_SECONDS = 30.0
_PAGE = 10_000
_PAGE_SECONDS = 0.1


class UnreadableTopicError(RuntimeError):
    """The broker didn't give in time what stands on a topic."""


def make_topics(bootstrap: str, names: Mapping[str, int], cleanup: str = "delete") -> None:
    """Make the topics *names* with so many partitions each."""
    admin = AdminClient({"bootstrap.servers": bootstrap})
    wanted = [NewTopic(name, count, 1, config={"cleanup.policy": cleanup}) for name, count in names.items()]
    for made in admin.create_topics(wanted).values():
        made.result(_SECONDS)


def delete_topics(bootstrap: str, prefix: str) -> None:
    """Delete every topic of a run, those that the contestant made too."""
    admin = AdminClient({"bootstrap.servers": bootstrap})
    names = [name for name in admin.list_topics(timeout=_SECONDS).topics if name.startswith(prefix)]
    if names:
        for gone in admin.delete_topics(names).values():
            gone.exception(_SECONDS)


def preload(plan: Plan, messages: Iterable[Message], topic: str = "") -> None:
    """Write *messages* to the source, or to *topic*."""
    producer = Producer(
        {
            "bootstrap.servers": plan.bootstrap,
            "acks": "all",
            "enable.idempotence": True,
            "compression.type": plan.compression,
            "linger.ms": 20,
            "queue.buffering.max.messages": 500_000,
        }
    )
    into = topic or plan.source
    for partition, key, value in messages:
        while True:
            try:
                producer.produce(into, value, key, partition)
            except BufferError:
                producer.poll(0.1)
            else:
                break
    if producer.flush(_SECONDS):
        raise UnreadableTopicError("the broker didn't take the workload in time")


class Follower:
    """Sees how far what is committed on a topic reaches."""

    def __init__(self, bootstrap: str, topic: str, partitions: int) -> None:
        self._places = [TopicPartition(topic, number) for number in range(partitions)]
        self._consumer = Consumer(
            {
                "bootstrap.servers": bootstrap,
                "group.id": f"{topic}-bench",
                "enable.auto.commit": False,
                "auto.offset.reset": "earliest",
                "isolation.level": "read_committed",
                "enable.partition.eof": True,
            }
        )

    def reached(self) -> int:
        """Return how many entries, the markers of transactions among them, stand below the last stable offset."""
        return sum(self._consumer.get_watermark_offsets(place, _SECONDS, cached=False)[1] for place in self._places)

    def read(self) -> Counter[tuple[bytes, bytes]]:
        """Return every committed (key, value), with how often it stands there."""
        found: Counter[tuple[bytes, bytes]] = Counter()
        waiting = {place.partition for place in self._places}
        self._consumer.assign([TopicPartition(place.topic, place.partition, 0) for place in self._places])
        ends = time.monotonic() + _SECONDS
        while waiting:
            if time.monotonic() > ends:
                raise UnreadableTopicError(f"{self._places[0].topic} couldn't be read to its end")
            # a page that isn't full waits out its time: the time is short
            for message in self._consumer.consume(_PAGE, _PAGE_SECONDS):
                if message.error() is None:
                    found[message.key(), message.value()] += 1
                else:
                    waiting.discard(message.partition())
        return found

    def mark(self) -> None:
        """Begin to wait for what comes after this."""
        ends = [self._consumer.get_watermark_offsets(place, _SECONDS, cached=False)[1] for place in self._places]
        self._consumer.assign(
            [TopicPartition(place.topic, place.partition, end) for place, end in zip(self._places, ends, strict=True)]
        )

    def next(self) -> tuple[bytes, bytes] | None:
        """Return the next committed (key, value) after the mark, None when none comes soon."""
        message = self._consumer.poll(_PAGE_SECONDS)
        return None if message is None or message.error() is not None else (message.key(), message.value())

    def close(self) -> None:
        """Let go of the connection."""
        self._consumer.close()


__all__ = ["Follower", "UnreadableTopicError", "delete_topics", "make_topics", "preload"]
