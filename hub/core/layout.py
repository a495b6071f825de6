"""
How the table of topics stands on a cluster: names, partitions and settings.

Pure: :mod:`hub.core.topic_plan` compares it with a cluster, ``hub topics apply`` brings it about.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from hub.core.ports import Topic
from hub.core.topics import ENGINE_TOPICS, TOPICS, VERSIONED, version_of

_DAY_MS = 24 * 60 * 60 * 1000
_LARGEST = 9 << 20
"""Bytes of one batch: a record of four mebibytes, its overhead, and room for another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LaidTopic:
    """One topic as it must stand on the cluster; a setting that isn't named is the cluster's own."""

    name: str
    partitions: int
    settings: Mapping[str, str]


def names_of(topic: Topic, agencies: Iterable[str]) -> Iterator[str]:
    """Yield the names under which *topic* stands on the cluster."""
    if topic.per_agency:
        yield from (f"{topic.name}.{agency}" for agency in sorted(agencies))
    else:
        yield topic.name


def layout(agencies: Iterable[str], shards: int, version: int = 1) -> tuple[LaidTopic, ...]:
    """
    Return every topic of a hub with *agencies* and *shards*, in the order of the table.

    A shard is the same-numbered partition of every topic that processors read, in *version* of those; what must keep
    one order over all keys has one partition.
    """
    known = sorted(set(agencies))
    return tuple(
        LaidTopic(
            name=_laid(name, version), partitions=1 if topic.single_partition else shards, settings=_settings(topic)
        )
        for topic in (*TOPICS, *ENGINE_TOPICS)
        for name in names_of(topic, known)
    )


def _laid(name: str, version: int) -> str:
    return version_of(name, version) if name in VERSIONED else name


def _settings(topic: Topic) -> dict[str, str]:
    settings = {"max.message.bytes": str(_LARGEST)}
    if topic.cleanup == "compact":
        return settings | {"cleanup.policy": "compact"}
    settings |= {"cleanup.policy": "delete", "retention.bytes": "-1"}
    if topic.days is None:
        return settings | {"retention.ms": "-1"}
    # counted from when the broker took the record: a sender's clock a year behind must not delete what nobody has read
    return settings | {"retention.ms": str(topic.days * _DAY_MS), "message.timestamp.type": "LogAppendTime"}
