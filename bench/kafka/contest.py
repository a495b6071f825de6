"""Draining a preloaded topic by one contestant, and holding what came out against what must."""

from __future__ import annotations

import shutil
import tempfile
import time
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from bench.kafka.broker import Follower, delete_topics, make_topics, preload
from bench.kafka.environments import Environment
from bench.kafka.machine import TICK, Others
from bench.kafka.plan import Plan
from bench.kafka.running import Running, Usage
from bench.kafka.workload import Prepared

AT_LEAST_ONCE, EXACTLY_ONCE = "at least once", "exactly once"
WARM = 0.2
"""Share of the outputs that is given to start-up, first assignment and warming; what's measured comes after it."""

_LOOK_SECONDS = 0.05
_LIMIT = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Contestant:
    """
    Who takes part: a module of :mod:`bench.kafka.contestants` in its environment, with its own choices.

    ``fits_hub`` says that the bench's own environment has everything it needs.
    """

    name: str
    label: str
    tier: str
    environment: str
    module: str
    store: str = "rocksdb"
    fits_hub: bool = False

    def plan(self, plan: Plan) -> Plan:
        """Return *plan* with this contestant's choices."""
        return replace(plan, store=self.store, exactly_once=self.tier == EXACTLY_ONCE)

    def where(self) -> Environment:
        """Return the environment in which it runs: its own, or the bench's where that has all it needs."""
        own = Environment(self.environment)
        return Environment("hub") if self.fits_hub and not own.is_ready() else own


CONTESTANTS = (
    Contestant(
        name="faust-memory", label="Faust agent, table in memory", tier=AT_LEAST_ONCE, environment="faust",
        module="faust_agent", store="memory",
    ),
    Contestant(
        name="faust-rocksdb", label="Faust agent, table in RocksDB", tier=AT_LEAST_ONCE, environment="faust",
        module="faust_agent",
    ),
    Contestant(
        name="quix-alo", label="Quix Streams", tier=AT_LEAST_ONCE, environment="quix", module="quix",
    ),
    Contestant(
        name="engine", label="this engine", tier=EXACTLY_ONCE, environment="hub", module="engine", store="sqlite",
    ),
    Contestant(
        name="floor", label="bare transactional loop (floor)", tier=EXACTLY_ONCE, environment="floor", module="floor",
        store="memory", fits_hub=True,
    ),
    Contestant(
        name="quix-eos", label="Quix Streams, exactly once", tier=EXACTLY_ONCE, environment="quix", module="quix",
    ),
    Contestant(
        name="streams", label="Kafka Streams (Java), exactly_once_v2", tier=EXACTLY_ONCE, environment="streams",
        module="Totals",
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Drained:
    """What one contestant needed for one drain, start-up left out; *others* is the others' share of the processors."""

    contestant: str
    round: int
    records: int
    seconds: float
    cpu: float
    peak: int
    commits: float
    ready: float
    others: float = 0.0

    @property
    def per_second(self) -> float:
        """Records per second of wall time."""
        return self.records / self.seconds

    @property
    def cost(self) -> float:
        """Microseconds of processor time per record."""
        return self.cpu / self.records * 1e6


class WrongOutcomeError(RuntimeError):
    """What a contestant put out isn't what the workload demands: its figures don't count."""


@contextmanager
def stage(bootstrap: str, plan: Plan) -> Iterator[Plan]:
    """Give a plan with topics and a folder of its own, and take all of it away afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="hub-bench-"))
    mine = replace(plan, bootstrap=bootstrap, prefix=f"b{uuid.uuid4().hex[:10]}-", folder=str(folder / "state"))
    try:
        make_topics(bootstrap, {mine.source: plan.partitions, mine.target: plan.partitions})
        yield mine
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        delete_topics(bootstrap, mine.prefix)


def start(contestant: Contestant, plan: Plan) -> Running:
    """Start *contestant* with *plan*."""
    folder = Path(plan.folder)
    folder.mkdir(parents=True, exist_ok=True)
    written = contestant.plan(plan).write(folder.parent / "plan.json")
    return Running(contestant.where().command(contestant.module, written), folder.parent)


@dataclass(frozen=True, slots=True)
class Sight:
    """What was seen at one look: when, how far the outputs reached, what the contestant had used."""

    at: float
    reached: int
    usage: Usage


def follow(running: Running, follower: Follower, wanted: int, limit: float = _LIMIT) -> list[Sight]:
    """
    Watch until *wanted* outputs are committed; return what was seen on the way.

    Raises:
        WrongOutcomeError: they didn't come in time.
    """
    sights: list[Sight] = []
    ends = time.monotonic() + limit
    while time.monotonic() < ends:
        reached = follower.reached()
        sights.append(Sight(time.monotonic(), reached, running.usage()))
        # the markers of transactions stand between the outputs: only when nothing has moved since is it worth reading
        settled = len(sights) > 1 and sights[-2].reached == reached
        if reached >= wanted and settled and follower.read().total() >= wanted:
            return sights
        time.sleep(_LOOK_SECONDS)
    raise WrongOutcomeError(f"{sights[-1].reached} of {wanted} outputs came in {limit:.0f} s: {running.said()}")


@dataclass(frozen=True, slots=True)
class Round:
    """A number, and the processes of the cluster."""

    number: int
    broker: Sequence[int] = ()


def drain(bootstrap: str, contestant: Contestant, plan: Plan, workload: Prepared, turn: Round) -> Drained:
    """
    Let *contestant* drain *workload* once.

    Raises:
        WrongOutcomeError: what came out isn't byte for byte what must, as often as it must.
    """
    with stage(bootstrap, plan) as mine:
        preload(mine, workload.messages)
        follower = Follower(bootstrap, mine.target, mine.partitions)
        began = time.monotonic()
        running = start(contestant, mine)
        others = Others((*turn.broker, running.pid))
        try:
            sights = follow(running, follower, len(workload.messages))
            used = others.share()
        finally:
            running.end()
        check(follower.read(), workload.outputs)
        follower.close()
    return replace(measured(sights, len(workload.messages), (contestant.name, turn.number, began)), others=used)


def measured(sights: list[Sight], outputs: int, of: tuple[str, int, float]) -> Drained:
    """Return what *sights* say of *outputs* outputs; *of* is contestant, round, and when it was started."""
    name, number, began = of
    final = sights[-1].reached
    last = next(sight for sight in sights if sight.reached == final)
    first = next(sight for sight in sights if sight.reached >= WARM * final and sight.reached > 0)
    if first.reached == final:
        # so small a run is over at one look: then all of it counts, start-up too
        first = sights[0]
    share = (final - first.reached) / final
    seconds = max(last.at - first.at, _LOOK_SECONDS)
    return Drained(
        contestant=name,
        round=number,
        records=round(outputs * share),
        seconds=seconds,
        cpu=max(last.usage.cpu - first.usage.cpu, TICK),
        peak=last.usage.peak,
        commits=(final - outputs) * share / seconds,
        ready=next(sight.at for sight in sights if sight.reached) - began,
    )


def check(found: Counter[tuple[bytes, bytes]], wanted: Counter[tuple[bytes, bytes]]) -> None:
    """
    Hold *found* against what is *wanted*, of every key and byte for byte.

    Raises:
        WrongOutcomeError: something is missing, too much, or different.
    """
    if found != wanted:
        missing, extra = wanted - found, found - wanted
        raise WrongOutcomeError(f"{missing.total()} outputs are missing, {extra.total()} are too many")
