"""What stands in a log, instants as the store keeps them, and which shard a key belongs to."""

from __future__ import annotations

import zlib
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from typing import NamedTuple

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Kind(IntEnum):
    """A record of somebody, or a control record of the engine that no consumer of the bus sees."""

    RECORD = 0
    TICK = 1
    MARKER = 2
    WAKE = 3


class Entry(NamedTuple):
    """
    One entry on its way to a log.

    Attributes:
        topic: Name of the topic.
        kind: A :class:`Kind`; a plain int, because SQLite gives ints back.
        time: Microseconds since 1970 UTC.
        identity: Identity of an engine's output, None for what came from outside.
        headers: A JSON object of strings, None for no headers.
        decoded: What ``value`` holds where the writer still has it in memory.
    """

    topic: str
    kind: int
    key: str
    value: bytes
    time: int
    identity: str | None = None
    headers: str | None = None
    decoded: object | None = None


def to_micros(instant: datetime) -> int:
    """
    Return *instant* (aware) in whole microseconds since 1970 UTC.

    >>> to_micros(datetime(1970, 1, 2, tzinfo=UTC))
    86400000000
    """
    return (instant - EPOCH) // _MICROSECOND


def from_micros(micros: int) -> datetime:
    """
    Return the UTC instant of *micros*.

    >>> from_micros(86400000000).isoformat()
    '1970-01-02T00:00:00+00:00'
    """
    return EPOCH + timedelta(microseconds=micros)


def shard_of(key: str, shards: int) -> int:
    """
    Return the shard of *key*: stable over processes, machines and Python versions.

    >>> [shard_of(key, 4) for key in ("A1", "A2", "B7")]
    [1, 3, 3]
    """
    return zlib.crc32(key.encode()) % shards
