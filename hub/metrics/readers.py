"""Gauges of a cluster's readers: what they have not read, and how near retention is to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from hub.core.ports import Clock
from hub.core.retention import Unread
from hub.metrics import catalogue as metric
from hub.metrics.samples import Sample

NOBODY = "nobody"
"""Group of a topic that loses records and that nobody reads."""


@dataclass(frozen=True, slots=True)
class ClusterReaders:
    """What *read* says of every reader; one reading costs a cluster some ten requests, so ask once a minute."""

    read: Callable[[], Sequence[Unread]]
    clock: Clock
    name: str = "kafka"

    def samples(self) -> Iterator[Sample]:
        """
        Yield how every reader stands.

        Raises:
            HubError: the cluster doesn't answer or denies it.
        """
        now = self.clock.now()
        for one in self.read():
            place = (one.group or NOBODY, one.topic, str(one.partition))
            yield Sample(metric.KAFKA_LAG, one.lag, place)
            yield Sample(metric.KAFKA_LOST, one.lost, place)
            yield Sample(metric.KAFKA_TIME_USED, one.used(now), place)
            if one.expires_at is not None:
                yield Sample(metric.KAFKA_SECONDS_LEFT, (one.expires_at - now).total_seconds(), place)
