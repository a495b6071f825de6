"""Submissions that come in as agencies send them, and deliveries that agencies read."""

from __future__ import annotations

import threading
import time
from collections.abc import Collection, Mapping, Sequence

from confluent_kafka import Consumer, KafkaError, Message, Producer, TopicPartition

from bench.kafka.contestants.hub_pipeline import hub_topics
from bench.kafka.course import Arrival, Place
from bench.kafka.plan import Plan
from bench.kafka.running import Running
from bench.kafka.trace import Spot
from bench.kafka.workload import partition_of
from hub.bus.kafka import KafkaAccess
from hub.bus.kafka.headers import TIME
from hub.core.topics import AGENCY_INBOX, DISPUTE_FACTS, SOURCE_SUBMISSIONS
from hub.engines.kafka.cluster import open_consumer
from hub.engines.kafka.feed import GROUP

_LIMIT = 180.0
_END_SECONDS = 30.0


class Inboxes:
    """Reads every inbox as agencies do, and notes when each delivery could be read."""

    def __init__(self, plan: Plan) -> None:
        prefix = f"{plan.prefix}{AGENCY_INBOX}."
        names = [name for name in hub_topics(plan) if name.startswith(prefix)]
        self._consumer = Consumer(
            {
                "bootstrap.servers": plan.bootstrap,
                "group.id": f"{plan.prefix}inboxes",
                "enable.auto.commit": False,
                "auto.offset.reset": "earliest",
                "isolation.level": "read_committed",
            }
        )
        self._consumer.assign([TopicPartition(name, number, 0) for name in names for number in range(plan.partitions)])
        self.seen: dict[Place, float] = {}
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        while not self._ends.is_set():
            message = self._consumer.poll(0.1)
            if message is not None and message.error() is None:
                at = next(int(text) for name, text in message.headers() if name == TIME)
                self.seen.setdefault((message.key(), at), time.monotonic())

    def wait_for(self, wanted: Sequence[Place], running: Running) -> float:
        """
        Return when the last of *wanted* could be read.

        Raises:
            RuntimeError: they didn't come in time.
        """
        ends = time.monotonic() + _LIMIT
        while any(place not in self.seen for place in wanted):
            running.usage()
            if time.monotonic() > ends:
                missing = sum(place not in self.seen for place in wanted)
                raise RuntimeError(f"{missing} of {len(wanted)} deliveries didn't come: {running.said()}")
            time.sleep(0.02)
        return max(self.seen[place] for place in wanted)

    def close(self) -> None:
        """Stop reading."""
        self._ends.set()
        self._thread.join()
        self._consumer.close()


class Backlog:
    """Knows whether the worker has taken all that it's to take, figures and rows that no inbox waits for included."""

    _RESTS = 1.0
    """Seconds without a change of any position: marks at the end of a log are no records."""

    def __init__(self, plan: Plan, topics: Collection[str]) -> None:
        self._places = [(topic, number) for topic in topics for number in range(plan.partitions)]
        self._prefix = plan.prefix
        access = KafkaAccess(bootstrap=plan.bootstrap, prefix=plan.prefix)
        self._consumer = open_consumer(access, GROUP)

    def wait(self, running: Running) -> float:
        """
        Return when the last of its positions changed, once they rest.

        Raises:
            RuntimeError: they didn't rest in time.
        """
        ends, stood, changed = time.monotonic() + _LIMIT, self._positions(), time.monotonic()
        while time.monotonic() - changed < self._RESTS:
            running.usage()
            if time.monotonic() > ends:
                raise RuntimeError(f"the worker didn't come to rest: {running.said()}")
            time.sleep(0.02)
            if (now := self._positions()) != stood:
                stood, changed = now, time.monotonic()
        return changed

    def _positions(self) -> list[int]:
        found = self._consumer.committed([TopicPartition(self._prefix + topic, at) for topic, at in self._places], 10)
        return [place.offset for place in found]

    def close(self) -> None:
        """Let go of the connection."""
        self._consumer.close()


class Source:
    """Writes submissions as the forwarder does: stamped, durable, in the partition of their root."""

    def __init__(self, plan: Plan) -> None:
        self._topic = f"{plan.prefix}{SOURCE_SUBMISSIONS}"
        self.spots: dict[Place, Spot] = {}
        self._partitions = plan.partitions
        self._producer = Producer(
            {
                "bootstrap.servers": plan.bootstrap,
                "acks": "all",
                "enable.idempotence": True,
                "compression.type": plan.compression,
                "linger.ms": plan.linger_ms,
                "queue.buffering.max.messages": 1_000_000,
            }
        )

    def write(self, arrival: Arrival) -> None:
        """Hand *arrival* over."""
        place = partition_of(arrival.root.decode(), self._partitions)
        headers = [(TIME, str(arrival.at).encode())]

        def stands(_error: object, message: Message) -> None:
            self.spots[arrival.root, arrival.at] = (place, message.offset() or 0)

        self._producer.produce(self._topic, arrival.value, arrival.root, place, on_delivery=stands, headers=headers)
        self._producer.poll(0)

    def flush(self) -> None:
        """Wait until all is durable."""
        if self._producer.flush(30):
            raise RuntimeError("the broker didn't take the submissions in time")


def facts_by_time(plan: Plan) -> Mapping[int, Spot]:
    """
    Return where the first fact of each instant of receipt stands.

    Raises:
        RuntimeError: the topic couldn't be read to its end.
    """
    consumer = Consumer(
        {
            "bootstrap.servers": plan.bootstrap,
            "group.id": f"{plan.prefix}facts",
            "enable.auto.commit": False,
            "auto.offset.reset": "earliest",
            "isolation.level": "read_committed",
            "enable.partition.eof": True,
        }
    )
    topic, found, waiting = f"{plan.prefix}{DISPUTE_FACTS}", {}, plan.partitions
    consumer.assign([TopicPartition(topic, number, 0) for number in range(plan.partitions)])
    ends = time.monotonic() + _END_SECONDS
    try:
        while waiting:
            if time.monotonic() > ends:
                raise RuntimeError(f"{topic} couldn't be read to its end")
            for message in consumer.consume(10_000, 0.2):
                error = message.error()
                if error is None:
                    at = next((int(text) for name, text in message.headers() or () if name == TIME), 0)
                    found.setdefault(at, (message.partition() or 0, message.offset() or 0))
                else:
                    waiting -= error.code() == KafkaError._PARTITION_EOF  # noqa: SLF001 - librdkafka's own code
    finally:
        consumer.close()
    return found


def write_all(source: Source, chosen: Sequence[Arrival]) -> None:
    """Write *chosen* as fast as it goes."""
    for arrival in chosen:
        source.write(arrival)
    source.flush()
