"""
Two versions of one small hub, and a worker process of either: ``python -m tests.versions``.

Version 2 writes payments by a new schema, with a field more, and keeps a field more in its state.
"""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec

from hub.bus.kafka import KafkaAccess
from hub.core.errors import NewerSchemaError, StaleOwnerError
from hub.core.ports import Record, Step, Timer
from hub.engines.kafka import KafkaEngine, KafkaEngineOptions
from tests.toys import PAID, Booking, JsonSerde, Paying, StructCodec

STALE = 3


class Serde(JsonSerde):
    """Every message begins with the version of its schema; version 1 reads the first only, version 2 both."""

    def __init__(self, version: int) -> None:
        self._version = version

    def encode(self, topic: str, value: object) -> bytes:
        version = self._version if topic == PAID else 1
        if version > 1 and isinstance(value, dict):
            value = {**value, "currency": "CNY"}
        return bytes([version]) + super().encode(topic, value)

    def decode(self, topic: str, data: bytes) -> object:
        if data[0] > self._version:
            raise NewerSchemaError(f"a record carries schema {data[0]}, this version knows {self._version}")
        return super().decode(topic, data[1:])


class Wide(msgspec.Struct, frozen=True):
    received: int = 0
    payments: int = 0
    fired: int = 0
    largest: int = 0


class NextBooking(Booking):
    """Remembers the largest payment too."""

    codec = StructCodec(Wide)

    def step(self, state: Wide | None, record: Record) -> Step[Wide]:
        step = super().step(state, record)
        largest = max(state.largest if state else 0, record.value["amount"])
        old = step.state
        step.state = Wide(old.received, old.payments, old.fired, largest)
        return step

    def fire(self, state: Wide, timer: Timer) -> Step[Wide]:
        return Step(Wide(state.received, state.payments, state.fired + 1, state.largest))


class _Sealed(StructCodec[Wide]):
    """Writes what no earlier version can read, as when a state holds an event that came later."""

    def encode(self, state: Wide) -> bytes:
        return b"3" + super().encode(state)

    def decode(self, data: bytes) -> Wide:
        return super().decode(data.removeprefix(b"3"))


class LastBooking(NextBooking):
    """Keeps its states in another form."""

    codec = _Sealed(Wide)


def crew(version: int) -> list[object]:
    """Return the processors of *version*."""
    return [Paying(), (Booking, NextBooking, LastBooking)[version - 1]()]


if __name__ == "__main__":
    folder, bootstrap, prefix, number, owned, shards = sys.argv[1:7]
    engine = KafkaEngine(
        KafkaAccess(bootstrap=bootstrap, prefix=prefix), Path(folder), crew(int(number)), Serde(int(number)),
        KafkaEngineOptions(shards=int(shards), own=[int(shard) for shard in owned.split(",")], batch=7),
    )  # fmt: skip
    try:
        engine.take_over()
        print("taken over", flush=True)
        for line in sys.stdin:
            print(engine.run_until_idle(), line.strip(), flush=True)
    except StaleOwnerError:
        sys.exit(STALE)
