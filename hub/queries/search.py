"""
The read model as an index beside a running hub: what it doesn't know yet is looked at dispute by dispute.

So an answer is never older than the log, and a file that lags far behind, is missing, or is of another computation is
simply not used.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from hub.core.errors import ConfigurationError
from hub.queries.read_model import count_disputes, find_disputes
from hub.readmodel.projection import FOLLOWED, Processed
from hub.readmodel.schema import VERSION
from hub.readmodel.store import open_for_reading

MOST_BEHIND = 2_000
"""Log records that the file may lack; beyond it every dispute is read instead."""


@dataclass(frozen=True, slots=True)
class Index:
    """
    The read model, and what changed since it was last refreshed.

    Attributes:
        model: The file, open for reading.
        changed: The disputes that changed since.
        reader: What was committed since stands there.
        reports: The reports of bodies that changed since.
        pairs: The pairs of reports that changed since.
    """

    model: sqlite3.Connection
    changed: frozenset[str]
    reader: Processed
    reports: frozenset[str] = frozenset()
    pairs: frozenset[str] = frozenset()

    @property
    def fresh(self) -> frozenset[str]:
        """Whose rows may have changed since."""
        return self.changed | self.reports

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
    try:
        changed = [_changed(model, reader, *log) for log in FOLLOWED] if _is_of(model, reader) else [None]
    except sqlite3.Error:
        changed = [None]  # half made by a process that was killed: the next refresh makes it whole
    found = [frozenset(keys) for keys in changed if keys is not None]
    if len(found) < len(FOLLOWED):
        model.close()
        return None
    disputes, reports, pairs = found
    return Index(model, disputes, reader, reports, pairs)


def _is_of(model: sqlite3.Connection, reader: Processed) -> bool:
    versions = dict(model.execute("SELECT name, value FROM meta"))
    return versions.get("version") == VERSION and versions.get("generation") == reader.generation


def _changed(model: sqlite3.Connection, reader: Processed, processor: str, topic: str) -> set[str] | None:
    """Return the keys that *processor* has taken of *topic* since the file was refreshed, None when it lags too far."""
    positions = dict(model.execute("SELECT partition, next FROM position WHERE topic = ?", (topic,)))
    changed: set[str] = set()
    for partition in range(reader.partitions):
        keys, _ = reader.processed(processor, topic, partition, positions.get(partition, 0), MOST_BEHIND)
        changed.update(keys)
        if len(keys) == MOST_BEHIND:
            return None
    return changed


def _has(model: sqlite3.Connection, dispute: str) -> bool:
    return model.execute("SELECT 1 FROM dispute WHERE dispute = ?", (dispute,)).fetchone() is not None
