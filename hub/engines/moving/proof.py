"""Two logs of one topic compared: number of records, and a hash of every key's records in their order."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass

import msgspec

from hub.bus.entries import Kind
from hub.engines.rebuild import Ground

_WHOLE = 1 << 256
_END = 1 << 40


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicProof:
    """What a topic holds on both sides; the hashes are sums over keys, whatever the number of shards."""

    topic: str
    records: int
    keys: int
    source: int
    target: int
    target_records: int

    @property
    def is_equal(self) -> bool:
        """Whether every key has the same records in the same order, with time, identity and headers."""
        return (self.records, self.source) == (self.target_records, self.target)


def prove(topic: str, source: Ground, target: Ground) -> TopicProof:
    """Read *topic* on both sides and compare."""
    records, keys, before = _sum(source, topic)
    others, _, after = _sum(target, topic)
    return TopicProof(topic=topic, records=records, keys=keys, source=before, target=after, target_records=others)


def _sum(ground: Ground, topic: str) -> tuple[int, int, int]:
    total = records = keys = 0
    for shard in range(ground.shards):
        since = 0
        counts: Counter[str] = Counter()
        while page := ground.entries(shard, topic, since, _END):
            since = page[-1][0] + 1
            for _, entry in page:
                if entry.kind in {Kind.RECORD, Kind.WAKE}:
                    counts[entry.key] += 1
                    total = (total + _digest((counts[entry.key], *entry[1:5], entry.identity, entry.headers))) % _WHOLE
        records += counts.total()
        keys += len(counts)
    return records, keys, total


def _digest(parts: tuple[object, ...]) -> int:
    *rest, headers = parts
    named = None if headers is None else sorted(msgspec.json.decode(str(headers), type=dict[str, str]).items())
    return int.from_bytes(hashlib.sha256(msgspec.msgpack.encode((*rest, named or None))).digest())
