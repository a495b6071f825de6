"""
A dispute's state is its set of facts, folded in one order whatever the order in which they came (design §3).

The order is (occurred_at, causal rank, source rank, event id); ranks are tables. A fact whose predecessor is missing
waits inside the state and never alters a result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from hub.core import (
    confirmation,
    docket,
    escalation,
    joint,
    mediation,
    petition,
    proceedings,
    referral,
    source,
    supervision,
)
from hub.core.dispute import DisputeState
from hub.core.events import REPORT_EVENTS, VOCABULARY, Event, Fact
from hub.core.machines import CaseState, DisputeStatus

MAX_FACTS = 1_000
"""More facts than this about one dispute is a fault of a source, not a dispute: quarantine with a reason."""

SOURCE_RANK = {"grid": 0, "police": 1, "petition": 2, "court": 3, "justice": 4, "hub": 9}
"""Who is heard first at one instant of one rank: reporters before the hub's own conclusions."""
_OTHER_SOURCE = 5

FoldKey = tuple[datetime, int, int, str]
Apply = Callable[[DisputeState, Fact], bool]


def fold_key(fact: Fact) -> FoldKey:
    """Return the place of *fact* in the fold."""
    return (
        fact.occurred_at,
        VOCABULARY[fact.event].rank,
        SOURCE_RANK.get(fact.agency, _OTHER_SOURCE),
        fact.event_id,
    )


def _accepted_as_is(_state: DisputeState, _fact: Fact) -> bool:
    """The event is the hub's own record of something that the state shows already."""
    return True


APPLY: dict[Event, Apply] = {
    Event.DISPUTE_REPORTED: source.report,
    Event.DISPUTE_CORRECTED: source.correct,
    Event.SOURCE_REPORT_RETRACTED: source.retract,
    Event.ONSITE_SETTLED: source.settle_onsite,
    Event.DISPUTE_LINKED: _accepted_as_is,
    Event.DISPUTES_MERGED: _accepted_as_is,
    Event.DISPUTE_SPLIT: _accepted_as_is,
    Event.LINK_REJECTED: _accepted_as_is,
    Event.LINK_REOPENED: _accepted_as_is,
    Event.REFERRAL_CREATED: referral.create,
    Event.REFERRAL_REASSIGNED: referral.create,
    Event.REFERRAL_DELIVERED: _accepted_as_is,
    Event.REFERRAL_ACCEPTED: referral.accept,
    Event.REFERRAL_RETURNED: referral.give_back,
    Event.REFERRAL_WITHDRAWN: referral.withdraw,
    Event.CONSENT_RECORDED: mediation.hear,
    Event.CONSENT_WITHHELD: mediation.refuse,
    Event.CONSENT_WITHDRAWN: mediation.withdraw_consent,
    Event.CASE_OPENED: mediation.take_on,
    Event.MEDIATION_STARTED: mediation.move_case,
    Event.CASE_SUSPENDED: mediation.move_case,
    Event.CASE_RESUMED: mediation.move_case,
    Event.DEADLINE_EXTENDED: mediation.extend,
    Event.ESCALATION_REQUESTED: escalation.request,
    Event.ESCALATION_ACCEPTED: escalation.accept,
    Event.ESCALATION_RETURNED: escalation.give_back,
    Event.RESULT_CASCADED: escalation.cascade,
    Event.CASCADE_ACKNOWLEDGED: escalation.acknowledge,
    Event.AGREEMENT_REACHED: mediation.agree,
    Event.AGREEMENT_CORRECTED: mediation.correct_agreement,
    Event.AGREEMENT_PERFORMED: mediation.perform,
    Event.AGREEMENT_BREACHED: mediation.breach,
    Event.MEDIATION_FAILED: mediation.end_case,
    Event.CASE_SETTLED: mediation.end_case,
    Event.CASE_WITHDRAWN: mediation.end_case,
    Event.ARBITRAL_DOCUMENT_ISSUED: mediation.document,
    Event.PARTICIPANT_JOINED: source.join_in,
    Event.TERMINATION_NOTICE_ISSUED: mediation.note,
    Event.OTHER_ROUTES_INFORMED: mediation.inform_routes,
    Event.FEEDBACK_SENT: referral.send_feedback,
    Event.FEEDBACK_ACKNOWLEDGED: referral.acknowledge_feedback,
    Event.FEEDBACK_REJECTED: referral.reject_feedback,
    Event.CONFIRMATION_GUIDED: confirmation.guide,
    Event.CONFIRMATION_APPLIED: confirmation.move,
    Event.CONFIRMATION_ACCEPTED: confirmation.move,
    Event.CONFIRMATION_GRANTED: confirmation.move,
    Event.CONFIRMATION_DISMISSED: confirmation.move,
    Event.CONFIRMATION_LAPSED: confirmation.lapse,
    Event.CONFIRMATION_WITHDRAWN: confirmation.move,
    Event.INVITATION_SENT: joint.invite,
    Event.INVITATION_ANSWERED: joint.answer,
    Event.INVITATION_OVERDUE: joint.answer,
    Event.INVITATION_ATTENDED: joint.answer,
    Event.SUPERVISION_PROPOSED: supervision.supervise,
    Event.SUPERVISION_ORDERED: supervision.supervise,
    Event.SUPERVISION_REPLIED: supervision.supervise,
    Event.SUPERVISION_CLOSED: supervision.supervise,
    Event.SUPERVISION_WITHDRAWN: supervision.supervise,
    Event.RISK_FLAGGED: joint.flag_risk,
    Event.PENALTY_WAIVED: joint.waive_penalty,
    Event.DOCKET_NOMINATED: docket.nominate,
    Event.DOCKET_DISCUSSED: docket.decide,
    Event.DOCKET_PLANNED: docket.decide,
    Event.DOCKET_FOLLOWED: docket.decide,
    Event.DOCKET_CLOSED: docket.decide,
    Event.DOCKET_CARRIED: docket.decide,
    Event.DOCKET_ATTENDED: docket.attend,
    Event.GATE_CHANGED: _accepted_as_is,
    Event.DEADLINE_WARNED: _accepted_as_is,
    Event.DEADLINE_BREACHED: _accepted_as_is,
    Event.DEADLINE_BREACH_RETRACTED: _accepted_as_is,
    **dict.fromkeys(REPORT_EVENTS, _accepted_as_is),
    Event.DEADLINE_RECOMPUTED: _accepted_as_is,
    Event.PETITION_TRANSFERRED: petition.move,
    Event.PETITION_INFORMED: petition.move,
    Event.PETITION_ACCEPTED: petition.move,
    Event.PETITION_EXTENDED: petition.extend,
    Event.PETITION_ANSWERED: petition.move,
    Event.PETITION_REVIEW_REQUESTED: petition.ask_review,
    Event.PETITION_REVIEWED: petition.review,
    Event.PROCEEDING_OPENED: proceedings.begin,
    Event.PROCEEDING_EXTENDED: proceedings.extend,
    Event.PROCEEDING_CLOSED: proceedings.finish,
}
"""What each event does; a function returns False, having changed nothing, when its predecessor is missing."""


