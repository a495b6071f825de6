"""Disputes as they come in: eight statements each over a month, interleaved in time, already encoded."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

from hub.contracts import Serde
from hub.core.clocks import Terms
from hub.core.codes import MediationKind
from hub.core.events import Details, Event, Submission, event_id
from hub.core.knowledge import Rules
from hub.core.topics import SOURCE_SUBMISSIONS
from hub.core.units import Registry
from hub.processors import default_processors
from hub.reference import default_registry, load_calendar

START = datetime(2026, 3, 2, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
MONTH = timedelta(days=30)

Statement = tuple[datetime, str, Submission]
"""When it's received, its root, and what it says."""

Encoded = tuple[str, bytes, datetime, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Said:
    """One statement of the course that every dispute of the workload takes."""

    after: timedelta
    event: Event
    agency: str
    in_unit: bool
    details: Callable[[str], Details]


def _reported(root: str) -> Details:
    return {
        "type": "NEIGHBOUR",
        "channel": "GRID",
        "parties": 2,
        "tokens": [f"t-{root}-1", f"t-{root}-2"],
        "weak_tokens": [f"w-{root}"],
        "division": "230803001001",
    }


def _referred(root: str) -> Details:
    return {"ref": f"r-{root}", "kind": "TRANSFER"}


COURSE = (
    Said(timedelta(0), Event.DISPUTE_REPORTED, "grid", False, _reported),
    Said(timedelta(hours=1), Event.REFERRAL_CREATED, "grid", True, _referred),
    Said(timedelta(hours=5), Event.REFERRAL_ACCEPTED, "justice", True, lambda root: {"ref": f"r-{root}"}),
    Said(timedelta(hours=6), Event.CASE_OPENED, "justice", True, lambda _: {"channel": "GRID"}),
    Said(timedelta(days=2), Event.MEDIATION_STARTED, "justice", True, lambda _: {}),
    Said(
        timedelta(days=9), Event.AGREEMENT_REACHED, "justice", True,
        lambda root: {"form": "WRITTEN", "amount_fen": 120_000, "v": 1, "number": f"n-{root}"},
    ),
    Said(timedelta(days=10), Event.FEEDBACK_ACKNOWLEDGED, "grid", True, lambda root: {"ref": f"r-{root}"}),
    Said(timedelta(days=20), Event.AGREEMENT_PERFORMED, "justice", True, lambda _: {"v": 1, "amount_fen": 120_000}),
)  # fmt: skip


def bench_processors(registry: Registry) -> tuple[object, ...]:
    """Return the hub's own processors under the rules in force."""
    return default_processors(registry, Rules(Terms(load_calendar(None)), derive=True))


def unit_of(units: Registry) -> str:
    """Return the first village committee of the city's registry."""
    return min(
        unit.code
        for versions in units.units.values()
        for unit in versions
        if unit.level == 1 and unit.kind is MediationKind.PEOPLE
    )


def statements(disputes: int, unit: str) -> Iterator[Statement]:
    """Yield the whole course of *disputes* disputes that arise over a month, in the order in which they're received."""
    streams = [_stream(said, range(disputes), MONTH / max(1, disputes), unit) for said in COURSE]
    return heapq.merge(*streams, key=lambda statement: statement[0])


def reports(disputes: int, unit: str) -> Iterator[Statement]:
    """Yield the first report of each of *disputes* disputes, all within one hour."""
    return _stream(COURSE[0], range(disputes), HOUR / disputes, unit)


def follow_ups(disputes: int, count: int, unit: str) -> Iterator[Statement]:
    """Yield three more statements of each of *count* of the *disputes* disputes, spread over all of them."""
    chosen = range(0, disputes, max(1, disputes // count))[:count]
    streams = [_stream(said, chosen, HOUR / disputes, unit) for said in COURSE[1:4]]
    return heapq.merge(*streams, key=lambda statement: statement[0])


def _stream(said: Said, numbers: range, interval: timedelta, unit: str) -> Iterator[Statement]:
    for number in numbers:
        root = f"grid:{number:08d}"
        at = START + number * interval + said.after
        details = said.details(root)
        where = unit if said.in_unit else None
        yield (
            at,
            root,
            Submission(
                event=said.event,
                event_id=event_id(said.event.value, said.agency, root, where, details),
                root=root,
                agency=said.agency,
                system=said.agency,
                native_id=root,
                unit=where,
                occurred_at=at - timedelta(minutes=5),
                recorded_at=at - timedelta(minutes=4),
                details=details,
            ),
        )


def encoded(serde: Serde, chosen: Iterator[Statement]) -> Iterator[Encoded]:
    """Yield *chosen* as the log takes them."""
    encode = partial(serde.encode, SOURCE_SUBMISSIONS)
    for at, root, submission in chosen:
        yield root, encode(submission), at, {}


def registry() -> Registry:
    """Return the city's packaged registry."""
    return default_registry()
