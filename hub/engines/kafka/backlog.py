"""How far behind each shard is: the positions that workers have committed against the ends of the logs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from confluent_kafka import TopicPartition

from hub.bus.kafka import KafkaAccess
from hub.engines.kafka.cluster import SECONDS, in_hub_terms, open_consumer
from hub.engines.kafka.ends import Ends
from hub.engines.kafka.feed import GROUP


def backlog(access: KafkaAccess, topics: Iterable[str], shards: int) -> Mapping[int, int]:
    """
    Return, by shard, how many places of the logs of *topics* stand behind the positions that its owner committed.

    Marks of transactions are places too: where nothing is left to do, a few places may remain.

    Raises:
        BusUnavailableError: the cluster doesn't answer.
    """
    places = [(topic, number) for topic in topics for number in range(shards)]
    ends = Ends(access).committed(places)
    consumer = open_consumer(access, GROUP)
    try:
        with in_hub_terms("positions"):
            found = consumer.committed(
                [TopicPartition(access.named(topic), number) for topic, number in places], SECONDS
            )
    finally:
        consumer.close()
    behind = dict.fromkeys(range(shards), 0)
    for place in found:
        topic = access.topic_of(place.topic)
        behind[place.partition] += max(0, ends[topic, place.partition] - max(0, place.offset))
    return behind
