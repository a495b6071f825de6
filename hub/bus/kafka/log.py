"""Appends, reads and positions on Apache Kafka, as :class:`hub.core.ports.Bus` wants them."""

from __future__ import annotations

import itertools
import threading
import time
import uuid
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import Future
from datetime import datetime

from kafka import ConsumerGroupMetadata, KafkaAdminClient, KafkaConsumer, OffsetAndMetadata, errors
from kafka import TopicPartition as Place
from kafka.admin import OffsetSpec
from kafka.consumer.fetcher import ConsumerRecord

from hub.bus.kafka.clients import EndingProducer
from hub.bus.kafka.connection import KafkaAccess, in_hub_terms, patiently
from hub.bus.kafka.gate import MOVED, closed_error, newest_closed
from hub.bus.kafka.introduction import introduce
from hub.bus.records import RECORD_CAP, check_record, from_micros, shard_of, to_micros
from hub.core.errors import PermanentError, StaleOwnerError
from hub.core.ports import StoredRecord
from hub.core.topics import CUTS, TOPICS

TIME = "hub-time"
"""Header with the record's time in microseconds: Kafka's own time stamp has milliseconds only."""

KIND = "hub-kind"
"""Header of what an engine writes for itself (:class:`hub.bus.entries.Kind`): no consumer of the bus sees it."""

TRANSACTION_SECONDS = 10
"""A frozen owner holds back everybody who reads what is committed for no longer than this."""

_SINGLE = frozenset(topic.name for topic in TOPICS if topic.single_partition)
_POLL_MILLISECONDS = 10
"""A poll waits for records, and doesn't end when the client has passed the mark with which a transaction ends."""

_AHEAD_MILLISECONDS = 10
_PAGE = 1_000
_SETTLE_SECONDS = 0.5
_SETTLE_PAUSE_SECONDS = 0.01


