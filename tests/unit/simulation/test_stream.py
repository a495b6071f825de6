"""The stream: one seed, one city; any slice, any window and any memory give the same statements."""

from __future__ import annotations

import hashlib
import itertools
import random
from collections import Counter
from datetime import date

import pytest

from hub.core.daytime import local_day
from hub.core.events import HUB_OUTPUTS, Event
from hub.scenarios.reader import Line
from hub.scenarios.writer import entry_of, text_of
from hub.simulation import Window, life_of, stream, stream_by_day
from hub.testing.simulated import plan_of

PLAN = plan_of(20260101, 400, 3, "2026-01")
WHOLE = list(stream(PLAN))


def digest(lines: list[Line]) -> str:
    texts = "".join(text_of(entry_of(line, number, None)) for number, line in enumerate(lines))
    return hashlib.sha256(texts.encode()).hexdigest()


def test_one_seed_gives_one_stream() -> None:
    assert digest(list(stream(PLAN))) == digest(WHOLE)
    assert digest(list(stream(plan_of(20260102, 400, 3, "2026-01")))) != digest(WHOLE)


def test_the_stream_is_in_order_of_receipt_and_says_nothing_twice() -> None:
    assert [line.received_at for line in WHOLE] == sorted(line.received_at for line in WHOLE)
    assert max(Counter(line.submission.event_id for line in WHOLE).values()) == 1
    assert all(line.received_at >= line.submission.occurred_at for line in WHOLE)


def test_agencies_never_state_what_only_the_hub_states() -> None:
    assert not {line.submission.event for line in WHOLE if not line.hub_output} & HUB_OUTPUTS


@pytest.mark.parametrize("slices", [2, 7])
def test_slices_together_are_the_whole(slices: int) -> None:
    """Each part is generated alone; nothing of it depends on the others."""
    parts = [list(stream(PLAN, Window(slice=number, slices=slices))) for number in range(slices)]
    together = Counter(line.submission.event_id for part in parts for line in part)
    assert together == Counter(line.submission.event_id for line in WHOLE)


@pytest.mark.parametrize("hold", [1, 3, 40])
def test_how_long_statements_are_held_changes_nothing(hold: int) -> None:
    assert digest(list(stream(PLAN, Window(hold=hold)))) == digest(WHOLE)


@pytest.mark.parametrize("since", [date(2026, 1, 2), date(2026, 2, 20), date(2026, 5, 1)])
def test_a_window_is_the_rest_of_the_whole(since: date) -> None:
    rest = [line for line in WHOLE if local_day(line.received_at) >= since]
    assert digest(list(stream(PLAN, Window(since=since)))) == digest(rest)


def test_a_life_depends_on_its_serial_alone() -> None:
    used = random.Random(5)
    used.random()
    assert life_of(PLAN, 17, used) == life_of(PLAN, 17)


def test_days_come_without_gaps() -> None:
    days = [day for day, _ in stream_by_day(PLAN)]
    assert all((later - earlier).days == 1 for earlier, later in itertools.pairwise(days))


def test_what_is_held_stays_small_however_long_the_plan() -> None:
    """Memory follows the days that are held, not the length of the plan."""
    longest = max(len(lines) for _, lines in stream_by_day(plan_of(3, 2_400, 24, "2024-01"), Window(hold=5)))
    shorter = max(len(lines) for _, lines in stream_by_day(plan_of(3, 600, 6, "2024-01"), Window(hold=5)))
    assert longest < 2 * shorter


NEVER_SIMULATED = frozenset(
    {
        # reports and meetings are kept by the hub's clerks, not by what happens to a dispute
        *(event for event in Event if event.value.startswith(("MonthlyReport", "WorkReport", "Docket", "Form"))),
        Event.FIGURE_ADJUSTED,
        # clerks decide on pairs that a rule proposed; which these are depends on other disputes
        Event.LINK_REJECTED,
        Event.LINK_REOPENED,
        # the hub says these of itself in any case; no replay needs them in its input
        Event.REFERRAL_DELIVERED,
        Event.DISPUTES_MERGED,
        Event.CONFIRMATION_GUIDED,
        Event.CONFIRMATION_LAPSED,
        Event.SUPERVISION_PROPOSED,
        Event.SUPERVISION_WITHDRAWN,
        Event.INVITATION_OVERDUE,
        Event.GATE_CHANGED,
        Event.DEADLINE_RECOMPUTED,
        Event.DEADLINE_WARNED,
        Event.DEADLINE_BREACHED,
        Event.DEADLINE_BREACH_RETRACTED,
    }
)


def test_every_event_of_a_dispute_occurs() -> None:
    """Every path of domain §2 has its probability: an event that is missing here is missing in the model."""
    lines = stream(plan_of(11, 4_000, 2))
    assert {line.submission.event for line in lines} == set(Event) - NEVER_SIMULATED
