"""Design §1: each open dispute has exactly one owner and one next deadline, whatever was said about it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from hub.core import topics
from hub.core.clocks import CLOCKS, deadlines
from hub.core.daytime import end_of, local_day, start_of
from hub.core.dispute import DisputeState
from hub.core.events import Event
from hub.core.holder import HoldingRule, holder, is_open
from hub.core.knowledge import Knowledge, Rules, state_on
from hub.core.messages import DisputeEvent
from hub.processors.intake import Intake
from hub.processors.lifecycle import Lifecycle
from hub.processors.linking import Linking
from hub.testing.engine import MemoryEngine
from tests.property.test_order_independence import START, TERMS, UNITS, run, scenario

LAST = local_day(START) + timedelta(days=30)


def knowledges(engine: MemoryEngine) -> list[Knowledge]:
    codec = next(processor for processor in engine.processors if processor.name == Lifecycle.name).codec
    return [codec.decode(data).knowledge for (name, _), data in engine.states.items() if name == Lifecycle.name]


def assert_one_holder(state: DisputeState, story: str) -> None:
    held = holder(state, TERMS)
    if is_open(state):
        assert held is not None, f"{story}: nobody holds a dispute that is {state.status}"
    if held is None:
        return
    assert held.who and held.source == CLOCKS[held.clock.partition(":")[0]].source, story
    running = [line for line in deadlines(state, TERMS) if line.clock == held.clock and line.is_running]
    assert [line.due for line in running] == [held.until], story
    assert held.since <= held.until or held.rule is HoldingRule.PERFORMANCE, story


@pytest.mark.parametrize("derive", [False, True], ids=["fed", "derived"])
@pytest.mark.parametrize("block", range(3))
def test_an_open_dispute_has_one_holder_and_one_next_deadline_on_every_day(block: int, derive: bool) -> None:
    """At the end of every day of a random history, whether the hub states its own duties or is told them."""
    for seed in range(block * 20, block * 20 + 20):
        for knowledge in knowledges(run(scenario(seed), derive=derive)):
            day = local_day(START)
            while day <= LAST:
                state = state_on(knowledge, end_of(LAST), end_of(day))
                assert_one_holder(state, f"seed {seed} {knowledge.dispute} {day}")
                day += timedelta(days=1)


def test_every_clock_that_runs_has_somebody_who_must_act() -> None:
    """Each deadline names its owner, and no clock stands twice in a dispute."""
    for seed in range(40):
        for knowledge in knowledges(run(scenario(seed), derive=True)):
            lines = deadlines(state_on(knowledge, end_of(LAST), end_of(LAST)), TERMS)
            assert all(line.owner for line in lines), f"seed {seed}"
            clocks = [(line.clock, line.unit) for line in lines]
            assert len(clocks) == len(set(clocks)), f"seed {seed}: {sorted(clocks)}"


def test_the_last_day_is_in_the_window_of_the_histories() -> None:
    assert date(2026, 3, 30) < LAST


def test_a_breach_is_warned_of_first_where_time_allowed() -> None:
    """Domain §3: whoever was known to owe something on a day of warning was warned before being told to be late."""
    breaches = 0
    for seed in range(40):
        engine = MemoryEngine([Intake(UNITS, linking=False), Lifecycle(UNITS, Rules(TERMS, derive=False)), Linking()])
        for received_at, submission in sorted(scenario(seed), key=lambda line: line[0]):
            engine.wake(received_at)
            engine.submit(topics.SOURCE_SUBMISSIONS, submission.root, submission, received_at)
        engine.wake(end_of(LAST + timedelta(days=90)))
        known = {knowledge.dispute: knowledge for knowledge in knowledges(engine)}
        warned: set[tuple[str, str, date]] = set()
        for said in (record.value for record in engine.sent if isinstance(record.value, DisputeEvent)):
            details = said.fact.details
            if said.fact.event is Event.DEADLINE_WARNED:
                warned.add((said.dispute, details["clock"], details["until"]))
            elif said.fact.event is Event.DEADLINE_BREACHED:
                breaches += 1
                key = (said.dispute, details["clock"], details["until"])
                assert key in warned or not was_open(known[said.dispute], *key[1:]), f"seed {seed}: {key}"
    assert breaches > 100


def was_open(knowledge: Knowledge, clock: str, due: date) -> bool:
    """Whether the hub knew on the last working day before *due* that *clock* runs until then."""
    before = TERMS.working_day_before(due)
    assert before is not None
    state = state_on(knowledge, start_of(before), start_of(before))
    return any(line.clock == clock and line.due == due and line.is_running for line in deadlines(state, TERMS))
