"""Calls that the cluster answers in its own time: made aside, waited for no longer than a limit."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future

from hub.engines.kafka.cluster import SECONDS

_PATIENCE = 3 * SECONDS
"""Seconds after which calls are given up that don't keep their own limits."""


class Question:
    """
    Calls under way, one after the other, in a thread of their own, which is left to itself where it comes to no end.

    librdkafka 2.16 keeps ``send_offsets_to_transaction`` for ever where the coordinator goes away while it's asked and
    comes back. ``made`` counts the calls that were begun, ``took`` are the seconds of all of them once they're over.
    """

    def __init__(self, *calls: Callable[[], None]) -> None:
        self.made = 0
        self.took = 0.0
        self._until = time.monotonic() + _PATIENCE
        self._answer: Future[None] = Future()
        threading.Thread(target=self._ask, args=(calls,), daemon=True).start()

    def _ask(self, calls: tuple[Callable[[], None], ...]) -> None:
        began = time.monotonic()
        try:
            for call in calls:
                self.made += 1
                call()
        except BaseException as error:  # noqa: BLE001  (whatever it is, who waits must hear of it)
            self._answer.set_exception(error)
        else:
            self.took = time.monotonic() - began
            self._answer.set_result(None)

    def is_over(self) -> bool:
        """Return whether :meth:`answer` would return at once."""
        return self._answer.done() or time.monotonic() >= self._until

    def answer(self) -> None:
        """
        Wait for the end of the last call, and raise what one of them raised.

        Raises:
            TimeoutError: they came to no end.
        """
        self._answer.result(max(0.0, self._until - time.monotonic()))


def within_time(call: Callable[..., None], *arguments: object) -> None:
    """
    Make a call that has a time limit of its own, and wait for it a little longer than that and no more.

    Raises:
        TimeoutError: it came to no end.
    """
    Question(lambda: call(*arguments)).answer()
