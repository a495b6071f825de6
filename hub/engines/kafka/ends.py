"""How far partitions go, and all that is committed in one of them."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress

from confluent_kafka import IsolationLevel, KafkaException, Message, TopicCollection, TopicPartition
from confluent_kafka.admin import AdminClient, OffsetSpec

from hub.bus.kafka import KafkaAccess
from hub.core.errors import BusUnavailableError
from hub.engines.kafka.cluster import SECONDS, Place, client_settings, in_hub_terms, is_end, open_consumer, poll_some

_PAGE = 2_000
_LOOKS = 600
_LOOK_SECONDS = 0.02


class Ends:
    """Asks the cluster how far partitions go."""

    def __init__(self, access: KafkaAccess) -> None:
        self._access = access
        self._client: AdminClient | None = None

    @contextmanager
    def _asking(self, where: str) -> Iterator[AdminClient]:
        """Give the client, a new one after any failure: one that met a broker's restart may never find it again."""
        if self._client is None:
            self._client = AdminClient(client_settings(self._access))
        try:
            with in_hub_terms(where):
                yield self._client
        except BaseException:
            self._client = None
            raise

    def written(self, places: Collection[Place]) -> Mapping[Place, int]:
        """Return the offset after the last record of each place, committed or not."""
        return self._ask(places, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED)

    def committed(self, places: Collection[Place]) -> Mapping[Place, int]:
        """Return the offset of each place up to which all is decided."""
        return self._ask(places, OffsetSpec.latest(), IsolationLevel.READ_COMMITTED)

    def undecided(self, places: Collection[Place]) -> Mapping[Place, tuple[int, int]]:
        """
        Return up to where each place is decided and written, of those where that isn't the same.

        A place that doesn't answer isn't there.
        """
        with self._asking("offsets") as client:
            written = self._offsets(client, places, IsolationLevel.READ_UNCOMMITTED)
            decided = self._offsets(client, written, IsolationLevel.READ_COMMITTED)
        return {place: (at, written[place]) for place, at in decided.items() if at < written[place]}

    def _offsets(self, client: AdminClient, places: Collection[Place], level: IsolationLevel) -> Mapping[Place, int]:
        found: dict[Place, int] = {}
        asked = {TopicPartition(self._access.named(topic), number): OffsetSpec.latest() for topic, number in places}
        answers = client.list_offsets(asked, isolation_level=level, request_timeout=SECONDS) if asked else {}
        for place, future in answers.items():
            with suppress(KafkaException):
                found[self._access.topic_of(place.topic), place.partition] = future.result(2 * SECONDS).offset
        return found

    def first(self, places: Collection[Place]) -> Mapping[Place, int]:
        """Return the offset of the first record that each place still has."""
        return self._ask(places, OffsetSpec.earliest(), IsolationLevel.READ_UNCOMMITTED)

    def _ask(self, places: Collection[Place], spec: OffsetSpec, level: IsolationLevel) -> Mapping[Place, int]:
        asked = {TopicPartition(self._access.named(topic), partition): spec for topic, partition in places}
        with self._asking("offsets") as client:
            found = client.list_offsets(asked, isolation_level=level, request_timeout=SECONDS)
            return {
                (self._access.topic_of(place.topic), place.partition): future.result(2 * SECONDS).offset
                for place, future in found.items()
            }

    def settle(self, places: Collection[Place]) -> None:
        """
        Wait until what was committed at *places* can be read: the marks of a commit come a moment after it.

        Raises:
            BusUnavailableError: somebody still writes there.
        """
        for _ in range(_LOOKS):
            if not places or self.committed(places) == self.written(places):
                return
            time.sleep(_LOOK_SECONDS)
        topic, number = next(iter(places))
        raise BusUnavailableError(
            "what stands there isn't decided", where=f"{topic}/{number}", remedy="stop who writes there"
        )

    def identity(self, topic: str) -> str:
        """Return what tells *topic* from every other that ever had its name."""
        asked = TopicCollection([self._access.named(topic)])
        with self._asking(topic) as client:
            found = client.describe_topics(asked, request_timeout=SECONDS)
            return str(found[self._access.named(topic)].result(2 * SECONDS).topic_id)

    def partitions(self) -> Mapping[str, int]:
        """Return how many partitions each topic has that this principal may see."""
        with self._asking("topics") as client:
            found = client.list_topics(timeout=SECONDS).topics
        return {
            self._access.topic_of(name): len(topic.partitions)
            for name, topic in found.items()
            if self._access.is_mine(name) and topic.error is None
        }


def read_committed(access: KafkaAccess, ends: Ends, place: Place) -> Iterator[Message]:
    """
    Yield all records that are committed at *place* now.

    Raises:
        BusUnavailableError: the cluster stopped answering.
    """
    end = ends.committed([place])[place]
    consumer = open_consumer(access, "reading")
    try:
        with in_hub_terms(place[0]):
            consumer.assign([TopicPartition(access.named(place[0]), place[1], ends.first([place])[place])])
            while True:
                messages = poll_some(consumer, _PAGE, 2 * SECONDS)
                if not messages:
                    raise BusUnavailableError("no records came", where=place[0], remedy="look at the brokers")
                for message in messages:
                    if is_end(message) and (message.offset() or 0) >= end:
                        return
                    if message.error() is None:
                        yield message
    finally:
        consumer.close()
