"""
How far something long has come, and whether whoever began it wants it stopped.

Whoever begins it (a page) puts a :class:`Progress` around it; what reads much (states, rows) tells it how far it is.
Both find it in the context of the call, so that nothing in between passes it on; where nobody watches, it costs
nothing. Only reading can be stopped: what writes does so wholly or not at all, and says itself what only reads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TypeVar

from hub.core.errors import StoppedError

T = TypeVar("T")


@dataclass(slots=True)
class Progress:
    """
    One long work, as threads see it.

    Attributes:
        done: How many of ``total`` things of this reading were read.
        reading: Which reading it is; a work may read more than once.
        can_stop: Whether it only reads just now.
        is_stopped: Whether somebody asked it to stop.
    """

    done: int = 0
    total: int = 0
    reading: int = 0
    can_stop: bool = False
    is_stopped: bool = False

    def stop(self) -> None:
        """Ask it to stop at its next step; what writes just now is finished first."""
        self.is_stopped = True

    def check(self) -> None:
        """
        Go on, unless somebody asked it to stop.

        Raises:
            StoppedError: somebody did, and it only reads just now.
        """
        if self.is_stopped and self.can_stop:
            raise StoppedError


_CURRENT: ContextVar[Progress | None] = ContextVar("hub_progress", default=None)


@contextmanager
def watched(progress: Progress) -> Iterator[Progress]:
    """Let *progress* be told of what is done within."""
    token = _CURRENT.set(progress)
    try:
        yield progress
    finally:
        _CURRENT.reset(token)


@contextmanager
def stoppable() -> Iterator[None]:
    """Say that what is within only reads, and may be stopped."""
    progress = _CURRENT.get()
    if progress is None:
        yield
        return
    former, progress.can_stop = progress.can_stop, True
    try:
        yield
    finally:
        progress.can_stop = former


def check() -> None:
    """
    Go on, unless whoever watches this work asked it to stop.

    Raises:
        StoppedError: it's to stop.
    """
    progress = _CURRENT.get()
    if progress is not None:
        progress.check()


def is_to_stop() -> bool:
    """Return whether :func:`check` would raise: for what is asked from within a library."""
    progress = _CURRENT.get()
    return progress is not None and progress.is_stopped and progress.can_stop


def told(things: Iterator[T], count: Callable[[], int]) -> Iterator[T]:
    """
    Return *things*, told to whoever watches as they are read; *count*, how many there are, is asked only then.

    >>> with watched(Progress()) as progress:
    ...     found = list(told(iter("ab"), lambda: 2))
    >>> found, progress.done, progress.total
    (['a', 'b'], 2, 2)
    """
    progress = _CURRENT.get()
    return things if progress is None else _told(progress, things, count)


def _told(progress: Progress, things: Iterator[T], count: Callable[[], int]) -> Iterator[T]:
    progress.check()
    progress.total, progress.done = count(), 0
    progress.reading += 1
    for thing in things:
        progress.done += 1
        progress.check()
        yield thing
