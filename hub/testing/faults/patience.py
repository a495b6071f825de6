"""Asking again until a cluster that was broken answers."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

from confluent_kafka import KafkaException

from hub.core.errors import BusUnavailableError, StaleOwnerError

LIMIT_SECONDS = 300.0
"""In which a cluster must answer that is whole again, whatever befell it; no verdict depends on how fast it is."""

_PAUSE_SECONDS = 0.3

T = TypeVar("T")


class Patience:
    """Asks until it's answered, for a time that is generous but finite; ``asked_again`` counts how often it had to."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self.asked_again = 0

    def ask(self, question: Callable[[], T]) -> T:
        """
        Return what *question* answers.

        Raises:
            BusUnavailableError: it wasn't answered in time, or nobody waits any more.
        """
        end = time.monotonic() + LIMIT_SECONDS
        while True:
            try:
                return question()
            except (BusUnavailableError, StaleOwnerError, KafkaException) as error:
                if time.monotonic() > end or self._stopping.is_set():
                    raise BusUnavailableError(f"not answered in {LIMIT_SECONDS:.0f} s: {error}") from error
                self.asked_again += 1
                self._stopping.wait(_PAUSE_SECONDS)

    def stop(self) -> None:
        """Ask no more."""
        self._stopping.set()
