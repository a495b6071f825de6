"""The docket of the half-yearly meeting: its machine, its tasks, and that it changes no figure (domain §6.2)."""

from __future__ import annotations

from datetime import date

import pytest

from hub.core.codes import LabelledCode
from hub.core.daytime import local_day
from hub.core.deliveries import DeliveryKind
from hub.core.events import Event as E
from hub.core.halfyear import half_bounds, half_months, half_of, is_half, next_half, report_day
from hub.core.machines import DOCKET, DocketState
from tests.story import Story

D = DocketState
H1, H2 = "2026-H1", "2026-H2"

LEGAL: dict[tuple[LabelledCode | None, E], D] = {
    (None, E.DOCKET_NOMINATED): D.NOMINATED,
    (None, E.DOCKET_CARRIED): D.NOMINATED,
    (D.NOMINATED, E.DOCKET_DISCUSSED): D.DISCUSSED,
    (D.NOMINATED, E.DOCKET_CARRIED): D.CARRIED,
    (D.DISCUSSED, E.DOCKET_PLANNED): D.PLANNED,
    (D.DISCUSSED, E.DOCKET_CLOSED): D.CLOSED,
    (D.DISCUSSED, E.DOCKET_CARRIED): D.CARRIED,
    (D.PLANNED, E.DOCKET_PLANNED): D.PLANNED,
    (D.PLANNED, E.DOCKET_FOLLOWED): D.FOLLOWED,
    (D.PLANNED, E.DOCKET_CLOSED): D.CLOSED,
    (D.PLANNED, E.DOCKET_CARRIED): D.CARRIED,
    (D.FOLLOWED, E.DOCKET_PLANNED): D.PLANNED,
    (D.FOLLOWED, E.DOCKET_CLOSED): D.CLOSED,
    (D.FOLLOWED, E.DOCKET_CARRIED): D.CARRIED,
}
"""Written by hand from domain §6.2; that the meeting may end an item early is ours (ADR 0054)."""

DECISIONS = [event for event in E if event.value.startswith("Docket")]


@pytest.mark.parametrize("state", [None, *D])
@pytest.mark.parametrize("event", DECISIONS)
def test_the_machine_is_the_hand_written_table(state: D | None, event: E) -> None:
    move = DOCKET.move(state, event)
    assert (None if move is None else move.target) == LEGAL.get((state, event))


def test_closed_and_carried_are_final() -> None:
    assert DOCKET.final_states == {D.CLOSED, D.CARRIED}


def planned(due: str = "2026-07-31") -> Story:
    """A dispute that went through the meeting of July 2026."""
    story = Story().report().tell("03-03", E.CASE_OPENED, unit="T2", channel="GRID")
    story.tell("07-06", E.DOCKET_NOMINATED, agency="taskforce", native="a", half=H1, reason="OPEN_60 REPORTS_3")
    story.tell("07-08", E.DOCKET_DISCUSSED, agency="taskforce", native="b", half=H1)
    return story.tell(
        "07-08", E.DOCKET_PLANNED, agency="taskforce", native="c", unit="K3", half=H1, owner="K3", due=due
    )


def test_a_decision_becomes_a_task_with_an_owner_and_a_day() -> None:
    story = planned()
    item = story.state().docket[H1]
    assert item.state is D.PLANNED and item.reasons == ["OPEN_60", "REPORTS_3"]
    clock = story.clock(f"DOCKET_TASK:{H1}")
    assert (clock.unit, clock.start, clock.nominal, clock.due) == (
        "K3",
        date(2026, 7, 8),
        date(2026, 7, 31),
        date(2026, 7, 31),
    )
    sent = [delivery for delivery in story.deliveries() if delivery.kind is DeliveryKind.DOCKET_TASK]
    assert [(one.agency, one.unit, one.due, one.details["half"]) for one in sent] == [
        ("justice", "K3", date(2026, 7, 31), H1)
    ]


def test_a_task_due_on_a_rest_day_moves_to_the_next_working_day() -> None:
    """1 August 2026 is a Saturday."""
    clock = planned("2026-08-01").clock(f"DOCKET_TASK:{H1}")
    assert (clock.nominal, clock.due) == (date(2026, 8, 1), date(2026, 8, 3))


