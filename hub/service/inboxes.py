"""Inboxes on a bus, as adapter hosts read them: in order, behind positions that one reader has at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from hub.core.deliveries import Delivery
from hub.core.errors import StaleOwnerError
from hub.core.ports import Bus, Serde
from hub.core.topics import inbox_of

_PARTITION_BITS = 40
"""A position is partition and offset in one number, so that hosts can treat it as opaque."""

_PAGE = 1_000
_EVER = datetime.min.replace(tzinfo=UTC)


def placed(position: int) -> tuple[int, int]:
    """
    Return partition and offset of *position*.

    >>> placed(3 << 40 | 17)
    (3, 17)
    """
    return position >> _PARTITION_BITS, position & ((1 << _PARTITION_BITS) - 1)


class Inboxes:
    """Reads inboxes; each is claimed when it's first asked for, which fences whoever read it before."""

    def __init__(self, bus: Bus, serde: Serde) -> None:
        self._bus = bus
        self._serde = serde
        self._epochs: dict[str, list[int]] = {}
        self._seen: Counter[tuple[str, int]] = Counter()

    def waiting(self, agency: str, limit: int) -> list[tuple[int, Delivery]]:
        """
        Return up to *limit* deliveries behind the position of *agency* with their own, oldest first within a root.

        Raises:
            BusUnavailableError: the log can't be read.
        """
        topic = inbox_of(agency)
        found: list[tuple[datetime, int, Delivery]] = []
        for partition in range(len(self._claimed(agency))):
            offset = self._bus.committed(agency, topic, partition)
            latest = _EVER
            for record in self._bus.read(topic, partition, offset, limit):
                delivery = self._serde.decode(topic, record.value)
                if isinstance(delivery, Delivery):
                    # a position moves over all before it: within a partition none may be handed out before an earlier
                    latest = max(latest, record.time)
                    found.append((latest, partition << _PARTITION_BITS | record.offset, delivery))
        found.sort(key=lambda entry: entry[:2])
        return [(position, delivery) for _, position, delivery in found[:limit]]

    def come(self, agency: str) -> Iterator[Delivery]:
        """
        Yield all that has come for *agency* since the last call, at first all that is kept; nothing is claimed.

        Raises:
            BusUnavailableError: the log can't be read.
        """
        topic = inbox_of(agency)
        for partition in range(self._bus.partitions(topic)):
            while records := self._bus.read(topic, partition, self._seen[topic, partition], _PAGE):
                for record in records:
                    delivery = self._serde.decode(topic, record.value)
                    if isinstance(delivery, Delivery):
                        yield delivery
                self._seen[topic, partition] = records[-1].offset + 1

    def move(self, agency: str, positions: Mapping[int, int]) -> None:
        """
        Move the inbox of *agency* behind the offset that *positions* has for each partition.

        Raises:
            StaleOwnerError: another process has taken it over; the next call claims it again.
            BusUnavailableError: the log can't be written.
        """
        topic = inbox_of(agency)
        for partition, offset in positions.items():
            if self._bus.committed(agency, topic, partition) > offset:
                continue
            try:
                self._bus.commit(agency, topic, partition, offset + 1, self._claimed(agency)[partition])
            except StaleOwnerError:
                # a command beside the hub (a retry) took the inbox over
                self._epochs.pop(agency, None)
                raise

    def _claimed(self, agency: str) -> list[int]:
        if agency not in self._epochs:
            topic = inbox_of(agency)
            self._epochs[agency] = [self._bus.claim(agency, topic, p) for p in range(self._bus.partitions(topic))]
        return self._epochs[agency]
