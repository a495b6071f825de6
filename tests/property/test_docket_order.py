"""Docket statements among all others: the item is the same in any order, and every figure as if they weren't there."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

import pytest

from hub.core.clocks import deadlines
from hub.core.dispute import DisputeState
from hub.core.events import Details, Event, Submission, event_id
from hub.core.knowledge import state_of
from hub.processors.lifecycle import Lifecycle
from hub.testing.engine import MemoryEngine
from tests.property.test_order_independence import ROOTS, START, TERMS, run, scenario, visible_rows

OFTEN = [
    *(event for event in Event if event.value.startswith("Docket")),
    *(Event.DOCKET_NOMINATED, Event.DOCKET_DISCUSSED, Event.DOCKET_DISCUSSED, Event.DOCKET_PLANNED) * 2,
]
"""Every statement, more often those that lead to tasks."""

Lines = list[tuple[datetime, Submission]]


def decisions(seed: int) -> Lines:
    """Return random statements of the meeting and of task owners, legal or not, about the four roots."""
    rng = random.Random(f"docket-{seed}")
    lines: Lines = []
    for number in range(rng.randrange(30, 60)):
        root, unit = rng.choice(ROOTS[:2]), rng.choice(["A2", "A3", None])
        event = rng.choice(OFTEN)
        details: Details = {"half": rng.choice(["2026-H1", "2026-H1", "2026-H2"])}
        if event is Event.DOCKET_NOMINATED:
            details["reason"] = rng.choice(["OPEN_60", "REPORTS_3", "BREACHED"])
        if event is Event.DOCKET_ATTENDED:
            details |= {"participant": rng.choice(["A2", "A3"]), "result": rng.choice(["ATTENDED", "ABSENT"])}
        if event is Event.DOCKET_PLANNED:
            unit = unit or "A4"
            details |= {"owner": unit, "due": date(2026, 3, rng.randrange(20, 31))}
        occurred = START + timedelta(hours=rng.randrange(24 * 12))
        submission = Submission(
            event=event,
            event_id=event_id(event.value, "docket", f"{root}-{number}", unit, details),
            root=root,
            agency="taskforce",
            system="docket",
            native_id=f"{root}-{number}",
            unit=unit,
            occurred_at=occurred,
            recorded_at=occurred,
            details=details,
        )
        lines.append((occurred + timedelta(hours=rng.choice([0, 0, 30, 200])), submission))
    return lines


def states(engine: MemoryEngine) -> dict[str, DisputeState]:
    codec = next(processor for processor in engine.processors if processor.name == Lifecycle.name).codec
    stored = {key: data for (name, key), data in engine.states.items() if name == Lifecycle.name}
    return {key: state_of(codec.decode(data).knowledge) for key, data in stored.items()}  # type: ignore[attr-defined]  # the engine sees processors without their state type


@pytest.mark.parametrize("block", range(3))
def test_items_and_tasks_do_not_depend_on_order_or_repetition(block: int) -> None:
    seen = 0
    for seed in range(block * 10, block * 10 + 10):
        lines = [*scenario(seed), *decisions(seed)]
        expected = states(run(sorted(lines, key=lambda line: line[0]), derive=True))
        shuffled = [*lines, *lines[::2]]
        random.Random(seed).shuffle(shuffled)
        actual = states(run(shuffled, derive=True))
        for dispute, state in expected.items():
            assert actual[dispute].docket == state.docket, f"seed {seed} {dispute}"
            assert deadlines(actual[dispute], TERMS) == deadlines(state, TERMS), f"seed {seed} {dispute}"
            seen += sum(len(item.tasks) for item in state.docket.values())
    assert seen > 10, "the statements must come as far as tasks"


def test_the_rows_are_those_without_the_docket() -> None:
    """No monthly figure knows of the meeting."""
    for seed in range(20):
        with_docket = visible_rows(run([*scenario(seed), *decisions(seed)], derive=True))
        without = visible_rows(run(scenario(seed), derive=True))
        assert with_docket == without, f"seed {seed}"
