"""
From a native change to the counterpart's inbox: the hub's own pipeline under arrivals that don't wait for it.

A submission has its instant of arrival by the clock, whether the hub keeps up or not, and its latency is counted from
that instant (no coordinated omission) until a reader of what is committed has the delivery in hand.

The capacity is what one worker keeps up with while arrivals go on. What it does of a backlog, in large batches and with
nobody writing, is more, and is measured beside it: arrivals at such a rate would pile up.

A machine that others use, too, is measured in windows, the levels in turn. Beside each window stands how much of the
processors others used meanwhile, and how fast these were; a level is judged by the window in which most of them was
left, whatever its figures are.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import cast

from bench.kafka.contest import EXACTLY_ONCE, Contestant, stage, start
from bench.kafka.contestants.engine import make_topics
from bench.kafka.contestants.hub_pipeline import hub_topics
from bench.kafka.course import Arrival, Course, Place, arrivals, wanted
from bench.kafka.machine import Others, Pace
from bench.kafka.plan import Plan
from bench.kafka.running import Running
from bench.kafka.trace import Trace, mean_stages
from bench.kafka.traffic import Backlog, Inboxes, Source, facts_by_time, write_all
from bench.workload import bench_processors, registry
from hub.core.ports import Processor

SHARES = (0.1, 0.5, 0.9)
PIPELINE = Contestant(
    name="pipeline", label="the hub's pipeline", tier=EXACTLY_ONCE, environment="hub", module="hub_pipeline"
)
WINDOWS = 3
_BACKLOG_SHARE, _SUSTAINED_SHARE = 0.05, 0.15
"""Parts of the arrivals by which the capacity is measured, once as a backlog and once as they come."""

_MORNING = 0.05
"""Part of a day that passes before a window begins: each shard has heard of the day by then."""

_FEWEST = 40
"""Arrivals of a window: ten of them are delivered."""

_TURN = 0.5
"""Share of the capacity at which it's measured what the beginning of a day takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Milliseconds of *samples* deliveries."""

    samples: int
    p50: float
    p90: float
    p99: float
    worst: float

    @classmethod
    def of(cls, found: Sequence[float]) -> Spread:
        """Return how *found*, milliseconds in any order, are spread."""
        ordered = sorted(found)
        p50, p90, p99 = (percentile(ordered, share) for share in (0.5, 0.9, 0.99))
        return cls(samples=len(ordered), p50=p50, p90=p90, p99=p99, worst=ordered[-1])


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """
    One stretch of time at one level.

    Attributes:
        others: Share of the processors that others used meanwhile.
        pace: How fast the processors were, of the fastest that they were in the run.
        late: Milliseconds by which the arrivals themselves fell behind, at most.
    """

    spread: Spread
    seconds: float
    others: float
    pace: float
    late: float

    @property
    def left(self) -> float:
        """What of the machine was there for what was measured, between 0 and 1."""
        return self.pace * (1 - self.others)


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One share of the capacity: its windows, all of them together, and mean milliseconds of each stage."""

    share: float
    rate: float
    windows: Sequence[Window]
    whole: Spread
    stages: Mapping[str, float] = field(default_factory=dict)

    @property
    def quietest(self) -> Window:
        """The window in which most of the machine was left: the level is judged by it."""
        return max(self.windows, key=lambda window: window.left)


@dataclass(frozen=True, slots=True, kw_only=True)
class Latency:
    """
    What one worker takes when it's never short of work, and its latency below that.

    Attributes:
        drained: Submissions per second of a backlog, with nobody writing meanwhile.
        capacity: Submissions per second while more of them arrive than it keeps up with.
        cost: Microseconds of processor time of a submission of the backlog.
        turn: Half the capacity, while a day begins.
    """

    partitions: int
    held: int
    drained: float
    capacity: float
    cost: float
    peak: int
    others: float
    levels: Sequence[Level]
    turn: Window


@dataclass(slots=True)
class _Rig:
    """A pipeline at work: who writes, who reads, and what was measured of it."""

    plan: Plan
    source: Source
    inboxes: Inboxes
    backlog: Backlog
    running: Running
    broker: Sequence[int]
    pace: Pace = field(default_factory=Pace)
    due: dict[float, dict[Place, float]] = field(default_factory=lambda: {share: {} for share in SHARES})
    windows: dict[float, list[Window]] = field(default_factory=lambda: {share: [] for share in SHARES})

    def others(self) -> Others:
        return Others((*self.broker, self.running.pid))


def measure_latency(bootstrap: str, plan: Plan, disputes: int, seconds: float, broker: Sequence[int]) -> Latency:
    """
    Measure the capacity of one worker and its latency at :data:`SHARES` of it, in windows of at most *seconds*.

    *broker* are the processes of the cluster.

    Raises:
        RuntimeError: a delivery is missing.
    """
    history, steady = arrivals(disputes)
    with stage(bootstrap, replace(plan, cached_states=10_000)) as bare:
        mine = replace(bare, trace=str(Path(bare.folder).with_name("trace")))
        make_topics(bootstrap, hub_topics(mine), set())
        inputs = {cast("Processor[object]", processor).input for processor in bench_processors(registry())}
        rig = _Rig(mine, Source(mine), Inboxes(mine), Backlog(mine, inputs), start(PIPELINE, mine), broker)
        try:
            write_all(rig.source, history)
            rig.inboxes.wait_for(wanted(history), rig.running)
            rig.backlog.wait(rig.running)
            backlog, ends = int(len(steady) * _BACKLOG_SHARE), int(len(steady) * (_BACKLOG_SHARE + _SUSTAINED_SHARE))
            drained, cost, others = _drained(rig, steady[:backlog])
            capacity = _sustained(rig, steady[backlog:ends], drained)
            turn = _windows(rig, steady[ends:], capacity, seconds)
            peak = rig.running.usage().peak
        finally:
            rig.running.end()
            rig.pace.end()
            rig.inboxes.close()
            rig.backlog.close()
        levels = _levels(rig, capacity)
    held = len({arrival.root for arrival in history})
    return Latency(
        partitions=plan.partitions,
        held=held,
        drained=drained,
        capacity=capacity,
        cost=cost,
        peak=peak,
        others=others,
        levels=levels,
        turn=turn,
    )


def _drained(rig: _Rig, chosen: Sequence[Arrival]) -> tuple[float, float, float]:
    """
    Return what is done when all of *chosen* are there at once, until nothing of them is left to do: figures, too.

    Submissions per second, microseconds of processor time of each, and the share of the processors used by others.
    """
    write_all(rig.source, chosen)
    others, began, before = rig.others(), time.monotonic(), rig.running.usage().cpu
    rig.inboxes.wait_for(wanted(chosen), rig.running)
    took = rig.backlog.wait(rig.running) - began
    return len(chosen) / took, (rig.running.usage().cpu - before) / len(chosen) * 1e6, others.share()


def _sustained(rig: _Rig, chosen: Sequence[Arrival], rate: float) -> float:
    """
    Return submissions per second of *chosen* that come through while they arrive at *rate*, which is more than that.

    The broker gets warm at the same time: its first seconds with small transactions cost it half as much again.
    """
    due, began, _ = _let_arrive(rig, chosen, rate)
    ended = time.monotonic()
    through = sum(rig.inboxes.seen.get(place, ended) < ended for place in due)
    rig.source.flush()
    rig.inboxes.wait_for(list(due), rig.running)
    rig.backlog.wait(rig.running)
    return through / len(due) * len(chosen) / (ended - began)


def _windows(rig: _Rig, rest: Sequence[Arrival], capacity: float, seconds: float) -> Window:
    """
    Let *rest* arrive, one level after the other, and again; return the window in which a day began.

    The course of a month comes within minutes here: days begin a thousand times as often as they do, and each wakes
    every dispute that has a deadline then. Windows lie within a day; what the beginning of one takes is measured apart.
    """
    course = Course(rest)
    lasts = min(seconds, course.longest_day() * (1 - 2 * _MORNING) / (capacity * max(SHARES)))
    for _ in range(WINDOWS):
        for share in SHARES:
            count = max(_FEWEST, int(capacity * share * lasts))
            if course.left_of_day() < count:
                _let_pass(rig, course.take(course.left_of_day()))
                _let_pass(rig, course.take(int(course.left_of_day() * _MORNING)))
            window, due = _window(rig, course.take(count), capacity * share)
            rig.due[share] |= due
            rig.windows[share].append(window)
    count = max(_FEWEST, int(capacity * _TURN * lasts))
    _let_pass(rig, course.take(max(0, course.left_of_day() - count // 2)))
    return _window(rig, course.take(count), capacity * _TURN)[0]


def _let_pass(rig: _Rig, chosen: Sequence[Arrival]) -> None:
    """Let *chosen* come as fast as they go, and wait until nothing of them is left to do."""
    write_all(rig.source, chosen)
    if due := wanted(chosen):
        rig.inboxes.wait_for(due, rig.running)
    rig.backlog.wait(rig.running)


def _window(rig: _Rig, chosen: Sequence[Arrival], rate: float) -> tuple[Window, Mapping[Place, float]]:
    """Return what was measured of *chosen*, and when each that must be delivered arrived."""
    others, since = rig.others(), time.monotonic()
    due, began, late = _let_arrive(rig, chosen, rate)
    seconds = time.monotonic() - began
    rig.source.flush()
    rig.inboxes.wait_for(list(due), rig.running)
    used, pace = others.share(), rig.pace.since(since)
    rig.backlog.wait(rig.running)
    spread = Spread.of(_milliseconds(rig, due))
    return Window(spread=spread, seconds=seconds, others=used, pace=pace, late=late * 1000), due


def _let_arrive(rig: _Rig, chosen: Sequence[Arrival], rate: float) -> tuple[dict[Place, float], float, float]:
    """
    Write each of *chosen* at its instant, *rate* of them per second.

    Return when each that must be delivered arrived, when the first did, and seconds of the greatest delay.
    """
    began, late = time.monotonic() + 0.2, 0.0
    due: dict[Place, float] = {}
    for number, arrival in enumerate(chosen):
        arrives = began + number / rate
        now = time.monotonic()
        if now < arrives:
            time.sleep(arrives - now)
        late = max(late, time.monotonic() - arrives)
        rig.source.write(arrival)
        if arrival.is_delivered:
            due[arrival.root, arrival.at] = arrives
    return due, began, late


def _milliseconds(rig: _Rig, due: Mapping[Place, float]) -> list[float]:
    return [(rig.inboxes.seen[place] - arrived) * 1000 for place, arrived in due.items()]


def _levels(rig: _Rig, capacity: float) -> tuple[Level, ...]:
    trace, facts = Trace.read(Path(rig.plan.trace)), facts_by_time(rig.plan)
    levels = []
    for share, due in rig.due.items():
        passed = [
            trace.marks(arrived, (rig.source.spots[place], facts[place[1]]), rig.inboxes.seen[place])
            for place, arrived in due.items()
            if place in rig.source.spots and place[1] in facts
        ]
        levels.append(
            Level(
                share=share,
                rate=capacity * share,
                windows=tuple(rig.windows[share]),
                whole=Spread.of(_milliseconds(rig, due)),
                stages=mean_stages([marks for marks in passed if marks is not None]),
            )
        )
    return tuple(levels)


def percentile(ordered: Sequence[float], share: float) -> float:
    """
    Return the value that *share* of *ordered* don't exceed.

    >>> percentile([1.0, 2.0, 3.0, 4.0], 0.5)
    2.0
    """
    return ordered[max(0, -int(-share * len(ordered) // 1) - 1)]
