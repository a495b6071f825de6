"""How long a contestant is away when it starts again: with its local copy, and when the copy is lost."""

from __future__ import annotations

import shutil
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from bench.kafka.broker import Follower, make_topics, preload
from bench.kafka.contest import Contestant, WrongOutcomeError, check, follow, stage, start
from bench.kafka.plan import Plan
from bench.kafka.workload import Message, Prepared, Workload
from hub.engines.kafka.changelog import CHANGELOG

_LIMIT = 900.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """
    Seconds from the start of the process to the last of one committed output per partition.

    Attributes:
        keys: States held.
        lost: The local copy was deleted: all is read from the changelog.
        kept: The local copy was there.
        peak: Largest resident set in MiB while the copy was rebuilt.
    """

    contestant: str
    keys: int
    lost: float
    kept: float
    peak: int


def recover(bootstrap: str, contestant: Contestant, plan: Plan, keys: int) -> Recovered:
    """
    Fill the store of *contestant* with *keys* states, then start it again twice.

    Raises:
        WrongOutcomeError: what comes out afterwards doesn't rest on the state from before.
    """
    workload = Workload(keys, keys, plan.partitions, spread=True)
    with stage(bootstrap, plan) as mine:
        _fill(bootstrap, contestant, mine, workload)
        shutil.rmtree(mine.folder, ignore_errors=True)
        lost, peak = _restart(contestant, mine, workload.probes(1))
        kept, _ = _restart(contestant, mine, workload.probes(2))
    return Recovered(contestant=contestant.name, keys=keys, lost=lost, kept=kept, peak=peak)


def _fill(bootstrap: str, contestant: Contestant, plan: Plan, workload: Workload) -> None:
    """
    Give the contestant its states: written into its changelog in its own format where that is known, else drained.

    Draining a million records takes minutes and leaves the same changelog.
    """
    seed = _SEEDS.get(contestant.module)
    if seed is not None:
        changelog, in_its_terms = f"{plan.prefix}{seed[0]}", seed[1]
        make_topics(bootstrap, {changelog: plan.partitions}, cleanup="compact")
        preload(plan, map(in_its_terms, workload.states()), changelog)
        return
    preload(plan, workload.prepare().messages)
    follower = Follower(bootstrap, plan.target, plan.partitions)
    running = start(contestant, plan)
    try:
        follow(running, follower, workload.statements, _LIMIT)
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


def _restart(contestant: Contestant, plan: Plan, probes: Prepared) -> tuple[float, int]:
    """Start again with one more statement per partition waiting; return seconds until all are answered, and memory."""
    preload(plan, probes.messages)
    follower = Follower(plan.bootstrap, plan.target, plan.partitions)
    follower.mark()
    began, found = time.monotonic(), Counter[tuple[bytes, bytes]]()
    running = start(contestant, plan)
    try:
        while found.total() < len(probes.messages):
            usage = running.usage()
            if time.monotonic() - began > _LIMIT:
                raise WrongOutcomeError(f"{found.total()} probes were answered: {running.said()}")
            answer = follower.next()
            if answer is not None:
                found[answer] += 1
        took = time.monotonic() - began
    finally:
        running.end()
        follower.close()
    check(found, probes.outputs)
    return took, usage.peak
