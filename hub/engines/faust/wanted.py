"""Which shards this worker is meant to own: noted by Faust's callbacks, acted upon by the engine's loop."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable


class Wanted:
    """
    The last assignment, and the shards that another worker was seen to own since.

    Two workers may both believe that a shard is theirs, while one of them hasn't heard yet that it was taken for dead.
    The broker fences the one that took the shard first. It rests for *rest* seconds, longer than a worker can go on
    believing; if the shard is still assigned to it then, it was the right one.
    """

    def __init__(self, rest: float, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._rest = rest
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._assigned: frozenset[int] = frozenset()
        self._resting: dict[int, float] = {}
        self._losses: dict[int, int] = {}

    def assign(self, numbers: Iterable[int]) -> None:
        """Note a new assignment; it replaces the former one."""
        with self._lock:
            self._assigned = frozenset(numbers)
            self._losses.clear()

    def lost(self, number: int) -> int:
        """
        Note that another worker owns the shard *number*: it isn't due until it has rested.

        Return how often it was lost under one assignment. Once is the passing doubt of a rebalance; twice means that
        the others have been told something that this worker isn't told any more.
        """
        with self._lock:
            self._resting[number] = self._monotonic() + self._rest
            self._losses[number] = self._losses.get(number, 0) + 1
            return self._losses[number]

    @property
    def assigned(self) -> frozenset[int]:
        """Shards of the last assignment."""
        with self._lock:
            return self._assigned

    def due(self) -> frozenset[int]:
        """Shards to own now."""
        with self._lock:
            now = self._monotonic()
            self._resting = {number: until for number, until in self._resting.items() if until > now}
            return self._assigned - self._resting.keys()
