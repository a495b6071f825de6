"""
Several logs of one topic as one, in an order that gives every key what it had.

Within a log the order stands. Between logs of a processor the partition time decides, and ticks and markers, which
stand in all of them, come once and behind all that stood before them anywhere: so each key meets records, ticks and
due timers in its former order, though its partition has other neighbours now.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from hub.bus.entries import Entry, Kind

Read = Callable[[int], Sequence[tuple[int, Entry]]]
"""Gives some entries with their offsets from an offset on, nothing at the end."""


@dataclass(frozen=True, slots=True)
class Lane:
    """
    How control entries of a processor's log are read.

    The first processor gets them from outside, a later one from every shard of the one before it, under its ``name``.
    """

    name: str
    is_first: bool
    generation: int


class Item(NamedTuple):
    """A record in its place (``offset``), or an aligned tick or marker: ``time`` orders it among the logs."""

    time: int
    is_barrier: bool
    marker: str | None
    entry: Entry
    offset: int


@dataclass(slots=True)
class Standing:
    """What has been read of one log: next offset, partition time, last tick, and what each upstream shard forwarded."""

    offset: int = 0
    time: int = 0
    tick: int = 0
    gates: dict[str, tuple[int, str | None]] = field(default_factory=dict)


class Strand:
    """One log, read item by item."""

    def __init__(self, read: Read, lane: Lane, sources: int, standing: Standing) -> None:
        self._read = read
        self._lane = lane
        self.standing = standing
        self._ahead = replace(standing, gates=dict(standing.gates))
        if not lane.is_first:
            for source in range(sources):
                self._ahead.gates.setdefault(str(source), (0, None))
        self._waiting: deque[tuple[Item, Standing]] = deque()

    def head(self) -> Item | None:
        """Return the next item, None at the end of what there is."""
        while not self._waiting:
            page = self._read(self._ahead.offset)
            if not page:
                return None
            for offset, entry in page:
                self._look(offset, entry)
        return self._waiting[0][0]

    def pop(self) -> None:
        """Take the next item."""
        _, self.standing = self._waiting.popleft()

    def _look(self, offset: int, entry: Entry) -> None:
        ahead = self._ahead
        ahead.offset = offset + 1
        item = self._item(offset, entry)
        if item is not None:
            self._waiting.append((item, replace(ahead, gates=dict(ahead.gates))))

    def _item(self, offset: int, entry: Entry) -> Item | None:
        ahead = self._ahead
        if entry.kind in {Kind.RECORD, Kind.WAKE}:
            if entry.kind == Kind.RECORD:
                ahead.time = max(ahead.time, entry.time)
            return Item(ahead.time, False, None, entry, offset)
        aligned = self._aligned(entry)
        if aligned is None:
            return None
        time, marker = aligned
        ahead.tick = max(ahead.tick, time)
        ahead.time = max(ahead.time, time)
        return Item(time, True, marker, entry._replace(time=time), offset)

    def _aligned(self, entry: Entry) -> tuple[int, str | None] | None:
        """Return time and marker of what has come from everywhere with *entry*, as the stage sees it."""
        headers = json.loads(entry.headers) if entry.headers else {}
        marker = headers.get("marker")
        if self._lane.is_first:
            return self._new(entry.time, marker) if entry.key == "" else None
        if entry.key != self._lane.name or int(headers["generation"]) < self._lane.generation:
            return None
        gates, source = self._ahead.gates, str(headers["source"])
        former, was = gates.get(source, (0, None))
        gates[source] = (max(former, entry.time), was if marker is None else marker)
        if marker is None:
            return self._new(min(time for time, _ in gates.values()), None)
        return (entry.time, marker) if all(each == marker for _, each in gates.values()) else None

    def _new(self, time: int, marker: str | None) -> tuple[int, str | None] | None:
        return (time, marker) if marker is not None or time > self._ahead.tick else None


def weave(strands: Sequence[Strand], *, whole: bool) -> Iterator[Item]:
    """
    Yield the items of all *strands* in one order; one item is taken when the next one is asked for.

    Unless they're *whole* it ends where a strand has nothing more, for what comes there might come before the others.
    A tick or marker that several strands have is yielded for each that has it: :class:`Seen` tells the first.
    """
    while True:
        heads = [strand.head() for strand in strands]
        there = [(head, strand) for head, strand in zip(heads, strands, strict=True) if head is not None]
        if not there or (len(there) < len(heads) and not whole):
            return
        item, strand = min(there, key=lambda each: each[0][:2])
        if item.is_barrier:
            same = [each for head, each in there if head.is_barrier and (head.time, head.marker) == _mark(item)]
            for each in same:
                each.pop()
        else:
            strand.pop()
        yield item


def _mark(item: Item) -> tuple[int, str | None]:
    return item.time, item.marker


@dataclass(slots=True)
class Seen:
    """Ticks and markers that have been put on the new log, and its partition time."""

    tick: int = 0
    markers: list[str] = field(default_factory=list)
    time: int = 0

    def lags(self, item: Item) -> bool:
        """
        Return whether the new partition is behind the time at which *item*, a record, was taken; note its time.

        A record that was stamped before its former neighbours was taken at their time: what was due by then had fired.
        """
        behind = max(self.time, item.entry.time) < item.time
        self.time = max(self.time, item.time)
        return behind

    def is_new(self, item: Item) -> bool:
        """Return whether *item*, a tick or marker, hasn't been put there, and note it."""
        self.time = max(self.time, item.time)
        if item.marker is not None:
            if item.marker in self.markers:
                return False
            self.markers.append(item.marker)
            self.tick = max(self.tick, item.time)
            return True
        if item.time <= self.tick:
            return False
        self.tick = item.time
        return True


def controls(item: Item, topic: str, lane: Lane, shards: int) -> Iterator[Entry]:
    """Yield the control entries that stand for *item* on a log of *topic* among *shards* shards."""
    kind = Kind.TICK if item.marker is None else Kind.MARKER
    marked = {} if item.marker is None else {"marker": item.marker}
    if lane.is_first:
        yield Entry(topic, kind, "", b"", item.time, None, json.dumps(marked) if marked else None)
        return
    for source in range(shards):
        headers = {"source": str(source), "generation": str(lane.generation), **marked}
        yield Entry(topic, kind, lane.name, b"", item.time, None, json.dumps(headers))
