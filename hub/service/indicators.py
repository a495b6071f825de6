"""The observations of the six reductions on their own stream: each stamped once, when the hub takes it in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from hub.core import topics
from hub.core.indicators import Stated
from hub.core.messages import IndicatorObservation
from hub.core.ports import Bus, Serde

_PAGE = 1_000


class IndicatorBook:
    """Everything that bodies stated about the six reductions."""

    def __init__(self, bus: Bus, serde: Serde) -> None:
        self._bus = bus
        self._serde = serde

    def stated(self) -> list[Stated]:
        """Return every observation with its instant of receipt."""
        topic = topics.INDICATOR_OBSERVATIONS
        found: list[Stated] = []
        for partition in range(self._bus.partitions(topic)):
            offset = 0
            while records := self._bus.read(topic, partition, offset, _PAGE):
                for record in records:
                    value = self._serde.decode(topic, record.value)
                    if isinstance(value, IndicatorObservation):
                        found.append(Stated(value, record.time))
                offset = records[-1].offset + 1
        return found

    def state(self, observations: Sequence[IndicatorObservation], now: datetime) -> None:
        """Take *observations* in, all or none, received at *now*."""
        topic = topics.INDICATOR_OBSERVATIONS
        self._bus.append(
            topic, [(f"{one.body}+{one.series}", self._serde.encode(topic, one), now, {}) for one in observations]
        )
