"""The engine with a trace: when each record was fetched, and when each batch of a shard came to each sub-step."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from hub.engines.kafka import KafkaEngine
from hub.engines.kafka.feed import Feed
from hub.engines.kafka.holding import ShardPlan
from hub.engines.kafka.shard import KafkaShard
from hub.engines.processing.stage import StagePlan

_TRACE: list[dict[str, object]] = []


class _TracedFeed(Feed):
    def fetch(self, wait: float) -> int:
        before = dict(self._next)
        found = super().fetch(wait)
        now = time.monotonic()
        for place, upto in self._next.items():
            if before.get(place) != upto:
                _TRACE.append({"topic": place[0], "partition": place[1], "upto": upto, "fetched": now})
        return found


class _TracedShard(KafkaShard):
    def __init__(self, plan: ShardPlan, number: int, stages: Sequence[StagePlan]) -> None:
        self._marks: dict[str, float] = {}
        super().__init__(replace(plan, probe=self._note), number, stages)

    def _note(self, sub_step: str) -> None:
        if sub_step == "batch begun":
            self._marks = {}
        self._marks[sub_step] = time.monotonic()
        if sub_step == "batch committed" and self._work is not None:
            positions = {topic: position for (topic, _), position in self._work.positions.items()}
            _TRACE.append({"shard": self.number, "marks": self._marks, "positions": positions})


class TracedEngine(KafkaEngine):
    """The engine as it is, but for notes in memory."""

    shard_type = _TracedShard
    feed_type = _TracedFeed


def write_trace(path: Path) -> None:
    """Write what was noted, a line each."""
    path.write_text("".join(json.dumps(line) + "\n" for line in _TRACE), encoding="utf-8")
