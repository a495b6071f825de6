"""Referrals and consent: the hand-over of a dispute and the feedback owed for it (domain §2.2, HAND-1, HAND-2)."""

from __future__ import annotations

from hub.core.codes import ConsentState, ReferralKind
from hub.core.dispute import Case, DisputeState, Referral, Transfer
from hub.core.events import Event, Fact
from hub.core.machines import CASE, REFERRAL, CaseState, Condition, FeedbackState, ReferralState

_DOWNWARD = frozenset({ReferralKind.ASSIGN_DOWN.value, ReferralKind.ORDER.value})
_BEFORE_ACCEPTANCE = (ReferralState.CONSENT_PENDING, ReferralState.DELIVERED)


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
    if pred is not None and pred not in state.referrals:
        return False
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
        delivered_at=fact.occurred_at if delivered else None,
    )
    return True


def record_consent(state: DisputeState, fact: Fact) -> bool:
    """A party states its consent; when every party has given it, a pending referral is delivered."""
    details = fact.details
    if details["state"] in (ConsentState.WITHHELD, ConsentState.WITHDRAWN):
        return withhold(state, fact)
    concerned = _concerned(state, fact)
    if concerned is None or not (concerned or state.referrals or state.cases):
        return False
    for referral in concerned:
        referral.consents[details["subject"]] = details["state"]
        if details["state"] == ConsentState.GIVEN:
            referral.last_consent_at = fact.occurred_at
        report = state.reports.get(referral.root) or state.primary
        given = sum(consent == ConsentState.GIVEN for consent in referral.consents.values())
        if (
            referral.state is ReferralState.CONSENT_PENDING
            and report is not None
            and given >= report.parties
            and _move(referral, Condition.ALL_CONSENT)
        ):
            referral.delivered_at = fact.occurred_at
    return True


def _concerned(state: DisputeState, fact: Fact) -> list[Referral] | None:
    """Return the referrals that a consent is about, None when the named one isn't known yet."""
    ref = fact.details.get("ref")
    if ref is not None:
        return [state.referrals[ref]] if ref in state.referrals else None
    return [
        referral
        for referral in state.referrals.values()
        if referral.root == fact.root and referral.state in _BEFORE_ACCEPTANCE
    ]


def withhold(state: DisputeState, fact: Fact) -> bool:
    """A party refuses (人民调解法 17): a referral not yet accepted is declined at once, an own case ends void."""
    concerned = _concerned(state, fact)
    if concerned is None:
        return False
    declined = [referral for referral in concerned if _move(referral, Event.CONSENT_WITHHELD)]
    for referral in declined:
        referral.consents[fact.details["subject"]] = ConsentState.WITHHELD
        referral.withheld_at = referral.stopped_at = fact.occurred_at
        state.withheld_at = fact.occurred_at
    if declined or fact.details.get("ref") is not None:
        return bool(declined)
    case = state.active
    if case is None and state.reports:
        # asked before anything was handed over: a petition's gate opens, the dispute isn't mediated
        state.withheld_at = fact.occurred_at
        return True
    if case is None or case.started:
        return False
    void(state, case)
    state.withheld_at = fact.occurred_at
    return True


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
    open_case(
        state,
        Case(unit=fact.unit, opened_at=fact.occurred_at, channel=fact.details.get("channel"), ref=referral.ref),
        downward=referral.kind in _DOWNWARD,
    )
    return True


def open_case(state: DisputeState, case: Case, *, downward: bool = False) -> None:
    """
    Put *case* into the dispute, of which at most one is active.

    A second acceptance joins the active case; only an assignment downwards or an order takes the work over.
    """
    active = state.active
    if active is None:
        if not case.reopen and state.is_resolved:
            _take_up_resolved(state, case)
        state.cases.append(case)
    elif downward and CASE.move(active.state, Event.REFERRAL_ACCEPTED) is not None:
        case.opened_at = max(case.opened_at, active.opened_at)
        active.state = CaseState.HANDED_DOWN
        active.ended_at = active.level_stopped_at = case.opened_at
        state.transfers.append(Transfer(sender=active.unit, receiver=case.unit, at=case.opened_at))
        state.cases.append(case)
    elif active.unit.code != case.unit.code or active.ref is not None:
        _join(case)
        state.cases.append(case)
    if state.accepted is None and case in state.cases and case.state is CaseState.OPEN and not case.reopen:
        state.accepted = case


def _join(case: Case) -> None:
    case.state = CaseState.JOINED
    case.ended_at = case.level_stopped_at = case.opened_at


def _take_up_resolved(state: DisputeState, case: Case) -> None:
    """An acceptance after the outcome: of a breached agreement it's a re-opening, else there's nothing left to do."""
    breached = state.agreements[-1].breached_at if state.agreements else None
    if breached is not None and breached <= case.opened_at:
        case.reopen = state.reopenings.stop
    else:
        _join(case)


def void(state: DisputeState, case: Case) -> None:
    """A case that never began leaves no trace (domain §6.1 convention 4)."""
    case.state = CaseState.VOID
    state.cases.remove(case)
    if state.accepted is case:
        state.accepted = next((other for other in state.cases if not other.reopen), None)


def give_back(state: DisputeState, fact: Fact) -> bool:
    """The target returns the referral with a reason; after acceptance only before the first meeting."""
    referral = state.referrals.get(fact.details["ref"])
    if referral is None:
        return False
    case = next((case for case in state.cases if case.ref == referral.ref and case.state is not CaseState.VOID), None)
    if case is not None and (case.started or not (case.is_open or case.state is CaseState.JOINED)):
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
