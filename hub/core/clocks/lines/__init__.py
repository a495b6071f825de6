"""Which clocks ran in one dispute, from which fact to which: one module a subject, each a function of the state."""

from __future__ import annotations

from collections.abc import Callable

from hub.core.clocks.deadline import Deadline
from hub.core.clocks.lines import agreements, docket, handover, joint, petitions, proceedings, reports, work
from hub.core.clocks.lines.docket import docket_clock
from hub.core.clocks.lines.joint import cascade_clock, supervised_body
from hub.core.clocks.lines.sheet import Sheet
from hub.core.clocks.lines.work import suffix
from hub.core.clocks.places import division_of
from hub.core.clocks.terms import Terms
from hub.core.dispute import DisputeState

Lines = Callable[[DisputeState, Sheet], None]

SUBJECTS: tuple[Lines, ...] = (
    work.lines,
    handover.lines,
    joint.lines,
    agreements.lines,
    petitions.lines,
    reports.lines,
    proceedings.lines,
    docket.lines,
)
"""A subject that has clocks of its own adds its function here."""

__all__ = ["cascade_clock", "deadlines", "docket_clock", "supervised_body"]


def deadlines(state: DisputeState, terms: Terms) -> list[Deadline]:
    """Return every clock that has started for this dispute, running or done."""
    if state.is_void:
        return []
    extensions = {
        clock if clock.endswith(suffix(case.reopen)) else clock + suffix(case.reopen): until
        for case in state.cases
        for clock, until in case.extensions.items()
    }
    sheet = Sheet(terms, division_of(state), extensions)
    for lines in SUBJECTS:
        lines(state, sheet)
    return sheet.lines
