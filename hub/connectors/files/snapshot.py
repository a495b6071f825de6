"""Difference of two nightly snapshots by key."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

NIGHTS_TO_RETRACT = 2
"""A record missing once may be an export that slipped; missing twice in a row it's gone (domain §5)."""


@dataclass(frozen=True, slots=True)
class SnapshotEntry:
    """What is remembered of one record: its version, and for how many snapshots it has been missing."""

    version: str
    missing: int = 0


@dataclass(frozen=True, slots=True)
class Missing:
    """A record that isn't in the snapshot any more; ``gone`` when that has been so for long enough."""

    key: str
    nights: int
    gone: bool


@dataclass(frozen=True, slots=True)
class SnapshotDiff:
    """What a new snapshot says beside the former one, and what to remember for the next."""

    changed: tuple[str, ...]
    missing: tuple[Missing, ...]
    memory: Mapping[str, SnapshotEntry]

    @property
    def gone(self) -> tuple[str, ...]:
        """Keys of records that count as retracted with this snapshot, each told once."""
        return tuple(entry.key for entry in self.missing if entry.gone)

    def dump(self) -> str:
        """Return the memory as text for a cursor."""
        return dump_memory(self.memory)


def dump_memory(memory: Mapping[str, SnapshotEntry]) -> str:
    """Return *memory* as compact text."""
    return json.dumps({key: [entry.version, entry.missing] for key, entry in memory.items()}, ensure_ascii=False)


def load_memory(text: str | None) -> dict[str, SnapshotEntry]:
    """Return what :func:`dump_memory` wrote; nothing when there's no text."""
    return {key: SnapshotEntry(str(held[0]), int(held[1])) for key, held in json.loads(text or "{}").items()}


def diff_snapshot(
    memory: Mapping[str, SnapshotEntry], versions: Mapping[str, str], *, nights: int = NIGHTS_TO_RETRACT
) -> SnapshotDiff:
    """
    Compare a snapshot (key → version) with what is remembered of the former ones.

    >>> night = diff_snapshot({"a": SnapshotEntry("1"), "b": SnapshotEntry("1", 1)}, {"a": "2"})
    >>> night.changed, night.gone
    (('a',), ('b',))
    """
    changed: list[str] = []
    following: dict[str, SnapshotEntry] = {}
    for key, version in versions.items():
        former = memory.get(key)
        # One that comes back after it was told gone is told again.
        if former is None or former.version != version or former.missing >= nights:
            changed.append(key)
        following[key] = SnapshotEntry(version)
    missing = []
    for key, entry in memory.items():
        if key not in versions:
            count = min(entry.missing + 1, nights + 1)
            following[key] = SnapshotEntry(entry.version, count)
            missing.append(Missing(key, count, count == nights))
    return SnapshotDiff(tuple(changed), tuple(missing), following)
