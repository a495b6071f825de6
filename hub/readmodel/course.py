"""What the read model keeps of a dispute's course, so that lists of some disputes needn't read every one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from hub.core.clocks import Deadline
from hub.core.daytime import local_day
from hub.core.dispute import DisputeState


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseMarks:
    """
    Where a dispute may be asked about.

    Attributes:
        handed_on: The days on which it was referred or transferred.
        may_be_supervised: Whether somebody ordered supervision, or a clock runs whose breach leads to it.
    """

    handed_on: tuple[date, ...]
    may_be_supervised: bool


def course_marks(state: DisputeState, lines: Iterable[Deadline]) -> CourseMarks:
    """Return what is kept of the dispute *state*, whose deadlines are *lines*."""
    at = [*(one.created_at for one in state.referrals.values()), *(one.at for one in state.transfers)]
    return CourseMarks(
        handed_on=tuple(sorted(set(map(local_day, at)))),
        may_be_supervised=bool(state.supervisions) or any(line.cause is not None and line.is_running for line in lines),
    )
