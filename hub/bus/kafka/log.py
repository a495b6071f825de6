"""Appends, reads and positions on Apache Kafka, as :class:`hub.core.ports.Bus` wants them."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from kafka import TopicPartition as Place

from hub.bus.kafka.claims import Claims
from hub.bus.kafka.clients import EndingProducer
from hub.bus.kafka.connection import KafkaAccess, in_hub_terms
from hub.bus.kafka.gate import MOVED, closed_error, newest_closed
from hub.bus.kafka.headers import KIND, TIME
from hub.bus.kafka.producing import open_producer, within_time
from hub.bus.kafka.reading import Reading
from hub.bus.records import check_record, shard_of, to_micros
from hub.core.errors import PermanentError
from hub.core.ports import StoredRecord
from hub.core.topics import CUTS, TOPICS

_SINGLE = frozenset(topic.name for topic in TOPICS if topic.single_partition)
_PAGE = 1_000


class KafkaBus:
    """
    A :class:`hub.core.ports.Bus` on a Kafka cluster; topics are made by ``hub topics apply``, never by writing.

    An append is one transaction, so that readers see all of it or nothing; positions are moved by claims
    (:mod:`hub.bus.kafka.claims`).
    """

    def __init__(self, access: KafkaAccess, *, single: Collection[str] = _SINGLE) -> None:
        self._access = access
        self._single = frozenset(single)
        self._reading = Reading(access)
        self._claims = Claims(access)
        self._write_lock = threading.Lock()
        self._writer: EndingProducer | None = None
        self._may_append = False

    def partitions(self, topic: str) -> int:
        """Return how many partitions *topic* has, 1 for a topic that isn't there."""
        return self._reading.partitions(topic) or 1

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
        found = self._reading.partitions(topic)
        if not found:
            raise PermanentError("the topic isn't there", where=topic, remedy="hub topics apply")
        return found

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
        within_time(self._access.patience, writer.commit_transaction)
        self._reading.written |= {Place(one.topic, one.partition): one.offset for one in stored}

    def _open_writer(self) -> EndingProducer:
        if self._writer is None:
            self._writer = open_producer(
                self._access, f"{self._access.prefix}append/{self._access.owner}/{uuid.uuid4()}"
            )
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

    def read(self, topic: str, partition: int, offset: int, limit: int) -> Sequence[StoredRecord]:
        """Return up to *limit* committed records from *offset* on; an unknown topic has none."""
        return self._reading.read(topic, partition, offset, limit)

    def committed(self, group: str, topic: str, partition: int) -> int:
        """Return the next offset that *group* has not taken, 0 at first."""
        return self._reading.committed(group, topic, partition)

    def claim(self, group: str, topic: str, partition: int) -> int:
        """Take over *group*'s partition and return the new epoch; former owners, of every process, are fenced off."""
        return self._claims.claim(group, topic, partition)

    def commit(self, group: str, topic: str, partition: int, offset: int, epoch: int) -> None:
        """
        Move the position to *offset*.

        Raises:
            StaleOwnerError: *epoch* isn't the newest claim.
        """
        self._claims.commit(group, topic, partition, offset, epoch)

    def close(self) -> None:
        """Let go of all connections."""
        self._let_go_of_writer()
        self._claims.close()
        self._reading.close()
