"""
How a case begins and how its beginning is undone: at most one is active in a dispute (domain §2.1, §2.3).

A second acceptance joins the active case; an assignment downwards (转办) or an order (交办) takes the work over, and
gives it back where it's returned before the first meeting.
"""

from __future__ import annotations

from hub.core.dispute import Case, DisputeState, Transfer
from hub.core.events import Event
from hub.core.machines import CASE, CaseState


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
        _hand_down(state, active, case)
    elif active.unit.code != case.unit.code or active.ref is not None:
        _join(case, active)
        state.cases.append(case)
    if state.accepted is None and case in state.cases and case.state is CaseState.OPEN and not case.reopen:
        state.accepted = case


def _hand_down(state: DisputeState, active: Case, case: Case) -> None:
    case.opened_at = max(case.opened_at, active.opened_at)
    case.assigner, case.reopen = active, active.reopen
    active.resumes_as, active.state = active.state, CaseState.HANDED_DOWN
    active.ended_at = active.level_stopped_at = case.opened_at
    if not case.reopen and state.concluded is None:
        case.arrival = Transfer(sender=active.unit, receiver=case.unit, at=case.opened_at)
        state.transfers.append(case.arrival)
    state.cases.append(case)


def _join(case: Case, active: Case | None) -> None:
    case.state = CaseState.JOINED
    case.ended_at = case.level_stopped_at = case.opened_at
    if active is not None:
        case.joined_to, case.reopen = active, active.reopen


def _take_up_resolved(state: DisputeState, case: Case) -> None:
    """An acceptance after the outcome: of a breached agreement it's a re-opening, else there's nothing left to do."""
    breached = state.agreements[-1].breached_at if state.agreements else None
    if breached is not None and breached <= case.opened_at:
        case.reopen = state.reopenings.stop
    else:
        _join(case, None)


def void(state: DisputeState, case: Case, *, with_joined: bool = False) -> None:
    """
    Undo the beginning of *case*: it leaves no trace (domain §6.1 convention 4).

    The unit that had assigned it goes on; else the work falls to who had joined it, unless a party refused all of it.
    """
    was_open = case.is_open
    case.state = CaseState.VOID
    state.cases.remove(case)
    joined = [other for other in state.cases if other.joined_to is case] if was_open else []
    if with_joined:
        for other in joined:
            other.state = CaseState.VOID
            state.cases.remove(other)
    elif case.assigner is not None and was_open:
        _give_back_to(state, case, case.assigner, joined)
    elif joined:
        _promote(joined)
    if state.accepted is case:
        state.accepted = next((other for other in state.cases if not other.reopen), None)


def _give_back_to(state: DisputeState, case: Case, upper: Case, joined: list[Case]) -> None:
    upper.state = upper.resumes_as
    upper.ended_at = upper.level_stopped_at = None
    if case.arrival is not None:
        state.transfers.remove(case.arrival)
    for other in joined:
        other.joined_to = upper


def _promote(joined: list[Case]) -> None:
    first, *others = joined
    first.state = CaseState.OPEN
    first.joined_to = first.ended_at = first.level_stopped_at = None
    for other in others:
        other.joined_to = first
