"""
Liveness that nobody else watches: a loop that makes no progress ends the process, so that it is started anew.

Faust's own detection of a stalled consumer can't fire (faust/transport/drivers/aiokafka.py: its check returns before
the comparison, ADR 0062), and a thread that hangs in a system call would keep its shards for ever.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping


class Watchdog:
    """Looks at the last beat of each *name*; one that is older than *seconds* is told to *bark*, once."""

    def __init__(
        self, seconds: float, bark: Callable[[str, float], None], monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._seconds = seconds
        self._bark = bark
        self._monotonic = monotonic
        self._beats: dict[str, float] = {}
        self._stop = threading.Event()

    def beat(self, name: str) -> None:
        """Note that *name* is alive."""
        self._beats[name] = self._monotonic()

    def forget(self, name: str) -> None:
        """Watch *name* no longer: it ends as it should."""
        self._beats.pop(name, None)

    @property
    def ages(self) -> Mapping[str, float]:
        """Seconds since the last beat of each name."""
        now = self._monotonic()
        return {name: now - at for name, at in dict(self._beats).items()}

    def look(self) -> None:
        """Bark at who has stalled."""
        for name, age in self.ages.items():
            if age > self._seconds:
                self.forget(name)
                self._bark(name, age)

    def run(self) -> None:
        """Look again and again until :meth:`stop`."""
        while not self._stop.wait(self._seconds / 10):
            self.look()

    def stop(self) -> None:
        """Look no longer."""
        self._stop.set()
