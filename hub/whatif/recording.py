"""The recorded period: what agencies stated and clerks decided, from a scenario folder or a hub's log."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from hub.bus.embedded.log import IDENTITY
from hub.core import topics
from hub.core.daytime import local_day, month_of, months_between
from hub.core.errors import UnknownRecordError
from hub.core.events import Submission
from hub.core.messages import LinkDecision
from hub.core.ports import Serde, StoredRecord
from hub.core.units import Registry
from hub.scenarios.reader import read_scenario


@dataclass(frozen=True, slots=True)
class Entry:
    """One statement with its instant of receipt, and the key under which it's taken in."""

    received_at: datetime
    key: str
    value: Submission | LinkDecision


@dataclass(frozen=True, slots=True)
class Recording:
    """
    What is replayed: statements in order of receipt. The hub's own outputs aren't in it, it states them anew.

    Attributes:
        entries: The statements.
        registry: Units as they are.
        months: Every month in which something occurred or became known, up to the last receipt.
        until: The day of the last receipt.
    """

    entries: tuple[Entry, ...]
    registry: Registry
    months: tuple[str, ...]
    until: date

    @property
    def digest(self) -> str:
        """SHA-256 over the identities and instants of all entries: two comparisons of one digest are comparable."""
        digest = hashlib.sha256()
        for entry in self.entries:
            digest.update(f"{entry.received_at.isoformat()} {_identity(entry.value)}\n".encode())
        return digest.hexdigest()


def _identity(value: Submission | LinkDecision) -> str:
    return value.event_id if isinstance(value, Submission) else value.decision_id


def from_scenario(folder: Path) -> Recording:
    """
    Return what a scenario folder holds.

    Raises:
        ClosedInputError: it isn't one.
        UnknownRecordError: it holds no statement.
    """
    scenario = read_scenario(folder)
    lines = (
        Entry(line.received_at, line.submission.root, line.submission) for line in scenario.lines if not line.hub_output
    )
    return _recording(lines, scenario.registry, folder.name)


def from_log(records: Iterable[StoredRecord], registry: Registry, serde: Serde) -> Recording:
    """
    Return what a hub has taken in: *records* of its log, read beside it; nothing is written.

    What processors sent each other isn't input: it comes about anew.

    Raises:
        UnknownRecordError: there is no log, or nothing was ever stated.
    """
    return _recording(_entries(records, serde), registry, topics.SOURCE_SUBMISSIONS)


def _entries(records: Iterable[StoredRecord], serde: Serde) -> Iterator[Entry]:
    topic = topics.SOURCE_SUBMISSIONS
    for record in records:
        if IDENTITY in record.headers:
            continue
        value = serde.decode(topic, record.value)
        if isinstance(value, Submission | LinkDecision):
            yield Entry(record.time, record.key, value)


def _recording(entries: Iterable[Entry], registry: Registry, where: str) -> Recording:
    ordered = tuple(sorted(entries, key=lambda entry: (entry.received_at, entry.key, _identity(entry.value))))
    if not ordered:
        raise UnknownRecordError("nothing was recorded", where=where, remedy="name another folder")
    until = local_day(ordered[-1].received_at)
    occurred = (local_day(e.value.occurred_at) for e in ordered if isinstance(e.value, Submission))
    first = min((*occurred, local_day(ordered[0].received_at)))
    return Recording(ordered, registry, tuple(months_between(month_of(first), month_of(until))), until)
