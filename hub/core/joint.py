"""Joint mediation and supervision: nobody may delay or shirk (HAND-3, POL-3, SUP-1)."""

from __future__ import annotations

from hub.core.dispute import DisputeState, Invitation, Prevention, Risk, Supervision
from hub.core.events import Event, Fact
from hub.core.machines import SUPERVISION, Condition, InvitationState, SupervisionState, Trigger

_TRIGGERS: dict[tuple[Event, str | None], Trigger] = {
    (Event.SUPERVISION_ORDERED, "RAISED"): Condition.RAISED,
    (Event.SUPERVISION_REPLIED, "REJECTED"): Condition.REPLY_REJECTED,
}
"""What an event means with a result: a raised order, a rejected reply."""


def invite(state: DisputeState, fact: Fact) -> bool:
    """The lead body asks another to join."""
    invitee = fact.details["invitee"]
    if invitee not in state.invitations:
        state.invitations[invitee] = Invitation(invitee=invitee, unit=fact.unit, sent_at=fact.occurred_at)
    return True


def answer(state: DisputeState, fact: Fact) -> bool:
    """The invited body answers; a late answer is allowed and counts as late."""
    invitation = state.invitations.get(fact.details["invitee"])
    if invitation is None:
        return False
    if invitation.answered_at is None:
        invitation.state = InvitationState.ANSWERED
        invitation.answered_at = fact.occurred_at
        invitation.result = fact.details.get("result")
    return True


def supervise(state: DisputeState, fact: Fact) -> bool:
    """A supervision is proposed, ordered (by a person), replied to, rejected, raised one level or closed."""
    cause = fact.details["cause"]
    order = state.supervisions.get(cause)
    trigger = _TRIGGERS.get((fact.event, fact.details.get("result")), fact.event)
    step = SUPERVISION.move(None if order is None else order.state, trigger)
    if step is None or not isinstance(step.target, SupervisionState):
        return False
    if order is None:
        order = state.supervisions[cause] = Supervision(cause=cause, state=step.target)
    order.state = step.target
    if fact.event is Event.SUPERVISION_ORDERED:
        (order.raised if trigger is Condition.RAISED else order.ordered).append(fact.occurred_at)
    elif fact.event is Event.SUPERVISION_CLOSED:
        order.closed.append(fact.occurred_at)
    return True


def flag_risk(state: DisputeState, fact: Fact) -> bool:
    """A risk is seen, or its outbreak was prevented (prevented ≥ 1 with the people concerned)."""
    prevented = fact.details.get("prevented", 0)
    state.risks.setdefault(
        fact.event_id,
        Risk(risk=fact.details["risk"], at=fact.occurred_at, unit=fact.unit, people=fact.details.get("people", 0)),
    )
    if prevented:
        state.preventions.setdefault(
            fact.event_id,
            Prevention(
                key=fact.event_id,
                risk=fact.details["risk"],
                cases=prevented,
                people=fact.details.get("people", 0),
                at=fact.occurred_at,
                unit=fact.unit,
            ),
        )
    return True


def waive_penalty(state: DisputeState, fact: Fact) -> bool:
    """The police impose no penalty after a performed agreement (办理行政案件程序规定 186)."""
    state.penalty_waived_at = state.penalty_waived_at or fact.occurred_at
    return True
