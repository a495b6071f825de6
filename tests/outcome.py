"""What an engine's folder holds, in a form that two runs can be compared by."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from hub.bus.embedded import EmbeddedBus
from hub.engines.embedded import EmbeddedReader
from tests.toys import BOOKED, PAID


def outputs(bus: EmbeddedBus, topic: str) -> list[tuple[str, bytes]]:
    return [
        (record.key, record.value)
        for partition in range(bus.partitions(topic))
        for record in bus.read(topic, partition, 0, 1_000_000)
    ]


def identities(bus: EmbeddedBus, topic: str) -> Counter[str]:
    return Counter(
        record.headers["identity"]
        for partition in range(bus.partitions(topic))
        for record in bus.read(topic, partition, 0, 1_000_000)
    )


def outcome(folder: Path) -> dict[str, object]:
    """States, rows, timers and outputs; the last booked amounts arrive in any order, so only their number counts."""
    reader, bus = EmbeddedReader(folder), EmbeddedBus.open(folder)
    try:
        return {
            "paying": sorted(reader.states("paying")),
            "booking": sorted(reader.states("booking")),
            "rows": sorted((row.label, row.id, row.value) for row in reader.row_history()),
            "paid": sorted(outputs(bus, PAID)),
            "paid identities": sorted(identities(bus, PAID).items()),
            "booked": sorted(identities(bus, BOOKED).items()),
            "timers": sorted(
                row for shard in bus.shards for row in shard.query("SELECT processor, key, id, due FROM timers")
            ),
        }
    finally:
        reader.close()
        bus.close()
