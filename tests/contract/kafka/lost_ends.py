"""What a broker leaves that lost the markers of a transaction: its records, and a coordinator that calls it ended."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest
from kafka import KafkaAdminClient, TopicPartition
from kafka.admin import ConfigResource, ConfigResourceType
from kafka.protocol.producer import ProduceRequest
from kafka.record.memory_records import MemoryRecordsBuilder

from hub.bus.kafka import KafkaAccess
from hub.engines.kafka.cluster import Place
from hub.engines.kafka.owner import Owner
from hub.engines.kafka.wire import Headers

_CHECK = "transaction.partition.verification.enable"
"""By this a broker refuses records of a transaction that its coordinator doesn't know: just what is made here."""

_TRIES = 500
"""Until the broker knows that it shouldn't check."""

Kept = tuple[Place, tuple[str, bytes], Headers]


def leave_open(access: KafkaAccess, name: str, records: Sequence[Kept], *, committed: bool) -> None:
    """Let *name* end a transaction as *committed* says, and *records* stand as if they were of it and had no end."""
    owner = Owner(access, name)
    owner.take_at_once()
    owner.begin()
    for place, _, _ in records:
        owner.send(place, ("x/", b""), [("hub-kind", b"1"), ("hub-time", b"0")])
    if committed:
        owner.commit()
    else:
        owner.take_back()
    with _administrator(access) as admin, _unchecked(admin):
        for record in records:
            _produce(admin, access.prefix, name, record)


@contextmanager
def _administrator(access: KafkaAccess) -> Iterator[KafkaAdminClient]:
    admin = KafkaAdminClient(**access.settings())
    try:
        yield admin
    finally:
        admin.close()


@contextmanager
def _unchecked(admin: KafkaAdminClient) -> Iterator[None]:
    broker = [ConfigResource(ConfigResourceType.BROKER, "1", configs={_CHECK: "false"})]
    admin.alter_configs(broker)
    try:
        yield
    finally:
        admin.reset_configs(broker)


def _produce(admin: KafkaAdminClient, prefix: str, name: str, record: Kept) -> None:
    place, (key, value), headers = record
    at = TopicPartition(prefix + place[0], place[1])
    known = admin.describe_transactions([prefix + name])[prefix + name]
    states = admin.describe_producers([at])[at].active_producers
    (state,) = [each for each in states if each.producer_id == known.producer_id]
    batch = MemoryRecordsBuilder(
        2, 0, 1 << 20, transactional=True, producer_id=known.producer_id, producer_epoch=state.producer_epoch,
        base_sequence=state.last_sequence + 1,
    )  # fmt: skip
    batch.append(1_000, key.encode(), value, headers)
    batch.close()
    topic = ProduceRequest.TopicProduceData
    partition = topic.PartitionProduceData(index=at.partition, records=batch.buffer())
    request = ProduceRequest(
        transactional_id=prefix + name,
        acks=-1,
        timeout_ms=5_000,
        topic_data=[topic(name=at.topic, partition_data=[partition])],
        min_version=3,
        max_version=9,
    )
    for _ in range(_TRIES):
        answer = admin._manager.run(admin._manager.send, request, 1)
        codes = [one.error_code for each in answer.responses for one in each.partition_responses]
        if codes == [0]:
            return
    pytest.fail(f"the broker didn't take it: {codes}")
