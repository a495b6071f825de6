"""What an engine owes the hub around it: time, cuts, and read access; the embedded one and the cluster's alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from hub.core.ports import Bus, HubReader, Row
from hub.engines.processing.letters import DeadLetter


class EngineReader(HubReader, Protocol):
    """Read access to what an engine has committed, and to what came of each record."""

    @property
    def partitions(self) -> int:
        """How many partitions there are."""

    @property
    def generation(self) -> int:
        """Number of the computation whose states these are: a higher one computed all anew from the log."""

    def rows_of(self, label: str) -> Iterator[Row]:
        """Yield every contribution row of one dispute, superseded ones too."""

    def processed(self, processor: str, topic: str, partition: int, since: int, limit: int) -> tuple[list[str], int]:
        """Return the keys of records that *processor* has taken from offset *since* on, and the offset that follows."""

    def close(self) -> None:
        """Let go of everything."""


class Arrivals(Protocol):
    """Tells whether something came in beside the engine: a gateway, a console, a command put it on the log."""

    def came(self) -> bool:
        """
        Return whether something waits of which that wasn't said yet.

        Raises:
            BusUnavailableError: the log can't be read now.
        """

    def close(self) -> None:
        """Let go of everything."""


Appended = tuple[str, object, datetime, Mapping[str, str]]
"""Key, value (an object, or bytes already encoded), time (UTC) and headers."""


class Engine(Protocol):
    """An engine as whoever keeps the hub's time sees it."""

    @property
    def bus(self) -> Bus:
        """The log that it runs on."""

    def append(self, topic: str, entries: Sequence[Appended]) -> None:
        """Append records to *topic*, durable when the call returns."""

    def run_until_idle(self) -> int:
        """Return when all that stood on the log is taken in, or the engine's patience is over; how much that was."""

    def tick(self, now: datetime) -> None:
        """Put the instant *now* on the log: every timer due by then fires, in its turn among the records."""

    def close_cut(self, marker_id: str, at: datetime) -> None:
        """Put the close marker *marker_id* into every partition; the same call twice puts it there once."""

    def is_cut_complete(self, marker_id: str) -> bool:
        """Return whether every partition on every shard has passed *marker_id*."""

    def reader(self) -> EngineReader:
        """Return read access to what is committed, on connections of its own."""

    def close(self) -> None:
        """Let go of all connections and files; nothing is lost by not calling it."""


class Letters(Protocol):
    """Records that no processor could take and nobody has settled yet; both engines' alike."""

    def pending(self) -> Iterator[DeadLetter]:
        """Yield what waits, shard by shard in order of arrival."""

    def retry(self, partition: int, offset: int) -> bool:
        """
        Give the letter to its processor again, alone and once; return False when it was settled before.

        Raises:
            UnknownRecordError: there's no such letter.
            AccessDeniedError: whoever asks may not write it again.
        """

    def dismiss(self, partition: int, offset: int) -> bool:
        """Put the letter aside for good: it stays on the log but waits no longer."""
