"""The engine's own clients: transactional producers, and consumers that see only what is committed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from confluent_kafka import Consumer, KafkaError, KafkaException, Message, Producer

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


def why_it_gave_up(producer: Producer, cause: KafkaError) -> KafkaError:
    """
    Return what made *producer* give up, where *cause* says no more than that it did.

    A client that learns in the background that it's fenced says so to its callbacks alone: taken for a cluster that
    doesn't answer, the name would be taken back from its new owner.
    """
    if cause.code() != KafkaError._FATAL:  # noqa: SLF001 - librdkafka's own codes are spelt so
        return cause
    try:
        producer.poll(0)
    except KafkaException as error:
        known: KafkaError = error.args[0]
        return known
    return cause
