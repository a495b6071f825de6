"""What stands on the cluster and is committed: records, and how far groups have taken them."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence

from kafka import KafkaAdminClient, KafkaConsumer, errors
from kafka import TopicPartition as Place
from kafka.admin import OffsetSpec
from kafka.consumer.fetcher import ConsumerRecord

from hub.bus.kafka.connection import KafkaAccess, in_hub_terms, patiently
from hub.bus.kafka.headers import KIND, TIME
from hub.bus.kafka.introduction import introduce
from hub.bus.records import from_micros
from hub.core.ports import StoredRecord

_POLL_MILLISECONDS = 10
"""A poll waits for records, and doesn't end when the client has passed the mark with which a transaction ends."""

_AHEAD_MILLISECONDS = 10
_SETTLE_SECONDS = 0.5
_SETTLE_PAUSE_SECONDS = 0.01


class Reading:
    """
    Reads what is committed.

    ``written`` is told, by whoever writes with the same bus, the offset that it wrote last at each place: a read there
    waits for its commit.
    """

    def __init__(self, access: KafkaAccess) -> None:
        self._access = access
        self._prefix = access.prefix
        self._lock = threading.Lock()
        self._reader: KafkaConsumer | None = None
        self._admin: KafkaAdminClient | None = None
        self._members: dict[str, KafkaConsumer] = {}
        self.written: dict[Place, int] = {}

    def partitions(self, topic: str) -> int:
        """Return how many partitions *topic* has, 0 for one that isn't there."""
        with self._lock, in_hub_terms(topic):
            return len(self._known_partitions(topic))

    def _known_partitions(self, topic: str) -> set[int]:
        """
        Return the partitions of *topic*, none for one that isn't there.

        Raises:
            TopicAuthorizationFailedError: this principal may not even see it; the client alone would say "isn't there".
        """
        found: set[int] = self._consumer().partitions_for_topic(self._access.named(topic))
        if not found:
            (described,) = self._administrator().describe_topics([self._access.named(topic)])
            if described["error_code"] == errors.TopicAuthorizationFailedError.errno:
                raise errors.TopicAuthorizationFailedError(topic)
        return found

    def read(self, topic: str, partition: int, offset: int, limit: int) -> Sequence[StoredRecord]:
        """Return up to *limit* committed records from *offset* on; an unknown topic has none."""
        with self._lock, in_hub_terms(f"{topic}/{partition}"):
            consumer = self._consumer()
            if partition not in self._known_partitions(topic):
                return []
            place = Place(self._access.named(topic), partition)
            consumer.assign([place])
            first = max(offset, consumer.beginning_offsets([place])[place])
            return self._read_on(consumer, place, (first, self._settled_end(consumer, place)), limit)

    def _settled_end(self, consumer: KafkaConsumer, place: Place) -> int:
        """
        Return up to where *place* is committed.

        The marker of a commit reaches a partition a moment after the commit has returned. Whoever wrote reads what it
        wrote: for what this bus wrote the marker is waited for as long as a request may take, for what others write a
        moment.
        """
        # its connection may still be that of a broker that has been away since
        latest = patiently(lambda: self._administrator().list_partition_offsets({place: OffsetSpec.LATEST}))
        written = latest[place].offset
        own, began = self.written.pop(place, -1), time.monotonic()
        while True:
            end = int(consumer.end_offsets([place])[place])
            limit = self._access.patience if end <= own else _SETTLE_SECONDS
            if end >= written or time.monotonic() > began + limit:
                return end
            time.sleep(_SETTLE_PAUSE_SECONDS)

    def _administrator(self) -> KafkaAdminClient:
        if self._admin is None:
            self._admin = KafkaAdminClient(**self._access.settings())
        return self._admin

    def _read_on(self, consumer: KafkaConsumer, place: Place, span: tuple[int, int], limit: int) -> list[StoredRecord]:
        first, end = span
        found: list[StoredRecord] = []
        if self._position(consumer, place) != first:
            consumer.seek(place, first)
        last = time.monotonic()
        while len(found) < limit and self._position(consumer, place) < end:
            polled = consumer.poll(timeout_ms=_POLL_MILLISECONDS, max_records=limit - len(found)).get(place, ())
            found.extend(self._stored(record) for record in polled if not _is_control(record))
            if polled:
                last = time.monotonic()
            elif time.monotonic() > last + self._access.patience:
                raise errors.KafkaTimeoutError("no records came")
        return found

    def _position(self, consumer: KafkaConsumer, place: Place) -> int:
        """Return where *consumer* stands in *place*; -1 where that isn't known, as before its first read there."""
        try:
            position = consumer.position(place, timeout_ms=int(self._access.patience * 1000))
        except errors.NoOffsetForPartitionError:
            return -1
        return -1 if position is None else int(position)

    def _consumer(self) -> KafkaConsumer:
        if self._reader is None:
            introduce(self._access)
            self._reader = self._open_consumer()
        return self._reader

    def _open_consumer(self, **more: object) -> KafkaConsumer:
        return KafkaConsumer(
            isolation_level="read_committed",
            enable_auto_commit=False,
            auto_offset_reset="none",
            allow_auto_create_topics=False,
            metadata_max_age_ms=5_000,
            # the end of a read is known: a request ahead of need would only hold up the next one
            fetch_max_wait_ms=_AHEAD_MILLISECONDS,
            **more,
            **self._access.settings(),
        )

    def committed(self, group: str, topic: str, partition: int) -> int:
        """Return the next offset that *group* has not taken, 0 at first."""
        with self._lock, in_hub_terms(f"{group} on {topic}/{partition}"):
            limit = int(self._access.patience * 1000)
            place = Place(self._access.named(topic), partition)
            found = patiently(lambda: self._member(group).committed(place, timeout_ms=limit))
        return max(0, int(found or 0))

    def _member(self, group: str) -> KafkaConsumer:
        """
        Return a consumer that asks for *group*'s positions without ever joining it.

        Only such a client waits for positions of a transaction whose marker is under way; the administration's list
        would give the former ones.
        """
        if group not in self._members:
            self._members[group] = self._open_consumer(group_id=self._prefix + group)
        return self._members[group]

    def close(self) -> None:
        """Let go of all connections."""
        for client in (self._reader, self._admin, *self._members.values()):
            if client is not None:
                client.close()
        self._members.clear()

    def _stored(self, record: ConsumerRecord) -> StoredRecord:
        headers = {name: bytes(text).decode() for name, text in record.headers}
        at = int(headers.pop(TIME, record.timestamp * 1000))
        topic = self._access.topic_of(record.topic)
        key, value = record.key or b"", record.value or b""
        return StoredRecord(topic, record.partition, record.offset, key.decode(), value, from_micros(at), headers)


def _is_control(record: ConsumerRecord) -> bool:
    return any(name == KIND for name, _ in record.headers)
