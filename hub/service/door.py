"""The hub as adapter hosts see it: submissions in, inbox out, dossiers sealed and opened on the record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from hub.core import topics
from hub.core.admissible import require_right
from hub.core.deliveries import Delivery, Dossier, Receipt
from hub.core.errors import PermanentError
from hub.core.events import CLERKS_DECISIONS, Submission
from hub.core.forwarding import PRINCIPAL
from hub.core.messages import SealedDossier
from hub.core.ports import Bus, Clock, Serde
from hub.plugins.door import Refusal, SubmitResult
from hub.service.inboxes import Inboxes, placed
from hub.service.safe import Safe, SealedEntry


@dataclass(slots=True)
class _Pending:
    """What one agency said since the last :meth:`EngineDoor.settle`."""

    submissions: list[tuple[str, bytes, datetime, Mapping[str, str]]] = field(default_factory=list)
    dossiers: list[SealedEntry] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)
    positions: dict[int, int] = field(default_factory=dict)


def _dossier_message(kept: SealedEntry, now: datetime) -> SealedDossier:
    system, _, native_id = kept.root.partition(":")
    return SealedDossier(kept.root, kept.agency, system, native_id, kept.sealed, now)


class EngineDoor:
    """
    A :class:`hub.plugins.door.Door` on a bus.

    Every submission is stamped here, once, with the instant of receipt and the principal (design §3 Time).
    """

    def __init__(self, bus: Bus, serde: Serde, safe: Safe, clock: Clock) -> None:
        self._bus = bus
        self._serde = serde
        self._safe = safe
        self._clock = clock
        self._inboxes = Inboxes(bus, serde)
        self._entitled: dict[str, set[str]] = {}
        self._pending: dict[str, _Pending] = {}

    def submit(self, agency: str, submissions: Sequence[Submission], dossier: Dossier | None) -> SubmitResult:
        """Take in what *agency* states; what it may not state is refused, the rest goes in."""
        now = self._clock.now()
        refused: list[Refusal] = []
        entries = []
        for submission in submissions:
            try:
                require_right(agency, submission)
                value = self._serde.encode(topics.SOURCE_SUBMISSIONS, submission)
            except PermanentError as error:
                refused.append(Refusal(submission.event_id, error.code, error.what))
                continue
            entries.append((submission.root, value, now, {PRINCIPAL: agency}))
        pending = self._pending_of(agency)
        pending.submissions.extend(entries)
        if dossier is not None and (entries or not submissions):
            sealed = self._safe.seal(agency, dossier)
            if sealed is not None:
                pending.dossiers.append(sealed)
        turned_down = {refusal.event_id for refusal in refused}
        taken = tuple(s.event_id for s in submissions if s.event_id not in turned_down)
        return SubmitResult(taken=taken, refused=tuple(refused))

    def judge(self, officer: str, submission: Submission) -> None:
        """
        Take in what a person at the centre decided, durably, through the log that every submission goes through.

        Raises:
            PermanentError: *submission* is no decision of a clerk's.
        """
        if submission.event not in CLERKS_DECISIONS:
            raise PermanentError(f"{submission.event.value} is no decision about a pair of reports")
        value = self._serde.encode(topics.SOURCE_SUBMISSIONS, submission)
        entry = (submission.root, value, self._clock.now(), {PRINCIPAL: officer})
        self._bus.append(topics.SOURCE_SUBMISSIONS, [entry])

    def _pending_of(self, agency: str) -> _Pending:
        return self._pending.setdefault(agency, _Pending())

    def settle(self, agency: str) -> None:
        """
        Append what *agency* said since the last call, then move its inbox: a page of rows costs a commit or two.

        Receipts are durable before a position moves, so that a delivery is rather handed out again than forgotten.
        """
        pending = self._pending.pop(agency, None)
        if pending is None:
            return
        now = self._clock.now()
        principal = {PRINCIPAL: agency}
        if pending.submissions:
            self._bus.append(topics.SOURCE_SUBMISSIONS, pending.submissions)
        if pending.dossiers:
            topic = topics.PARTY_DOSSIERS
            messages = [_dossier_message(kept, now) for kept in pending.dossiers]
            self._bus.append(topic, [(m.root, self._serde.encode(topic, m), now, principal) for m in messages])
            self._safe.keep(pending.dossiers)
        if pending.receipts:
            topic = topics.RECEIPTS
            encoded = [(r.delivery_id, self._serde.encode(topic, r), now, principal) for r in pending.receipts]
            self._bus.append(topic, encoded)
        self._inboxes.move(agency, pending.positions)

    def inbox(self, agency: str, limit: int) -> Sequence[tuple[int, Delivery]]:
        """Return what waits for *agency*, oldest first within a root."""
        self.settle(agency)
        found = self._inboxes.waiting(agency, limit)
        self._entitled.setdefault(agency, set()).update(root for _, one in found for root in one.dossiers)
        return found

    def acknowledge(self, agency: str, position: int, receipt: Receipt) -> None:
        """Note *receipt*, and that the inbox may move behind *position*."""
        pending = self._pending_of(agency)
        pending.receipts.append(receipt)
        partition, offset = placed(position)
        pending.positions[partition] = max(offset, pending.positions.get(partition, 0))

    def dossier(self, root: str, receiver: str, purpose: str) -> Dossier | None:
        """
        Open the dossier of *root*, on the record, for a receiver to whom a delivery entitles it.

        Raises:
            PermanentError: no delivery to *receiver* names this root.
        """
        if not self._is_entitled(receiver, root):
            raise PermanentError(
                f"{receiver} has no delivery that entitles it to this dossier", where=root, remedy="refer the dispute"
            )
        return self._safe.open(root, receiver, purpose)

    def dossier_shown(self, root: str, person: str, purpose: str) -> Dossier | None:
        """
        Open the dossier of *root*, on the record, for a person whom the console's own rules let see it.

        Grants, the reason and a second person are asked before, by whoever calls this.
        """
        return self._safe.open(root, person, purpose)

    def _is_entitled(self, receiver: str, root: str) -> bool:
        entitled = self._entitled.setdefault(receiver, set())
        if root not in entitled:
            # What was acknowledged before this process began still entitles (a refused delivery that is tried again),
            # and so does what an adapter elsewhere reads itself.
            entitled.update(named for one in self._inboxes.come(receiver) for named in one.dossiers)
        return root in entitled

    def close(self) -> None:
        """Let go of the safe; what was not settled comes again."""
        self._safe.close()