def advance(state: DisputeState, fact: Fact) -> None:
    """Take *fact*, which sorts after everything in *state*, and whatever was waiting for it."""
    if not APPLY[fact.event](state, fact):
        state.waiting.append(fact)
        return
    progress = bool(state.waiting)
    while progress:
        progress = False
        for waiting in state.waiting:
            if APPLY[waiting.event](state, waiting):
                state.waiting.remove(waiting)
                progress = bool(state.waiting)
                break


def fold(dispute: str, facts: Iterable[Fact]) -> DisputeState:
    """Return the state that *facts* make, in whatever order they're given."""
    state = DisputeState(dispute)
    for fact in sorted(facts, key=fold_key):
        advance(state, fact)
    state.status = status_of(state)
    return state


_CONCLUDED = {
    CaseState.AGREED: DisputeStatus.RESOLVED,
    CaseState.SETTLED: DisputeStatus.RESOLVED,
    CaseState.TERMINATED: DisputeStatus.UNRESOLVED,
    CaseState.WITHDRAWN: DisputeStatus.WITHDRAWN,
}


def status_of(state: DisputeState) -> DisputeStatus:
    """Return the one status of a dispute (domain §2.4)."""
    if state.is_void:
        return DisputeStatus.VOID
    active = state.active
    if active is not None:
        return DisputeStatus.ESCALATING if active.state is CaseState.ESCALATING else DisputeStatus.OPEN
    last = next((case for case in reversed(state.cases) if case.outcome is not None), None)
    if last is not None:
        if last.state is CaseState.FAILED:
            return DisputeStatus.UNRESOLVED_FINAL if last.unit.level >= 4 else DisputeStatus.UNRESOLVED
        return _CONCLUDED[last.state]
    if state.withheld_at is not None and all(r.ended_unmediated for r in state.referrals.values()):
        return DisputeStatus.NOT_MEDIATED
    return DisputeStatus.REPORTED
