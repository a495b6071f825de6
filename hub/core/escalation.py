"""Upwards when a level can't settle, results back down level by level (LOOP-1 … LOOP-5, domain §2.3)."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from hub.core.codes import ReferralKind
from hub.core.dispute import CascadeHop, Case, DisputeState, EscalationRequest, Transfer
from hub.core.events import Fact
from hub.core.findings import Deviation, Finding
from hub.core.machines import CaseState
from hub.core.mediation import case_of
from hub.core.units import MAX_LEVEL, UnitStamp, lies_within


def request(state: DisputeState, fact: Fact) -> bool:
    """The level asks the next one to take over; its own level clock stops."""
    case = case_of(state, fact)
    if case is None or case.state not in (CaseState.OPEN, CaseState.MEDIATING) or case.unit.level >= MAX_LEVEL:
        return False
    case.state = CaseState.ESCALATING
    case.escalation_to = fact.details["to"]
    case.level_stopped_at = max(fact.occurred_at, case.opened_at)
    case.requests.append(EscalationRequest(to=fact.details["to"], at=case.level_stopped_at))
    if not case.reopen:
        state.escalation_requests.append(fact.occurred_at)
    return True


def accept(state: DisputeState, fact: Fact) -> bool:
    """The upper unit accepts: one transfer (convention 2), and a new case there."""
    if fact.unit is None:
        return False
    lower = _escalating(state, fact.details["frm"])
    if lower is None:
        return False
    at = max(fact.occurred_at, lower.opened_at)
    state.findings.extend(_deviations(state, lower.unit, fact.unit, fact))
    lower.state = CaseState.ESCALATED
    lower.ended_at = lower.requests[-1].answered_at = at
    state.cases.append(
        Case(
            unit=fact.unit,
            opened_at=at,
            channel=lower.channel,
            lower=lower.unit,
            reopen=lower.reopen,
            extensions=dict(lower.extensions),
        )
    )
    # What goes on after the dispute was concluded (a second report of it, linked later) is in no column any more.
    if not lower.reopen and state.concluded is None:
        state.transfers.append(Transfer(sender=lower.unit, receiver=fact.unit, at=at))
    return True


def _deviations(state: DisputeState, lower: UnitStamp, upper: UnitStamp, fact: Fact) -> Iterator[Finding]:
    """Yield what the way up lacks: the next level of the same division, or an order to skip one (domain §2.3)."""
    wrong: list[Deviation] = []
    if upper.level <= lower.level:
        wrong.append(Deviation.NOT_UPWARDS)
    elif upper.level > lower.level + 1 and not _was_ordered(state, upper.code):
        wrong.append(Deviation.LEVEL_SKIPPED)
    if not lies_within(lower.division, upper):
        wrong.append(Deviation.OTHER_DIVISION)
    for deviation in wrong:
        yield Finding(
            deviation=deviation, event_id=fact.event_id, at=fact.occurred_at, source="domain §2.3", unit=upper.code
        )


def _was_ordered(state: DisputeState, upper: str) -> bool:
    """Whether an order (交办) of the upper centre is on record; else its acceptance alone shows that it wanted it."""
    orders = (r for r in state.referrals.values() if r.kind == ReferralKind.ORDER and not r.ended_unmediated)
    return any(upper in (order.sender, order.unit.code if order.unit is not None else None) for order in orders)


def give_back(state: DisputeState, fact: Fact) -> bool:
    """The upper unit returns it with a reason: the sender goes on, and its level clock with it."""
    sender = fact.unit.code if fact.unit is not None else None
    case = state.active
    if case is None or case.state is not CaseState.ESCALATING or (sender is not None and sender != case.unit.code):
        return False
    case.state = CaseState.MEDIATING
    case.escalation_to = None
    case.level_stopped_at = None
    case.escalations_returned += 1
    case.requests[-1].answered_at = fact.occurred_at
    return True


def _escalating(state: DisputeState, lower_unit: str) -> Case | None:
    """Return the escalating case; a unit that joined it by a merge may have asked on its behalf."""
    case = state.active
    if case is None or case.state is not CaseState.ESCALATING:
        return None
    speaks = {other.unit.code for other in state.cases if other.state is CaseState.JOINED} | {case.unit.code}
    return case if lower_unit in speaks else None


def cascade(state: DisputeState, fact: Fact) -> bool:
    """The result goes one level down; however often it's delivered it has one effect."""
    if state.concluded is None or fact.unit is None:
        return False
    upper = fact.details["frm"]
    reopen = max((case.reopen for case in state.cases if case.outcome is not None and _ended_by(case, fact)), default=0)
    if not any(hop.upper == upper and hop.lower == fact.unit.code and hop.reopen == reopen for hop in state.hops):
        state.hops.append(
            CascadeHop(upper=upper, lower=fact.unit.code, lower_unit=fact.unit, sent_at=fact.occurred_at, reopen=reopen)
        )
    return True


def _ended_by(case: Case, fact: Fact) -> bool:
    return case.ended_at is not None and case.ended_at <= fact.occurred_at


def acknowledge(state: DisputeState, fact: Fact) -> bool:
    """The lower level confirms the result; only then does the next step down follow."""
    if fact.unit is None:
        return False
    hops = [h for h in state.hops if h.upper == fact.details["frm"] and h.lower == fact.unit.code]
    for hop in hops:
        if hop.acknowledged_at is None:
            hop.acknowledged_at = fact.occurred_at
            break
    return bool(hops)


def next_hop(state: DisputeState, reopen: int = 0) -> tuple[Case, Case] | None:
    """
    Return the (upper, lower) step of the cascade that's due now, None when nothing is.

    A step is due when the one above it has been acknowledged (domain §2.3 Cascade). *reopen* says of which outcome.
    """
    ending = state.ending_of(reopen)
    if ending is None or ending.lower is None:
        return None
    hops = {(hop.upper, hop.lower): hop for hop in state.hops if hop.reopen == reopen}
    for upper, lower in itertools.pairwise(state.path(reopen)):
        hop = hops.get((upper.unit.code, lower.unit.code))
        if hop is None:
            return upper, lower
        if hop.acknowledged_at is None:
            return None
    return None
