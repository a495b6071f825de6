"""
When Python looks for objects that only point at each other.

The states that an engine holds are a million objects and more, and none of them is in a cycle: they go when the last
reference to them goes. Python's own rhythm looks through all of them each time a quarter has been added, for 0.3 to 1.5
seconds with 4,000 disputes held, and whatever arrives meanwhile waits for it (decision 0108).
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from types import TracebackType
from typing import Self

IDLE_SECONDS = 3_600.0
"""How long after the last look through everything the next is made, as soon as there's nothing to do."""

BUSY_SECONDS = 4 * IDLE_SECONDS
"""How long after the last look the next is made even where there's always something to do."""

_BY_ITSELF_NEVER = 1_000_000_000


class Collector:
    """
    Looks through everything rarely and at a good moment, instead of in Python's rhythm; young objects go as ever.

    A context manager, of one loop of one process: the rhythm is the interpreter's.
    """

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._looked = monotonic()
        self._former = gc.get_threshold()

    def __enter__(self) -> Self:
        young, middle, _ = self._former = gc.get_threshold()
        gc.set_threshold(young, middle, _BY_ITSELF_NEVER)
        self._looked = self._monotonic()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        gc.set_threshold(*self._former)

    def turn(self, *, idle: bool) -> bool:
        """Look through everything if it's time, *idle* where nothing is to be done; return whether it was done."""
        due = IDLE_SECONDS if idle else BUSY_SECONDS
        if self._monotonic() - self._looked < due:
            return False
        gc.collect()
        self._looked = self._monotonic()
        return True
