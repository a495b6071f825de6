"""
Consent of the parties, and of the mediator who is named (COURT-2, POL-2, HAND-1; 人民调解法 3, 17).

Each statement is kept, per referral or case and party: PENDING, GIVEN, WITHHELD, WITHDRAWN. The last one of a party
counts; acceptance by the mediating body proves what was never recorded.
"""

from __future__ import annotations

from hub.core.acceptance import void
from hub.core.codes import ConsentState
from hub.core.dispute import Case, Consent, DisputeState, Referral
from hub.core.events import Event, Fact
from hub.core.machines import REFERRAL, CaseState, Condition, ReferralState

MEDIATOR = "mediator"
"""Subject of a consent that is the appointed mediator's own, not a party's (在线调解规则 12)."""

_BEFORE_ACCEPTANCE = (ReferralState.CONSENT_PENDING, ReferralState.DELIVERED)


def record(state: DisputeState, fact: Fact) -> bool:
    """A party states its consent; when every party has given it, a pending referral is delivered."""
    details = fact.details
    if "clock" in details:
        return _of_extension(state, fact, details["state"])
    concerned = _concerned(state, fact)
    if concerned is None or not (concerned or state.referrals or state.cases):
        return False
    _keep(state, fact, details["state"])
    for referral in concerned:
        referral.consents[details["subject"]] = details["state"]
        if details["state"] == ConsentState.GIVEN:
            referral.last_consent_at = fact.occurred_at
        _deliver(state, referral, fact)
    return True


def _deliver(state: DisputeState, referral: Referral, fact: Fact) -> None:
    report = state.reports.get(referral.root) or state.primary
    mediator = referral.consents.get(MEDIATOR, ConsentState.GIVEN)
    parties = [consent for subject, consent in referral.consents.items() if subject != MEDIATOR]
    agreed = mediator == ConsentState.GIVEN and report is not None and _all_given(parties, report.parties)
    move = REFERRAL.move(referral.state, Condition.ALL_CONSENT) if agreed else None
    if move is not None and isinstance(move.target, ReferralState):
        referral.state = move.target
        referral.delivered_at = fact.occurred_at


def _all_given(consents: list[str], parties: int) -> bool:
    return sum(consent == ConsentState.GIVEN for consent in consents) >= parties


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


def _keep(state: DisputeState, fact: Fact, consent: str) -> None:
    active = state.active
    state.consents.append(
        Consent(
            subject=fact.details["subject"],
            state=consent,
            at=fact.occurred_at,
            ref=fact.details.get("ref"),
            unit=active.unit.code if active is not None else None,
            clock=fact.details.get("clock"),
        )
    )


def withhold(state: DisputeState, fact: Fact) -> bool:
    """
    A party, or the appointed mediator, refuses: a referral not yet accepted is declined at once (人民调解法 17).

    An own case that never began ends void; once work began, a refusal is a consent withdrawn.
    """
    if "clock" in fact.details:
        return _of_extension(state, fact, ConsentState.WITHHELD)
    concerned = _concerned(state, fact)
    if concerned is None:
        return False
    declined = [referral for referral in concerned if _decline(state, referral, fact)]
    if declined or fact.details.get("ref") is not None:
        return bool(declined)
    case = state.active
    if case is None and not state.reports:
        return False
    if case is not None and not _leaves_no_trace(case):
        return False
    if case is not None:
        void(state, case, with_joined=True)
    # asked before anything was handed over: a petition's gate opens, the dispute isn't mediated
    state.withheld_at = fact.occurred_at
    _keep(state, fact, ConsentState.WITHHELD)
    return True


def _decline(state: DisputeState, referral: Referral, fact: Fact) -> bool:
    move = REFERRAL.move(referral.state, Event.CONSENT_WITHHELD)
    if move is None or not isinstance(move.target, ReferralState):
        return False
    referral.state = move.target
    referral.consents[fact.details["subject"]] = ConsentState.WITHHELD
    referral.withheld_at = referral.stopped_at = fact.occurred_at
    state.withheld_at = fact.occurred_at
    _keep(state, fact, ConsentState.WITHHELD)
    return True


def _leaves_no_trace(case: Case) -> bool:
    """Whether *case* is one that a unit began on its own and whose first meeting hasn't taken place."""
    own = case.ref is None and case.lower is None and case.assigner is None
    return own and case.state is CaseState.OPEN


def _of_extension(state: DisputeState, fact: Fact, consent: str) -> bool:
    """Take a party's word on a later last day of one clock; it touches no referral and no case."""
    if not state.reports:
        return False
    _keep(state, fact, consent)
    return True


def agree_to_extend(state: DisputeState, clock: str) -> bool:
    """
    Whether all parties agree to extend *clock* (特邀调解规定 27).

    Where their consents are recorded one by one, all of them must be there; where none is, whoever states the
    extension states that all agreed.
    """
    latest = {consent.subject: consent.state for consent in state.consents if consent.clock == clock}
    if not latest:
        return True
    report = state.primary
    everybody = all(consent == ConsentState.GIVEN for consent in latest.values())
    return everybody and report is not None and len(latest) >= report.parties
