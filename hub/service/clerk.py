"""The clerk's desk for pairs of reports: one decision per pair, each through the door that every submission takes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hub.core.codes import LinkReason
from hub.core.duties import HUB
from hub.core.errors import PermanentError
from hub.core.events import Details, Event, Submission, event_id
from hub.core.pairs import PairState
from hub.core.ports import Clock, HubReader
from hub.core.privacy import is_officer_code
from hub.service.door import EngineDoor
from hub.service.links import LinkItem, side_of

ACCEPT_REASONS = (LinkReason.SAME_MATTER, LinkReason.AGENCY_CONFIRMED, LinkReason.PARTY_CONFIRMED)
REJECT_REASONS = (LinkReason.OTHER_MATTER, LinkReason.OTHER_PEOPLE, LinkReason.NOT_PROVEN)
UNDO_REASONS = (LinkReason.MISTAKE, LinkReason.NEW_EVIDENCE)


def officer_code(text: str) -> str:
    """
    Return *text* when it is a post or staff number: decisions are kept for ever, names don't belong there.

    Raises:
        PermanentError: it isn't.

    >>> officer_code(" K3-07 ")
    'K3-07'
    """
    code = text.strip()
    if not is_officer_code(code):
        raise PermanentError("an officer is a code of letters and figures, no name", remedy="--officer K3-07")
    return code


@dataclass(frozen=True, slots=True)
class Judgement:
    """Who decides, and why."""

    officer: str
    reason: LinkReason


@dataclass(frozen=True, slots=True)
class LinkDesk:
    """Where a person decides; every method returns what was stated."""

    reader: HubReader
    door: EngineDoor
    clock: Clock

    def accept(self, item: LinkItem, why: Judgement) -> Submission:
        """
        Join the disputes of both reports; the one reported first survives.

        Raises:
            PermanentError: it's decided already, or nothing is left to join.
        """
        _require_open(item)
        if item.later is None or item.earlier is None:
            raise PermanentError("one of the two reports isn't known", where=item.id)
        survivor, absorbed = sorted((item.earlier.dispute, item.later.dispute), key=self._reported)
        return self._state(item, Event.DISPUTES_MERGED, {"survivor": survivor, "absorbed": absorbed}, why)

    def reject(self, item: LinkItem, why: Judgement) -> Submission:
        """
        State that the two are different disputes; they aren't asked about again unless more speaks for it.

        Raises:
            PermanentError: it's decided already.
        """
        _require_open(item)
        pair = item.pair
        details: Details = {"survivor": pair.survivor, "absorbed": pair.root}
        return self._state(item, Event.LINK_REJECTED, details, why)

    def undo(self, item: LinkItem, why: Judgement) -> Submission:
        """
        Take the decision back, a rule's too: what was joined is split, and the pair waits again.

        Raises:
            PermanentError: nothing is decided.
        """
        pair = item.pair
        link = pair.link
        if pair.state is PairState.REJECTED:
            details: Details = {"survivor": pair.survivor, "absorbed": pair.root}
            return self._state(item, Event.LINK_REOPENED, details, why)
        if pair.state not in (PairState.ACCEPTED, PairState.LINKED) or link is None or link.survivor is None:
            raise PermanentError(
                "nothing is decided of this pair", where=item.id, remedy="hub links accept, or hub links reject"
            )
        split: Details = {"survivor": link.survivor, "restored": link.root}
        return self._state(item, Event.DISPUTE_SPLIT, split, why)

    def _reported(self, root: str) -> tuple[datetime, str]:
        side = side_of(self.reader, root)
        return (self.clock.now() if side is None else side.reported_at), root

    def _state(self, item: LinkItem, event: Event, about: Details, why: Judgement) -> Submission:
        details = about.copy()
        details.update({"reason": why.reason.value, "officer": officer_code(why.officer), "pair": item.id})
        # The number of decisions so far makes a repeated command the same statement, and a later one another.
        native_id = f"{item.id}/{len(item.pair.decisions)}"
        now = self.clock.now()
        submission = Submission(
            event=event,
            event_id=event_id(event.value, HUB, native_id, None, details),
            root=about.get("absorbed") or about["restored"],
            agency=HUB,
            system=HUB,
            native_id=native_id,
            occurred_at=now,
            recorded_at=now,
            details=details,
        )
        self.door.judge(details["officer"], submission)
        return submission


def _require_open(item: LinkItem) -> None:
    pair = item.pair
    if item.waits:
        return
    if item.is_one and pair.state in (PairState.PROPOSED, PairState.UNDONE):
        raise PermanentError("both reports belong to one dispute already", where=item.id)
    judgement = pair.judgement
    by = "rule" if judgement is None else judgement.decided_by
    raise PermanentError(
        f"this pair is decided: {pair.state.value} by {by}", where=item.id, remedy=f"hub links undo {item.id[:8]}"
    )
