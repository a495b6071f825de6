"""Gauges of the forwarder of this process: what it took in, what keeps it from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from hub.metrics import catalogue as metric
from hub.metrics.samples import Sample


class Forwarding(Protocol):
    """What a forwarder says of itself."""

    @property
    def taken(self) -> int:
        """Records taken in since the process began."""

    @property
    def trouble(self) -> str:
        """What keeps it from forwarding now, empty where nothing does."""


@dataclass(frozen=True, slots=True)
class ForwarderGauges:
    """What *forwarding* says of itself."""

    forwarding: Forwarding
    name: str = "forwarder"

    def samples(self) -> Iterator[Sample]:
        """Yield how it stands now."""
        yield Sample(metric.FORWARDED, self.forwarding.taken)
        yield Sample(metric.FORWARDER_TROUBLE, bool(self.forwarding.trouble))
