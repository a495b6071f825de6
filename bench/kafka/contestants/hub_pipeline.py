"""The hub's own processors on this engine: a submission in, what agencies must receive out."""

from __future__ import annotations

from pathlib import Path

from bench.kafka.contestants.engine import engine_topics, make_topics, run_engine
from bench.kafka.contestants.tracing import TracedEngine, write_trace
from bench.kafka.plan import Plan, Stop, plan_of_process
from bench.workload import bench_processors, registry
from hub.contracts import Serde
from hub.core.topics import TOPICS
from hub.engines.kafka.changelog import CHANGELOG


def hub_topics(plan: Plan) -> dict[str, int]:
    """Return every topic of the hub with its partitions, one of each per agency where each agency has its own."""
    agencies = sorted({unit.agency for versions in registry().units.values() for unit in versions})
    found: dict[str, int] = {}
    for topic in TOPICS:
        partitions = 1 if topic.single_partition else plan.partitions
        for name in [f"{topic.name}.{agency}" for agency in agencies] if topic.per_agency else [topic.name]:
            found[f"{plan.prefix}{name}"] = partitions
    return found | engine_topics(plan)


def main() -> None:
    """Run until told to end."""
    plan, stop = plan_of_process(), Stop()
    make_topics(plan.bootstrap, hub_topics(plan), {f"{plan.prefix}{CHANGELOG}"})
    run_engine(plan, stop, bench_processors(registry()), Serde(), TracedEngine)
    write_trace(Path(plan.trace))


if __name__ == "__main__":
    main()
