"""
Which supervision a rule proposes on a day, and which order has lost its reason (HAND-3, SUP-1).

Read off the state like the gate: silence is the absence of a fact, and becomes one for nobody. A person at level 3 or 4
orders; late evidence makes a proposal vanish, an order that was issued stays and shows that its reason is gone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from hub.core.clocks import Deadline, DeadlineStatus, Terms, deadlines
from hub.core.daytime import ONE_DAY, local_day
from hub.core.dispute import DisputeState, Supervision
from hub.core.machines import SupervisionState


@dataclass(frozen=True, slots=True)
class Proposal:
    """An order that a rule proposes: what for, whom it's about, which clock was breached, since when."""

    cause: str
    body: str
    clock: str
    since: date


def proposals(state: DisputeState, terms: Terms, day: date) -> Iterator[Proposal]:
    """
    Yield the orders that stand proposed at the end of *day*.

    Invitations, referrals and assigned matters (交办) over their limit; nothing where somebody has ordered since.
    """
    for line in deadlines(state, terms):
        if line.cause is None or line.moot or line.status(day) is not DeadlineStatus.OVERDUE:
            continue
        order = _order(state, line.cause)
        if order is None or not _was_issued_for(order, line):
            yield Proposal(line.cause, line.owner, line.clock, line.due + ONE_DAY)


def groundless(state: DisputeState, terms: Terms, day: date) -> Iterator[Supervision]:
    """Yield the open orders whose reason late evidence took away: the clock was met after all."""
    standing = [(line.cause, line.status(day)) for line in deadlines(state, terms) if line.cause is not None]
    met = {cause for cause, status in standing if status is DeadlineStatus.MET}
    late = {cause for cause, status in standing if status is not DeadlineStatus.MET}
    for order in state.supervisions.values():
        is_open = order.state in (SupervisionState.ISSUED, SupervisionState.REPLIED, SupervisionState.REJECTED)
        if is_open and order.cause in met - late:
            yield order


def _order(state: DisputeState, cause: str) -> Supervision | None:
    return next((order for order in state.supervisions.values() if order.cause == cause), None)


def _was_issued_for(order: Supervision, line: Deadline) -> bool:
    return any(local_day(at) > line.start for at in (*order.ordered, *order.raised))
