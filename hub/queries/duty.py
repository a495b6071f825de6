"""What is due or overdue on a day, with whom, and who takes it over: the list of those on duty."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from hub.core.clocks import Deadline, DeadlineStatus, Terms, deadlines
from hub.core.clocks.succession import successor
from hub.core.daytime import end_of
from hub.core.dispute import DisputeState
from hub.core.holder import holder
from hub.core.knowledge import Knowledge, state_on
from hub.core.proposals import proposals
from hub.core.units import Registry


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """
    One thing that somebody must do.

    Attributes:
        number: How people call the dispute.
        days: Days left, negative when overdue.
        holds: Whether the owner also holds the dispute: its next step waits for exactly this.
        supervision: The order that a rule proposes for the silence, where one stands proposed.
    """

    dispute: str
    number: str
    clock: str
    owner: str
    successor: str | None
    start: date
    due: date
    days: int
    status: DeadlineStatus
    roll_pending: bool
    holds: bool
    supervision: str | None

    @property
    def is_overdue(self) -> bool:
        """Whether its last day is over."""
        return self.status is DeadlineStatus.OVERDUE


@dataclass(frozen=True, slots=True)
class Asked:
    """For which day the list is made, how far ahead it looks, and whose duties alone, where one is named."""

    day: date
    ahead: timedelta
    owner: str | None = None


def duties(knowledges: Iterable[Knowledge], terms: Terms, registry: Registry, asked: Asked) -> list[Duty]:
    """Return what is overdue, or due within the days asked for, by owner: the oldest first."""
    until = end_of(asked.day)
    found = [
        duty
        for knowledge in knowledges
        for duty in _of_one(state_on(knowledge, until, until), terms, registry, asked)
        if asked.owner is None or duty.owner == asked.owner
    ]
    return sorted(found, key=lambda duty: (duty.owner, duty.due, duty.dispute, duty.clock))


def _of_one(state: DisputeState, terms: Terms, registry: Registry, asked: Asked) -> Iterator[Duty]:
    report = state.primary
    if report is None:
        return
    lines = [line for line in deadlines(state, terms) if line.is_running and _is_wanted(line, asked)]
    if not lines:
        return
    held = holder(state, terms)
    proposed = {proposal.clock: proposal.cause for proposal in proposals(state, terms, asked.day)}
    for line in lines:
        yield Duty(
            dispute=state.dispute,
            number=report.number or report.native_id,
            clock=line.clock,
            owner=line.owner,
            successor=successor(line, registry, asked.day),
            start=line.start,
            due=line.due,
            days=(line.due - asked.day).days,
            status=line.status(asked.day),
            roll_pending=line.roll_pending,
            holds=held is not None and held.clock == line.clock,
            supervision=proposed.get(line.clock),
        )


def _is_wanted(line: Deadline, asked: Asked) -> bool:
    status = line.status(asked.day)
    near = status is DeadlineStatus.OPEN and line.due <= asked.day + asked.ahead
    return status is DeadlineStatus.OVERDUE or near
