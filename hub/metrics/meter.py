"""Counters of an engine's batches, told by the engine itself: what no file can say."""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate

from hub.engines.processing.observing import BatchReport, Ending
from hub.metrics.catalogue import ENGINE_BATCH_SECONDS, ENGINE_BATCHES, ENGINE_CACHED_STATES, ENGINE_ENTRIES
from hub.metrics.samples import Sample

BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, float("inf"))
"""Upper bounds of the histogram in seconds: a live batch takes 10 to 100 ms, a frozen disk ten seconds."""


@dataclass(slots=True)
class _OfShard:
    endings: Counter[Ending] = field(default_factory=Counter)
    entries: int = 0
    cached: int = 0
    seconds: float = 0.0
    buckets: list[int] = field(default_factory=lambda: [0] * len(BOUNDS))


class EngineMeter:
    """
    A :data:`~hub.engines.processing.observing.Observer`: give :meth:`observe` to an engine of either kind.

    One per process. Counting costs about a microsecond a batch.
    """

    name = "batches"

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._shards: defaultdict[int, _OfShard] = defaultdict(_OfShard)

    def observe(self, report: BatchReport) -> None:
        """Count one batch."""
        with self._lock:
            shard = self._shards[report.shard]
            shard.endings[report.ending] += 1
            if report.ending is Ending.COMMITTED:
                shard.entries += report.entries
                shard.cached = report.cached_states
                shard.seconds += report.seconds
                shard.buckets[bisect_left(BOUNDS, report.seconds)] += 1

    def samples(self) -> Iterator[Sample]:
        """Yield what was counted since the process began."""
        with self._lock:
            found = [(str(number), list(_told(str(number), shard))) for number, shard in sorted(self._shards.items())]
        for _, samples in found:
            yield from samples


def _told(number: str, shard: _OfShard) -> Iterator[Sample]:
    for ending in Ending:
        yield Sample(ENGINE_BATCHES, shard.endings[ending], (number, ending.value))
    yield Sample(ENGINE_ENTRIES, shard.entries, (number,))
    yield Sample(ENGINE_CACHED_STATES, shard.cached, (number,))
    buckets = tuple(zip(BOUNDS, accumulate(shard.buckets), strict=True))
    yield Sample(ENGINE_BATCH_SECONDS, shard.seconds, (number,), buckets)
