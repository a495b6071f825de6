"""
The read model as an index beside a running hub: what it doesn't know yet is looked at dispute by dispute.

So an answer is never older than the log, and a file that lags far behind, is missing, or is of another computation is
simply not used.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from hub.core import topics
from hub.core.errors import ConfigurationError
from hub.processors import Lifecycle
from hub.queries.read_model import count_disputes, find_disputes
from hub.readmodel.projection import Processed
from hub.readmodel.schema import VERSION
from hub.readmodel.store import open_for_reading

MOST_BEHIND = 2_000
"""Log records that the file may lack; beyond it every dispute is read instead."""


@dataclass(frozen=True, slots=True)
class Index:
    """The read model, and the disputes that changed since it was last refreshed."""

    model: sqlite3.Connection
    changed: frozenset[str]

    def find(self, spoken: str) -> list[str]:
        """Return the disputes that *spoken* may mean and all that changed since; the caller looks at these."""
        return list(dict.fromkeys([*find_disputes(self.model, spoken), *sorted(self.changed)]))

    def count_unchanged(self) -> int:
        """Return how many disputes there are besides those that changed."""
        known = sum(1 for key in self.changed if _has(self.model, key))
        return count_disputes(self.model) - known


def open_index(path: Path, reader: Processed) -> Index | None:
    """Open the read model at *path*, None when it can't be read, is of another computation, or lags."""
    if not path.is_file():
        return None
    try:
        model = open_for_reading(path)
    except ConfigurationError:
        return None  # damaged: hub run makes it anew from the log
    changed = _changed(model, reader)
    if changed is None:
        model.close()
        return None
    return Index(model, frozenset(changed))


def _changed(model: sqlite3.Connection, reader: Processed) -> set[str] | None:
    try:
        versions = dict(model.execute("SELECT name, value FROM meta"))
        positions = dict(model.execute("SELECT partition, next FROM position WHERE topic = ?", (topics.DISPUTE_FACTS,)))
    except sqlite3.Error:
        return None  # half made by a process that was killed: the next refresh makes it whole
    if versions.get("version") != VERSION or versions.get("generation") != reader.generation:
        return None
    changed: set[str] = set()
    for partition in range(reader.partitions):
        since = positions.get(partition, 0)
        keys, _ = reader.processed(Lifecycle.name, topics.DISPUTE_FACTS, partition, since, MOST_BEHIND)
        changed.update(keys)
        if len(keys) == MOST_BEHIND:
            return None
    return changed


def _has(model: sqlite3.Connection, dispute: str) -> bool:
    return model.execute("SELECT 1 FROM dispute WHERE dispute = ?", (dispute,)).fetchone() is not None
