"""The log of a hub copied onto other shards, resumable anywhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

import msgspec

from hub.bus.entries import Entry, Kind
from hub.bus.records import shard_of
from hub.core.topics import TOPICS
from hub.engines.moving.estate import Source, Target
from hub.engines.moving.weave import Item, Lane, Seen, Standing, Strand, controls, weave

PAGE = 2_000
"""Entries of one write, and of one step of progress."""

_SINGLE = frozenset(topic.name for topic in TOPICS if topic.single_partition)


class _Woven(msgspec.Struct):
    """How far the logs of a processor's topic are woven into one shard."""

    strands: list[Standing] = []
    seen: Seen = msgspec.field(default_factory=Seen)


class _Laid(msgspec.Struct):
    """How far the logs of any other topic are laid one behind the other."""

    offsets: list[int] = []


def share_of(topic: str, shard: int, shards: int) -> Callable[[str], bool]:
    """Return what tells whether a key of *topic* belongs to *shard* of *shards*."""
    if topic in _SINGLE:
        return lambda key: shard == 0
    return lambda key: shard_of(key, shards) == shard


class Copying:
    """
    Copies every topic of *source* to *target*; ``lanes`` are the processors' topics.

    Each shard of the target reads all shards of the source and keeps what is its own: its file says how far it is, in
    the transaction that holds the entries.
    """

    def __init__(self, source: Source, target: Target, lanes: Mapping[str, Lane]) -> None:
        self._source = source
        self._target = target
        self._lanes = lanes
        self._from = source.ground.shards
        self._to = target.ground.shards

    def total(self) -> int:
        """Return how many entries there are to copy."""
        return sum(self._source.end(shard, topic) for topic in self._source.topics() for shard in range(self._from))

    def run(self, *, whole: bool) -> Iterator[int]:
        """Copy what can be copied in its final order by now, all of it when *whole*; yield how much each step wrote."""
        for shard in range(self._to):
            for topic in self._source.topics():
                lane = self._lanes.get(topic)
                if lane is not None:
                    yield from self._weave(shard, topic, lane, whole=whole)
                else:
                    yield from self._lay(shard, topic, whole=whole)

    def _weave(self, shard: int, topic: str, lane: Lane, *, whole: bool) -> Iterator[int]:
        note = self._target.note(shard, topic)
        woven = _Woven() if note is None else msgspec.json.decode(note, type=_Woven)
        standings = woven.strands or [Standing() for _ in range(self._from)]
        ends = [self._source.end(number, topic) for number in range(self._from)]
        strands = [
            Strand(partial(self._read, topic, number, ends[number]), lane, self._from, standing)
            for number, standing in enumerate(standings)
        ]
        mine = share_of(topic, shard, self._to)
        seen, page, count = woven.seen, list[Entry](), 0
        for item in weave(strands, whole=whole):
            if item.is_barrier or mine(item.entry.key):
                page.extend(self._entries(item, topic, lane, seen))
            count += 1
            if count % PAGE == 0:
                self._note_woven(shard, topic, page, (strands, seen))
                yield len(page)
                page = []
        if count % PAGE:
            self._note_woven(shard, topic, page, (strands, seen))
            yield len(page)

    def _entries(self, item: Item, topic: str, lane: Lane, seen: Seen) -> Iterator[Entry]:
        if item.is_barrier:
            if seen.is_new(item):
                yield from controls(item, topic, lane, self._to)
            return
        if seen.lags(item):
            yield from controls(item, topic, lane, self._to)
        yield item.entry

    def _note_woven(
        self, shard: int, topic: str, page: Sequence[Entry], standing: tuple[Sequence[Strand], Seen]
    ) -> None:
        strands, seen = standing
        note = _Woven(strands=[strand.standing for strand in strands], seen=seen)
        self._target.write(shard, topic, page, msgspec.json.encode(note).decode())

    def _read(self, topic: str, number: int, end: int, since: int) -> Sequence[tuple[int, Entry]]:
        return self._source.ground.entries(number, topic, since, end)

    def _lay(self, shard: int, topic: str, *, whole: bool) -> Iterator[int]:
        """
        Lay the logs of *topic* behind each other, what every reader group has taken first.

        So what a group has taken lies together on the new partition, and one position says it, as long as the groups
        were ahead of each other in one order.
        """
        note = self._target.note(shard, topic)
        offsets = [0] * self._from if note is None else msgspec.json.decode(note, type=_Laid).offsets
        mine = share_of(topic, shard, self._to)
        for bounds in self._bounds(topic, whole=whole):
            for number, bound in enumerate(bounds):
                while offsets[number] < bound:
                    found = self._source.ground.entries(number, topic, offsets[number], bound)
                    offsets[number] = found[-1][0] + 1 if found else bound
                    # marks of an engine name offsets: the target's engine gets its own
                    page = [entry for _, entry in found if entry.kind in {Kind.RECORD, Kind.WAKE} and mine(entry.key)]
                    self._target.write(shard, topic, page, msgspec.json.encode(_Laid(offsets=offsets)).decode())
                    yield len(page)

    def _bounds(self, topic: str, *, whole: bool) -> Iterator[Sequence[int]]:
        """Yield up to where each log is laid, round by round: what fewer and fewer groups have taken, then the rest."""
        ends = [self._source.end(number, topic) for number in range(self._from)]
        readings = [reading.positions for reading in self._source.readings() if reading.topic == topic]
        if not readings:
            yield ends
            return
        rounds = list(zip(*(sorted(each) for each in zip(*readings, strict=True)), strict=True))
        if not whole:
            yield rounds[0]
            return
        yield from rounds
        yield ends
