"""
``python -m bench.kafka``: run all contestants on one broker, print the figures.

``setup`` makes the peers' environments, once; ``page`` prints what ``--json`` holds without measuring; ``--smoke`` is
the small run of CI, with whoever needs no environment of its own and whoever has one.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.kafka.contest import CONTESTANTS, Contestant, Round, drain
from bench.kafka.environments import set_up
from bench.kafka.latency import measure_latency
from bench.kafka.plan import Plan
from bench.kafka.recovery import Task, recover
from bench.kafka.report import figures
from bench.kafka.results import PLAIN, Results, circumstances
from bench.kafka.workload import Workload
from hub.testing.kafka import KafkaPlan, running_cluster

BEGIN, END = "<!-- figures: python -m bench.kafka -->", "<!-- end of figures: python -m bench.kafka -->"
PARTS = ("drain", "recovery", "latency")
OF_PLAIN = 0.9
"""The engine's rate as a share of the plain agent's: the target."""

P99_MILLISECONDS = 500.0
"""At half the capacity, in the window in which others used least of the machine: the target."""

_REPEATED = 5
"""Statements per dispute in the drained workload."""

Tell = Callable[[str], None]


def main() -> int:
    """Measure, print, write; return 1 when a target isn't reached in a full run."""
    options = _options()
    if options.what == "setup":
        set_up()
        return 0
    begins_anew = options.what == "run" and options.parts.split(",") == list(PARTS)
    results = Results.read(options.json) if options.json and not begins_anew else Results()
    if options.what == "run":
        _measure(options, results)
    text = figures(results)
    print(text)
    if options.write is not None:
        page = options.write.read_text(encoding="utf-8")
        figured = re.sub(f"{BEGIN}.*{END}", lambda _: f"{BEGIN}\n{text}\n{END}", page, flags=re.DOTALL)
        options.write.write_text(figured, encoding="utf-8")
    return 0 if options.smoke or _reaches_targets(results) else 1


def _measure(options: argparse.Namespace, results: Results) -> None:
    chosen = [each for each in CONTESTANTS if each.where().is_ready() and each.name in options.contestants.split(",")]
    results.absent = [each.label for each in CONTESTANTS if not each.where().is_ready()]
    with running_cluster(KafkaPlan(heap=options.heap)) as cluster:
        for part in options.parts.split(","):
            before = os.getloadavg()[0]
            site = Site(cluster.bootstrap, [process.pid for process in cluster.processes.values()])
            settings = _MEASURES[part](site, chosen, options, results)
            results.parts[part] = circumstances(" ".join(["python -m bench.kafka", *sys.argv[1:]]), before, settings)
            if options.json:
                results.write(options.json)


@dataclass(frozen=True, slots=True)
class Site:
    """Where the cluster is found, and its processes."""

    bootstrap: str
    broker: Sequence[int]


@contextmanager
def _told_if_it_fails(results: Results, contestant: Contestant, part: str) -> Iterator[None]:
    """Go on with the others when one contestant fails; the page says which, and why."""
    what = f"{contestant.label}, {part}"
    results.failed.pop(what, None)
    try:
        yield
    except RuntimeError as error:
        results.failed[what] = str(error)
        _say(f"{what}: {error}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.kafka", description="The Kafka engine beside its peers.")
    parser.add_argument("what", nargs="?", choices=["run", "setup", "page"], default="run")
    parser.add_argument("--smoke", action="store_true", help="a run of less than a minute: does everything work?")
    parser.add_argument("--parts", default=",".join(PARTS), help="which parts to measure")
    parser.add_argument("--contestants", default=",".join(each.name for each in CONTESTANTS), help="who takes part")
    parser.add_argument("--statements", type=int, default=40_000, help="records of one drain")
    parser.add_argument("--rounds", type=int, default=3, help="drains of each contestant, in rotated order")
    parser.add_argument("--keys", type=int, default=1_000_000, help="states held when the copy is lost")
    parser.add_argument("--disputes", type=int, default=36_000, help="disputes of the latency's two months")
    parser.add_argument("--limit", type=float, default=90.0, help="seconds that each step of a recovery may take")
    parser.add_argument("--seconds", type=float, default=15.0, help="duration of each window of latency, at most")
    parser.add_argument("--partitions", type=int, default=4)
    parser.add_argument("--heap", type=int, default=768, help="MiB of the broker")
    parser.add_argument("--json", type=Path, help="results of all parts so far, read and written")
    parser.add_argument("--write", type=Path, help="page whose figures are replaced")
    options = parser.parse_args()
    if options.smoke:
        options.statements, options.rounds, options.keys, options.disputes = 4_000, 1, 2_000, 600
        options.seconds, options.heap = 2.0, 384
    return options


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


