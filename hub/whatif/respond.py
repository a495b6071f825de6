"""
An assumption, off by default: people answer to a shortened level clock.

What a level does from its acceptance to its outcome or request upwards takes proportionally less time; every later
statement about the same root moves up by what was saved. A lengthened clock changes nobody's pace. Nothing observed
stands behind it: it only shows how far a change of pace could reach.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from hub.core.clocks import Terms
from hub.core.clocks.places import place_of_unit
from hub.core.daytime import local_day
from hub.core.events import Event, Submission
from hub.core.units import Registry
from hub.whatif.recording import Entry, Recording

_OPENS = frozenset({Event.CASE_OPENED, Event.REFERRAL_ACCEPTED, Event.ESCALATION_ACCEPTED})
_ENDS = frozenset(
    {
        Event.AGREEMENT_REACHED,
        Event.MEDIATION_FAILED,
        Event.CONSENT_WITHDRAWN,
        Event.CASE_SETTLED,
        Event.CASE_WITHDRAWN,
        Event.ESCALATION_REQUESTED,
    }
)


def respond(recording: Recording, before: Terms, after: Terms) -> Recording:
    """Return *recording* as it might have been, had everyone kept pace with the clocks of *after*."""
    terms = _Terms(before, after, recording.registry)
    by_root: dict[str, list[Entry]] = defaultdict(list)
    others: list[Entry] = []
    for entry in recording.entries:
        if isinstance(entry.value, Submission):
            by_root[entry.value.root].append(entry)
        else:
            others.append(entry)
    moved = [e for entries in by_root.values() for e in _Course(terms).moved(entries)]
    ordered = sorted([*moved, *others], key=lambda entry: (entry.received_at, entry.key))
    return replace(recording, entries=tuple(ordered))


@dataclass(frozen=True, slots=True)
class _Terms:
    """Both lengths of every level clock, wherever they differ."""

    before: Terms
    after: Terms
    registry: Registry

    def pace(self, said: Submission) -> float:
        """Return by which share of its time the unit works under the new length; never slower than it did."""
        start = local_day(said.occurred_at)
        unit = None if said.unit is None else self.registry.find(said.unit, start)
        if unit is None:
            return 1.0
        clock, place = f"LEVEL_L{unit.level}", place_of_unit(unit.stamp)
        return min(1.0, self.after.length(clock, start, place) / self.before.length(clock, start, place))


@dataclass(slots=True)
class _Course:
    """One root's statements in order of occurrence, moved up one after the other."""

    terms: _Terms
    saved: timedelta = field(default_factory=timedelta)
    opened: datetime | None = None
    pace: float = 1.0

    def moved(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        """Yield *entries* at the times at which they'd have been made."""
        for entry in sorted(entries, key=_occurred):
            said = entry.value
            if not isinstance(said, Submission):
                yield entry
                continue
            gain = self._gain(said.occurred_at)
            if said.event in _ENDS and self.opened is not None:
                self.saved, self.opened = gain, None
            elif said.event in _OPENS:
                self._open(said, gain)
            early = replace(said, occurred_at=said.occurred_at - gain, recorded_at=said.recorded_at - gain)
            yield replace(entry, received_at=entry.received_at - gain, value=early)

    def _gain(self, at: datetime) -> timedelta:
        if self.opened is None:
            return self.saved
        return self.saved + (at - self.opened) * (1 - self.pace)

    def _open(self, said: Submission, gain: timedelta) -> None:
        self.saved, self.opened, self.pace = gain, said.occurred_at, self.terms.pace(said)


def _occurred(entry: Entry) -> tuple[datetime, datetime, str]:
    said = entry.value
    at = said.occurred_at if isinstance(said, Submission) else entry.received_at
    return at, entry.received_at, entry.key