def test_silence_is_warned_of_then_breached_and_a_follow_up_in_time_is_neither() -> None:
    story = planned().wait_until("08-01")
    told = [(one.fact.event, one.fact.details["until"]) for one in story.events(E.DEADLINE_WARNED, E.DEADLINE_BREACHED)]
    assert (E.DEADLINE_WARNED, date(2026, 7, 31)) in told and (E.DEADLINE_BREACHED, date(2026, 7, 31)) in told
    story = planned().tell("07-20", E.DOCKET_FOLLOWED, unit="K3", half=H1).wait_until("08-01")
    docket = [
        one
        for one in story.events(E.DEADLINE_WARNED, E.DEADLINE_BREACHED)
        if one.fact.details["clock"].startswith("DOCKET")
    ]
    assert docket == [] and story.clock(f"DOCKET_TASK:{H1}").done == date(2026, 7, 20)
    assert story.state().docket[H1].state is D.FOLLOWED


def test_another_plan_takes_the_place_of_the_first() -> None:
    story = planned().tell(
        "07-15", E.DOCKET_PLANNED, agency="taskforce", native="d", unit="S4", half=H1, owner="S4", due="2026-08-31"
    )
    assert story.clock(f"DOCKET_TASK:{H1}").moot
    assert story.clock(f"DOCKET_TASK:{H1}:2").unit == "S4"
    sent = [one.unit for one in story.deliveries() if one.kind is DeliveryKind.DOCKET_TASK]
    assert sent == ["K3", "S4"]


def test_a_carried_item_stands_in_the_next_half_with_its_history() -> None:
    story = planned().tell("07-20", E.DOCKET_CARRIED, agency="taskforce", native="e", half=H1, officer="ZB-01")
    docket = story.state().docket
    assert docket[H1].state is D.CARRIED and docket[H2].state is D.NOMINATED
    assert docket[H2].carried_from == H1
    assert [event for event, _, _ in docket[H1].steps] == [
        "DocketNominated",
        "DocketDiscussed",
        "DocketPlanned",
        "DocketCarried",
    ]
    assert docket[H1].steps[-1][2] == "ZB-01"


def test_a_decision_waits_for_the_one_before_it() -> None:
    """The follow-up is heard of before the plan: it changes nothing until the plan is there."""
    story = Story().report().tell("03-03", E.CASE_OPENED, unit="T2", channel="GRID")
    story.tell("07-20", E.DOCKET_FOLLOWED, unit="K3", half=H1)
    assert story.state().docket == {} and len(story.state().waiting) == 1
    for native, event, data in (
        ("c", E.DOCKET_PLANNED, {"owner": "K3", "due": "2026-07-31"}),
        ("b", E.DOCKET_DISCUSSED, {}),
        ("a", E.DOCKET_NOMINATED, {}),
    ):
        story.tell("07-08", event, agency="taskforce", native=native, received="07-21", half=H1, **data)
    assert story.state().docket[H1].state is D.FOLLOWED and story.state().waiting == []


def test_the_docket_changes_no_figure() -> None:
    plain = Story().report().tell("03-03", E.CASE_OPENED, unit="T2", channel="GRID")
    full = planned().tell("07-20", E.DOCKET_FOLLOWED, unit="K3", half=H1)
    for month in ("2026-03", "2026-07"):
        assert full.view(month, "12-31") == plain.view(month, "12-31")
    assert full.state().status is plain.state().status


def test_halves() -> None:
    assert half_bounds(H1) == (date(2026, 1, 1), date(2026, 6, 30))
    assert half_months(H2) == tuple(f"2026-{month:02d}" for month in range(7, 13))
    assert (half_of(date(2026, 6, 30)), half_of(date(2026, 7, 1))) == (H1, H2)
    assert (next_half(H1), next_half(H2)) == (H2, "2027-H1")
    assert (report_day(H1), report_day(H2)) == (date(2026, 7, 10), date(2027, 1, 10))
    assert is_half(H1) and not is_half("2026-H3") and not is_half("2026-06")
    with pytest.raises(ValueError, match="H1"):
        half_months("2026")


def test_a_flagged_risk_is_kept_whether_prevented_or_not() -> None:
    story = Story().report().tell("03-03", E.RISK_FLAGGED, agency="police", risk="MASS", people=9)
    (risk,) = story.state().risks.values()
    assert (risk.risk, risk.people, local_day(risk.at)) == ("MASS", 9, date(2026, 3, 3))
    assert story.state().preventions == {}
