"""The engine's own clients: transactional producers, and consumers that see only what is committed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress

from confluent_kafka import (
    Consumer,
    IsolationLevel,
    KafkaError,
    KafkaException,
    Message,
    TopicCollection,
    TopicPartition,
)
from confluent_kafka.admin import AdminClient, OffsetSpec

from hub.bus.kafka import KafkaAccess
from hub.bus.kafka.meanings import (
    OFFSET_OUT_OF_RANGE,
    PRODUCER_FENCED,
    SASL_AUTHENTICATION_FAILED,
    UNKNOWN_TOPIC_OR_PARTITION,
    hub_error_of,
)
from hub.bus.records import RECORD_CAP
from hub.core.errors import BusUnavailableError, HubError

SECONDS = 5.0
"""What one call to the cluster may take: a worker must be back before its group takes it for dead."""

TRANSACTION_SECONDS = 10
"""How long a frozen owner can hold back those who read what is committed."""

Place = tuple[str, int]
"""Topic (without prefix) and partition."""

_SAID_BY_THE_CLIENT = {
    KafkaError._FENCED: PRODUCER_FENCED,  # noqa: SLF001 - librdkafka's own codes are spelt so
    KafkaError._AUTHENTICATION: SASL_AUTHENTICATION_FAILED,  # noqa: SLF001 - as above
    KafkaError._UNKNOWN_TOPIC: UNKNOWN_TOPIC_OR_PARTITION,  # noqa: SLF001 - as above
    KafkaError._UNKNOWN_PARTITION: UNKNOWN_TOPIC_OR_PARTITION,  # noqa: SLF001 - as above
    KafkaError._AUTO_OFFSET_RESET: OFFSET_OUT_OF_RANGE,  # noqa: SLF001 - as above
}
"""What librdkafka says by itself, in the protocol's codes."""

_PAGE = 2_000
_MORE_THAN_A_RECORD = 2 * RECORD_CAP
"""Bytes of a state with its timers, or of a dead letter with its reasons: more than the record itself may have."""


@contextmanager
def in_hub_terms(where: str) -> Iterator[None]:
    """
    Turn what the client raises into the hub's errors.

    Raises:
        StaleOwnerError: another worker owns the shard now.
        AccessDeniedError: the cluster doesn't let this worker do it.
        PermanentError: a topic isn't there, or takes no record so large.
        ConfigurationError: a topic has lost what wasn't read yet.
        BusUnavailableError: the cluster can't be reached or doesn't answer in time.
    """
    try:
        yield
    except HubError:
        raise
    except KafkaException as error:
        raise hub_error(error.args[0], where) from error
    except TimeoutError as error:
        raise BusUnavailableError(
            "the cluster doesn't answer in time", where=where, remedy="look at the brokers; the hub tries again"
        ) from error


def hub_error(error: KafkaError, where: str) -> HubError:
    """Return what *error* means to the hub (see :func:`in_hub_terms`)."""
    code = error.code()
    return hub_error_of(_SAID_BY_THE_CLIENT.get(code, code), error.name(), where)


def client_settings(access: KafkaAccess) -> dict[str, str | int | bool]:
    """Return how librdkafka reaches the cluster as *access* says."""
    found: dict[str, str | int | bool] = {
        "bootstrap.servers": access.bootstrap,
        "log_level": 2,
        "socket.timeout.ms": 10_000,
        "reconnect.backoff.ms": 50,
        "reconnect.backoff.max.ms": 1_000,
    }
    if access.authority is None:
        return found
    found |= {"security.protocol": "SSL", "ssl.ca.location": str(access.authority)}
    if access.certificate is not None:
        found |= {"ssl.certificate.location": str(access.certificate), "ssl.key.location": str(access.certificate)}
    if access.principal is not None:
        found |= {
            "security.protocol": "SASL_SSL",
            "sasl.mechanism": "SCRAM-SHA-512",
            "sasl.username": access.principal,
            "sasl.password": access.password,
        }
    return found


