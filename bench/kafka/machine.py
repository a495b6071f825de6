"""How much of the machine others used while something was measured."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

TICK = 1 / os.sysconf("SC_CLK_TCK")
"""Seconds in which the system counts processor time."""

_IDLE = (3, 4)
"""Which of the counts in ``/proc/stat`` are of idleness: idle, and waiting for disks."""


class Others:
    """
    The share of all processors that was used by others than the bench, the broker and the contestant.

    A figure that was measured while others were busy says more of them than of what was measured.
    """

    def __init__(self, ours: Iterable[int]) -> None:
        self._ours = (os.getpid(), *ours)
        self._before = self._now()

    def _now(self) -> tuple[float, float, float]:
        counts = [int(count) for count in Path("/proc/stat").read_text(encoding="ascii").split("\n", 1)[0].split()[1:9]]
        idle = sum(counts[at] for at in _IDLE)
        return sum(counts) * TICK, (sum(counts) - idle) * TICK, sum(used_by(pid) for pid in self._ours)

    def share(self) -> float:
        """Return that share since this was made, between 0 and 1."""
        (all_before, busy_before, own_before), (everything, busy, own) = self._before, self._now()
        elapsed = everything - all_before
        return min(1.0, max(0.0, (busy - busy_before - (own - own_before)) / elapsed)) if elapsed else 0.0


def used_by(pid: int) -> float:
    """Return the seconds of processor time that process *pid* has used, in user and system, 0 when it's gone."""
    try:
        stat = (Path("/proc") / str(pid) / "stat").read_text(encoding="utf-8")
    except FileNotFoundError:
        return 0.0
    # behind the name, which may hold anything: state is field 3, utime and stime are 14 and 15
    fields = stat.rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * TICK
