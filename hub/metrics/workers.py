"""Gauges of the workers of a cluster: what one runs and what keeps it from working; shards that none has."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Protocol

from hub.metrics import catalogue as metric
from hub.metrics.samples import Sample


class Standing(Protocol):
    """What a worker says of itself."""

    @property
    def owned(self) -> Collection[int]:
        """Shards that it runs."""

    @property
    def coming(self) -> Collection[int]:
        """Shards that it is taking over."""

    @property
    def trouble(self) -> str:
        """What keeps it from working now, empty where nothing does."""


@dataclass(frozen=True, slots=True)
class WorkerGauges:
    """What *standing* says of the worker of this process."""

    standing: Callable[[], Standing]
    name: str = "worker"

    def samples(self) -> Iterator[Sample]:
        """Yield how it stands now."""
        found = self.standing()
        yield Sample(metric.WORKER_SHARDS, len(found.owned), ("owned",))
        yield Sample(metric.WORKER_SHARDS, len(found.coming), ("coming",))
        yield Sample(metric.WORKER_TROUBLE, bool(found.trouble))


@dataclass(frozen=True, slots=True)
class Ownerless:
    """Which shards *read* finds without a worker, by what the cluster knows of the group."""

    read: Callable[[], Collection[int]]
    name: str = "workers"

    def samples(self) -> Iterator[Sample]:
        """
        Yield their number.

        Raises:
            HubError: the cluster doesn't answer or denies it.
        """
        yield Sample(metric.SHARDS_WITHOUT_WORKER, len(self.read()))
