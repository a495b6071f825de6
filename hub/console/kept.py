"""
What was counted a short while ago, kept for whoever asks next.

Figures of a whole city take long to count and change seldom: within seconds they aren't counted again, and what took
long is kept the longer, so that open pages never cost more than a tenth of a processor. Of those who ask for one thing
one counts and the others wait; who asks for another thing isn't held up. Whoever states something lets everything go.

Where the files that an answer was counted from can be told apart by a mark, the answer stands until they change, and
then until counting it anew has become due: ten times as long as it took.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Generic, TypeVar, cast

from fastapi import Request

from hub.console.seam import console_of
from hub.progress import check

T = TypeVar("T")

SECONDS = 20.0
"""How long an answer is kept at least."""
LONGEST = 600.0
"""How long an answer is kept at most while the files stay as they are."""
TIMES = 10
"""An answer is kept so many times as long as it took to count."""
LOOK_SECONDS = 0.2
"""How often whoever waits for somebody else's counting looks whether it's to stop."""
MOST = 24
"""Answers that are kept at most: a leaf through months keeps the last ones."""


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """What was counted, from files of which *mark*; ``due`` says in how many seconds it's counted anew, 0: needn't."""

    value: T
    due: float


@dataclass(frozen=True, slots=True)
class _Counted:
    value: object
    mark: object
    at: float
    took: float


@dataclass(slots=True)
class Kept:
    """Answers by what was asked, under one *version* of the settings."""

    clock: Callable[[], float] = time.monotonic
    version: int = 0
    _found: OrderedDict[Hashable, _Counted] = field(default_factory=OrderedDict)
    _turns: defaultdict[Hashable, threading.RLock] = field(default_factory=lambda: defaultdict(threading.RLock))
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _age: int = 0

    def get(self, asked: Hashable, count: Callable[[], T]) -> T:
        """Return the answer to *asked*, counted anew when the last one is too old."""
        return self.fresh(asked, None, count).value

    def fresh(self, asked: Hashable, mark: object, count: Callable[[], T]) -> Answer[T]:
        """
        Return the answer to *asked*, counted from files that now have *mark*.

        Where they have changed since, it's counted anew as soon as that's due; None tells nothing of them.
        """
        with self._lock:
            turn = self._turns[asked]
        while not turn.acquire(timeout=LOOK_SECONDS):
            check()  # somebody else counts: whoever waits may stop, too
        try:
            with self._lock:
                known, age = self._found.get(asked), self._age
            began = self.clock()
            if known is not None and began < (due := _due(known, mark)):
                return Answer(cast("T", known.value), 0.0 if known.mark == mark else due - began)
            answer = self._counted(asked, count)
            now = self.clock()
            self._keep(asked, age, _Counted(answer, mark, now, now - began))
            return Answer(answer, 0.0)
        finally:
            turn.release()

    def _counted(self, asked: Hashable, count: Callable[[], T]) -> T:
        """Count; of what can't be counted, such as figures that somebody made up, nothing is remembered."""
        try:
            return count()
        except BaseException:
            with self._lock:
                if asked not in self._found:
                    self._turns.pop(asked, None)
            raise

    @property
    def remembered(self) -> int:
        """Of how many questions anything is kept, were it only whose turn it is."""
        return len(self._turns)

    def _keep(self, asked: Hashable, age: int, counted: _Counted) -> None:
        with self._lock:
            if age != self._age:
                return  # something was stated while it was counted
            self._found[asked] = counted
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


def _due(known: _Counted, mark: object) -> float:
    """Return when *known* is counted anew at the latest, where the files now have *mark*."""
    if mark is None:
        return known.at + max(SECONDS, TIMES * known.took)
    return known.at + (LONGEST if known.mark == mark else TIMES * known.took)


def kept_of(request: Request) -> Kept:
    """Return what the application keeps; what was counted under other settings is let go."""
    version = console_of(request).version
    found = getattr(request.app.state, "kept", None)
    if not isinstance(found, Kept) or found.version != version:
        found = request.app.state.kept = Kept(version=version)
    return found
