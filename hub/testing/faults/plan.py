"""Drawing a run from its seed: the same seed is the same schedule, on every machine."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from hub.engines.kafka import SUB_STEPS
from hub.testing.faults.poison import POISONS
from hub.testing.faults.steps import Does, Fault, Plan, Stand, Step
from hub.testing.kafka.certificates import Change

SLICES = 6
"""Parts in which the input of a run is fed."""

OWN_SEEDS: Mapping[int, Fault] = {120: Fault.RETENTION, 121: Fault.ROTATED, 122: Fault.SITE_LOST}
"""New faults have seeds of their own, so that a seed stays what it was."""

FAULTS: tuple[Fault, ...] = tuple(fault for fault in Fault if fault not in OWN_SEEDS.values())
"""What seeds meet in turn."""

GROUPED = 100
"""From this seed on the workers are those of ``hub worker run``."""

_KEPT_SECONDS = 90

GROUP_FAULTS = (Fault.KILL, Fault.FREEZE, Fault.REBALANCE, Fault.BROKER_KILLED)
WORKLOADS = ("payments", "city")

_SLOW_SUB_STEPS = ("outputs sent", "positions sent", "cluster committed")
"""Where a death or sleep is worst: between the cluster's commit and the copy's, drawn twice as often as others."""

_STANDS = {
    Fault.NODE_LOST: Stand.THREE,
    Fault.BROKER_DISK_FULL: Stand.SMALL_DISK,
    Fault.RETENTION: Stand.FORGETFUL,
    Fault.ROTATED: Stand.SECURED,
    Fault.SITE_LOST: Stand.TWO_SITES,
}
_NETWORK = {Fault.NETWORK_CUT: "cut", Fault.HALF_OPEN: "half-open", Fault.SLOW_NETWORK: "slow"}


def plan_of(seed: int) -> Plan:
    """
    Return the run of *seed*: faults in turn, the payments first, then the city's disputes.

    >>> plan_of(3) == plan_of(3), plan_of(3).fault
    (True, <Fault.BROKER_KILLED: 'broker killed under load'>)
    """
    if seed in OWN_SEEDS:
        fault = OWN_SEEDS[seed]
        return _Drawing(seed, fault, WORKLOADS[fault is not Fault.RETENTION]).plan()
    if seed >= GROUPED:
        return _Drawing(seed, GROUP_FAULTS[seed % len(GROUP_FAULTS)], WORKLOADS[1]).plan()
    fault = FAULTS[seed % len(FAULTS)]
    return _Drawing(seed, fault, WORKLOADS[seed // len(FAULTS) % len(WORKLOADS)]).plan()


def seeds_of(text: str) -> list[int]:
    """
    Return the seeds that *text* names.

    >>> seeds_of("0-2,7")
    [0, 1, 2, 7]
    """
    found: list[int] = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        found.extend(range(int(first), int(last or first) + 1))
    return found


@dataclass
class _Drawing:
    seed: int
    fault: Fault
    workload: str
    steps: list[Step] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = random.Random(f"{self.seed}/{self.fault}")  # noqa: S311 - a schedule is no secret
        self.shards = self.chance.choice((2, 3))
        self.workers = 3 if self.fault in {Fault.REBALANCE, Fault.MIXED} else 2
        self.batch = self.chance.choice((7, 40, 200))
        self.present = list(range(self.workers))
        self.owners: tuple[int, ...] = ()

    def plan(self) -> Plan:
        strike = self._strikes()
        self._assign()
        for number in range(SLICES):
            before = len(self.steps)
            after = strike(number)
            # just before what is done to the run, so that it meets work under way, or just after its first step
            shift = self.chance.randint(0, 1)
            at = before if self.seed in OWN_SEEDS else min(before + shift, len(self.steps))
            self.steps.insert(at, Step(does=Does.FEED, number=number))
            if self.chance.random() < 0.6:
                self._tick(number)
            if number in {1, 4}:
                self._do(Does.CLOSE, text=f"m{number}", number=number)
            self._do(Does.GO_ON)
            self.steps.extend(after)
        return Plan(
            seed=self.seed,
            fault=self.fault,
            workload=self.workload,
            shards=self.shards,
            workers=self.workers,
            batch=self.batch,
            behind_proxy=(0,) if self.fault in _NETWORK or self.fault is Fault.MIXED else (),
            on_small_disk=(0,) if self.fault in {Fault.DISK_FULL, Fault.MIXED} else (),
            stand=_STANDS.get(self.fault, Stand.SHARED),
            steps=tuple(self.steps),
            grouped=self.seed >= GROUPED and self.fault is not Fault.RETENTION,
        )

    def _strikes(self) -> Callable[[int], Sequence[Step]]:
        """Return what one slice suffers: steps before the feed are done at once, those after it are returned."""
        return {
            Fault.KILL: self._kill,
            Fault.FREEZE: self._freeze,
            Fault.REBALANCE: self._rebalance,
            Fault.BROKER_KILLED: lambda number: self._restart(number, Does.KILL_NODE),
            Fault.BROKER_RESTARTED: lambda number: self._restart(number, Does.STOP_NODE),
            Fault.NODE_LOST: self._lose_node,
            Fault.NETWORK_CUT: self._network,
            Fault.HALF_OPEN: self._network,
            Fault.SLOW_NETWORK: self._network,
            Fault.DISK_FULL: self._fill_disk,
            Fault.BROKER_DISK_FULL: self._fill_broker,
            Fault.POISON: self._poison,
            Fault.SLOW: self._slow,
            Fault.CLOCK: self._step_clock,
            Fault.MIXED: self._mix,
            Fault.RETENTION: self._near_retention,
            Fault.ROTATED: self._rotate,
            Fault.SITE_LOST: self._lose_site,
        }[self.fault]

    def _do(self, does: Does, worker: int = -1, *, text: str = "", number: int = 0) -> None:
        self.steps.append(Step(does=does, worker=worker, text=text, number=number))

    def _tick(self, number: int) -> None:
        jump = self.chance.choice((-600, -45, 45, 600)) if self.fault is Fault.CLOCK else 0
        self._do(Does.TICK, text=str(number), number=jump)

    def _assign(self, among: Iterable[int] | None = None) -> None:
        able = self.present if among is None else list(among)
        self.owners = tuple(self.chance.choice(able) for _ in range(self.shards))
        self.steps.append(Step(does=Does.ASSIGN, owners=self.owners))

    def _owner(self) -> int:
        return self.chance.choice(self.owners)

    def _kill(self, number: int) -> Sequence[Step]:
        # over all seeds and slices every sub-step has its turn, in an order of the seed's own
        order = random.Random(self.seed).sample(SUB_STEPS, len(SUB_STEPS))  # noqa: S311 - as above
        at = order[number % len(order)] if number % 3 else self.chance.choice(_SLOW_SUB_STEPS)
        self._do(Does.KILL_AT, self._owner(), text=at, number=self.chance.randint(1, 2))
        return ()

    def _freeze(self, number: int) -> Sequence[Step]:
        if number % 2 == 0:
            return ()
        frozen = self._owner()
        at = self.chance.choice((*SUB_STEPS[2:], *_SLOW_SUB_STEPS))
        self._do(Does.FREEZE_AT, frozen, text=at, number=self.chance.randint(1, 2))
        self._do(Does.GO_ON)
        self._assign(worker for worker in self.present if worker != frozen)
        return (Step(does=Does.THAW, worker=frozen), Step(does=Does.GO_ON))

    def _rebalance(self, number: int) -> Sequence[Step]:
        if len(self.present) > 1 and self.chance.random() < 0.5:
            gone = self.chance.choice(self.present)
            self.present.remove(gone)
            self._do(Does.LEAVE, gone)
        elif len(self.present) < self.workers:
            fresh = self.chance.choice([w for w in range(self.workers) if w not in self.present])
            self.present.append(fresh)
            self._do(Does.JOIN, fresh)
        self._assign()
        return ()

    def _restart(self, number: int, how: Does) -> Sequence[Step]:
        if number not in {1, 4}:
            return ()
        self._do(how, number=1)
        self._do(Does.START_NODE, number=1)
        return ()

    def _lose_node(self, number: int) -> Sequence[Step]:
        node = number // 2 % 3 + 1
        if number % 2 == 0:
            self._do(self.chance.choice((Does.KILL_NODE, Does.STOP_NODE)), number=node)
            return ()
        return (Step(does=Does.START_NODE, number=node),)

    def _network(self, number: int) -> Sequence[Step]:
        if number % 2 == 0:
            return ()
        self._do(Does.NETWORK, text=_NETWORK.get(self.fault, "cut"))
        if self.chance.random() < 0.5:
            self._do(Does.GO_ON)
            self._assign(worker for worker in self.present if worker != 0)
        after = [Step(does=Does.NETWORK, text="whole"), Step(does=Does.GO_ON)]
        self.owners = tuple(self.chance.choice(self.present) for _ in range(self.shards))
        return (*after, Step(does=Does.ASSIGN, owners=self.owners))

    def _fill_disk(self, number: int) -> Sequence[Step]:
        if number % 2 == 0:
            return ()
        self.owners = (0, *self.owners[1:])
        self.steps.append(Step(does=Does.ASSIGN, owners=self.owners))
        self._do(Does.FILL_DISK, 0, number=self.chance.choice((0, 8, 32, 64)))
        return (Step(does=Does.FREE_DISK, worker=0), Step(does=Does.GO_ON))

    def _fill_broker(self, number: int) -> Sequence[Step]:
        if number not in {1, 4}:
            return ()
        self._do(Does.FILL_BROKER, number=self.chance.choice((16, 128, 512)))
        return (Step(does=Does.FREE_BROKER),)

    def _poison(self, number: int) -> Sequence[Step]:
        order = random.Random(self.seed).sample(sorted(POISONS), len(POISONS))  # noqa: S311 - as above
        for kind in order[number * len(order) // SLICES : (number + 1) * len(order) // SLICES] or (order[number],):
            self._do(Does.POISON, text=kind)
        if number == 3:
            self._kill(number)
        return ()

    def _slow(self, number: int) -> Sequence[Step]:
        if number == 1:
            self._do(Does.PAUSE, self._owner())
        if number == SLICES - 2:
            return tuple(Step(does=Does.RESUME, worker=worker) for worker in range(self.workers))
        return ()

    def _near_retention(self, number: int) -> Sequence[Step]:
        """Let nobody take what comes in until the alarm; then there must be time to take all of it."""
        workers = range(self.workers)
        if number == 1:
            pauses = (Step(does=Does.PAUSE, worker=worker) for worker in workers)
            return (Step(does=Does.EXPIRE, number=_KEPT_SECONDS), *pauses)
        if number == SLICES // 2 - 1:
            return (Step(does=Does.AWAIT_ALARM), *(Step(does=Does.RESUME, worker=worker) for worker in workers))
        return ()

    def _rotate(self, number: int) -> Sequence[Step]:
        """Change the certificates in three steps, each under what comes in, every node and worker started again."""
        if number % 2:
            self._do(Does.ROTATE, text=list(Change)[number // 2].value, number=number)
        return ()

    def _lose_site(self, number: int) -> Sequence[Step]:
        """Let the mirror be killed on the way, and the first site be lost with a slice that's copied in part."""
        if number == 1:
            self._do(Does.KILL_MIRROR)
        if number == SLICES // 2:
            self._do(Does.LOSE_SITE, number=number)
        return (Step(does=Does.AWAIT_MIRROR),) if number in {0, SLICES // 2 - 1} else ()

    def _step_clock(self, number: int) -> Sequence[Step]:
        if number % 3 == 0:
            self._kill(number)
        return ()

    def _mix(self, number: int) -> Sequence[Step]:
        return self.chance.choice(
            (self._kill, self._freeze, self._rebalance, self._network, self._fill_disk, self._poison)
        )(number)
