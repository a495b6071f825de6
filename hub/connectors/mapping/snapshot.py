"""What is remembered of a ledger between files, and what a new file changes: rows new, rows gone, keys begun anew."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping as Map
from collections.abc import Sequence
from dataclasses import dataclass, field

PERIODS_TO_RETRACT = 2
_GONE = "retracted"
_LEAST_OVERLAP = 2


@dataclass(slots=True)
class Known:
    """What is remembered of one row: the last period that had it, those since that lacked it, what tells it apart."""

    seen: str
    mark: str
    missing: list[str] = field(default_factory=list)
    is_report: bool = True

    @property
    def is_retracted(self) -> bool:
        """Whether it was taken back."""
        return _GONE in self.missing


@dataclass(slots=True)
class Memory:
    """
    What an adapter's cursor holds.

    Attributes:
        files: Content digest by file name, read or refused.
        contents: Digests of all files taken, so that a copy under another name is no news.
        rows: What is known by key; only kept where files are compared in full.
        headings: Headings of the last file taken.
        count: Files taken, which numbers periods where names have none.
    """

    files: dict[str, str] = field(default_factory=dict)
    contents: list[str] = field(default_factory=list)
    rows: dict[str, Known] = field(default_factory=dict)
    headings: list[str] = field(default_factory=list)
    count: int = 0


def digest(content: bytes) -> str:
    """Return what tells one content from another."""
    return hashlib.sha256(content).hexdigest()[:24]


def mark_of(text: str) -> str:
    """Return a short mark of what tells a case from another one under the same number."""
    return hashlib.sha256(text.encode()).hexdigest()[:8]


@dataclass(frozen=True, slots=True)
class Seen:
    """One row of a new file."""

    key: str
    mark: str
    is_report: bool


def restarted(memory: Memory, rows: Sequence[Seen], period: str) -> bool:
    """Return whether most keys of *rows* meant other cases in another period: a number that starts anew each month."""
    overlap = [(row, known) for row in rows if (known := memory.rows.get(row.key)) is not None and known.seen != period]
    changed = sum(row.mark != known.mark for row, known in overlap)
    return len(overlap) >= _LEAST_OVERLAP and changed * 2 > len(overlap)


def shrunk(memory: Memory, rows: Sequence[Seen], period: str) -> bool:
    """Return whether more than half of the known rows are gone at once: rather a part of the ledger than the whole."""
    keys = {row.key for row in rows}
    living = [key for key, known in memory.rows.items() if not known.is_retracted and known.seen <= period]
    return sum(key not in keys for key in living) * 2 > len(living)


def take(memory: Memory, rows: Sequence[Seen], period: str, *, counts_missing: bool) -> list[str]:
    """Remember *rows* of *period* and return the keys that are to be taken back, in order."""
    keys = {row.key for row in rows}
    for row in rows:
        known = memory.rows.get(row.key)
        if known is None:
            memory.rows[row.key] = Known(period, row.mark, is_report=row.is_report)
        elif not known.is_retracted and known.seen <= period:
            known.seen, known.mark, known.missing = period, row.mark, []
    if not counts_missing:
        return []
    gone: list[str] = []
    for key, known in sorted(memory.rows.items()):
        if key in keys or known.is_retracted or known.seen > period or period in known.missing:
            continue
        known.missing.append(period)
        if len(known.missing) >= PERIODS_TO_RETRACT and known.is_report:
            known.missing.append(_GONE)
            gone.append(key)
    return gone


def came_back(memory: Map[str, Known], key: str) -> bool:
    """Return whether the row *key* was taken back before."""
    known = memory.get(key)
    return known is not None and known.is_retracted
