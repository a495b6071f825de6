"""
The floor of exactly-once: a bare loop over confluent-kafka, one transaction per commit interval.

States live in a dict and go to a changelog in the transaction of their outputs and positions; there is no local copy,
no timer, no identity of outputs, no quarantine, and only one worker.
"""

from __future__ import annotations

import time
from typing import cast

from confluent_kafka import Consumer, KafkaError, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic

from bench.kafka.contestants.records import fold
from bench.kafka.plan import Plan, Stop, plan_of_process

_SECONDS = 30.0


class Loop:
    """The whole program."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._changelog = f"{plan.prefix}floor-changelog"
        self._states: dict[bytes, bytes] = {}
        self._make_changelog()
        self._producer = Producer(
            {
                "bootstrap.servers": plan.bootstrap,
                "transactional.id": f"{plan.prefix}floor",
                "acks": "all",
                "compression.type": plan.compression,
                "linger.ms": plan.linger_ms,
                "retry.backoff.ms": plan.backoff_ms,
                "queue.buffering.max.messages": 1_000_000,
            }
        )
        self._producer.init_transactions(_SECONDS)
        self._consumer = Consumer(
            {
                "bootstrap.servers": plan.bootstrap,
                "group.id": f"{plan.prefix}floor",
                "enable.auto.commit": False,
                "auto.offset.reset": "earliest",
                "isolation.level": "read_committed",
                "enable.partition.eof": True,
            }
        )
        self._restore()
        self._positions: dict[int, int] = {}

    def _make_changelog(self) -> None:
        admin = AdminClient({"bootstrap.servers": self._plan.bootstrap})
        topic = NewTopic(self._changelog, self._plan.partitions, 1, config={"cleanup.policy": "compact"})
        for made in admin.create_topics([topic]).values():
            error = made.exception(_SECONDS)
            if error is not None and error.args[0].code() != KafkaError.TOPIC_ALREADY_EXISTS:
                raise error

    def _restore(self) -> None:
        waiting = set(range(self._plan.partitions))
        self._consumer.assign([TopicPartition(self._changelog, number, 0) for number in waiting])
        while waiting:
            for message in self._consumer.consume(self._plan.batch, 1.0):
                if message.error() is not None:
                    waiting.discard(cast("int", message.partition()))
                else:
                    self._states[message.key()] = message.value()
        group = [TopicPartition(self._plan.source, number) for number in range(self._plan.partitions)]
        found = self._consumer.committed(group, _SECONDS)
        self._consumer.assign([TopicPartition(p.topic, p.partition, max(0, p.offset)) for p in found])

    def run(self, stop: Stop) -> None:
        """Go on until told to end."""
        while not stop.is_asked:
            ends = time.monotonic() + self._plan.commit_interval
            changed: dict[bytes, tuple[int, bytes]] = {}
            while (left := ends - time.monotonic()) > 0:
                for message in self._consumer.consume(self._plan.batch, min(left, 0.05)):
                    if message.error() is None:
                        if not self._positions:
                            self._producer.begin_transaction()
                        self._take(message.key(), message.value(), message.partition(), changed)
                        self._positions[message.partition()] = message.offset() + 1
            if self._positions:
                self._commit(changed)

    def _take(self, key: bytes, value: bytes, partition: int, changed: dict[bytes, tuple[int, bytes]]) -> None:
        state, output = fold(self._states.get(key), value)
        self._states[key] = state
        changed[key] = (partition, state)
        self._send(self._plan.target, partition, key, output)

    def _send(self, topic: str, partition: int, key: bytes, value: bytes) -> None:
        while True:
            try:
                self._producer.produce(topic, value, key, partition)
            except BufferError:
                self._producer.poll(0.1)
            else:
                return

    def _commit(self, changed: dict[bytes, tuple[int, bytes]]) -> None:
        for key, (partition, state) in changed.items():
            self._send(self._changelog, partition, key, state)
        positions = [TopicPartition(self._plan.source, number, at) for number, at in self._positions.items()]
        self._producer.send_offsets_to_transaction(positions, self._consumer.consumer_group_metadata(), _SECONDS)
        self._producer.commit_transaction(_SECONDS)
        self._positions.clear()


if __name__ == "__main__":
    Loop(plan_of_process()).run(Stop())