class KafkaBus:
    """
    A :class:`hub.core.ports.Bus` on a Kafka cluster; topics are made by ``hub topics apply``, never by writing.

    An append is one transaction, so that readers see all of it or nothing. A claim takes the transactional id of
    (group, topic, partition): the broker itself fences whoever held it before, in any process.
    """

    def __init__(self, access: KafkaAccess, *, single: Collection[str] = _SINGLE) -> None:
        self._access = access
        self._prefix = access.prefix
        self._single = frozenset(single)
        self._write_lock = threading.Lock()
        self._read_lock = threading.Lock()
        self._writer: EndingProducer | None = None
        self._may_append = False
        self._reader: KafkaConsumer | None = None
        self._admin: KafkaAdminClient | None = None
        self._members: dict[str, KafkaConsumer] = {}
        self._claims: dict[tuple[str, str, int], tuple[int, EndingProducer]] = {}
        self._fenced: list[EndingProducer] = []
        self._epochs = itertools.count(1)
        self._written: dict[Place, int] = {}

    def partitions(self, topic: str) -> int:
        """Return how many partitions *topic* has, 1 for a topic that isn't there."""
        with self._read_lock, in_hub_terms(topic):
            return len(self._known_partitions(topic)) or 1

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

    def partition_of(self, topic: str, key: str) -> int:
        """Return the partition of *key*: the same hash as on every bus."""
        return self.place(topic, key, self.partitions(topic))

    def place(self, topic: str, key: str, partitions: int) -> int:
        """Return the partition of *key* where *topic* is known to have *partitions* of them."""
        return 0 if topic in self._single else shard_of(key, partitions)

    def append(self, topic: str, entries: Sequence[tuple[str, bytes, datetime, Mapping[str, str]]]) -> None:
        """
        Append (key, value, time, headers) entries to *topic*, all or none, durable when the call returns.

        Raises:
            PermanentError: an entry is too large or no valid record, or the topic isn't there; nothing was appended.
            AccessDeniedError: this principal may not write there; nothing was appended.
            StaleOwnerError: the hub is being moved, or was; nothing was appended.
            BusUnavailableError: the cluster doesn't answer; nothing was appended.
        """
        if not entries:
            return
        for key, value, at, headers in entries:
            if KIND in headers:
                raise PermanentError(f"only an engine writes the header {KIND}", where=topic)
            check_record(topic, key, len(value) + sum(len(name) + len(text) for name, text in headers.items()), at)
        count = self._partitions_to_write(topic)
        with self._write_lock, in_hub_terms(topic):
            try:
                self._send(topic, entries, count)
            except BaseException:
                self._let_go_of_writer()
                raise

    def _partitions_to_write(self, topic: str) -> int:
        with self._read_lock, in_hub_terms(topic):
            found = self._known_partitions(topic)
        if not found:
            raise PermanentError("the topic isn't there", where=topic, remedy="hub topics apply")
        return len(found)

    def _send(
        self, topic: str, entries: Iterable[tuple[str, bytes, datetime, Mapping[str, str]]], partitions: int
    ) -> None:
        writer = self._open_writer()
        if topic in self._access.versioned and not self._may_append:
            self.check_open()
            self._may_append = True
        writer.begin_transaction()
        sent = [
            writer.send(
                self._access.named(topic),
                key=key.encode(),
                value=value,
                partition=self.place(topic, key, partitions),
                timestamp_ms=to_micros(at) // 1000,
                headers=[
                    *((name, text.encode()) for name, text in headers.items()),
                    (TIME, str(to_micros(at)).encode()),
                ],
            )
            for key, value, at, headers in entries
        ]
        stored = [future.get(timeout=self._access.patience) for future in sent]
        self._within_time(writer.commit_transaction)
        self._written |= {Place(one.topic, one.partition): one.offset for one in stored}

    def _open_writer(self) -> EndingProducer:
        if self._writer is None:
            self._writer = self._producer(f"{self._prefix}append/{self._access.owner}/{uuid.uuid4()}")
        return self._writer

    def _let_go_of_writer(self) -> None:
        """End the writer whose transaction failed: the broker forgets what it had sent of it."""
        writer, self._writer, self._may_append = self._writer, None, False
        if writer is not None:
            writer.end()

    def check_open(self) -> None:
        """
        Hold whoever is about to write to a hub that is there: the right to write was taken before.

        Raises:
            StaleOwnerError: it's being moved, or was moved.
        """
        if closed := self._closed():
            raise closed_error(closed)

    def check_here(self) -> None:
        """
        Hold whoever is about to read to a hub that wasn't left: what stands there would be of another day.

        Raises:
            StaleOwnerError: it was moved; one that is being moved may be read.
        """
        if (closed := self._closed()).startswith(MOVED):
            raise closed_error(closed)

    def _closed(self) -> str:
        return newest_closed(lambda offset: self.read(CUTS, 0, offset, _PAGE))

    def _within_time(self, ask: Callable[[], None]) -> None:
        """
        Bound a call that the client itself would wait for as long as the cluster is away.

        Whether a commit that wasn't answered stands is only known later: what's appended again carries the same
        identities.
        """
        waiting: Future[None] = Future()
        threading.Thread(target=_settle, args=(ask, waiting), daemon=True).start()
        waiting.result(timeout=self._access.patience)

    def _producer(self, transactional_id: str) -> EndingProducer:
        producer = EndingProducer(
            transactional_id=transactional_id,
            transaction_timeout_ms=TRANSACTION_SECONDS * 1000,
            max_block_ms=int(self._access.patience * 1000),
            max_request_size=2 * RECORD_CAP,
            linger_ms=0,
            delivery_timeout_ms=int(self._access.patience * 1000) + 1000,
            **self._access.settings(),
        )
        try:
            producer.init_transactions()
        except BaseException:
            producer.end()
            raise
        return producer

    def read(self, topic: str, partition: int, offset: int, limit: int) -> Sequence[StoredRecord]:
        """Return up to *limit* committed records from *offset* on; an unknown topic has none."""
        with self._read_lock, in_hub_terms(f"{topic}/{partition}"):
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
        own, began = self._written.pop(place, -1), time.monotonic()
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
        with self._read_lock, in_hub_terms(f"{group} on {topic}/{partition}"):
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

    def claim(self, group: str, topic: str, partition: int) -> int:
        """
        Take over *group*'s partition and return the new epoch; former owners, of every process, are fenced off.

        The epoch is this bus's own name for the claim: between processes the broker compares its own.
        """
        with self._write_lock, in_hub_terms(f"{group} on {topic}/{partition}"):
            place = (group, topic, partition)
            former = self._claims.pop(place, None)
            if former is not None:
                self._fenced.append(former[1])
            epoch = next(self._epochs)
            self._claims[place] = (epoch, self._producer(f"{self._prefix}position/{group}/{topic}/{partition}"))
        return epoch

    def commit(self, group: str, topic: str, partition: int, offset: int, epoch: int) -> None:
        """
        Move the position to *offset*.

        Raises:
            StaleOwnerError: *epoch* isn't the newest claim.
        """
        where = f"{group} on {topic}/{partition}"
        with self._write_lock, in_hub_terms(where):
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
            self._within_time(lambda: producer.send_offsets_to_transaction(position, member))
            self._within_time(producer.commit_transaction)

    def close(self) -> None:
        """Let go of all connections."""
        self._let_go_of_writer()
        for producer in [*self._fenced, *(claim[1] for claim in self._claims.values())]:
            producer.end()
        self._claims.clear()
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


def _settle(ask: Callable[[], None], waiting: Future[None]) -> None:
    try:
        ask()
        waiting.set_result(None)
    except BaseException as error:  # noqa: BLE001  (whatever it is, who waits must hear of it)
        waiting.set_exception(error)
