"""A key that too many records share is no person's: all decisions under it are taken back, whichever came first."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hub.core import topics
from hub.core.messages import LinkCandidate
from hub.core.pairs import PairState
from hub.processors import Clerk, Linking
from hub.testing.engine import MemoryEngine

AT = datetime(2026, 3, 2, tzinfo=UTC)
KEY = "shelter"
MOST = 12


def record(number: int) -> LinkCandidate:
    at = AT + timedelta(minutes=number)
    return LinkCandidate(
        token=KEY,
        root=f"r{number:03d}",
        dispute=f"r{number:03d}",
        tokens=(f"{KEY}~p1",),
        weak_tokens=(),
        type="NEIGHBOUR",
        county="230803",
        reported_at=at,
        received_at=at,
        place="230803007001",
        system=f"s{number % 2}",
    )


def after(records: list[LinkCandidate]) -> set[tuple[str, PairState]]:
    engine = MemoryEngine([Linking(MOST), Clerk()])
    for candidate in records:
        engine.submit(topics.LINK_CANDIDATES, KEY, candidate, candidate.received_at)
    clerk = Clerk()
    pairs = {key: clerk.codec.decode(data).pair for (name, key), data in engine.states.items() if name == Clerk.name}
    return {(key, pair.state) for key, pair in pairs.items() if pair is not None and pair.state is not PairState.VOID}


def test_up_to_the_limit_all_pairs_are_asked_about() -> None:
    assert len(after([record(number) for number in range(4)])) == 6


def test_beyond_it_none_is_in_any_order() -> None:
    records = [record(number) for number in range(MOST + 1)]
    assert after(records) == set()
    random.Random(1).shuffle(records)
    assert after(records) == set()


def test_what_is_held_under_a_key_doesnt_tell_in_which_order_it_came() -> None:
    records = [record(number) for number in range(MOST - 1)]
    records.append(replace(records[3], type="LABOUR"))

    def held(candidates: list[LinkCandidate]) -> bytes:
        engine = MemoryEngine([Linking(MOST)])
        for candidate in candidates:
            engine.submit(topics.LINK_CANDIDATES, KEY, candidate, candidate.received_at)
        return engine.states[Linking.name, KEY]

    shuffled = random.Random(2).sample(records, len(records))
    assert held(records) == held(shuffled) == held(records[::-1])
