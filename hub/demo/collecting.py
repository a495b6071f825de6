"""Reading back what a finished run left in the hub: states, rows, deliveries, receipts, hints."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from hub.core.daytime import end_of
from hub.core.deliveries import Delivery, Receipt
from hub.core.dispute import DisputeState
from hub.core.linking import PROPOSE
from hub.core.messages import LinkDecision
from hub.core.ports import Bus, HubReader, Serde
from hub.core.topics import LINK_DECISIONS, RECEIPTS, inbox_of
from hub.processors.codec import MsgpackCodec
from hub.processors.lifecycle import Lifecycle, LifecycleState
from hub.queries.form import KnownRows
from hub.queries.live import live

PAGE = 1_000


@dataclass(frozen=True, slots=True)
class Archive:
    """What the hub keeps, open for reading."""

    reader: HubReader
    bus: Bus
    serde: Serde

    def states(self) -> list[DisputeState]:
        """Return every dispute that has at least one live report."""
        codec = MsgpackCodec(LifecycleState)
        return list(live(codec.decode(data).knowledge for _, data in self.reader.states(Lifecycle.name)))

    def revisions(self, closes: Sequence[date]) -> list[KnownRows]:
        """Return the rows that count at the end of each close day."""
        return [self._known(end_of(day)) for day in closes]

    def _known(self, at: datetime) -> KnownRows:
        return KnownRows(at, list(self.reader.rows(at)))

    def deliveries(self, agencies: Sequence[str]) -> list[Delivery]:
        """Return everything that was ever put into the inboxes of *agencies*, each once."""
        found = (
            value for agency in agencies for value in self._values(inbox_of(agency)) if isinstance(value, Delivery)
        )
        return list({delivery.delivery_id: delivery for delivery in found}.values())

    def receipts(self) -> list[Receipt]:
        """Return every receipt."""
        return [value for value in self._values(RECEIPTS) if isinstance(value, Receipt)]

    def hints(self) -> int:
        """Return how many pairs wait for a clerk's judgement."""
        found = (value for value in self._values(LINK_DECISIONS) if isinstance(value, LinkDecision))
        return len({decision.decision_id for decision in found if decision.action == PROPOSE})

    def _values(self, topic: str) -> Iterator[object]:
        for partition in range(self.bus.partitions(topic)):
            offset = 0
            while records := self.bus.read(topic, partition, offset, PAGE):
                for record in records:
                    yield self.serde.decode(topic, record.value)
                offset = records[-1].offset + 1
