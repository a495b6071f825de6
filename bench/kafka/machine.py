"""How much of the machine others used while something was measured, and how fast it was."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterable
from pathlib import Path
from statistics import median

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


class Pace:
    """
    How fast the processors are, told by a fixed piece of work that is done again and again.

    A virtual machine's processors share theirs with strangers, and the system counts nothing of it: the same work takes
    half as long again a minute later.
    """

    _EVERY, _ROUNDS = 0.1, 15_000
    _FASTEST = 0.05
    """The fastest of a run is that which so much of its looks came up to: a single one may be chance."""

    def __init__(self) -> None:
        self._looks: list[tuple[float, float]] = []
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self) -> None:
        while not self._ends.wait(self._EVERY):
            began, total = time.thread_time(), 0
            for number in range(self._ROUNDS):
                total += number * number % 7
            self._looks.append((time.monotonic(), time.thread_time() - began))

    @property
    def looks(self) -> int:
        """How often was looked."""
        return len(self._looks)

    def since(self, when: float) -> float:
        """Return how fast they were since *when*, by the monotonic clock, of the fastest so far; 1 without a look."""
        found = [took for at, took in self._looks if at >= when]
        every = sorted(took for _, took in self._looks)
        return min(1.0, every[int(len(every) * self._FASTEST)] / median(found)) if found else 1.0

    def end(self) -> None:
        """Look no more."""
        self._ends.set()
        self._thread.join()
