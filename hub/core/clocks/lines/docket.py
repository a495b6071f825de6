"""The clocks of tasks that the half-yearly meeting has given (MECH-2)."""

from __future__ import annotations

from hub.core.clocks.lines.sheet import Sheet, Span, Whose
from hub.core.dispute import DisputeState


def docket_clock(half: str, number: int) -> str:
    """Return the clock of the *number*-th task of a docket item (from 1)."""
    return f"DOCKET_TASK:{half}" + (f":{number}" if number > 1 else "")


def lines(state: DisputeState, sheet: Sheet) -> None:
    """Put down the clock of every task: the meeting sets the day; what it no longer asks for is owed by nobody."""
    for half, item in state.docket.items():
        for number, task in enumerate(item.tasks, 1):
            whose = Whose(task.owner, task.owner, sheet.at_body(task.owner))
            span = Span(task.planned_at, task.done_at)
            line = sheet.named(docket_clock(half, number), whose, span, task.due)
            if line is not None:
                sheet.lines.append(line._replace(moot=task.done_at is None and task.replaced_at is not None))
