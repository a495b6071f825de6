"""
Judicial confirmation of an agreement and its thirty-day window (COURT-4; 人民调解法 33, 民诉法 205).

A ruling ends it, and so do a refusal to accept, a withdrawal before the ruling, and the window's last day. After a
dismissal the parties may agree anew or sue.
"""

from __future__ import annotations

from datetime import date

from hub.core.codes import DisputeType, LabelledCode
from hub.core.dispute import Agreement, Confirmation, DisputeState
from hub.core.events import Event, Fact
from hub.core.findings import Deviation, Finding
from hub.core.machines import CONFIRMATION, ConfirmationState

_MARKS = {
    Event.CONFIRMATION_APPLIED: "Applied",
    Event.CONFIRMATION_ACCEPTED: "Accepted",
    Event.CONFIRMATION_GRANTED: "Granted",
    Event.CONFIRMATION_DISMISSED: "Dismissed",
    Event.CONFIRMATION_WITHDRAWN: "Withdrawn",
}
MEASURES = ("Applied", "Accepted", "Granted", "Dismissed", "Lapsed")
"""
What report lines always show of the steps of a confirmation; ``Withdrawn`` stands beside them where there is one.

A dismissal before acceptance is a refusal to accept (NOT_ACCEPTED) and counts among the dismissed.
"""


RULING_TARGET = "JC_RULING_TARGET"
COURT = "court"
"""The agency that confirms; which court is the court's own affair (民诉法 205)."""


class Obstacle(LabelledCode):
    """Why a court may not accept an application (民诉解释 355); a warning to the parties, never a bar."""

    STATUS = "STATUS", "涉及婚姻、亲子、收养等身份关系", "Status: marriage, parentage, adoption"
    TITLE = "TITLE", "涉及物权确权", "Confirmation of title to property"
    IP_OWNERSHIP = "IP_OWNERSHIP", "涉及知识产权确权", "Confirmation of intellectual property"


_OBSTACLES: dict[DisputeType, Obstacle] = {
    DisputeType.MARRIAGE_FAMILY: Obstacle.STATUS,
    DisputeType.HOUSING_LAND: Obstacle.TITLE,
    DisputeType.FOREST_LAND: Obstacle.TITLE,
    DisputeType.IP: Obstacle.IP_OWNERSHIP,
}
"""The types of dispute in which the content may be one that isn't confirmed."""


def precheck(state: DisputeState) -> tuple[Obstacle, ...]:
    """Return what to look at before an application: the type only raises the question, the agreement answers it."""
    report = state.primary
    return tuple(obstacle for kind, obstacle in _OBSTACLES.items() if report is not None and report.type == kind)


def guide(state: DisputeState, fact: Fact) -> bool:
    """The parties are told that they may apply together, until when, and what may stand against it (COURT-4)."""
    agreement = agreement_of(state, fact.details.get("v"))
    if agreement is None:
        return False
    agreement.guided_at = agreement.guided_at or fact.occurred_at
    return True


def lapse(state: DisputeState, fact: Fact) -> bool:
    """The window's last day is over; an application made in time stands, however late it became known."""
    agreement = _able(state, fact)
    if agreement is not None:
        agreement.confirmation.state = ConfirmationState.LAPSED
    return bool(state.agreements)


def extend_ruling(state: DisputeState, fact: Fact) -> bool:
    """
    The court takes longer to rule (2011 司法确认规定 5: its president allows ten days more); the latest day counts.

    Nobody else can extend it, and neither the parties' consent nor an active case is asked for.
    """
    name, _, version = fact.details["clock"].partition(":v")
    agreement = agreement_of(state, int(version) if version.isdigit() else None)
    if name != RULING_TARGET or agreement is None or fact.agency != COURT or agreement.confirmation.accepted_at is None:
        return False
    confirmation, until = agreement.confirmation, fact.details["until"]
    confirmation.extended_to = max(confirmation.extended_to or until, until)
    return True


def state_on(agreement: Agreement, last_day: date, day: date) -> ConfirmationState:
    """Return where it stands at the end of *day*, *last_day* being that of the window: time alone lapses it."""
    confirmation = agreement.confirmation
    if confirmation.state is ConfirmationState.WINDOW_OPEN and day > last_day:
        return ConfirmationState.LAPSED
    return confirmation.state


def move(state: DisputeState, fact: Fact) -> bool:
    """The court takes one step, or the parties withdraw; without a version the first that can take it is meant."""
    agreement = _able(state, fact)
    if agreement is None:
        return False
    confirmation = agreement.confirmation
    step = CONFIRMATION.move(confirmation.state, fact.event)
    if step is None or not isinstance(step.target, ConfirmationState):
        return False
    if confirmation.state is ConfirmationState.LAPSED:
        state.findings.append(_out_of_time(fact))
    confirmation.state = step.target
    _date(confirmation, fact)
    state.confirmations.append((_MARKS[fact.event], fact.occurred_at))
    return True


def _date(confirmation: Confirmation, fact: Fact) -> None:
    if fact.event is Event.CONFIRMATION_APPLIED:
        confirmation.applied_at = fact.occurred_at
    elif fact.event is Event.CONFIRMATION_ACCEPTED:
        confirmation.accepted_at = fact.occurred_at
    else:
        confirmation.decided_at = fact.occurred_at


def _out_of_time(fact: Fact) -> Finding:
    return Finding(
        deviation=Deviation.OUT_OF_TIME,
        event_id=fact.event_id,
        at=fact.occurred_at,
        source="人民调解法 33；民诉法 205",
    )


def agreement_of(state: DisputeState, v: int | None) -> Agreement | None:
    """Return the version *v*, without one the latest."""
    if v is not None:
        return next((agreement for agreement in state.agreements if agreement.v == v), None)
    return state.agreements[-1] if state.agreements else None


def _able(state: DisputeState, fact: Fact) -> Agreement | None:
    """Return the version meant: the one named if it can take this step, else the first that can."""
    v = fact.details.get("v")
    able = (a for a in state.agreements if CONFIRMATION.move(a.confirmation.state, fact.event) is not None)
    return next((agreement for agreement in able if v is None or agreement.v == v), None)
