"""
What was counted a short while ago, kept for whoever asks next.

Figures of a whole city take long to count and change seldom: within seconds they aren't counted again. One caller
counts, the others wait for it. Whoever states something lets everything go.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import TypeVar, cast

from fastapi import Request

T = TypeVar("T")

SECONDS = 20.0
MOST = 24
"""Answers that are kept at most: a leaf through months keeps the last ones."""


@dataclass(slots=True)
class Kept:
    """Answers by what was asked."""

    seconds: float = SECONDS
    _found: OrderedDict[Hashable, tuple[float, object]] = field(default_factory=OrderedDict)
    _turn: threading.RLock = field(default_factory=threading.RLock)

    def get(self, asked: Hashable, count: Callable[[], T]) -> T:
        """Return the answer to *asked*, counted anew when the last one is too old."""
        with self._turn:
            known = self._found.get(asked)
            if known is not None and time.monotonic() - known[0] < self.seconds:
                return cast("T", known[1])
            answer = count()
            self._found[asked] = (time.monotonic(), answer)
            self._found.move_to_end(asked)
            while len(self._found) > MOST:
                self._found.popitem(last=False)
            return answer

    def forget(self) -> None:
        """Let everything go: something was stated."""
        with self._turn:
            self._found.clear()


def kept_of(request: Request) -> Kept:
    """Return what the application keeps."""
    found = getattr(request.app.state, "kept", None)
    if not isinstance(found, Kept):
        found = request.app.state.kept = Kept()
    return found
