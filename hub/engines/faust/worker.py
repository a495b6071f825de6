"""One worker process: Faust's app in the event loop, the engine in a thread of its own, a watchdog over both."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import faust

from hub.bus.kafka import KafkaAccess
from hub.bus.kafka.connection import in_hub_terms
from hub.bus.kafka.groups import leave_group
from hub.bus.kafka.introduction import introduce
from hub.core.errors import BusUnavailableError, HubError, TransientError
from hub.core.ports import Serde
from hub.core.topics import version_of
from hub.core.worker_settings import WorkerSettings
from hub.engines.faust.app import GROUP, AppPlan, create_app
from hub.engines.faust.loop import EngineLoop, LoopPlan
from hub.engines.faust.ruled import Rule, Ruled
from hub.engines.faust.standing import WorkerStanding
from hub.engines.faust.wanted import Wanted
from hub.engines.faust.watchdog import Watchdog
from hub.engines.kafka import KafkaEngine, KafkaEngineOptions
from hub.engines.kafka.settings_notes import WORKER, SettingsNotes
from hub.engines.processing.observing import Observer, unobserved

_ENGINE, _FAUST = "engine", "faust"
_END_SECONDS = 30.0
"""What finishing a batch and letting go may take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerPlan:
    """
    What a worker is made of.

    Attributes:
        name: The worker, the same after each start; no two workers of a hub have one name.
        access: The cluster.
        folder: Where its copies stand; nothing in it is needed to go on, it only makes that fast.
        rule: Makes the processors, in the order in which records flow, of the amendments that are in force.
        serde: Of the topics.
        shards: How many there are.
        session: Seconds after which a worker that isn't heard loses its shards.
        stalled: Seconds without progress after which *bark* is called.
        port: Of its page on the machine itself, 0 for none.
        bark: Ends the process: which part has stalled, for how many seconds.
        tell: Told each second how the worker stands.
        observe: Told of each batch, for metrics.
    """

    name: str
    access: KafkaAccess
    folder: Path
    rule: Rule
    serde: Serde
    shards: int
    session: float
    stalled: float
    port: int
    bark: Callable[[str, float], None]
    tell: Callable[[WorkerStanding], None]
    observe: Observer = unobserved


class Worker:
    """Runs until SIGTERM or SIGINT; then it finishes its batch, lets go of its shards and leaves the group."""

    def __init__(self, plan: WorkerPlan) -> None:
        self._plan = plan
        self._ruled = Ruled(plan.folder, plan.rule)
        self._said: tuple[int, str, str] | None = None
        self._engine: KafkaEngine | None = None
        self._wanted = Wanted(rest=plan.session)
        self._watchdog = Watchdog(plan.stalled, plan.bark)
        self._loop = EngineLoop(
            LoopPlan(
                open_engine=self._open_engine,
                wanted=self._wanted,
                beat=self._beat_engine,
            )
        )

    def _open_engine(self) -> KafkaEngine:
        """Open the engine under the newest note; the engine asks again before it takes a shard over."""
        plan = self._plan
        with closing(SettingsNotes(plan.access)) as notes:
            processors = self._ruled.open(notes.read())
        options = KafkaEngineOptions(
            shards=plan.shards,
            own=(),
            probe=lambda _sub_step: self._watchdog.beat(_ENGINE),
            observe=plan.observe,
            noted=self._ruled.check,
        )
        self._engine = KafkaEngine(plan.access, plan.folder, processors, plan.serde, options)
        return self._engine

    def _beat_engine(self) -> None:
        """Note that the engine is alive, and tell the cluster what has changed of the settings it works under."""
        self._watchdog.beat(_ENGINE)
        ruled = self._ruled
        now = ruled.version, ruled.files, ruled.trouble
        if self._engine is None or now == self._said:
            return
        said = WorkerSettings(version=ruled.version, files=ruled.files, trouble=ruled.trouble, at=datetime.now(UTC))
        with suppress(TransientError):  # the next beat tells it
            self._engine.say(f"{WORKER}{self._plan.name}", said.text())
            self._said = now

    def beat(self, name: str) -> None:
        """Note that *name*, a thread beside the engine's, is alive: from now on it's watched like the others."""
        self._watchdog.beat(name)

    def run(self) -> None:
        """
        Work until told to end.

        Raises:
            AccessDeniedError: the cluster doesn't know this user; Faust would take that for an outage and wait.
            HubError: what ended the worker though nobody told it to.
        """
        with in_hub_terms(GROUP):
            introduce(self._plan.access)
        self._plan.folder.mkdir(parents=True, exist_ok=True)
        asyncio.run(self._live())

    async def _live(self) -> None:
        plan, stop, ended = self._plan, asyncio.Event(), asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop.set)
        app = create_app(
            AppPlan(
                name=plan.name,
                access=plan.access,
                folder=plan.folder,
                session=plan.session,
                port=plan.port,
                assign=self._wanted.assign,
                beat=self._beat,
                standing=self.standing,
            )
        )

        def run_engine() -> None:
            self._loop.run()
            self._watchdog.forget(_ENGINE)
            loop.call_soon_threadsafe(ended.set)

        engine = threading.Thread(target=run_engine, name="engine", daemon=True)
        threading.Thread(target=self._watchdog.run, name="watchdog", daemon=True).start()
        self._watchdog.beat(_FAUST)
        engine.start()
        try:
            await self._start(app)
            await app.wait_first(stop.wait(), ended.wait())
        finally:
            self._loop.stop()
            await asyncio.to_thread(engine.join, _END_SECONDS)
            await self._leave(app)
        self._raise_fault(app)

    async def _start(self, app: faust.App) -> None:
        try:
            await app.start()
        except Exception as error:
            raise BusUnavailableError(
                f"Faust can't join the group: {type(error).__name__}", where=GROUP, remedy="look at the brokers"
            ) from error

    def _beat(self) -> None:
        self._watchdog.beat(_FAUST)
        self._tell(self.standing())

    def _tell(self, standing: WorkerStanding) -> None:
        with suppress(OSError):  # a full disk hides the standing; the shards go on
            standing.write(self._plan.folder)
        self._plan.tell(standing)

    def standing(self, *, ended: bool = False) -> WorkerStanding:
        """Return how this worker stands."""
        return WorkerStanding(
            name=self._plan.name,
            pid=os.getpid(),
            at=datetime.now(UTC),
            assigned=tuple(sorted(self._wanted.assigned)),
            owned=tuple(sorted(self._loop.owned)),
            coming=tuple(sorted(self._loop.coming)),
            taken=self._loop.taken,
            trouble=self._loop.trouble or self._ruled.trouble,
            settings=self._ruled.version,
            files=self._ruled.files,
            ended=ended,
        )

    async def _leave(self, app: faust.App) -> None:
        """Leave the group, so that the others have the shards at once; who can't is taken for dead a session later."""
        with suppress(TimeoutError):
            await asyncio.wait_for(app.stop(), _END_SECONDS)
        self._watchdog.stop()
        with suppress(HubError):
            access = self._plan.access
            await asyncio.to_thread(leave_group, access, version_of(GROUP, access.version), self._plan.name)
        self._tell(self.standing(ended=True))

    def _raise_fault(self, app: faust.App) -> None:
        fault = self._loop.fault or app.crash_reason
        if isinstance(fault, HubError):
            raise fault
        if fault is not None:
            raise BusUnavailableError(
                f"the worker has ended: {type(fault).__name__}", where=self._plan.name, remedy="start it anew"
            ) from fault
