"""Engine, log and committed states, wherever the hub stands."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from hub.bootstrap.amended import settled
from hub.bootstrap.cluster import (
    access_of,
    kafka_places_behind,
    kafka_records,
    open_kafka_bus,
    open_kafka_letters,
    open_kafka_reader,
    open_remote_engine,
)
from hub.bootstrap.registry import registry_of
from hub.bootstrap.rules import rules_of
from hub.bus.embedded import EmbeddedBus
from hub.bus.embedded.recorded import recorded
from hub.contracts import Serde
from hub.core.ports import StoredRecord
from hub.engines.embedded import (
    DeadLetters,
    EmbeddedEngine,
    EmbeddedGround,
    EmbeddedReader,
    EngineOptions,
    FileArrivals,
    current_folder,
)
from hub.engines.ports import Arrivals, Engine, EngineReader, Letters
from hub.engines.processing.observing import Observer, unobserved
from hub.processors import default_processors
from hub.settings.kafka import EngineKind
from hub.settings.whole import HubSettings

if TYPE_CHECKING:
    from hub.bus.kafka import KafkaBus


def log_folder(settings: HubSettings) -> Path:
    """
    Return where the engine keeps its shards: the first folder, or the one that the hub has moved to since.

    On Kafka that's where the copy stands from which questions are answered.
    """
    if settings.engine is EngineKind.KAFKA:
        return settings.data / "copy"
    return current_folder(settings.data / "log")


def open_engine(settings: HubSettings, *, batch_seconds: float | None = None, observe: Observer = unobserved) -> Engine:
    """
    Open the hub's engine and take it over from any process that had it.

    On Kafka that's the keeping of time alone: the shards belong to the workers (``hub worker run``).
    """
    settings = settled(settings)
    processors = default_processors(registry_of(settings), rules_of(settings))
    if settings.engine is EngineKind.KAFKA:
        return open_remote_engine(settings, processors, log_folder(settings))
    options = EngineOptions(shards=settings.shards, batch_seconds=batch_seconds, observe=observe)
    return EmbeddedEngine.open(log_folder(settings), processors, Serde(), options)


def shards_of(settings: HubSettings) -> int:
    """
    Return how many shards the hub really has, whatever the settings say.

    Raises:
        UnknownRecordError: no hub has run there yet.
    """
    ground = EmbeddedGround(log_folder(settings))
    ground.close()
    return ground.shards


def open_bus(settings: HubSettings) -> EmbeddedBus | KafkaBus:
    """Open the log of the hub of *settings*, beside whoever runs it."""
    if settings.engine is EngineKind.KAFKA:
        return open_kafka_bus(settings)
    return EmbeddedBus.open(log_folder(settings), shards=settings.shards)


def open_letters(settings: HubSettings) -> Letters:
    """
    Open what no processor could take, beside whoever runs the hub.

    Raises:
        UnknownRecordError: no hub has run there yet.
        BusUnavailableError: the cluster doesn't answer.
    """
    if settings.engine is EngineKind.KAFKA:
        return open_kafka_letters(access_of(settings))
    EmbeddedReader(log_folder(settings)).close()  # says in words that no hub has run here yet
    return DeadLetters(EmbeddedBus.open(log_folder(settings), shards=settings.shards))


def recorded_on(settings: HubSettings, topic: str) -> Iterator[StoredRecord]:
    """
    Yield every record of *topic*, in order within each partition, read beside whoever runs the hub.

    Raises:
        UnknownRecordError: no hub has run there yet.
    """
    if settings.engine is EngineKind.KAFKA:
        return kafka_records(settings, topic)
    return recorded(log_folder(settings), topic)


def places_behind(settings: HubSettings, processor: str, topic: str) -> int:
    """
    Return how many places of the log of *topic* its *processor* has not taken yet.

    Raises:
        UnknownRecordError: no hub has run there yet.
        BusUnavailableError: the cluster doesn't answer.
    """
    if settings.engine is EngineKind.KAFKA:
        return kafka_places_behind(settings, topic)
    with closing(EmbeddedReader(log_folder(settings))) as reader:
        return reader.behind(processor, topic)


def arrivals_of(settings: HubSettings) -> Arrivals | None:
    """Return what tells a hub at rest that something came in; the workers of a cluster need no telling."""
    if settings.engine is EngineKind.KAFKA:
        return None
    stages = [(one.name, one.input) for one in default_processors(registry_of(settings), rules_of(settings))]
    return FileArrivals(log_folder(settings), stages)


def open_reader(settings: HubSettings) -> EngineReader:
    """
    Open what the engine of *settings* has committed.

    On Kafka that's a copy in the log's folder, brought abreast of the cluster by this call; hub and verbs on one
    machine share it.

    Raises:
        UnknownRecordError: no hub has run there yet.
        BusUnavailableError: the cluster doesn't answer.
    """
    if settings.engine is EngineKind.KAFKA:
        return open_kafka_reader(settings, log_folder(settings))
    return EmbeddedReader(log_folder(settings))
