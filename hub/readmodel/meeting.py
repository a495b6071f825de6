"""What the read model keeps of a dispute for the half-yearly meeting, so that a docket needn't read every dispute."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from hub.core.daytime import end_of, local_day
from hub.core.dispute import DisputeState
from hub.core.halfyear import half_bounds, half_of, next_half
from hub.core.hard_cases import findings, holds_in_itself, open_since
from hub.core.knowledge import Knowledge, state_on


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingMarks:
    """
    Where a dispute may be asked about.

    Attributes:
        last_day: The day of the last thing that occurred: on it and after it the dispute stands as it does now.
        known_to: When the hub last learned of it.
        opened_on: Since when its open case counts, None where none is open.
        holds: Whether a rule that doesn't depend on a day holds as things stand.
        on_docket: The halves on whose docket it stands.
        held_then: The halves that ended before its last day and at whose end a rule held.
    """

    last_day: date
    known_to: datetime
    opened_on: date | None
    holds: bool
    on_docket: tuple[str, ...]
    held_then: tuple[str, ...]


def meeting_marks(knowledge: Knowledge, state: DisputeState) -> MeetingMarks | None:
    """Return what is kept of a dispute whose *state* now is given, None where nothing is known of it."""
    if knowledge.known_to is None:
        return None
    days = [local_day(fact.occurred_at) for fact in (*knowledge.facts.values(), *knowledge.derived)]
    return MeetingMarks(
        last_day=max(days),
        known_to=knowledge.known_to,
        opened_on=open_since(state),
        holds=holds_in_itself(state),
        on_docket=tuple(sorted(state.docket)),
        held_then=tuple(_held_then(knowledge, min(days), max(days))),
    )


def _held_then(knowledge: Knowledge, first: date, last: date) -> Iterator[str]:
    half = half_of(first)
    while (end := half_bounds(half)[1]) < last:
        if knowledge.known_to is not None and findings(state_on(knowledge, knowledge.known_to, end_of(end)), half):
            yield half
        half = next_half(half)
