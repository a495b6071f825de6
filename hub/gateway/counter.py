"""
One thread speaks with the hub's door for all connections: calls queue before it, bounded, and share its commits.

The door and its files belong to that thread alone. What doesn't fit into the queue is turned away at once with a time
after which to try again: nothing grows without bound.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from hub.core.errors import BusUnavailableError, HubError
from hub.gateway.errors import BusyError
from hub.gateway.formats import Taken
from hub.gateway.reception import Reception, Result

T = TypeVar("T")

MOST_WAITING = 10_000
"""Statements that may wait before the thread."""
MOST_CALLS = 2_000
"""Calls of any kind that may wait."""
TAKEN_TOGETHER = 2_000
"""Statements that one commit may hold."""


@dataclass(slots=True)
class _Statements:
    """Records of one call that wait to be taken in."""

    agency: str
    records: Sequence[Taken]
    answer: Future[list[Result]] = field(default_factory=Future)


@dataclass(slots=True)
class _Question(Generic[T]):
    """Anything else that only the door's thread may do."""

    ask: Callable[[], T]
    answer: Future[T] = field(default_factory=Future)


class Counter:
    """The queue and its thread; :meth:`close` finishes what waits."""

    def __init__(self, receptions: Mapping[str, Reception], backlog: Callable[[], int], most_backlog: int) -> None:
        """*backlog* tells how many log entries the processors haven't taken yet; above *most_backlog* none is added."""
        self._receptions = receptions
        self._backlog = backlog
        self._most_backlog = most_backlog
        self._calls: deque[_Statements | _Question[Any]] = deque()
        self._waiting = 0
        self._changed = threading.Condition()
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="gateway-door", daemon=True)
        self._thread.start()

    @property
    def waiting(self) -> int:
        """Statements before the thread."""
        return self._waiting

    def state(self, agency: str, records: Sequence[Taken]) -> Future[list[Result]]:
        """
        Queue *records* of *agency*; the answer is there when they are durable.

        Raises:
            BusyError: too much waits, here or before the processors.
        """
        if self._backlog() > self._most_backlog:
            raise BusyError("the processors are behind", retry_after=5)
        call = _Statements(agency, records)
        self._put(call, len(records))
        return call.answer

    def ask(self, question: Callable[[], T]) -> Future[T]:
        """
        Queue *question* for the door's thread.

        Raises:
            BusyError: too many calls wait.
        """
        call = _Question(question)
        self._put(call, 0)
        return call.answer

    def _put(self, call: _Statements | _Question[Any], weight: int) -> None:
        with self._changed:
            if self._closing:
                raise BusyError("the gateway is stopping", retry_after=10)
            if len(self._calls) >= MOST_CALLS or self._waiting + weight > MOST_WAITING:
                raise BusyError("too many calls wait", retry_after=1)
            self._calls.append(call)
            self._waiting += weight
            self._changed.notify()

    def close(self) -> None:
        """Take no more, finish what waits, end the thread."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        self._thread.join()

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._calls or self._closing)
                if not self._calls:
                    return
                calls = self._next()
            if isinstance(calls, _Question):
                _answer(calls)
            else:
                self._take(calls)

    def _next(self) -> list[_Statements] | _Question[Any]:
        """Return the oldest call, with those of its agency behind it that the same commit can hold."""
        first = self._calls.popleft()
        if isinstance(first, _Question):
            return first
        together, count = [first], len(first.records)
        while self._calls and count < TAKEN_TOGETHER:
            following = self._calls[0]
            if not isinstance(following, _Statements) or following.agency != first.agency:
                break
            together.append(following)
            count += len(following.records)
            self._calls.popleft()
        self._waiting -= count
        return together

    def _take(self, calls: Sequence[_Statements]) -> None:
        records = [record for call in calls for record in call.records]
        try:
            results = self._receptions[calls[0].agency].take(records)
        except HubError as error:
            _refuse(calls, error)
        except Exception as error:  # noqa: BLE001  (a defect must not end the thread that all calls wait for)
            _refuse(calls, BusUnavailableError(f"the gateway failed with {type(error).__name__}"))
        else:
            at = 0
            for call in calls:
                call.answer.set_result(results[at : at + len(call.records)])
                at += len(call.records)


def _refuse(calls: Sequence[_Statements], error: HubError) -> None:
    for call in calls:
        call.answer.set_exception(error)


def _answer(call: _Question[Any]) -> None:
    try:
        answer = call.ask()
    except HubError as error:
        call.answer.set_exception(error)
    except Exception as error:  # noqa: BLE001  (as above)
        call.answer.set_exception(BusUnavailableError(f"the gateway failed with {type(error).__name__}"))
    else:
        call.answer.set_result(answer)
