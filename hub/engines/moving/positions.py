"""Where readers stand, and which dead letters wait no longer, told in the offsets of the new layout."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hub.bus.entries import Entry, Kind
from hub.core.topics import DEAD_LETTERS
from hub.engines.moving.estate import Reading, Source
from hub.engines.rebuild import Ground

_END = 1 << 40


@dataclass(frozen=True, slots=True)
class Positions:
    """Readers by shard as (group, topic, position, epoch), and how many records a group will be given again."""

    readers: dict[int, list[tuple[str, str, int, int]]]
    repeated: dict[str, int]

    def of(self, shard: int) -> Sequence[tuple[str, str, int, int]]:
        """Return the readers' positions on *shard*."""
        return self.readers.get(shard, [])


def _records(ground: Ground, shard: int, topic: str, until: int = _END) -> Iterator[tuple[int, Entry]]:
    since = 0
    while since < until and (page := ground.entries(shard, topic, since, until)):
        since = page[-1][0] + 1
        yield from ((offset, entry) for offset, entry in page if entry.kind == Kind.RECORD)


def readers_of(source: Source, target: Ground) -> Positions:
    """
    Return where each reader group of *source* stands on *target*: before the first record that it hasn't taken.

    A key's records keep their order, so what was taken of a key are its first ones.
    """
    found = Positions({}, {})
    for reading in source.readings():
        taken = Counter(
            entry.key
            for shard, position in enumerate(reading.positions)
            for _, entry in _records(source.ground, shard, reading.topic, position)
        )
        for shard in range(target.shards):
            position, again = _position(target, shard, reading, taken)
            found.readers.setdefault(shard, []).append((reading.group, reading.topic, position, reading.epoch))
            if again:
                found.repeated[reading.topic] = found.repeated.get(reading.topic, 0) + again
    return found


def _position(target: Ground, shard: int, reading: Reading, taken: Counter[str]) -> tuple[int, int]:
    """Return the offset of the first record that wasn't taken, and how many taken ones stand behind it."""
    position, again, is_open = 0, 0, False
    counts: Counter[str] = Counter()
    for offset, entry in _records(target, shard, reading.topic):
        counts[entry.key] += 1
        if counts[entry.key] > taken[entry.key]:
            is_open = True
        elif is_open:
            again += 1
        else:
            position = offset + 1
    return position, again


def settled_of(source: Source, target: Ground) -> dict[int, list[int]]:
    """Return the dead letters of *source* that wait no longer by their shard and offset on *target*."""
    settled = source.settled()
    counts: Counter[str] = Counter()
    named = set()
    for shard in range(source.ground.shards):
        for offset, entry in _records(source.ground, shard, DEAD_LETTERS):
            counts[entry.key] += 1
            if (shard, offset) in settled:
                named.add((entry.key, counts[entry.key]))
    found: dict[int, list[int]] = {shard: [] for shard in range(target.shards)}
    counts = Counter()
    for shard in range(target.shards):
        for offset, entry in _records(target, shard, DEAD_LETTERS):
            counts[entry.key] += 1
            if (entry.key, counts[entry.key]) in named:
                found[shard].append(offset)
    return found