def _drain(
    site: Site, chosen: Sequence[Contestant], options: argparse.Namespace, results: Results
) -> dict[str, object]:
    workload = Workload(options.statements, max(1, options.statements // _REPEATED), options.partitions)
    prepared, plan = workload.prepare(), Plan(bootstrap="", prefix="", partitions=options.partitions)
    results.drained = []
    for number in range(options.rounds):
        turn = number % len(chosen)
        for contestant in [*chosen[turn:], *chosen[:turn]]:
            with _told_if_it_fails(results, contestant, "drain"):
                drained = drain(site.bootstrap, contestant, plan, prepared, Round(number + 1, site.broker))
                results.drained.append(drained)
                _say(f"round {number + 1}: {contestant.name} {drained.per_second:,.0f}/s, {drained.cost:.0f} µs")
    return {
        "statements": f"{workload.statements:,} about {workload.disputes:,} disputes",
        "SHA-256": prepared.fingerprint[:12],
        "rounds": options.rounds,
        "partitions": plan.partitions,
        "acks": "all",
        "compression": plan.compression,
        "linger": f"{plan.linger_ms} ms",
        'pause after "not yet"': f"{plan.backoff_ms} ms",
        "commit interval": f"{plan.commit_interval:.2f} s (this engine: {plan.batch:,} records)",
        "cache": f"{plan.cache_bytes >> 20} MiB (this engine: {plan.cached_states:,} states a partition)",
    }


def _recover(
    site: Site, chosen: Sequence[Contestant], options: argparse.Namespace, results: Results
) -> dict[str, object]:
    plan = Plan(bootstrap="", prefix="", partitions=options.partitions)
    task = Task(options.keys, options.limit, site.broker)
    for contestant in chosen:
        if contestant.name in ("faust-memory", "quix-alo"):
            continue
        with _told_if_it_fails(results, contestant, "recovery"):
            recovered = recover(site.bootstrap, contestant, plan, task)
            results.recovered = [each for each in results.recovered if each.contestant != contestant.name]
            results.recovered.append(recovered)
            _say(f"recovery: {contestant.name}: {recovered}")
    return {"partitions": plan.partitions, "at most": f"{options.limit:.0f} s a step"}


def _measure_latency(
    site: Site, chosen: Sequence[Contestant], options: argparse.Namespace, results: Results
) -> dict[str, object]:
    plan = Plan(bootstrap="", prefix="", partitions=options.partitions)
    results.latency = measure_latency(site.bootstrap, plan, options.disputes, options.seconds, site.broker)
    return {"partitions": plan.partitions, "disputes in two months": f"{options.disputes:,}"}


_MEASURES = {"drain": _drain, "recovery": _recover, "latency": _measure_latency}


def _reaches_targets(results: Results) -> bool:
    against = results.against("engine", PLAIN)
    half = [level for level in results.latency.levels if level.share == 0.5] if results.latency else []
    is_quick = all(level.quietest.spread.p99 < P99_MILLISECONDS for level in half)
    return is_quick and (against is None or min(against) >= OF_PLAIN)


if __name__ == "__main__":
    sys.exit(main())
