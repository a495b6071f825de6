"""Any interleaving of automatic links, accepts, rejects, undos and repetitions: the same figures, the same queue."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from hub.core import topics
from hub.core.clocks import Terms
from hub.core.codes import MediationKind, OrgKind
from hub.core.events import Details, Event, Submission, event_id
from hub.core.knowledge import Rules
from hub.core.linking import pair_id
from hub.core.pairs import PairState
from hub.core.ports import Row
from hub.core.statistics import monthly_view
from hub.core.units import Registry, Unit
from hub.processors import default_processors
from hub.reference import load_calendar
from hub.service.links import link_items, waiting_items
from hub.testing.engine import MemoryEngine
from hub.testing.tokens import weak_tokens

RULES = Rules(Terms(load_calendar()))
UNITS = Registry.of(
    [
        Unit(
            code="T2",
            name="T2",
            level=2,
            kind=MediationKind.PEOPLE,
            org_kind=OrgKind.RMC_TOWN,
            division="230803007",
            agency="justice",
        )
    ]
)
START = datetime(2026, 3, 2, 1, tzinfo=UTC)
ROOTS = ("R1", "R2", "R3", "R4", "R5")
"""Reported in this order: whoever decides, the earlier report survives."""

PEOPLE = ("wang", "li", "zhao")

Line = tuple[datetime, Submission]


@dataclass
class Reader:
    """What the engine holds, as the queries read it."""

    engine: MemoryEngine

    def state(self, processor: str, key: str) -> bytes | None:
        return self.engine.state(processor, key)

    def states(self, processor: str) -> Iterator[tuple[str, bytes]]:
        yield from sorted((key, data) for (name, key), data in self.engine.states.items() if name == processor)

    def rows(self, known_at: datetime) -> Iterator[Row]:
        raise NotImplementedError

    def row_history(self) -> Iterator[Row]:
        yield from self.engine.rows.values()


def _line(event: Event, root: str, native_id: str, at: datetime, received: datetime, details: Details) -> Line:
    identity = event_id(event.value, "s", native_id, None, details)
    unit = "T2" if event is Event.CASE_OPENED else None
    return received, Submission(
        event=event,
        event_id=identity,
        root=root,
        agency="hub",
        system=f"s{root}",
        native_id=native_id,
        unit=unit,
        occurred_at=at,
        recorded_at=at,
        details=details,
    )


def _report(rng: random.Random, number: int, root: str) -> Iterator[Line]:
    at = START + timedelta(days=number * 2)
    received = at + timedelta(hours=rng.choice([0, 1, 30, 300]))
    known = rng.sample(PEOPLE, 2)
    tokens = [f"{name}~p{place}" for place, name in enumerate(known, 1) if rng.random() < 0.6]
    weak = [token for place, name in enumerate(known, 1) for token in weak_tokens(place, name=name, phone=name)]
    details: Details = {
        "type": rng.choice(["NEIGHBOUR", "NEIGHBOUR", "CONTRACT"]),
        "channel": "GRID",
        "parties": 2,
        "tokens": tokens,
        "weak_tokens": weak,
        "division": "230803007001",
    }
    yield _line(Event.DISPUTE_REPORTED, root, root, at, received, details)
    if rng.random() < 0.3:
        corrected: Details = {**details, "v": 1, "supersedes": f"{root}/DisputeReported", "tokens": []}
        again = received + timedelta(hours=rng.choice([1, 50]))
        yield _line(Event.DISPUTE_CORRECTED, root, root, at, again, corrected)
    if rng.random() < 0.7:
        opened = at + timedelta(hours=rng.choice([2, 40]))
        yield _line(Event.CASE_OPENED, root, f"{root}-case", opened, opened, {"channel": "GRID"})
    if rng.random() < 0.4:
        ended = at + timedelta(days=4)
        yield _line(Event.CASE_SETTLED, root, f"{root}-end", ended, ended, {})


def _judgement(rng: random.Random, number: int) -> Line:
    later = rng.randrange(1, len(ROOTS))
    root, survivor = ROOTS[later], ROOTS[rng.randrange(later)]
    event = rng.choice([Event.DISPUTES_MERGED, Event.DISPUTE_SPLIT, Event.LINK_REJECTED, Event.LINK_REOPENED])
    details: Details = {"survivor": survivor, "officer": "K3-07", "reason": "MISTAKE"}
    details["restored" if event is Event.DISPUTE_SPLIT else "absorbed"] = root
    at = START + timedelta(hours=rng.randrange(24 * 40))
    return _line(event, root, f"{pair_id(root, survivor)}/{number}", at, at, details)


def scenario(seed: int) -> list[Line]:
    rng = random.Random(seed)
    lines = [line for number, root in enumerate(ROOTS) for line in _report(rng, number, root)]
    lines += [_judgement(rng, number) for number in range(rng.randrange(0, 9))]
    # Two judgements at one instant: which came first isn't known, their ids decide.
    return [*lines, (lines[-1][0], _judgement(rng, 99)[1])]


def run(lines: list[Line]) -> MemoryEngine:
    engine = MemoryEngine(default_processors(UNITS, RULES))
    for received_at, submission in lines:
        engine.submit(topics.SOURCE_SUBMISSIONS, submission.root, submission, received_at)
    assert not engine.dead
    return engine


def figures(engine: MemoryEngine) -> set[object]:
    return {row for row in engine.rows.values() if row.known_until is None or row.known_until > row.known_from}


def queue(engine: MemoryEngine) -> tuple[object, ...]:
    reader = Reader(engine)
    standing = {
        (item.id, item.pair.state, item.pair.score, item.pair.since, item.is_one, item.waits)
        for item in link_items(reader)
    }
    return [item.id for item in waiting_items(reader)], standing  # type: ignore[return-value]  # compared, not used


@pytest.mark.parametrize("block", range(4))
def test_figures_and_queue_do_not_depend_on_order_or_repetition(block: int) -> None:
    """Design §3, domain §2.4: both are functions of the set of what was said and decided."""
    states: set[PairState] = set()
    for seed in range(block * 15, block * 15 + 15):
        lines = scenario(seed)
        expected = run(sorted(lines, key=lambda line: line[0]))
        states |= {item.pair.state for item in link_items(Reader(expected))}
        for shuffle in range(2):
            shuffled = [*lines, *lines[::2]]
            random.Random(seed * 7 + shuffle).shuffle(shuffled)
            heard = run(shuffled)
            assert figures(heard) == figures(expected), f"seed {seed}"
            assert queue(heard) == queue(expected), f"seed {seed}"
    assert states >= {PairState.PROPOSED, PairState.LINKED, PairState.ACCEPTED, PairState.REJECTED, PairState.UNDONE}


def test_identities_hold_after_any_judgements() -> None:
    """Domain §6.1: what was joined and split leaves no month out of balance."""
    for seed in range(40):
        view = monthly_view(run(scenario(seed)).rows.values(), "2026-03")
        failed = [name for name, holds in view.checks.items() if not holds and name != "confirmation_order_of_month"]
        assert not failed, f"seed {seed}: {failed}"


def test_what_a_person_decided_no_rule_decides_again() -> None:
    """Once split or rejected by hand a pair is joined by hand alone."""
    for seed in range(60):
        engine = run(scenario(seed))
        for item in link_items(Reader(engine)):
            if item.pair.state is PairState.LINKED:
                assert item.pair.judgement is None
            if item.pair.state is PairState.ACCEPTED:
                assert item.pair.judgement is not None
