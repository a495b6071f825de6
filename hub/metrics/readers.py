"""Gauges of a cluster's readers: what they have not read, and how near retention is to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from hub.core.entitlements import ENGINE_GROUP
from hub.core.ports import Clock
from hub.core.retention import Unread
from hub.core.topics import inbox_of
from hub.metrics import catalogue as metric
from hub.metrics.engine_files import Stage
from hub.metrics.samples import Sample

NOBODY = "nobody"
"""Group of a topic that loses records and that nobody reads."""


@dataclass(frozen=True, slots=True)
class ClusterReaders:
    """
    What *read* says of every reader; one reading costs a cluster some ten requests, so ask once a minute.

    Of *stages* (the processors with their topics) and of the inboxes of *agencies* it tells what the files of an
    embedded hub tell, too: the same alerts watch both.
    """

    read: Callable[[], Sequence[Unread]]
    clock: Clock
    stages: Sequence[Stage] = ()
    agencies: Sequence[str] = ()
    name: str = "kafka"

    def samples(self) -> Iterator[Sample]:
        """
        Yield how every reader stands.

        Raises:
            HubError: the cluster doesn't answer or denies it.
        """
        now, found = self.clock.now(), self.read()
        for one in found:
            place = (one.group or NOBODY, one.topic, str(one.partition))
            yield Sample(metric.KAFKA_LAG, one.lag, place)
            yield Sample(metric.KAFKA_LOST, one.lost, place)
            yield Sample(metric.KAFKA_TIME_USED, one.used(now), place)
            if one.expires_at is not None:
                yield Sample(metric.KAFKA_SECONDS_LEFT, (one.expires_at - now).total_seconds(), place)
        for name, topic in self.stages:
            for one in found:
                if (one.group, one.topic) == (ENGINE_GROUP, topic):
                    yield Sample(metric.ENGINE_LAG, one.lag, (name, str(one.partition)))
                    yield Sample(metric.ENGINE_OLDEST, _age(one, now), (name, str(one.partition)))
        for agency in self.agencies:
            inbox = [one for one in found if one.topic == inbox_of(agency) and one.group in ("", agency)]
            yield Sample(metric.DELIVERIES_WAITING, sum(one.lag for one in inbox), (agency,))
            yield Sample(metric.DELIVERIES_OLDEST, max((_age(one, now) for one in inbox), default=0.0), (agency,))


def _age(one: Unread, now: datetime) -> float:
    """Return how long ago the oldest unread record came; 0 where there is none."""
    return 0.0 if one.oldest_at is None else max(0.0, (now - one.oldest_at).total_seconds())


@dataclass(frozen=True, slots=True)
class ClusterLetters:
    """How many records wait in each shard that no processor could take, by what *read* finds on the cluster."""

    read: Callable[[], Mapping[int, int]]
    name: str = "dead letters"

    def samples(self) -> Iterator[Sample]:
        """
        Yield the count of each shard.

        Raises:
            HubError: the cluster doesn't answer or denies it.
        """
        for shard, waiting in self.read().items():
            yield Sample(metric.ENGINE_DEAD_LETTERS, waiting, (str(shard),))
