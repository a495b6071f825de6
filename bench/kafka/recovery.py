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


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """
    Seconds from the start of the process to the last of one committed output per partition.

    Attributes:
        keys: States held.
        limit: Seconds that each step was given.
        others: Share of the processors that others used from the beginning to the end.
        lost: The local copy was deleted: all is read from the changelog; None where that took longer than the limit.
        kept: The local copy was there; None where that took longer, or there was no whole copy to begin with.
        peak: Largest resident set in MiB while the copy was rebuilt.
        trouble: What kept it from being measured, empty where nothing did.
    """

    contestant: str
    keys: int
    limit: float
    others: float
    lost: float | None = None
    kept: float | None = None
    peak: int = 0
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """States to hold, seconds that each step may take, and the processes of the cluster."""

    keys: int
    limit: float
    broker: Sequence[int]


def recover(bootstrap: str, contestant: Contestant, plan: Plan, task: Task) -> Recovered:
    """
    Fill the store of *contestant* with states, then start it again twice; who takes too long is told to have done so.

    Raises:
        WrongOutcomeError: what comes out afterwards doesn't rest on the state from before.
    """
    workload, others = Workload(task.keys, task.keys, plan.partitions, spread=True), Others(task.broker)
    lost, kept, trouble = _Restart(None, 0), _Restart(None, 0), ""
    with stage(bootstrap, plan) as mine:
        if _fill(bootstrap, contestant, mine, workload, task.limit):
            shutil.rmtree(mine.folder, ignore_errors=True)
            lost = _restart(contestant, mine, workload.probes(1), task.limit)
            if lost.seconds is not None:
                kept = _restart(contestant, mine, workload.probes(2), task.limit)
        else:
            trouble = f"not filled within {task.limit:.0f} s"
    return Recovered(
        contestant=contestant.name,
        keys=task.keys,
        limit=task.limit,
        others=others.share(),
        lost=lost.seconds,
        kept=kept.seconds,
        peak=lost.peak,
        trouble=trouble,
    )


def _fill(bootstrap: str, contestant: Contestant, plan: Plan, workload: Workload, limit: float) -> bool:
    """
    Give the contestant its states, and return whether it has them in time.

    They're written into its changelog in its own format where that is known. Who keeps a format that it alone knows
    drains as many records as there are states, and leaves the same changelog.
    """
    seed = _SEEDS.get(contestant.module)
    if seed is not None:
        changelog, in_its_terms = f"{plan.prefix}{seed[0]}", seed[1]
        make_topics(bootstrap, {changelog: plan.partitions}, cleanup="compact")
        preload(plan, map(in_its_terms, workload.states()), changelog)
        return True
    preload(plan, workload.prepare().messages)
    follower = Follower(bootstrap, plan.target, plan.partitions)
    running = start(contestant, plan)
    try:
        ends = time.monotonic() + limit
        # the topic of outputs holds marks of transactions, too, so that it's never shorter than its records
        while time.monotonic() < ends:
            running.usage()
            if follower.reached() >= workload.statements and follower.read().total() >= workload.statements:
                return True
            time.sleep(_LOOK_SECONDS)
        return False
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


@dataclass(frozen=True, slots=True)
class _Restart:
    """Seconds until all probes were answered, None where they weren't in time; largest resident set in MiB."""

    seconds: float | None
    peak: int


def _restart(contestant: Contestant, plan: Plan, probes: Prepared, limit: float) -> _Restart:
    """Start again with one more statement per partition waiting."""
    preload(plan, probes.messages)
    follower = Follower(plan.bootstrap, plan.target, plan.partitions)
    follower.mark()
    began, found = time.monotonic(), Counter[tuple[bytes, bytes]]()
    running = start(contestant, plan)
    try:
        while found.total() < len(probes.messages):
            usage = running.usage()
            if time.monotonic() - began > limit:
                return _Restart(None, usage.peak)
            answer = follower.next()
            if answer is not None:
                found[answer] += 1
        took = time.monotonic() - began
    finally:
        running.end()
        follower.close()
    check(found, probes.outputs)
    return _Restart(took, usage.peak)
