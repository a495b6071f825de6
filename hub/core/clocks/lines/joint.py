"""The clocks of results on their way down, invitations and supervision orders."""

from __future__ import annotations

from datetime import datetime

from hub.core.clocks.lines.sheet import Sheet, Span, Whose
from hub.core.clocks.lines.work import suffix
from hub.core.clocks.overrides import Place
from hub.core.clocks.places import place_of_unit
from hub.core.dispute import CascadeHop, DisputeState, Supervision
from hub.core.escalation import next_hop
from hub.core.supervision import supervision_key


def cascade_clock(state: DisputeState, hop: CascadeHop) -> str:
    """Return the clock of *hop*; the same step of a re-opening's outcome has its own."""
    again = any(o.upper == hop.upper and o.lower == hop.lower and o.reopen < hop.reopen for o in state.hops)
    return f"CASCADE_ACK:{hop.upper}>{hop.lower}{suffix(hop.reopen) if again else ''}"


def lines(state: DisputeState, sheet: Sheet) -> None:
    """Put down the clocks of cascades, invitations and supervision."""
    _cascades(state, sheet)
    for invitation in state.invitations.values():
        invitee = invitation.invitee
        whose = Whose(None, invitee, sheet.at_body(invitation.invitee), f"INVITE_{invitee}")
        sheet.put(f"INVITE_REPLY:{invitation.key}", whose, Span(invitation.sent_at, invitation.answered_at))
    for order in state.supervisions.values():
        _orders(state, order, sheet)


def _cascades(state: DisputeState, sheet: Sheet) -> None:
    for hop in state.hops:
        place = place_of_unit(hop.lower_unit) if hop.lower_unit is not None else Place(hop.lower)
        span = Span(hop.sent_at, hop.acknowledged_at)
        sheet.put(cascade_clock(state, hop), Whose(hop.lower, hop.lower, place), span)
    for reopen in state.reopenings:
        ending = state.ending_of(reopen)
        if ending is None or ending.ended_at is None or ending.lower is None:
            continue
        step = next_hop(state, reopen)
        if step is None:
            continue
        upper, lower = step
        told = [h.acknowledged_at for h in state.hops if h.reopen == reopen and h.acknowledged_at is not None]
        clock = f"CASCADE_SEND:{upper.unit.code}>{lower.unit.code}{suffix(reopen)}"
        whose = Whose(upper.unit.code, upper.unit.code, place_of_unit(upper.unit))
        sheet.put(clock, whose, Span(max([ending.ended_at, *told]), None))


def supervised_body(state: DisputeState, order: Supervision) -> str:
    """Return the body under supervision: named beside the cause or in it, else the unit that has the case."""
    named = order.object or order.cause.partition("_")[2]
    active = state.active or state.concluded
    return named or (active.unit.code if active is not None else "")


def _orders(state: DisputeState, order: Supervision, sheet: Sheet) -> None:
    body = supervised_body(state, order)
    whose = Whose(None, body, sheet.at_body(body))
    answers = sorted((*order.replied, *order.closed))
    # a reply that was rejected is owed again
    for number, issued in enumerate(sorted((*order.ordered, *order.raised, *order.rejected))):
        count = f":{number + 1}" if number else ""
        clock = f"SUPERVISION_REPLY:{supervision_key(order.cause, order.object)}{count}"
        sheet.put(clock, whose, Span(issued, _first(answers, issued)))


def _first(instants: list[datetime], since: datetime) -> datetime | None:
    return next((at for at in instants if at >= since), None)
