"""Where the time of a delivery goes, from the worker's notes: two transactions, and what lies around them."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean
from typing import TypeVar

from hub.core.topics import DISPUTE_FACTS, SOURCE_SUBMISSIONS

Spot = tuple[int, int]
"""Partition and offset."""

_IN_A_BATCH = (
    ("computed", "tables written"),
    ("sent, positions moved", "positions sent"),
    ("committed", "cluster committed"),
)
_HOPS = ((SOURCE_SUBMISSIONS, "intake"), (DISPUTE_FACTS, "lifecycle"))
Noted = TypeVar("Noted")
STAGES = (
    "written and fetched",
    "intake: waits its turn",
    *(f"intake: {name}" for name, _ in _IN_A_BATCH),
    "marks set, facts fetched",
    "lifecycle: waits its turn",
    *(f"lifecycle: {name}" for name, _ in _IN_A_BATCH),
    "marks set, inbox read",
)
"""What a delivery goes through, in this order."""


@dataclass(slots=True)
class Trace:
    """What the worker noted, by topic and partition: offsets up to which it had come, and when."""

    fetched: dict[tuple[str, int], list[tuple[int, float]]] = field(default_factory=lambda: defaultdict(list))
    batches: dict[tuple[str, int], list[tuple[int, Mapping[str, float]]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    @classmethod
    def read(cls, path: Path) -> Trace:
        """Return what *path* holds."""
        found = cls()
        for text in path.read_text(encoding="utf-8").splitlines():
            line = json.loads(text)
            if "fetched" in line:
                found.fetched[line["topic"], line["partition"]].append((line["upto"], line["fetched"]))
                continue
            for topic, position in line["positions"].items():
                found.batches[topic, line["shard"]].append((position, line["marks"]))
        return found

    def marks(self, arrived: float, spots: Sequence[Spot], seen: float) -> list[float] | None:
        """
        Return *arrived*, and when a delivery had gone through each of :data:`STAGES`; None where notes are missing.

        *spots* are where its submission and its fact stood.
        """
        found = [arrived]
        for (topic, _), (partition, offset) in zip(_HOPS, spots, strict=True):
            fetched = _first_behind(self.fetched[topic, partition], offset)
            batch = _first_behind(self.batches[topic, partition], offset)
            if fetched is None or batch is None:
                return None
            found += [fetched, batch["batch begun"], *(batch[sub_step] for _, sub_step in _IN_A_BATCH)]
        return [*found, seen]


def _first_behind(notes: Sequence[tuple[int, Noted]], offset: int) -> Noted | None:
    at = bisect_right(notes, offset, key=lambda note: note[0])
    return notes[at][1] if at < len(notes) else None


def mean_stages(deliveries: Iterable[Sequence[float]]) -> dict[str, float]:
    """
    Return the mean milliseconds of each of :data:`STAGES`.

    What a record meets before the note of it is made (a fetch that comes before the commit is told) counts as nothing.
    """
    spans: dict[str, list[float]] = {stage: [] for stage in STAGES}
    for marks in deliveries:
        latest = marks[0]
        for stage, mark in zip(STAGES, marks[1:], strict=True):
            spans[stage].append(max(0.0, mark - latest) * 1000)
            latest = max(latest, mark)
    return {stage: mean(found) for stage, found in spans.items() if found}
