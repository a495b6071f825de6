"""This engine, exactly once, with a processor that does what every contestant does."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import cast

from confluent_kafka import KafkaError
from confluent_kafka.admin import AdminClient, NewTopic

from bench.kafka.contestants.records import (
    Total,
    decode_state,
    decode_statement,
    encode_output,
    encode_state,
    next_total,
)
from bench.kafka.plan import Plan, Stop, plan_of_process
from hub.bus.kafka import KafkaAccess
from hub.core.errors import BusUnavailableError
from hub.core.ports import Output, Record, Serde, Step, Timer
from hub.core.topics import CUTS, DEAD_LETTERS
from hub.engines.kafka import KafkaEngine, KafkaEngineOptions
from hub.engines.kafka.changelog import CHANGELOG
from hub.engines.processing.collecting import Collector

_IDLE_SECONDS = 0.02
_AGAIN_SECONDS = 0.2


class Codec:
    """Keeps a total as all contestants keep it."""

    def encode(self, state: Total) -> bytes:
        """Return *state* as bytes."""
        return encode_state(state)

    def decode(self, data: bytes) -> Total:
        """Return the state that *data* holds."""
        return decode_state(data)


class Totals:
    """The step of the workload."""

    name = "totals"
    input = "source"
    codec = Codec()

    def step(self, state: Total | None, record: Record) -> Step[Total]:
        """Take one statement in."""
        total = next_total(state, cast("dict[str, object]", record.value))
        return Step(total, outputs=[Output("target", record.key, (record.key, total))])

    def fire(self, state: Total, timer: Timer) -> Step[Total]:
        """Do nothing: no timer is ever set."""
        raise NotImplementedError(timer.id)


class Wire:
    """The workload's own contract."""

    def encode(self, topic: str, value: tuple[str, Total]) -> bytes:
        """Return *value* as *topic* carries it."""
        return encode_output(*value)

    def decode(self, topic: str, data: bytes) -> object:
        """Return the statement in *data*."""
        return decode_statement(data)


def make_topics(bootstrap: str, names: dict[str, int], compacted: set[str]) -> None:
    """Make the topics *names* with so many partitions each; those that are there stay as they are."""
    admin = AdminClient({"bootstrap.servers": bootstrap})
    made = admin.create_topics(
        [
            NewTopic(name, partitions, 1, config={"cleanup.policy": "compact"} if name in compacted else {})
            for name, partitions in names.items()
        ]
    )
    for done in made.values():
        error = done.exception(30)
        if error is not None and error.args[0].code() != KafkaError.TOPIC_ALREADY_EXISTS:
            raise error


def engine_topics(plan: Plan) -> dict[str, int]:
    """Return the engine's own topics with their partitions."""
    return {
        f"{plan.prefix}{CHANGELOG}": plan.partitions,
        f"{plan.prefix}{DEAD_LETTERS}": plan.partitions,
        f"{plan.prefix}{CUTS}": 1,
    }


def main() -> None:
    """Run until told to end."""
    plan, stop = plan_of_process(), Stop()
    make_topics(plan.bootstrap, engine_topics(plan), {f"{plan.prefix}{CHANGELOG}"})
    run_engine(plan, stop, [Totals()], Wire())


def run_engine(
    plan: Plan,
    stop: Stop,
    processors: Sequence[object],
    serde: Serde,
    engine_type: type[KafkaEngine] = KafkaEngine,
) -> None:
    """Run *processors* until told to end; a cluster that isn't ready yet is tried again, as a worker does."""
    engine: KafkaEngine | None = None
    with Collector(time.monotonic) as collector:
        while not stop.is_asked:
            try:
                engine = engine or engine_type(
                    KafkaAccess(bootstrap=plan.bootstrap, prefix=plan.prefix),
                    Path(plan.folder),
                    processors,
                    serde,
                    KafkaEngineOptions(shards=plan.partitions, batch=plan.batch, cached_states=plan.cached_states),
                )
                collector.turn(idle=engine.run_batch(_IDLE_SECONDS) == 0)
            except BusUnavailableError:
                time.sleep(_AGAIN_SECONDS)
    if engine is not None:
        engine.close()


if __name__ == "__main__":
    main()
