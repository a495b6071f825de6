"""
Supervision (督办): a rule proposes, a person at level 3 or 4 orders, the supervised body replies (SUP-1, HAND-3).

One order is open per object and cause. What a rule proposed is withdrawn when late evidence takes its reason away; an
order that a person has issued stays and is annotated.
"""

from __future__ import annotations

from hub.core.dispute import DisputeState, Supervision
from hub.core.events import Event, Fact
from hub.core.findings import Deviation, Finding
from hub.core.machines import SUPERVISION, Condition, SupervisionState, Trigger

LOWEST_LEVEL = 3
"""Centres from this level up may issue an order (SUP-1)."""

_TRIGGERS: dict[tuple[Event, str | None], Trigger] = {
    (Event.SUPERVISION_ORDERED, "RAISED"): Condition.RAISED,
    (Event.SUPERVISION_REPLIED, "REJECTED"): Condition.REPLY_REJECTED,
}
"""What an event means with a result: a raised order, a rejected reply."""

_OPEN = frozenset({SupervisionState.ISSUED, SupervisionState.REPLIED, SupervisionState.REJECTED})


def supervision_key(cause: str, subject: str | None = None) -> str:
    """
    Return under which key an order on *cause* stands; *subject* names the object where the cause doesn't.

    >>> supervision_key("INVITE_STATION"), supervision_key("DELAY", "MR")
    ('INVITE_STATION', 'DELAY>MR')
    """
    return cause if subject is None or cause.endswith(f"_{subject}") else f"{cause}>{subject}"


def supervise(state: DisputeState, fact: Fact) -> bool:
    """A supervision is proposed, ordered (by a person), replied to, rejected, raised one level or closed."""
    cause, subject = fact.details["cause"], fact.details.get("subject")
    order = _order(state, cause, subject)
    trigger = _TRIGGERS.get((fact.event, fact.details.get("result")), fact.event)
    if trigger in (Event.SUPERVISION_ORDERED, Condition.RAISED) and not _may_issue(order, fact):
        return False
    if order is not None and order.state in _OPEN and _said_while_open(state, order, fact, trigger):
        return True
    step = SUPERVISION.move(None if order is None else order.state, trigger)
    if step is None or not isinstance(step.target, SupervisionState):
        return False
    if order is None:
        key = supervision_key(cause, subject)
        order = state.supervisions[key] = Supervision(cause=cause, object=subject, state=step.target)
    order.state = step.target
    _note(order, fact, trigger)
    return True


def _order(state: DisputeState, cause: str, subject: str | None) -> Supervision | None:
    """Return the order meant; who doesn't repeat the object speaks of the one order on that cause."""
    order = state.supervisions.get(supervision_key(cause, subject))
    if order is not None or subject is not None:
        return order
    alike = [known for known in state.supervisions.values() if known.cause == cause]
    return alike[0] if len(alike) == 1 else None


def _may_issue(order: Supervision | None, fact: Fact) -> bool:
    """Whether the issuer may: level 3 or 4, never the hub itself, and nobody raises an order downwards."""
    if fact.agency == "hub":
        return False
    if fact.unit is None:
        return True
    former = LOWEST_LEVEL if order is None or order.issuer is None else order.issuer.level
    raised = fact.details.get("result") == "RAISED"
    return fact.unit.level >= (former if raised else LOWEST_LEVEL)


def _said_while_open(state: DisputeState, order: Supervision, fact: Fact, trigger: Trigger) -> bool:
    """Take what an open order needs no move for; False for everything that moves it."""
    if trigger is Event.SUPERVISION_PROPOSED:
        return True
    if trigger is Event.SUPERVISION_WITHDRAWN:
        order.annotated.append(fact.occurred_at)
        return True
    if trigger is Event.SUPERVISION_ORDERED:
        state.findings.append(
            Finding(
                deviation=Deviation.SECOND_ORDER,
                event_id=fact.event_id,
                at=fact.occurred_at,
                source="domain §2.5",
                unit=None if fact.unit is None else fact.unit.code,
            )
        )
        return True
    return False


def _note(order: Supervision, fact: Fact, trigger: Trigger) -> None:
    dates = {
        Event.SUPERVISION_PROPOSED: order.proposed,
        Event.SUPERVISION_ORDERED: order.ordered,
        Condition.RAISED: order.raised,
        Event.SUPERVISION_REPLIED: order.replied,
        Condition.REPLY_REJECTED: order.rejected,
        Event.SUPERVISION_CLOSED: order.closed,
    }.get(trigger)
    if dates is not None:
        dates.append(fact.occurred_at)
    if trigger in (Event.SUPERVISION_ORDERED, Condition.RAISED):
        order.issuer = fact.unit or order.issuer
    officer = fact.details.get("officer")
    if officer is not None:
        order.officers.append(officer)
