"""
Takes in what agencies wrote to topics of their own (design §4): the door of a hub whose agencies reach the cluster.

A broker's access lists can't see keys, so nobody but this may write what the processors read. A record is taken in
together with the position behind it, in one transaction, and stamped in it: killed anywhere, nothing is lost and
nothing is taken twice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from hub.core.forwarding import Gate, Incoming, Outgoing
from hub.core.ports import Clock


class Conveyor(Protocol):
    """Brings records from the agencies' topics, and writes what becomes of them together with how far that is."""

    def bring(self, wait: float) -> Sequence[Incoming]:
        """
        Return what has come, a bounded share of each agency, after at most *wait* seconds.

        Raises:
            StaleOwnerError: another process forwards now; end this one.
            BusUnavailableError: the cluster doesn't answer; the same call may succeed later.
        """

    def take_in(self, records: Sequence[Incoming], outgoing: Sequence[Outgoing]) -> None:
        """
        Write *outgoing* and the positions behind *records* in one transaction; where it fails, *records* come again.

        Raises:
            StaleOwnerError: another process forwards now; nothing was written.
            BusUnavailableError: the cluster doesn't answer.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Forwarder:
    """
    Forwards batch by batch; :meth:`run_batch` may be killed at any moment and called again after any error.

    ``gate`` gives what judges a batch, under the units that are in force then.
    """

    conveyor: Conveyor
    gate: Callable[[], Gate]
    clock: Clock

    def run_batch(self, wait: float = 0.0) -> int:
        """
        Take in what has come, waiting at most *wait* seconds for it; return how many records that were.

        Raises:
            StaleOwnerError: another process forwards now; end this one.
            BusUnavailableError: the cluster doesn't answer; the same call may succeed later.
        """
        records = self.conveyor.bring(wait)
        if records:
            now, gate = self.clock.now(), self.gate()
            self.conveyor.take_in(records, [gate.judge(record, now) for record in records])
        return len(records)
