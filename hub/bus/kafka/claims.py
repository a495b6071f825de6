"""Positions of groups, each moved by the one process that has claimed it."""

from __future__ import annotations

import itertools
import threading

from kafka import ConsumerGroupMetadata, OffsetAndMetadata
from kafka import TopicPartition as Place

from hub.bus.kafka.clients import EndingProducer
from hub.bus.kafka.connection import KafkaAccess, in_hub_terms
from hub.bus.kafka.producing import open_producer, within_time
from hub.core.errors import StaleOwnerError


class Claims:
    """
    The claims of this process, each a writer whose transactional id is (group, topic, partition).

    Taking that id fences off, in the broker itself, whoever held it before, in any process.
    """

    def __init__(self, access: KafkaAccess) -> None:
        self._access = access
        self._prefix = access.prefix
        self._lock = threading.Lock()
        self._claims: dict[tuple[str, str, int], tuple[int, EndingProducer]] = {}
        self._fenced: list[EndingProducer] = []
        self._epochs = itertools.count(1)

    def claim(self, group: str, topic: str, partition: int) -> int:
        """
        Take over *group*'s partition and return the new epoch; former owners, of every process, are fenced off.

        The epoch is this bus's own name for the claim: between processes the broker compares its own.
        """
        with self._lock, in_hub_terms(f"{group} on {topic}/{partition}"):
            place = (group, topic, partition)
            former = self._claims.pop(place, None)
            if former is not None:
                self._fenced.append(former[1])
            epoch = next(self._epochs)
            self._claims[place] = (
                epoch,
                open_producer(self._access, f"{self._prefix}position/{group}/{topic}/{partition}"),
            )
        return epoch

    def commit(self, group: str, topic: str, partition: int, offset: int, epoch: int) -> None:
        """
        Move the position to *offset*.

        Raises:
            StaleOwnerError: *epoch* isn't the newest claim.
        """
        where = f"{group} on {topic}/{partition}"
        with self._lock, in_hub_terms(where):
            known, producer = self._claims.get((group, topic, partition), (0, None))
            if producer is None or known != epoch:
                raise StaleOwnerError(
                    "was taken over by another process",
                    where=where,
                    remedy="claim the partition again or end this process",
                )
            position = {Place(self._access.named(topic), partition): OffsetAndMetadata(offset, "", -1)}
            member = ConsumerGroupMetadata(group_id=self._prefix + group)
            producer.begin_transaction()
            within_time(self._access.patience, lambda: producer.send_offsets_to_transaction(position, member))
            within_time(self._access.patience, producer.commit_transaction)

    def close(self) -> None:
        """Let go of all claims."""
        for producer in [*self._fenced, *(claim[1] for claim in self._claims.values())]:
            producer.end()
        self._claims.clear()
