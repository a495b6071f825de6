"""How long a contestant is away when it starts again: with its local copy, and when the copy is lost; each bounded."""

from __future__ import annotations

import shutil
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import msgspec

from bench.kafka.broker import Follower, make_topics, preload
from bench.kafka.contest import Contestant, check, stage, start
from bench.kafka.machine import Others
from bench.kafka.plan import Plan
from bench.kafka.workload import Message, Prepared, Workload
from hub.engines.kafka.changelog import CHANGELOG

_LOOK_SECONDS = 0.5
_TO_FILL = 3
"""How many times the limit who fills its own store may take: that isn't what is measured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """
    Seconds from the start of the process to the last of one committed output per partition.

    Attributes:
        keys: States held.
        limit: Seconds that each step was given.
        lost: The local copy was deleted: all is read from the changelog; None where that took longer than the limit.
        kept: The local copy was there; None where that took longer, or there was no whole copy to begin with.
        peak: Largest resident set in MiB while the copy was rebuilt.
        trouble: What kept it from being measured, empty where nothing did.
        by_others: Share of the processors that others used while the copy was rebuilt, or while the store was filled.
    """

    contestant: str
    keys: int
    limit: float
    lost: float | None = None
    kept: float | None = None
    peak: int = 0
    trouble: str = ""
    by_others: float | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """States to hold, seconds that each step may take, and the processes of the cluster."""

    keys: int
    limit: float
    broker: Sequence[int]


@dataclass(frozen=True, slots=True)
class _Span:
    """Seconds that a step took, None where it came to no end in time; largest resident set in MiB; others' share."""

    seconds: float | None
    peak: int = 0
    others: float = 0.0


def recover(bootstrap: str, contestant: Contestant, plan: Plan, task: Task) -> Recovered:
    """
    Fill the store of *contestant* with states, then start it again twice; who takes too long is told to have done so.

    Raises:
        WrongOutcomeError: what comes out afterwards doesn't rest on the state from before.
    """
    workload, trouble = Workload(task.keys, task.keys, plan.partitions, spread=True), ""
    with stage(bootstrap, plan) as mine:
        lost = kept = _fill(contestant, mine, workload, task)
        if lost.seconds is not None:
            shutil.rmtree(mine.folder, ignore_errors=True)
            lost = kept = _restart(contestant, mine, workload.probes(1), task)
            if lost.seconds is not None:
                kept = _restart(contestant, mine, workload.probes(2), task)
        else:
            trouble = f"not filled within {_TO_FILL * task.limit:.0f} s"
    return Recovered(
        contestant=contestant.name,
        keys=task.keys,
        limit=task.limit,
        by_others=lost.others,
        lost=lost.seconds,
        kept=kept.seconds,
        peak=lost.peak,
        trouble=trouble,
    )


def _fill(contestant: Contestant, plan: Plan, workload: Workload, task: Task) -> _Span:
    """
    Give the contestant its states.

    They're written into its changelog in its own format where that is known. Who keeps a format that it alone knows
    drains as many records as there are states, and leaves the same changelog.
    """
    seed = _SEEDS.get(contestant.module)
    if seed is not None:
        changelog, in_its_terms = f"{plan.prefix}{seed[0]}", seed[1]
        make_topics(plan.bootstrap, {changelog: plan.partitions}, cleanup="compact")
        preload(plan, map(in_its_terms, workload.states()), changelog)
        return _Span(0.0)
    preload(plan, workload.prepare().messages)
    follower, began = Follower(plan.bootstrap, plan.target, plan.partitions), time.monotonic()
    running = start(contestant, plan)
    others = Others((*task.broker, running.pid))
    try:
        # the topic of outputs holds marks of transactions, too, so that it's never shorter than its records
        while (took := time.monotonic() - began) < _TO_FILL * task.limit:
            peak = running.usage().peak
            if follower.reached() >= workload.statements and follower.read().total() >= workload.statements:
                return _Span(took, peak, others.share())
            time.sleep(_LOOK_SECONDS)
        return _Span(None, running.usage().peak, others.share())
    finally:
        running.end()
        follower.close()


def _as_it_is(state: Message) -> Message:
    return state


def _as_the_engine_has_it(state: Message) -> Message:
    """Return *state* as the engine's changelog holds it: version, state and timers of one key of one processor."""
    partition, key, value = state
    return partition, b"s/totals/" + key, msgspec.msgpack.encode((1, value, []))


_SEEDS: dict[str, tuple[str, Callable[[Message], Message]]] = {
    "faust_agent": ("faust-totals-changelog", _as_it_is),
    "floor": ("floor-changelog", _as_it_is),
    "Totals": ("streams-totals-changelog", _as_it_is),
    "engine": (CHANGELOG, _as_the_engine_has_it),
}
"""Name and format of the changelog, by module; Quix Streams keeps what it alone knows how to write."""


def _restart(contestant: Contestant, plan: Plan, probes: Prepared, task: Task) -> _Span:
    """Start again with one more statement per partition waiting."""
    preload(plan, probes.messages)
    follower = Follower(plan.bootstrap, plan.target, plan.partitions)
    follower.mark()
    began, found = time.monotonic(), Counter[tuple[bytes, bytes]]()
    running = start(contestant, plan)
    others = Others((*task.broker, running.pid))
    try:
        while found.total() < len(probes.messages):
            usage = running.usage()
            if time.monotonic() - began > task.limit:
                return _Span(None, usage.peak, others.share())
            answer = follower.next()
            if answer is not None:
                found[answer] += 1
        span = _Span(time.monotonic() - began, usage.peak, others.share())
    finally:
        running.end()
        follower.close()
    check(found, probes.outputs)
    return span
