"""What stands in a log: records of somebody, and control records of an engine."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple


class Kind(IntEnum):
    """A record of somebody, or a control record of the engine that no consumer of the bus sees."""

    RECORD = 0
    TICK = 1
    MARKER = 2
    WAKE = 3
    SETTLED = 4


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
