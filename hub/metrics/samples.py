"""One measured value, and how a group of them is read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, Protocol

from hub.metrics.catalogue import Metric


class Sample(NamedTuple):
    """
    The value of *metric* at the labels *at*, in the order of the metric's own.

    Of a histogram *buckets* are (upper bound, cumulative count) with ``inf`` last, and the value is the sum.
    """

    metric: Metric
    value: float
    at: tuple[str, ...] = ()
    buckets: tuple[tuple[float, int], ...] = ()


class Source(Protocol):
    """A group of metrics that is read together and fails together."""

    @property
    def name(self) -> str:
        """Name of the group."""

    def samples(self) -> Iterator[Sample]:
        """
        Yield what stands now.

        Raises:
            HubError: it can't be read now.
        """
