"""The disputes that there are: those that were joined to another, or whose every report was taken back, are none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from hub.core.clocks import Deadline, Terms, deadlines
from hub.core.dispute import DisputeState
from hub.core.knowledge import Knowledge, state_of, state_on


def live(knowledges: Iterable[Knowledge]) -> Iterator[DisputeState]:
    """Yield the disputes that have at least one report, as known now."""
    for knowledge in knowledges:
        state = state_of(knowledge)
        if state.primary is not None and not state.is_void:
            yield state


def live_at(knowledges: Iterable[Knowledge], known_at: datetime) -> Iterator[DisputeState]:
    """Yield the disputes that have at least one report, as known at *known_at*, of what had occurred by then."""
    for knowledge in knowledges:
        state = state_on(knowledge, known_at, known_at)
        if state.primary is not None and not state.is_void:
            yield state


def running_clocks(knowledges: Iterable[Knowledge], terms: Terms) -> Iterator[Deadline]:
    """Yield every clock that still runs in a live dispute."""
    for state in live(knowledges):
        yield from (line for line in deadlines(state, terms) if line.is_running)
