"""The moves of a hub to a cluster, from there, and to other shards of it: settings to sources and targets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from hub.bootstrap.cluster import access_of, needing_the_extra, noted_amendments
from hub.core.amendments import Amendment
from hub.core.amendments.note import follows, written
from hub.core.layout import layout
from hub.core.topic_plan import TopicPlan
from hub.core.topics import VERSIONED, inbox_of, split_version
from hub.engines.embedded import EmbeddedTarget, point_to
from hub.engines.moving import Crew, Move, Source
from hub.settings.whole import HubSettings, agencies_of

if TYPE_CHECKING:
    from hub.bus.kafka import KafkaAccess
    from hub.engines.kafka.versions import Versions


def open_move_up(settings: HubSettings, source: Source, crew: Crew, decided: tuple[Amendment, ...]) -> Move:
    """
    Open the move of *source* to the cluster of *settings*, whose topics are there and empty.

    Workers begin under what was *decided* of the settings, not under the files alone.
    """
    access = access_of(settings)
    with needing_the_extra():
        from hub.engines.kafka.notes import Yard
        from hub.engines.kafka.target import KafkaTarget
    yard = Yard(access, settings.shards, settings.data / "moving-kafka")
    target = KafkaTarget(yard, f"kafka:{access.prefix}", lambda: written(decided) if decided else None)
    return Move(source, target, crew, settings.data / "moving")


def open_move_down(settings: HubSettings, crew: Crew, first: Path, decided: tuple[Amendment, ...]) -> Move:
    """
    Open the move of the hub on the cluster of *settings* to this machine; *first* will say where it is now.

    Raises:
        PermanentError: workers were told more than was *decided* by the people's file of this machine.
    """
    access = access_of(settings)
    follows(decided, noted_amendments(access))
    with needing_the_extra():
        from hub.engines.kafka.notes import Yard
        from hub.engines.kafka.source import KafkaSource
    readers = {inbox_of(code): [code] for code in agencies_of(settings)}
    source = KafkaSource(
        Yard(access, settings.shards, settings.data / "moving-kafka"), crew, readers, lambda name: point_to(first, name)
    )
    target = EmbeddedTarget(settings.data / f"log-{source.moves + 1}", settings.shards)
    return Move(source, target, crew, settings.data / "moving")


def versions_of(settings: HubSettings, crew: Crew, shards: int, administrator: KafkaAccess | None = None) -> Versions:
    """
    Return what the hub on the cluster of *settings* gets *shards* shards with.

    New topics are made by *administrator*, without one by the hub's own user.
    """
    access = access_of(settings)
    with needing_the_extra():
        from hub.engines.kafka.versions import Versions
    return Versions(access, settings.data / "repartition", crew, _maker(administrator or access, shards))


def _maker(access: KafkaAccess, shards: int) -> Callable[[int], None]:
    def make(version: int) -> None:
        from hub.bus.kafka import administration
        from hub.engines.kafka.ends import Ends

        there = Ends(replace(access, version=version)).partitions()
        wanted = {split_version(topic.name)[0]: topic for topic in layout((), shards, version)}
        missing = tuple(topic for name, topic in wanted.items() if name in VERSIONED - there.keys())
        if missing:
            with administration(access) as admin:
                admin.apply(TopicPlan(create=missing))

    return make
