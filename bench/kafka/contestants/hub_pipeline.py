"""The hub's own processors on this engine: a submission in, what agencies must receive out."""

from __future__ import annotations

from pathlib import Path

from bench.kafka.contestants.engine import IDLE_SECONDS, engine_topics, make_topics
from bench.kafka.plan import Plan, Stop, plan_of_process
from bench.workload import bench_processors, registry
from hub.bus.kafka import KafkaAccess
from hub.contracts import Serde
from hub.core.topics import TOPICS
from hub.engines.kafka import KafkaEngine, KafkaEngineOptions
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
    engine = KafkaEngine(
        KafkaAccess(bootstrap=plan.bootstrap, prefix=plan.prefix),
        Path(plan.folder),
        bench_processors(registry()),
        Serde(),
        KafkaEngineOptions(shards=plan.partitions, batch=plan.batch, cached_states=plan.cached_states),
    )
    while not stop.is_asked:
        engine.run_batch(IDLE_SECONDS)
    engine.close()


if __name__ == "__main__":
    main()
