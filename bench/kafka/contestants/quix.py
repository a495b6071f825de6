"""Quix Streams: one stateful step and one output topic, at least once or exactly once as the plan says."""

from __future__ import annotations

from quixstreams import Application, State
from quixstreams.state.rocksdb import RocksDBOptions

from bench.kafka.contestants.records import fold
from bench.kafka.plan import plan_of_process


def _add(value: bytes, state: State) -> bytes:
    total, output = fold(state.get_bytes("total"), value)
    state.set_bytes("total", total)
    return output


def main() -> None:
    """Run until told to end."""
    plan = plan_of_process()
    app = Application(
        broker_address=plan.bootstrap,
        consumer_group=f"{plan.prefix}quix",
        auto_offset_reset="earliest",
        processing_guarantee="exactly-once" if plan.exactly_once else "at-least-once",
        commit_interval=plan.commit_interval,
        state_dir=plan.folder,
        rocksdb_options=RocksDBOptions(block_cache_size=plan.cache_bytes),
        producer_extra_config={
            "acks": "all",
            "compression.type": plan.compression,
            "linger.ms": plan.linger_ms,
            "retry.backoff.ms": plan.backoff_ms,
        },
        loglevel="WARNING",
    )
    frame = app.dataframe(app.topic(plan.source, key_deserializer="bytes", value_deserializer="bytes"))
    frame = frame.apply(_add, stateful=True)
    frame.to_topic(app.topic(plan.target, key_serializer="bytes", value_serializer="bytes"))
    app.run()


if __name__ == "__main__":
    main()
