"""A hundred plausible scenarios over every path: any order and repetition, the same figures; ledgers balance."""

from __future__ import annotations

import random
from datetime import date

import pytest

from hub.core import topics
from hub.core.clocks import Terms
from hub.core.knowledge import Rules, state_of
from hub.core.statistics import CHECK_ALLOWED_TO_FAIL, known_at, monthly_view
from hub.processors import Lifecycle, default_processors
from hub.reference import default_registry, load_calendar
from hub.scenarios.reader import Line
from hub.testing.engine import MemoryEngine
from hub.testing.simulated import statements

RULES = Rules(Terms(load_calendar()))
SCENARIOS, BLOCKS = 100, 5
VIEWS = (("2026-03", date(2026, 4, 10)), ("2026-04", date(2026, 5, 12)), ("2026-05", date(2028, 1, 1)))


def run(lines: list[Line]) -> MemoryEngine:
    engine = MemoryEngine(default_processors(default_registry(), RULES))
    for line in lines:
        engine.submit(topics.SOURCE_SUBMISSIONS, line.submission.root, line.submission, line.received_at)
    assert not engine.dead
    return engine


def visible_rows(engine: MemoryEngine) -> set[object]:
    return {row for row in engine.rows.values() if row.known_until is None or row.known_until > row.known_from}


@pytest.mark.parametrize("block", range(BLOCKS))
def test_order_and_repetition_change_no_figure(block: int) -> None:
    """Design §3 rule 4, on what agencies plausibly say: merges, splits, late entries, corrections, retractions."""
    for seed in range(block, SCENARIOS, BLOCKS):
        lines = statements(seed)
        expected = visible_rows(run(lines))
        shuffled = [*lines, *lines[::2]]
        random.Random(seed).shuffle(shuffled)
        assert visible_rows(run(shuffled)) == expected, f"seed {seed}"


def test_ledgers_balance_and_nothing_waits() -> None:
    """Domain §6.1 in every month; and every statement of the model finds what it follows."""
    for seed in range(1_000, 1_012):
        engine = run(statements(seed, 6))
        for month, day in (
            ("2026-03", date(2026, 4, 10)),
            ("2026-04", date(2026, 5, 12)),
            ("2026-05", date(2028, 1, 1)),
        ):
            view = monthly_view(known_at(engine.rows.values(), day), month)
            failed = [name for name, holds in view.checks.items() if not holds and name != CHECK_ALLOWED_TO_FAIL]
            assert not failed, f"seed {seed} {month}"
        codec = next(p for p in engine.processors if p.name == Lifecycle.name).codec
        for (processor, key), stored in engine.states.items():
            if processor == Lifecycle.name:
                knowledge = codec.decode(stored).knowledge  # type: ignore[attr-defined]  # lifecycle's own state
                assert state_of(knowledge).waiting == [], f"seed {seed} {key}"
