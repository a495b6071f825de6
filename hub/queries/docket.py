"""The docket of a half: who is on it by which rules, what the meeting decided, and the tasks that came of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from hub.core.clocks import Deadline, DeadlineStatus, Terms, deadlines
from hub.core.countable import place_of_dispute
from hub.core.daytime import end_of, local_day
from hub.core.dispute import DisputeState, DocketItem
from hub.core.halfyear import half_bounds, half_of
from hub.core.hard_cases import Finding, findings
from hub.core.holder import holder
from hub.core.indicators import in_region
from hub.core.knowledge import Knowledge, state_of, state_on
from hub.core.machines import DisputeStatus


@dataclass(frozen=True, slots=True)
class DocketEntry:
    """One dispute before the meeting; ``item`` is None while only rules speak for it."""

    dispute: str
    number: str
    type: str
    place: str
    status: DisputeStatus
    held_by: str
    days: int
    findings: tuple[Finding, ...]
    item: DocketItem | None


@dataclass(frozen=True, slots=True)
class Task:
    """A task of the meeting, and how it stands on a day."""

    dispute: str
    number: str
    half: str
    owner: str
    planned: date
    due: date
    done: date | None
    status: DeadlineStatus
    no_longer_asked: bool


@dataclass(frozen=True, slots=True)
class Scope:
    """Which docket: the half, what is known up to a day, in which region."""

    half: str
    known: date
    region: str


def docket(knowledges: Iterable[Knowledge], scope: Scope, terms: Terms) -> list[DocketEntry]:
    """Return the entries of a half, those with most rules first."""
    found = [entry for knowledge in knowledges if (entry := _entry(knowledge, scope, terms)) is not None]
    return sorted(found, key=lambda entry: (-len(entry.findings), -entry.days, entry.dispute))


def _entry(knowledge: Knowledge, scope: Scope, terms: Terms) -> DocketEntry | None:
    now = state_of(knowledge)
    report = now.primary
    if report is None or now.is_void:
        return None
    place = place_of_dispute(now) or ""
    if not (in_region(place, scope.region) if place else scope.region.endswith("00")):
        return None
    last = half_bounds(scope.half)[1]
    then = state_on(knowledge, end_of(scope.known), end_of(last))
    met = tuple(findings(then, scope.half, scope.known))
    item = now.docket.get(scope.half)
    if not met and item is None:
        return None
    held = holder(now, terms)
    since = local_day(now.accepted.opened_at if now.accepted is not None else report.occurred_at)
    ended = None if now.active is not None else now.concluded_at or now.withheld_at
    until = min(scope.known, last) if ended is None else local_day(ended)
    return DocketEntry(
        dispute=now.dispute,
        number=report.number or report.native_id,
        type=report.type,
        place=place,
        status=now.status,
        held_by="" if held is None else held.who,
        days=max((until - since).days, 0),
        findings=met,
        item=item,
    )


def tasks(states: Iterable[DisputeState], terms: Terms, known: date, half: str | None = None) -> list[Task]:
    """Return the meeting's tasks as they stand at the end of *known*, the most pressing first."""
    found = [task for state in states for task in _tasks_of(state, terms, known) if half in (None, task.half)]
    return sorted(found, key=lambda task: (task.done is not None or task.no_longer_asked, task.due, task.dispute))


def _tasks_of(state: DisputeState, terms: Terms, known: date) -> Iterator[Task]:
    report = state.primary
    for line in deadlines(state, terms) if state.docket else ():
        name, _, rest = line.clock.partition(":")
        if name == "DOCKET_TASK":
            yield _task(state, line, rest.partition(":")[0], known, "" if report is None else report.native_id)


def _task(state: DisputeState, line: Deadline, half: str, known: date, native_id: str) -> Task:
    report = state.primary
    return Task(
        dispute=state.dispute,
        number=(report.number if report is not None else None) or native_id,
        half=half,
        owner=line.unit or "",
        planned=line.start,
        due=line.due,
        done=line.done,
        status=line.status(known),
        no_longer_asked=line.moot,
    )


def last_half(known: date) -> str:
    """
    Return the half before the one in which *known* lies: the one that the next meeting is about.

    >>> last_half(date(2026, 7, 6)), last_half(date(2026, 3, 1))
    ('2026-H1', '2025-H2')
    """
    first = half_bounds(half_of(known))[0]
    return half_of(date.fromordinal(first.toordinal() - 1))
