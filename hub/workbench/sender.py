"""
The sender: what is due goes to the hub's door, and what became of it is noted.

One process sends at a time, by a lease in the workbench's file. Were two to send, statements would be said twice with
one identity, which the hub counts once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from hub.core.acts.statements import Refusal, why_not, with_waiting
from hub.core.deliveries import Dossier, Receipt, ReceiptStatus
from hub.core.dispute import DisputeState
from hub.core.errors import PermanentError
from hub.core.knowledge import Knowledge, state_of
from hub.core.ports import Clock
from hub.core.privacy import Vault
from hub.core.units import Registry
from hub.plugins.door import Door
from hub.workbench.held import HeldStatements, NothingHeld
from hub.workbench.outbox import Outbox
from hub.workbench.records import Action, ActionState, WhyRefused

LEASE = timedelta(seconds=30)
"""A sender that isn't heard of for so long is replaced."""
TAKES = timedelta(seconds=5)
"""What the hub hasn't taken in for so long is looked for in its quarantine, and again after as long."""
SET_ASIDE_AFTER = timedelta(minutes=10)
"""What left the quarantine and isn't in force after so long was put aside there, not given again."""
_RELEASED = "RELEASED"
_INBOX_PAGE = 200


class Known(Protocol):
    """What the hub knows of disputes, by any root of theirs."""

    def of_root(self, root: str) -> Knowledge | None:
        """Return what the hub knows of the dispute to which *root* belongs now, None when it has heard of no such."""


def _unprobed(_step: str) -> None:
    """Nobody looks."""


@dataclass(slots=True, kw_only=True)
class Sender:
    """
    Sends what is due; :meth:`round` is called every second or so by the process that has the console.

    Attributes:
        agency: For which agency the centre's clerks speak.
        name: Who this sender is, for the lease.
        probe: Told before and after each step that lasts, for tests that kill.
    """

    outbox: Outbox
    door: Door
    vault: Vault
    registry: Registry
    clock: Clock
    agency: str
    name: str
    held: HeldStatements = field(default_factory=NothingHeld)
    probe: Callable[[str], None] = field(default=_unprobed)
    _looked: datetime | None = None

    def round(self, known: Known) -> int:
        """
        Send what is due, take in deliveries, note what came into force; return how many acts were sent.

        Raises:
            BusUnavailableError: the hub can't be reached; everything waits and is sent in a later round.
        """
        now = self.clock.now()
        if not self.outbox.lease(self.name, now, LEASE):
            return 0
        due = self.outbox.due(now)
        sent = self.outbox.sent()
        self._look_after(self._confirm(sent, known), now)
        for action in due:
            self._send(action, known)
        self._take_deliveries(now)
        return len(due)

    def close(self) -> None:
        """Let another sender begin at once."""
        self.outbox.release(self.name)

    def _send(self, action: Action, known: Known) -> None:
        if not self.outbox.begin(action.click):
            return
        self.probe("begun")
        knowledge = known.of_root(action.root)
        if knowledge is None or not _has(knowledge, action):
            refusal = why_not(self._base(action, knowledge), action.submissions, self.registry)
            if refusal is not None:
                self._refuse(action, _WHY[refusal])
                return
        try:
            dossier = self._dossier(action)
        except PermanentError:
            self._refuse(action, WhyRefused.UNSEALED)
            return
        outcome = self.door.submit(self.agency, action.submissions, dossier)
        self.probe("submitted")
        self.door.settle(self.agency)
        self.probe("settled")
        if outcome.refused:
            self.outbox.note_end(
                action.click, ActionState.REFUSED, f"{WhyRefused.DOOR.value} {outcome.refused[0].code}"
            )
        else:
            self.outbox.note_sent(action.click, self.clock.now())
        self.probe("noted")

    def _base(self, action: Action, knowledge: Knowledge | None) -> DisputeState:
        """Return the dispute with what was clicked before and is on its way: the engine may not have got to it."""
        before = [
            submission
            for other in self.outbox.before(action)
            if knowledge is None or not _has(knowledge, other)
            for submission in other.submissions
        ]
        state = None if knowledge is None else state_of(knowledge)
        return with_waiting(state, action.dispute, before, self.registry)

    def _refuse(self, action: Action, why: WhyRefused) -> None:
        self.outbox.note_end(action.click, ActionState.REFUSED, why.value)

    def _dossier(self, action: Action) -> Dossier | None:
        if action.sealed is None:
            return None
        return self.vault.open(action.sealed, receiver=self.agency, purpose="workbench: to the hub's safe")

    def _confirm(self, sent: Iterable[Action], known: Known) -> list[Action]:
        """Note what came into force, and return what the hub doesn't know yet."""
        missing = []
        for action in sent:
            knowledge = known.of_root(action.root)
            if knowledge is None or not _has(knowledge, action):
                missing.append(action)
                continue
            waits = {fact.event_id for fact in state_of(knowledge).waiting}
            if waits.isdisjoint(submission.event_id for submission in action.submissions):
                self.outbox.note_end(action.click, ActionState.TAKEN)
            else:
                self._refuse(action, WhyRefused.OUT_OF_ORDER)
        return missing

    def _look_after(self, missing: Iterable[Action], now: datetime) -> None:
        """Find what the hub took and doesn't know in its quarantine: its clerk is told, and again once it's out."""
        late = [one for one in missing if one.sent_at is not None and now - one.sent_at >= TAKES]
        if not late or (self._looked is not None and now - self._looked < TAKES):
            return
        self._looked = now
        held = self.held.look()
        for action in late:
            found = next((held[one.event_id] for one in action.submissions if one.event_id in held), None)
            if found is not None:
                why = f"{WhyRefused.QUARANTINED.value} {found.code} {found.number}"
                self.outbox.note_end(action.click, ActionState.HELD, why)
            elif action.state is ActionState.HELD:
                self.outbox.note_released(action.click, _RELEASED, now)
            elif action.why == _RELEASED and action.sent_at is not None and now - action.sent_at >= SET_ASIDE_AFTER:
                self._refuse(action, WhyRefused.SET_ASIDE)

    def _take_deliveries(self, now: datetime) -> None:
        """Give receipts for what reached the centre: its clerks see it in the disputes themselves."""
        while page := self.door.inbox(self.agency, _INBOX_PAGE):
            for position, delivery in page:
                receipt = Receipt(
                    delivery_id=delivery.delivery_id,
                    agency=self.agency,
                    status=ReceiptStatus.WRITTEN,
                    native_ref="console",
                    written_at=now,
                )
                self.door.acknowledge(self.agency, position, receipt)
            self.door.settle(self.agency)


_WHY = {
    Refusal.NOT_NOW: WhyRefused.NOT_NOW,
    Refusal.NOTHING_NEW: WhyRefused.NOTHING_NEW,
}


def _has(knowledge: Knowledge, action: Action) -> bool:
    return all(submission.event_id in knowledge.facts for submission in action.submissions)
