"""One run: workers up, input fed, faults done, quiet, and the verdict."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from hub.bus.kafka.positions import read_positions
from hub.core.errors import HubError
from hub.core.retention import Standing
from hub.engines.embedded import EmbeddedEngine, EngineOptions
from hub.engines.kafka import KafkaEngine, KafkaEngineOptions
from hub.engines.kafka.changelog import CHANGELOG
from hub.engines.kafka.ends import Ends
from hub.engines.kafka.feed import GROUP
from hub.engines.kafka.follow import Follower
from hub.engines.kafka.store import LocalStore
from hub.testing.faults.crew import Crew, crew_of
from hub.testing.faults.disk import SmallDisk, can_mount
from hub.testing.faults.feeder import Feeder
from hub.testing.faults.ground import Ground
from hub.testing.faults.group import GroupCrew, place_of, write_site
from hub.testing.faults.keeper import Keeper
from hub.testing.faults.patience import Patience
from hub.testing.faults.proxy import Network
from hub.testing.faults.readings import Outcome, Reading, differences_of_copies, embedded_outcome
from hub.testing.faults.steps import Does, Plan, Stand, Step
from hub.testing.faults.verdict import failures_of
from hub.testing.faults.worker import Orders
from hub.testing.faults.workloads import workload_of

_PATIENCE = 4.0
"""Seconds in which a worker should reach what is waited for; that it doesn't is no failure."""

_DEATH_PATIENCE = 25.0
"""The same for one that shall die or stand still at a sub-step: without that a run would prove little."""

_GROUP_PATIENCE = 15.0
"""The same where a group must first agree on who owns what: a session, and a start."""

_LIMIT = 300.0
"""Seconds in which a whole cluster with whole workers must have taken all that came in."""

_PAUSE = 0.3
_WORKER_DISK = 64 << 20


@dataclass(slots=True)
class Verdict:
    """What a run showed: ``failures`` empty when it kept everything; ``seen`` counts what happened to it."""

    plan: Plan
    failures: list[str] = field(default_factory=list)
    seen: dict[str, int] = field(default_factory=dict)
    records: int = 0
    seconds: float = 0.0


