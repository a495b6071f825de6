"""How long a contestant is away when it starts again: with its local copy, and when the copy is lost."""

from __future__ import annotations

import shutil
import time
from collections import Counter
from dataclasses import dataclass

from bench.kafka.broker import Follower, make_topics, preload
from bench.kafka.contest import AT_LEAST_ONCE, Contestant, WrongOutcomeError, check, follow, stage, start
from bench.kafka.plan import Plan
from bench.kafka.workload import Prepared, Workload

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
    Give the contestant its states.

    Faust would need minutes for what it keeps in its changelog as bytes: there the states are written directly.
    """
    if contestant.tier == AT_LEAST_ONCE and contestant.environment == "faust":
        changelog = f"{plan.prefix}faust-totals-changelog"
        make_topics(bootstrap, {changelog: plan.partitions}, cleanup="compact")
        preload(plan, workload.states(), changelog)
        return
    preload(plan, workload.prepare().messages)
    follower = Follower(bootstrap, plan.target, plan.partitions)
    running = start(contestant, plan)
    try:
        follow(running, follower, workload.statements, _LIMIT)
    finally:
        running.end()
        follower.close()


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
