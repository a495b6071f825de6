"""The hub as an adapter host sees it on a cluster: statements and deliveries by Kafka, what is personal by HTTPS."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from hub.core.admissible import require_right
from hub.core.deliveries import Delivery, Dossier, Receipt
from hub.core.errors import PermanentError
from hub.core.events import Submission
from hub.core.ports import Bus, Clock, Serde
from hub.core.topics import submissions_of
from hub.plugins.door import Door, Refusal, SubmitResult
from hub.service.inboxes import Inboxes, placed

_Entry = tuple[str, bytes, datetime, Mapping[str, str]]


class ClosableBus(Bus, Protocol):
    """A bus whose connections end."""

    def close(self) -> None:
        """Let go of all connections."""


@dataclass(slots=True)
class _Pending:
    entries: list[_Entry] = field(default_factory=list)
    receipts: list[_Entry] = field(default_factory=list)
    dossiers: dict[str, Dossier] = field(default_factory=dict)
    positions: dict[int, int] = field(default_factory=dict)


class ClusterDoor:
    """
    A :class:`hub.plugins.door.Door` on a cluster, with an agency's own user: it writes its own topic, reads its inbox.

    Dossiers go through *sealed*, the hub's gateway (ADR 0103). What the hub's forwarder sets aside stands among the
    dead letters with its reason; the host's own admission asks the same questions before.
    """

    def __init__(self, bus: ClosableBus, serde: Serde, sealed: Door, clock: Clock) -> None:
        self._bus = bus
        self._serde = serde
        self._sealed = sealed
        self._clock = clock
        self._inboxes = Inboxes(bus, serde)
        self._pending: dict[str, _Pending] = {}

    def submit(self, agency: str, submissions: Sequence[Submission], dossier: Dossier | None) -> SubmitResult:
        """Note statements, and the dossier where any of them may be stated."""
        topic, now = submissions_of(agency), self._clock.now()
        refused: list[Refusal] = []
        entries: list[_Entry] = []
        for submission in submissions:
            try:
                require_right(agency, submission)
                entries.append((submission.root, self._serde.encode(topic, submission), now, {}))
            except PermanentError as error:
                refused.append(Refusal(submission.event_id, error.code, error.what))
        pending = self._pending_of(agency)
        pending.entries += entries
        if dossier is not None and (entries or not submissions):
            pending.dossiers[dossier.root] = dossier
        turned_down = {refusal.event_id for refusal in refused}
        taken = tuple(one.event_id for one in submissions if one.event_id not in turned_down)
        return SubmitResult(taken=taken, refused=tuple(refused))

    def _pending_of(self, agency: str) -> _Pending:
        return self._pending.setdefault(agency, _Pending())

    def inbox(self, agency: str, limit: int) -> Sequence[tuple[int, Delivery]]:
        """Return what waits, oldest first within a root."""
        self.settle(agency)
        return self._inboxes.waiting(agency, limit)

    def acknowledge(self, agency: str, position: int, receipt: Receipt) -> None:
        """Note *receipt*, and that the inbox may move behind *position*."""
        pending = self._pending_of(agency)
        value = self._serde.encode(submissions_of(agency), receipt)
        pending.receipts.append((receipt.delivery_id, value, self._clock.now(), {}))
        partition, offset = placed(position)
        pending.positions[partition] = max(offset, pending.positions.get(partition, 0))

    def settle(self, agency: str) -> None:
        """
        Make all of it durable: dossiers first, so that none is missing when a statement has become a delivery.

        Receipts stand before a position moves, so that a delivery is rather handed out again than forgotten.

        Raises:
            BusUnavailableError: the gateway or the cluster doesn't answer; all of it comes again.
        """
        pending = self._pending.pop(agency, None)
        if pending is None:
            return
        for dossier in pending.dossiers.values():
            self._sealed.submit(agency, (), dossier)
        self._sealed.settle(agency)
        if entries := [*pending.entries, *pending.receipts]:
            self._bus.append(submissions_of(agency), entries)
        self._inboxes.move(agency, pending.positions)

    def dossier(self, root: str, receiver: str, purpose: str) -> Dossier | None:
        """Open the dossier of *root*, on the record at the hub."""
        return self._sealed.dossier(root, receiver, purpose)

    def close(self) -> None:
        """Let go of the cluster; what was not settled comes again."""
        self._bus.close()
