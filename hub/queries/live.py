"""The disputes that there are: those that were joined to another, or whose every report was taken back, are none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hub.core.dispute import DisputeState
from hub.core.knowledge import Knowledge, state_of


def live(knowledges: Iterable[Knowledge]) -> Iterator[DisputeState]:
    """Yield the disputes that have at least one report, as known now."""
    for knowledge in knowledges:
        state = state_of(knowledge)
        if state.primary is not None and not state.is_void:
            yield state
