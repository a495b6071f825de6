"""The plainest idiomatic Faust agent: one send and one table write per event, at least once."""

from __future__ import annotations

import faust
from faust.types import StreamT

from bench.kafka.contestants.records import fold
from bench.kafka.plan import Plan, plan_of_process


def build(plan: Plan) -> faust.App:
    """Return the app of *plan*."""
    options = {"driver": "rocksdict", "block_cache_size": plan.cache_bytes} if plan.store == "rocksdb" else {}
    app = faust.App(
        f"{plan.prefix}faust",
        broker=f"kafka://{plan.bootstrap}",
        store=f"{plan.store}://",
        datadir=plan.folder,
        broker_commit_interval=plan.commit_interval,
        producer_acks=-1,
        producer_linger=plan.linger_ms / 1000,
        producer_compression_type=plan.compression,
        consumer_auto_offset_reset="earliest",
        topic_replication_factor=1,
        topic_partitions=plan.partitions,
        topic_allow_declare=True,
        web_enabled=False,
    )
    source = app.topic(plan.source, key_type=bytes, value_type=bytes, value_serializer="raw")
    target = app.topic(plan.target, key_type=bytes, value_type=bytes, value_serializer="raw")
    totals = app.Table(
        "totals",
        partitions=plan.partitions,
        key_type=bytes,
        value_type=bytes,
        options=options,
    )

    @app.agent(source)
    async def add(stream: StreamT[bytes]) -> None:
        async for key, value in stream.items():
            totals[key], output = fold(totals.get(key), value)
            await target.send(key=key, value=output)

    return app


if __name__ == "__main__":
    faust.Worker(build(plan_of_process()), loglevel="INFO").execute_from_commandline()
