"""Reading what workers have committed: from copies that follow their changelogs, by the embedded engine's reader."""

from __future__ import annotations

from pathlib import Path

from hub.core.ports import Bus
from hub.engines.embedded import EmbeddedReader

_MANY = 1_000_000
"""More than generations add up to."""


class KafkaReader(EmbeddedReader):
    """An :class:`hub.engines.ports.EngineReader` over copies of all shards; the log itself stands on the cluster."""

    def __init__(self, folder: Path, bus: Bus, version: int) -> None:
        super().__init__(folder)
        self._bus = bus
        self._version = version

    @property
    def generation(self) -> int:
        """Number of the computation whose states these are: each version of the topics has a log of its own."""
        return super().generation + (self._version - 1) * _MANY

    def processed(self, processor: str, topic: str, partition: int, since: int, limit: int) -> tuple[list[str], int]:
        """Return what :meth:`EmbeddedReader.processed` does, with the records read from the cluster."""
        until = self._position(processor, partition)
        if since >= until:
            return [], since
        records = self._bus.read(topic, partition, since, limit)
        taken = [record for record in records if record.offset < until]
        whole = len(records) < limit or len(taken) < len(records)
        return [record.key for record in taken], until if whole else taken[-1].offset + 1