class Play:
    """A run of *plan* on *ground*, in *folder*; with *weak* its workers leave out a rule."""

    def __init__(self, plan: Plan, ground: Ground, folder: Path, *, weak: str = "") -> None:
        self.plan = plan
        self._ground = ground
        self._folder = folder
        self._access = ground.access(f"run-{plan.seed}-{time.monotonic_ns()}.")
        self._workload = workload_of(plan.workload, plan.seed)
        # who may mount no disk limits the copies instead, which are all that a worker writes
        small = plan.on_small_disk if can_mount() else ()
        self._disks = {number: SmallDisk(folder / f"worker-{number}", _WORKER_DISK) for number in small}
        self._crew = self._make_crew(weak)
        self._armed: dict[int, int] = {}
        self._missed: list[str] = []
        self._patience = Patience()
        self._feeder: Feeder
        self._keeper: Keeper

    def _make_crew(self, weak: str) -> Crew:
        plan, cluster = self.plan, self._ground.cluster
        return crew_of(
            [
                Orders(
                    bootstrap=cluster.proxied_bootstrap if number in plan.behind_proxy else cluster.bootstrap,
                    prefix=self._access.prefix,
                    folder=str(self._place_of(number)),
                    workload=plan.workload,
                    seed=plan.seed,
                    shards=plan.shards,
                    batch=plan.batch,
                    weak=weak,
                )
                for number in range(plan.workers)
            ],
            self._folder,
            GroupCrew if plan.grouped else Crew,
        )

    @property
    def _site(self) -> Path:
        return self._folder / "site"

    def _place_of(self, number: int) -> Path:
        return place_of(self._site, number) if self.plan.grouped else self._folder / f"worker-{number}"

    def run(self) -> Verdict:
        """Play it to its end."""
        verdict = Verdict(self.plan)
        began = time.monotonic()
        with ExitStack() as after:
            self._ground.create_topics(self._access, self._workload, self.plan.shards)
            for disk in self._disks.values():
                disk.mount()
                after.callback(disk.unmount)
            self._feeder = Feeder(self._access, self._workload, self.plan.shards, self._folder / "feeder")
            after.callback(self._feeder.close)
            self._keeper = Keeper(self._ground, self._crew, self._feeder, self._workload, self._missed)
            if self.plan.grouped:
                write_site(self._site, self._ground.workers_access(self._access, self.plan.shards), self.plan.shards)
            self._ground.begin_mirror(self._access, self._workload, self.plan.shards)
            after.callback(self._crew.end)
            self._crew.start()
            for step in self.plan.steps:
                self._act(step)
            verdict.failures.extend(self._judge())
            verdict.failures.extend([*self._missed, *self._crew.defects, *self._feeder.faults])
        verdict.seen = {**self._crew.seen, "asked again": self._feeder.patience.asked_again}
        verdict.records = sum(len(self._workload.slice(step.number)) for step in self._steps(Does.FEED))
        verdict.seconds = time.monotonic() - began
        return verdict

    def _steps(self, does: Does) -> Iterator[Step]:
        return (step for step in self.plan.steps if step.does is does)

    def _act(self, step: Step) -> None:
        crew, cluster, feeder = self._crew, self._ground.cluster, self._feeder
        acts: dict[Does, Callable[[], object]] = {
            Does.FEED: lambda: feeder.feed(step.number),
            Does.TICK: lambda: feeder.tick(int(step.text), step.number),
            Does.CLOSE: lambda: feeder.close_cut(step.text, step.number),
            Does.POISON: lambda: feeder.poison(step.text),
            Does.GO_ON: self._go_on,
            Does.KILL_AT: lambda: self._kill_at(step),
            Does.FREEZE_AT: lambda: self._freeze_at(step),
            Does.THAW: lambda: crew.thaw(step.worker),
            Does.ASSIGN: lambda: crew.assign(step.owners),
            Does.JOIN: lambda: crew.join(step.worker),
            Does.LEAVE: lambda: crew.leave(step.worker),
            Does.PAUSE: lambda: crew.pause(step.worker),
            Does.RESUME: lambda: crew.resume(step.worker),
            Does.FILL_DISK: lambda: self._fill(step.worker, step.number << 10),
            Does.FREE_DISK: lambda: self._free(step.worker),
            Does.NETWORK: lambda: self._ground.proxy.set(Network(step.text)),
            Does.KILL_NODE: lambda: cluster.kill(step.number),
            Does.STOP_NODE: lambda: cluster.stop(step.number),
            Does.START_NODE: lambda: cluster.start(step.number),
            Does.FILL_BROKER: lambda: self._ground.fill(step.number << 10),
            Does.FREE_BROKER: self._ground.mend,
            Does.EXPIRE: lambda: self._expire(step.number),
            Does.AWAIT_ALARM: self._await_alarm,
            Does.ROTATE: lambda: self._keeper.rotate(step, self._access),
            Does.AWAIT_MIRROR: lambda: self._keeper.await_mirror(self._access),
            Does.KILL_MIRROR: self._ground.start_mirror_again,
            Does.LOSE_SITE: lambda: self._lose_site(step),
        }
        acts[step.does]()

    def _lose_site(self, step: Step) -> None:
        """Go on at the second site; departments state again what came in last, of which it may have nothing."""
        before = self.plan.steps[: self.plan.steps.index(step)]
        cuts = [(one.text, one.number) for one in before if one.does is Does.CLOSE]
        self._access = self._keeper.lose_site(self._access, self._site, self.plan.shards, cuts)
        self._feeder.feed(step.number)

    def _fill(self, worker: int, left: int) -> None:
        if worker in self._disks:
            self._disks[worker].fill(left)
        else:
            self._crew.limit(worker, left)

    def _free(self, worker: int) -> None:
        if worker in self._disks:
            self._disks[worker].free()
        else:
            self._crew.limit(worker, -1)

    def _kill_at(self, step: Step) -> None:
        self._armed[step.worker] = self._crew.hands[step.worker].starts
        self._crew.kill_at(step.worker, step.text, step.number)

    def _freeze_at(self, step: Step) -> None:
        self._armed[step.worker] = self._crew.hands[step.worker].starts
        self._crew.freeze_at(step.worker, step.text, step.number)

    def _go_on(self) -> None:
        """Wait until what came in is on the log, and whoever shall die or stand still does; else somebody took some."""
        crew, taken = self._crew, self._crew.taken
        patience = _GROUP_PATIENCE if self.plan.grouped else _PATIENCE
        crew.until(
            lambda: (
                self._feeder.is_idle
                and (crew.taken > taken or bool(self._armed))
                and all(self._is_struck(number) for number in self._armed)
            ),
            _DEATH_PATIENCE if self._armed else patience,
        )
        for number in self._armed:
            if not self._is_struck(number):
                crew.disarm(number)
        self._armed.clear()

    def _is_struck(self, number: int) -> bool:
        hand = self._crew.hands[number]
        return hand.frozen or hand.starts > self._armed[number]

    def _expire(self, seconds: int) -> None:
        """Let the cluster remove what came in after *seconds*, once somebody reads it."""
        self._crew.until(lambda: self._crew.taken > 0, _LIMIT)
        self._ground.keep_for(self._access, self._workload.input, seconds)

    def _await_alarm(self) -> None:
        """Wait until retention is said to be near what the workers haven't read; nothing of it may be gone by then."""
        end = time.monotonic() + _LIMIT
        while time.monotonic() < end:
            unread = [
                one
                for one in self._patience.ask(lambda: read_positions(self._access))
                if one.topic == self._workload.input and one.group in {GROUP, ""}
            ]
            if any(one.lost for one in unread):
                self._missed.append("records were removed before anybody was called")
                return
            if any(one.standing(datetime.now(UTC)) is not Standing.FINE for one in unread):
                self._crew.seen["alarms"] += 1
                return
            self._crew.look(_PAUSE)
        self._missed.append("nobody was called")

    def _judge(self) -> list[str]:
        self._relieve()
        self._feeder.end_of_time()
        if not self._feeder.finish():
            return [f"the cluster didn't take what came in: {self._crew.standing()}"]
        reading = Reading(self._access)
        try:
            if not self._is_drained(reading):
                return [f"not drained in {_LIMIT:.0f} s: {reading.standing(self._places)}; {self._crew.standing()}"]
            self._crew.end()
            return [*self._audit(), *failures_of(self._workload, self._found(reading), self._expected(), self._poison)]
        except HubError as error:
            return [f"couldn't be judged: {error}"]
        finally:
            reading.close()

    @property
    def _poison(self) -> set[tuple[str, int, int]]:
        return self._feeder.poisoned

    def _relieve(self) -> None:
        """Let everything be whole again, and everybody who is there own something."""
        self._ground.proxy.set(Network.WHOLE)
        for worker in self.plan.on_small_disk:
            self._free(worker)
        self._ground.mend()
        if self.plan.stand is Stand.FORGETFUL:
            self._ground.keep_for(self._access, self._workload.input, -1)
        present = [hand.number for hand in self._crew.hands if hand.present]
        for number in present:
            self._crew.thaw(number)
            self._crew.resume(number)
        self._crew.assign([present[shard % len(present)] for shard in range(self.plan.shards)])

    @property
    def _places(self) -> list[tuple[str, int]]:
        return [(topic, shard) for topic in self._workload.inputs for shard in range(self.plan.shards)]

    def _is_drained(self, reading: Reading) -> bool:
        end = time.monotonic() + _LIMIT
        while time.monotonic() < end and not self._crew.defects:
            self._crew.look(_PAUSE)
            if self._patience.ask(lambda: reading.is_drained(self._places, self._workload.topics)):
                return True
        return False

    def _audit(self) -> Iterator[str]:
        """
        Rebuild every shard from the changelog alone, elsewhere: nothing may be left to take.

        Every worker's copy, brought up to date, must be the same to the last row.
        """
        patience = self._patience
        engine = patience.ask(self._open_audit)
        patience.ask(engine.take_over)
        left = patience.ask(engine.run_until_idle)
        engine.close()
        if left:
            yield f"{left} entries weren't taken by the workers"
        for hand in self._crew.hands:
            for path in sorted(Path(hand.orders.folder).glob("shard-??.db")):
                patience.ask(partial(self._catch_up, path))
                for table in differences_of_copies(path, self._folder / "audit" / path.name):
                    yield f"worker {hand.number}'s copy {path.name} differs in {table}"

    def _open_audit(self) -> KafkaEngine:
        return KafkaEngine(
            self._access,
            self._folder / "audit",
            self._workload.processors(),
            self._workload.serde,
            KafkaEngineOptions(shards=self.plan.shards),
        )

    def _catch_up(self, path: Path) -> None:
        store = LocalStore(path, 1)
        follower = Follower(self._access, Ends(self._access), (CHANGELOG, int(path.stem[-2:])), store)
        while not follower.step():
            pass
        follower.close()
        store.close()

    def _found(self, reading: Reading) -> Outcome:
        found = Outcome()
        found.take_tables((self._folder / "audit").glob("shard-??.db"))
        for topic in self._workload.topics:
            for record, headers in reading.records(topic):
                found.take_record(topic, record, headers)
        found.open_cuts = [step.text for step in self._steps(Does.CLOSE) if not self._feeder.is_cut_complete(step.text)]
        return found

    def _expected(self) -> Outcome:
        """Let the embedded engine take the same input, undisturbed."""
        folder, workload = self._folder / "embedded", self._workload
        engine = EmbeddedEngine.open(
            folder, workload.processors(), workload.serde, EngineOptions(shards=self.plan.shards)
        )
        for step in self.plan.steps:
            if step.does is Does.FEED:
                engine.append(workload.input, workload.slice(step.number))
            elif step.does is Does.TICK:
                engine.tick(workload.end_of(int(step.text)) + timedelta(minutes=step.number))
            elif step.does is Does.CLOSE:
                engine.close_cut(step.text, workload.end_of(step.number))
        engine.tick(workload.end)
        engine.run_until_idle()
        found = embedded_outcome(engine, folder, workload.topics)
        engine.close()
        return found
