"""
What was counted a short while ago, kept for whoever asks next.

Figures of a whole city take long to count and change seldom: within seconds they aren't counted again, and what took
long is kept the longer, so that open pages never cost more than a tenth of a processor. Of those who ask for one thing
one counts and the others wait; who asks for another thing isn't held up. Whoever states something lets everything go.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import TypeVar, cast

from fastapi import Request

T = TypeVar("T")

SECONDS = 20.0
"""How long an answer is kept at least."""
TIMES = 10
"""An answer is kept so many times as long as it took to count."""
MOST = 24
"""Answers that are kept at most: a leaf through months keeps the last ones."""


@dataclass(slots=True)
class Kept:
    """Answers by what was asked."""

    clock: Callable[[], float] = time.monotonic
    _found: OrderedDict[Hashable, tuple[float, object]] = field(default_factory=OrderedDict)
    _turns: defaultdict[Hashable, threading.RLock] = field(default_factory=lambda: defaultdict(threading.RLock))
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _age: int = 0

    def get(self, asked: Hashable, count: Callable[[], T]) -> T:
        """Return the answer to *asked*, counted anew when the last one is too old."""
        with self._lock:
            turn = self._turns[asked]
        with turn:
            with self._lock:
                known, age = self._found.get(asked), self._age
            began = self.clock()
            if known is not None and began < known[0]:
                return cast("T", known[1])
            answer = count()
            self._keep(asked, (began, age), answer)
            return answer

    def _keep(self, asked: Hashable, counted: tuple[float, int], answer: object) -> None:
        began, age = counted
        now = self.clock()
        with self._lock:
            if age != self._age:
                return  # something was stated while it was counted
            self._found[asked] = (now + max(SECONDS, TIMES * (now - began)), answer)
            self._found.move_to_end(asked)
            while len(self._found) > MOST:
                dropped, _ = self._found.popitem(last=False)
                self._turns.pop(dropped, None)

    def forget(self) -> None:
        """Let everything go: something was stated."""
        with self._lock:
            self._age += 1
            self._found.clear()
            self._turns.clear()


def kept_of(request: Request) -> Kept:
    """Return what the application keeps."""
    found = getattr(request.app.state, "kept", None)
    if not isinstance(found, Kept):
        found = request.app.state.kept = Kept()
    return found