def producer_settings(access: KafkaAccess) -> dict[str, str | int | bool]:
    """Return what every producer of the engine is opened with: bounded in time and memory."""
    return client_settings(access) | {
        "message.timeout.ms": TRANSACTION_SECONDS * 1000,
        "enable.idempotence": True,
        "linger.ms": 5,
        # kafka-python reads no other without further libraries
        "compression.type": "gzip",
        "compression.level": 1,
        "queue.buffering.max.messages": 1_000_000,
        "queue.buffering.max.kbytes": 128 << 10,
        "message.max.bytes": _MORE_THAN_A_RECORD,
    }


def open_consumer(access: KafkaAccess, group: str) -> Consumer:
    """Return a consumer that is told what to read, reads only what is committed, and says where that ends."""
    return Consumer(
        client_settings(access)
        | {
            "group.id": access.prefix + group,
            "enable.auto.commit": False,
            "auto.offset.reset": "error",
            "isolation.level": "read_committed",
            "enable.partition.eof": True,
            "fetch.wait.max.ms": 50,
            "fetch.message.max.bytes": _MORE_THAN_A_RECORD,
            "queued.max.messages.kbytes": 64 << 10,
        }
    )


def is_end(message: Message) -> bool:
    """Return whether *message* only says that its partition's committed part ends at its offset."""
    error = message.error()
    return error is not None and error.code() == KafkaError._PARTITION_EOF  # noqa: SLF001 - as above


def poll_some(consumer: Consumer, limit: int, wait: float) -> list[Message]:
    """Return up to *limit* messages as soon as there is one, none after *wait* seconds."""
    first = consumer.poll(wait)
    return [] if first is None else [first, *consumer.consume(limit - 1, 0)]


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
            consumer.assign([TopicPartition(access.prefix + place[0], place[1], ends.first([place])[place])])
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


class Ends:
    """Asks the cluster how far partitions go."""

    def __init__(self, access: KafkaAccess) -> None:
        self._prefix = access.prefix
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
        asked = {TopicPartition(self._prefix + topic, number): OffsetSpec.latest() for topic, number in places}
        answers = client.list_offsets(asked, isolation_level=level, request_timeout=SECONDS) if asked else {}
        for place, future in answers.items():
            with suppress(KafkaException):
                found[place.topic.removeprefix(self._prefix), place.partition] = future.result(2 * SECONDS).offset
        return found

    def first(self, places: Collection[Place]) -> Mapping[Place, int]:
        """Return the offset of the first record that each place still has."""
        return self._ask(places, OffsetSpec.earliest(), IsolationLevel.READ_UNCOMMITTED)

    def _ask(self, places: Collection[Place], spec: OffsetSpec, level: IsolationLevel) -> Mapping[Place, int]:
        asked = {TopicPartition(self._prefix + topic, partition): spec for topic, partition in places}
        with self._asking("offsets") as client:
            found = client.list_offsets(asked, isolation_level=level, request_timeout=SECONDS)
            return {
                (place.topic.removeprefix(self._prefix), place.partition): future.result(2 * SECONDS).offset
                for place, future in found.items()
            }

    def identity(self, topic: str) -> str:
        """Return what tells *topic* from every other that ever had its name."""
        asked = TopicCollection([self._prefix + topic])
        with self._asking(topic) as client:
            found = client.describe_topics(asked, request_timeout=SECONDS)
            return str(found[self._prefix + topic].result(2 * SECONDS).topic_id)

    def partitions(self) -> Mapping[str, int]:
        """Return how many partitions each topic has that this principal may see."""
        with self._asking("topics") as client:
            found = client.list_topics(timeout=SECONDS).topics
        prefix = self._prefix
        return {
            name.removeprefix(prefix): len(topic.partitions)
            for name, topic in found.items()
            if name.startswith(prefix) and topic.error is None
        }
