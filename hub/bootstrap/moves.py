"""What rebuilds a processor, and what moves a hub to other shards or another engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import hub
from hub.bootstrap.amended import decided_here, settled
from hub.bootstrap.cluster import open_kafka_ground
from hub.bootstrap.cluster_moves import open_move_down, open_move_up, versions_of
from hub.bootstrap.engines import log_folder
from hub.bootstrap.registry import registry_of
from hub.bootstrap.rules import rules_mark, rules_of
from hub.contracts import Serde
from hub.core.errors import PermanentError
from hub.engines.embedded import EmbeddedGround, EmbeddedSource, EmbeddedTarget, current_folder
from hub.engines.moving import Crew, Move
from hub.engines.rebuild import Ground, Rebuild, Subject
from hub.processors import default_processors
from hub.settings.kafka import EngineKind
from hub.settings.whole import HubSettings

if TYPE_CHECKING:
    from hub.bus.kafka import KafkaAccess
    from hub.engines.kafka.versions import Versions


def open_rebuild(settings: HubSettings, processor: str) -> Rebuild:
    """
    Open what *processor* is rebuilt with, beside a running hub.

    Raises:
        UnknownRecordError: no hub has run there yet, or there's no such processor.
    """
    if settings.engine is EngineKind.KAFKA:
        ground: Ground = open_kafka_ground(settings, settings.data / "rebuild" / "copy")
    else:
        ground = EmbeddedGround(log_folder(settings))
    crew = _crew(settings)
    subject = Subject(processor, crew.processors, crew.made_by)
    return Rebuild(ground, subject, crew.serde, settings.data / "rebuild")


def open_repartition(settings: HubSettings, shards: int) -> Move:
    """
    Open the move of the hub of *settings* to *shards* shards of this machine, beside a running hub.

    Raises:
        UnknownRecordError: no hub has run there yet.
        PermanentError: it has that many already, or a move to another number was begun.
    """
    crew = _crew(settings)
    folder = log_folder(settings)
    source = EmbeddedSource(folder, crew.processors, crew.serde)
    if source.ground.shards == shards:
        source.close()
        raise PermanentError(f"has {shards} shards already", where=folder.name)
    target = EmbeddedTarget(settings.data / f"log-{source.moves + 1}", shards)
    return Move(source, target, crew, settings.data / "moving")


def open_versions(settings: HubSettings, shards: int, administrator: KafkaAccess | None = None) -> Versions:
    """
    Return what the hub on the cluster of *settings* gets *shards* shards with; *administrator* makes the new topics.

    Raises:
        ConfigurationError: there's no ``[kafka]`` table, or the extra isn't installed.
    """
    return versions_of(settings, _crew(settings), shards, administrator)


def open_migration(settings: HubSettings, *, up: bool) -> Move:
    """
    Open the move of the hub of *settings* to its cluster, or from there to this machine.

    Raises:
        PermanentError: it's there already.
        ConfigurationError: there's no ``[kafka]`` table, a topic is missing, or the extra isn't installed.
    """
    here = settings.engine is EngineKind.EMBEDDED
    if here != up:
        raise PermanentError("the hub is there already", where=f"engine = {settings.engine.value}")
    crew, told = _crew(settings), decided_here(settings)
    if not up:
        return open_move_down(settings, crew, current_folder(settings.data / "log"), told)
    source = EmbeddedSource(log_folder(settings), crew.processors, crew.serde)
    return open_move_up(settings, source, crew, told)


def _crew(settings: HubSettings) -> Crew:
    settings = settled(settings)
    processors = default_processors(registry_of(settings), rules_of(settings))
    return Crew(processors, Serde(), f"{hub.__version__}/{rules_mark(settings)}")
