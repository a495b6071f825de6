"""Referrals: the hand-over of a dispute and the feedback owed for it (domain §2.2, HAND-1, HAND-2)."""

from __future__ import annotations

from collections.abc import Iterator

from hub.core.acceptance import open_case, void
from hub.core.codes import ReferralKind
from hub.core.daytime import local_day
from hub.core.dispute import Case, DisputeState, Referral
from hub.core.events import Event, Fact
from hub.core.findings import Deviation, Finding
from hub.core.machines import REFERRAL, CaseState, Condition, FeedbackState, ReferralState
from hub.core.routes import find_route

DOWNWARD = frozenset({ReferralKind.ASSIGN_DOWN.value, ReferralKind.ORDER.value})
"""Hand-overs from an upper unit to a lower one: they close by a result upward (domain §2.3)."""


def _move(referral: Referral, trigger: Event | Condition) -> bool:
    move = REFERRAL.move(referral.state, trigger)
    if move is None or not isinstance(move.target, ReferralState):
        return False
    referral.state = move.target
    return True


def create(state: DisputeState, fact: Fact) -> bool:
    """A referral is made, or one is reassigned to another unit with its predecessor named."""
    details = fact.details
    ref = details["ref"]
    if ref in state.referrals:
        return True
    pred = details.get("pred")
    if pred is not None:
        if pred not in state.referrals:
            return False
        state.findings.extend(_of_reassignment(fact, state.referrals[pred]))
    state.findings.extend(_of_route(fact))
    delivered = details.get("delivered", True)
    state.referrals[ref] = Referral(
        ref=ref,
        root=fact.root,
        agency=fact.agency,
        native_id=fact.native_id,
        kind=details["kind"],
        procedure=details.get("procedure"),
        unit=fact.unit,
        created_at=fact.occurred_at,
        state=ReferralState.DELIVERED if delivered else ReferralState.CONSENT_PENDING,
        pred=pred,
        consent_asked=not delivered,
        sender=details.get("frm"),
        delivered_at=fact.occurred_at if delivered else None,
    )
    return True


def _of_route(fact: Fact) -> Iterator[Finding]:
    unit = fact.unit
    route = None if unit is None else find_route(fact.details["kind"], local_day(fact.occurred_at))
    if unit is not None and (route is None or unit.org_kind not in route.targets):
        yield _finding(Deviation.ROUTE, fact, "domain §4 referralKind" if route is None else route.source)


def _of_reassignment(fact: Fact, pred: Referral) -> Iterator[Finding]:
    """Yield what is odd: another target is meant, after a return, with fresh consent if the body's kind changes."""
    source = "domain §2.2"
    if pred.state not in (ReferralState.RETURNED, ReferralState.DECLINED):
        yield _finding(Deviation.NOT_RETURNED, fact, source)
    if fact.unit is None or pred.unit is None:
        return
    if fact.unit.code == pred.unit.code:
        yield _finding(Deviation.SAME_TARGET, fact, source)
    if fact.unit.kind is not pred.unit.kind and "delivered" not in fact.details:
        yield _finding(Deviation.CONSENT_NOT_FRESH, fact, "domain §7")


def _finding(deviation: Deviation, fact: Fact, source: str) -> Finding:
    return Finding(
        deviation=deviation,
        event_id=fact.event_id,
        at=fact.occurred_at,
        source=source,
        unit=None if fact.unit is None else fact.unit.code,
        ref=fact.details.get("ref"),
    )


def accept(state: DisputeState, fact: Fact) -> bool:
    """The target signs and accepts: receipt is the clock's start, a case opens (HAND-1)."""
    referral = state.referrals.get(fact.details["ref"])
    if referral is None or fact.unit is None or not state.reports:
        return False
    pending = referral.state is ReferralState.CONSENT_PENDING
    if not _move(referral, Event.REFERRAL_ACCEPTED):
        return False
    if pending:
        referral.delivered_at = referral.last_consent_at or referral.created_at
    referral.accepted_at = referral.stopped_at = fact.occurred_at
    referral.unit = fact.unit
    case = Case(unit=fact.unit, opened_at=fact.occurred_at, channel=fact.details.get("channel"), ref=referral.ref)
    downward = referral.kind in DOWNWARD
    open_case(state, case, downward=downward)
    if downward and case.assigner is not None:
        upper = case.assigner.unit
        referral.sender = referral.sender or upper.code
        if fact.unit.level >= upper.level:
            state.findings.append(_finding(Deviation.NOT_DOWNWARDS, fact, "domain §2.3"))
    return True


def give_back(state: DisputeState, fact: Fact) -> bool:
    """The target returns the referral with a reason; after acceptance only before the first meeting."""
    referral = state.referrals.get(fact.details["ref"])
    if referral is None:
        return False
    case = next((case for case in state.cases if case.ref == referral.ref and case.state is not CaseState.VOID), None)
    if case is not None and (case.started or case.state not in (CaseState.OPEN, CaseState.JOINED)):
        return False
    if not _move(referral, Event.REFERRAL_RETURNED):
        return False
    if case is not None:
        void(state, case)
        referral.accepted_at = None
    referral.returned_at = fact.occurred_at
    referral.stopped_at = referral.stopped_at or fact.occurred_at
    referral.return_reason = fact.details["reason"]
    return True


def withdraw(state: DisputeState, fact: Fact) -> bool:
    """The referrer takes it back before the outcome: no feedback is owed."""
    referral = state.referrals.get(fact.details["ref"])
    if referral is None or not _move(referral, Event.REFERRAL_WITHDRAWN):
        return False
    referral.withdrawn_at = fact.occurred_at
    referral.stopped_at = referral.stopped_at or fact.occurred_at
    return True


def send_feedback(state: DisputeState, fact: Fact) -> bool:
    """The referrer is told the outcome (HAND-2); told once, however often it's said."""
    referral = state.referrals.get(fact.details["ref"])
    if referral is None or referral.state is ReferralState.WITHDRAWN:
        return False
    if referral.feedback is not FeedbackState.NONE:
        return True
    referral.feedback = FeedbackState.SENT
    referral.feedback_at = fact.occurred_at
    if not referral.owes_feedback_at_once:
        referral.state = ReferralState.FEEDBACK_SENT
    return True


def acknowledge_feedback(state: DisputeState, fact: Fact) -> bool:
    """The referrer confirms that it has the feedback: the duty ends."""
    referral = state.referrals.get(fact.details["ref"])
    if referral is None or referral.feedback is FeedbackState.NONE:
        return False
    if referral.acknowledged_at is None:
        referral.feedback = FeedbackState.ACKNOWLEDGED
        referral.acknowledged_at = fact.occurred_at
        _move(referral, Event.FEEDBACK_ACKNOWLEDGED)
    return True


def reject_feedback(state: DisputeState, fact: Fact) -> bool:
    """The referrer sends the feedback back: it's owed again."""
    referral = state.referrals.get(fact.details["ref"])
    if referral is None or referral.feedback is not FeedbackState.SENT:
        return False
    _move(referral, Event.FEEDBACK_REJECTED)
    referral.feedback = FeedbackState.NONE
    referral.feedback_at = None
    referral.rejected_at = fact.occurred_at
    referral.rejections += 1
    return True
