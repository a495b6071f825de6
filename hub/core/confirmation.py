"""Judicial confirmation of an agreement and its thirty-day window (COURT-4; 人民调解法 33, 民诉法 205)."""

from __future__ import annotations

from hub.core.dispute import Agreement, DisputeState
from hub.core.events import Event, Fact
from hub.core.machines import CONFIRMATION, ConfirmationState

_MARKS = {
    Event.CONFIRMATION_APPLIED: "Applied",
    Event.CONFIRMATION_ACCEPTED: "Accepted",
    Event.CONFIRMATION_GRANTED: "Granted",
    Event.CONFIRMATION_DISMISSED: "Dismissed",
}
MEASURES = (*_MARKS.values(), "Lapsed")
"""What report lines call the steps of a confirmation."""


def move(state: DisputeState, fact: Fact) -> bool:
    """The court takes one step; without a version the first that can take it is meant."""
    agreement = _agreement(state, fact)
    if agreement is None:
        return False
    confirmation = agreement.confirmation
    step = CONFIRMATION.move(confirmation.state, fact.event)
    if step is None or not isinstance(step.target, ConfirmationState):
        return False
    confirmation.state = step.target
    if fact.event is Event.CONFIRMATION_APPLIED:
        confirmation.applied_at = fact.occurred_at
    elif fact.event is Event.CONFIRMATION_ACCEPTED:
        confirmation.accepted_at = fact.occurred_at
    else:
        confirmation.decided_at = fact.occurred_at
    state.confirmations.append((_MARKS[fact.event], fact.occurred_at))
    return True


def _agreement(state: DisputeState, fact: Fact) -> Agreement | None:
    """Return the version meant: the one named, else the first that can take this step."""
    v = fact.details.get("v")
    if v is not None:
        return next((agreement for agreement in state.agreements if agreement.v == v), None)
    able = (a for a in state.agreements if CONFIRMATION.move(a.confirmation.state, fact.event) is not None)
    return next(able, None)
