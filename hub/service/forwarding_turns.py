"""Forwards while it's this process's turn: one of several workers at a time, whoever runs a certain shard."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from hub.core.errors import HubError, StaleOwnerError
from hub.service.forwarder import Forwarder

WAIT_SECONDS = 1.0
_PAUSE_SECONDS = 2.0
_FENCED_SECONDS = 10.0
"""Rest of who was fenced though it's its turn: the other one is about to hear that it isn't its turn any more."""


@dataclass(frozen=True, slots=True)
class OpenForwarder:
    """A forwarder that is connected, and how it's let go of."""

    forwarder: Forwarder
    close: Callable[[], None]


@dataclass(slots=True, kw_only=True)
class ForwardingTurns:
    """
    Opens the forwarder when its turn comes and closes it when it has passed; the broker fences whoever is late.

    Attributes:
        open: Connects.
        is_due: Whether it's this process's turn.
        beat: Called at least every few seconds while it's alive.
        tell: Told what has changed: a trouble, empty when it's over.
        taken: Records taken in since the process began.
        trouble: What keeps it from forwarding now, empty where nothing does.
    """

    open: Callable[[], OpenForwarder]
    is_due: Callable[[], bool]
    beat: Callable[[], None]
    tell: Callable[[str], None]
    taken: int = 0
    trouble: str = ""
    _opened: list[OpenForwarder] = field(default_factory=list)

    def run(self, stop: threading.Event) -> None:
        """Go on until *stop*; an error that isn't the hub's ends it, and the watchdog ends the process."""
        try:
            while not stop.is_set():
                self.beat()
                if not self.is_due():
                    self._close()
                    stop.wait(WAIT_SECONDS)
                    continue
                stop.wait(self._step())
        finally:
            self._close()

    def _step(self) -> float:
        """Take in a batch; return how long to rest then."""
        try:
            if not self._opened:
                self._opened.append(self.open())
            self.taken += self._opened[0].forwarder.run_batch(WAIT_SECONDS)
        except StaleOwnerError as error:
            self._close()
            self._say(str(error))
            return _FENCED_SECONDS
        except HubError as error:
            self._close()
            self._say(str(error))
            return _PAUSE_SECONDS
        self._say("")
        return 0.0

    def _say(self, trouble: str) -> None:
        if trouble != self.trouble:
            self.trouble = trouble
            self.tell(trouble)

    def _close(self) -> None:
        while self._opened:
            self._opened.pop().close()
