"""Joint mediation: bodies that are asked to join, and what came of it; nobody may delay or shirk (HAND-3, POL-3)."""

from __future__ import annotations

from hub.core.dispute import DisputeState, Invitation, Prevention, Risk
from hub.core.events import Event, Fact
from hub.core.findings import Deviation, Finding
from hub.core.machines import INVITATION, Condition, InvitationState, Trigger

_TRIGGERS: dict[tuple[Event, str | None], Trigger] = {
    (Event.INVITATION_ANSWERED, "DECLINED"): Condition.DECLINES,
    (Event.INVITATION_ATTENDED, "ABSENT"): Condition.STAYS_AWAY,
}
"""What an event means with a result; an answer without one accepts, an attendance without one attended."""

_BOUND = frozenset({"police"})
"""Agencies that must cooperate when asked to join a hard case, whatever reason they give (POL-3)."""

_UNANSWERED = (InvitationState.SENT, InvitationState.OVERDUE)


def invite(state: DisputeState, fact: Fact) -> bool:
    """The lead body asks another to join its case; asked again in one case is a reminder and moves no clock."""
    invitee = fact.details["invitee"]
    inviting = _inviting(state, fact)
    earlier = [invitation for invitation in state.invitations.values() if invitation.invitee == invitee]
    if any(invitation.inviting == inviting for invitation in earlier):
        return True
    key = f"{invitee}:{len(earlier) + 1}" if earlier else invitee
    state.invitations[key] = Invitation(
        key=key, invitee=invitee, unit=fact.unit, inviting=inviting, sent_at=fact.occurred_at
    )
    return True


def _inviting(state: DisputeState, fact: Fact) -> str:
    """Return the case that invites: its unit, and which of the re-openings it belongs to."""
    active = state.active
    unit = fact.unit.code if fact.unit is not None else "" if active is None else active.unit.code
    return f"{unit}#{0 if active is None else active.reopen}"


def answer(state: DisputeState, fact: Fact) -> bool:
    """The invited body answers, or comes; a late acceptance is allowed and counts as late."""
    trigger = _TRIGGERS.get((fact.event, fact.details.get("result")), fact.event)
    asked = [i for i in state.invitations.values() if i.invitee == fact.details["invitee"]]
    # where several cases asked, an answer is to the one that still waits for it
    asked.sort(key=lambda invitation: invitation.state not in _UNANSWERED)
    for invitation in asked:
        step = INVITATION.move(invitation.state, trigger)
        if step is not None and isinstance(step.target, InvitationState):
            _take(state, invitation, step.target, fact)
            return True
    # said again: an acceptance by a second paper
    return bool(asked) and fact.event is not Event.INVITATION_ATTENDED


def _take(state: DisputeState, invitation: Invitation, target: InvitationState, fact: Fact) -> None:
    invitation.state = target
    at, reason = fact.occurred_at, fact.details.get("reason")
    if target is InvitationState.OVERDUE:
        invitation.overdue_at = at
        return
    if target is not InvitationState.ABSENT:
        invitation.answered_at = invitation.answered_at or at
    if target is InvitationState.ACCEPTED:
        invitation.accepted_at = at
    if target is InvitationState.ATTENDED:
        invitation.attended_at = at
    invitation.result, invitation.reason = target.value, reason
    if target is InvitationState.DECLINED and (fact.agency in _BOUND or not reason):
        source = "POL-3" if fact.agency in _BOUND else "HAND-3"
        state.findings.append(
            Finding(
                deviation=Deviation.NO_COOPERATION,
                event_id=fact.event_id,
                at=at,
                source=source,
                unit=invitation.invitee,
            )
        )


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
