"""The engine's loop of one worker: it owns what is wanted and runs it, batch by batch, in a thread of its own."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from hub.core.amendments.note import NewerNoteError
from hub.core.errors import HubError, TransientError
from hub.engines.faust.ruled import AmendedError
from hub.engines.faust.wanted import Wanted
from hub.engines.processing.collecting import Collector

_LOG = logging.getLogger(__name__)
_WAIT_SECONDS = 0.1
"""How long a batch waits for records; also how soon a new assignment is acted upon."""

_TROUBLE_SECONDS = 1.0
"""How long the loop rests before it tries again what has failed."""


class NotHeardError(Exception):
    """The cluster gave this worker's shards to others, and this worker isn't told."""


class StoppedError(Exception):
    """The loop was told to stop before it had begun."""


class OwningEngine(Protocol):
    """What the loop needs of an engine."""

    def own(self, numbers: Iterable[int]) -> None:
        """Take the shards *numbers* over, and let go of all others."""

    @property
    def owned(self) -> tuple[int, ...]:
        """Numbers of the shards that this worker owns, those that are still coming too."""

    @property
    def coming(self) -> Mapping[int, int | None]:
        """How many changelog offsets each shard that doesn't run yet must follow, None for those not begun."""

    def run_batch(self, wait: float = 0.0) -> int:
        """Let shards that are coming take a step, run a batch on the others; return how many log entries were taken."""

    def close(self) -> None:
        """Let go of all connections and files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoopPlan:
    """
    What the loop works with.

    Attributes:
        open_engine: Opens the engine, owning nothing yet.
        wanted: The shards to own.
        beat: Called after every step: the loop is alive.
    """

    open_engine: Callable[[], OwningEngine]
    wanted: Wanted
    beat: Callable[[], None]


class EngineLoop:
    """Runs until told to stop; an error that no retry mends ends it, and is kept for who started it."""

    def __init__(self, plan: LoopPlan) -> None:
        self._plan = plan
        self._stop = threading.Event()
        self._engine: OwningEngine | None = None
        self.owned: tuple[int, ...] = ()
        self.coming: tuple[int, ...] = ()
        self.taken = 0
        self.trouble = ""
        self.fault: BaseException | None = None

    def stop(self) -> None:
        """Let the batch under way be finished and everything be let go of."""
        self._stop.set()

    def run(self) -> None:
        """Go on until :meth:`stop`, or until an error that no retry mends."""
        try:
            self._go_on()
        except StoppedError:
            _LOG.info("told to stop before the cluster answered")
        except BaseException as error:  # noqa: BLE001  (whatever it is, the worker must end: who supervises it hears it)
            self.fault = error
        finally:
            self._let_go()

    def _go_on(self) -> None:
        with Collector(time.monotonic) as collector:
            while not self._stop.is_set():
                before = self.taken
                self._guarded()
                self._plan.beat()
                collector.turn(idle=self.taken == before and not self.coming)

    def _guarded(self) -> None:
        engine, due = self._open(), self._plan.wanted.due()
        if due != set(engine.owned):
            engine.own(due)
        try:
            self.taken += engine.run_batch(_WAIT_SECONDS)
            self.trouble = ""
        except NewerNoteError:
            raise
        except AmendedError as error:
            _LOG.info("%s", error)
            self._let_go()
            return
        except HubError as error:
            # what befell one shard befell it alone: it comes anew from what the cluster has committed
            lost = due - set(engine.owned)
            self._lose(lost, error)
            if not lost:
                self.trouble = str(error)
                _LOG.warning("%s", error)
                self._stop.wait(_TROUBLE_SECONDS)
        coming = engine.coming
        self.owned = tuple(number for number in engine.owned if number not in coming)
        self.coming = tuple(coming)
        if not engine.owned:
            self._stop.wait(_WAIT_SECONDS)

    def _open(self) -> OwningEngine:
        while self._engine is None and not self._stop.is_set():
            try:
                self._engine = self._plan.open_engine()
            except TransientError as error:
                self.trouble = str(error)
                self._plan.beat()
                self._stop.wait(_TROUBLE_SECONDS)
        if self._engine is None:
            raise StoppedError
        return self._engine

    def _lose(self, lost: Iterable[int], error: HubError) -> None:
        """Let go of the shards that another worker has taken over."""
        for number in lost:
            if self._plan.wanted.lost(number) > 1:
                # the group has forgotten this worker and it wasn't told: only a new start makes it a member again
                raise NotHeardError from error

    def _let_go(self) -> None:
        try:
            if self._engine is not None:
                self._engine.close()
        except HubError as error:
            # nothing is lost by not letting go: whoever takes a shard over fences this worker
            _LOG.warning("%s", error)
        self._engine, self.owned, self.coming = None, (), ()
