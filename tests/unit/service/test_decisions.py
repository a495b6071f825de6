"""The meeting's sheet, row by row: what each decision implies, and what each bad row is told (MECH-2)."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.connectors.files import TableRow
from hub.core.codes import LabelledCode
from hub.core.dispute import DisputeState
from hub.core.events import Event as E
from hub.core.machines import DOCKET, DocketState
from hub.service.decisions import DECISIONS, Desk, nomination, read_decisions, steps_to
from hub.service.returned_rows import RowFault
from tests.story import Story

D = DocketState
N, S, P, F, C, X = (DECISIONS[word] for word in ("提请", "会商", "交办", "落实", "办结", "结转"))

PATHS: dict[tuple[D | None, E], list[E]] = {
    (None, N): [N],
    (None, S): [N, S],
    (None, P): [N, S, P],
    (None, C): [N, S, C],
    (None, X): [N, X],
    (D.NOMINATED, S): [S],
    (D.NOMINATED, P): [S, P],
    (D.NOMINATED, C): [S, C],
    (D.NOMINATED, X): [X],
    (D.DISCUSSED, P): [P],
    (D.DISCUSSED, C): [C],
    (D.DISCUSSED, X): [X],
    (D.PLANNED, P): [P],
    (D.PLANNED, F): [F],
    (D.PLANNED, C): [C],
    (D.PLANNED, X): [X],
    (D.FOLLOWED, P): [P],
    (D.FOLLOWED, C): [C],
    (D.FOLLOWED, X): [X],
}
"""By hand: what a decision implies where it wasn't stated before; anything else can't be decided now."""


@pytest.mark.parametrize("state", [None, *D])
@pytest.mark.parametrize("event", [N, S, P, F, C, X])
def test_a_decision_implies_what_the_table_says(state: D | None, event: E) -> None:
    assert steps_to(state, event) == PATHS.get((state, event))


@given(st.sampled_from([None, *D]), st.sampled_from([N, S, P, F, C, X]))
def test_whatever_is_implied_are_moves_of_the_machine(state: D | None, event: E) -> None:
    at: LabelledCode | None = state
    for step in steps_to(state, event) or []:
        move = DOCKET.move(at, step)
        assert move is not None
        at = move.target


GOOD: dict[str, object] = {
    "半年": "2026-H1",
    "纠纷标识": "D1",
    "决定": "交办",
    "责任单位": "K3",
    "期限": "2026/7/31",
    "决定日期": datetime(2026, 7, 8),  # noqa: DTZ001 - as a workbook gives a day
}


def desk() -> Desk:
    story = Story().report().tell("03-03", E.CASE_OPENED, unit="T2", channel="GRID")
    states: dict[str, DisputeState] = {"D1": story.state()}
    return Desk(dispute=states.get, is_unit=lambda code, _day: code == "K3", today=date(2026, 7, 10), officer="ZB-01")


def read(*rows: dict[str, object]):
    return read_decisions([TableRow(number, row) for number, row in enumerate(rows, 2)], desk())


def test_a_good_row_states_its_steps_about_the_dispute() -> None:
    found = read(GOOD)
    assert [(one.event, one.root, one.unit) for one in found.submissions] == [
        (N, "D1", None),
        (S, "D1", None),
        (P, "D1", "K3"),
    ]
    assert found.submissions[-1].details == {
        "half": "2026-H1",
        "officer": "ZB-01",
        "owner": "K3",
        "due": date(2026, 7, 31),
    }
    assert read(GOOD).submissions == found.submissions, "the same sheet states the same, with the same identity"


@pytest.mark.parametrize(
    ("change", "field", "fault"),
    [
        ({"半年": "2026上"}, "半年", RowFault.OTHER_HALF),
        ({"半年": None}, "半年", RowFault.EMPTY),
        ({"决定": "再议"}, "决定", RowFault.NO_DECISION),
        ({"纠纷标识": "D9"}, "纠纷标识", RowFault.NO_DISPUTE),
        ({"责任单位": "NOBODY"}, "责任单位", RowFault.NO_UNIT),
        ({"责任单位": ""}, "责任单位", RowFault.EMPTY),
        ({"期限": "七月底"}, "期限", RowFault.NO_DAY),
        ({"期限": "2026-02-30"}, "期限", RowFault.NO_DAY),
        ({"期限": "2026-07-07"}, "期限", RowFault.DAY_ORDER),
        ({"决定日期": "2026-07-11"}, "决定日期", RowFault.IN_FUTURE),
        ({"决定": "落实"}, "决定", RowFault.NOT_NOW),
    ],
)
def test_a_bad_row_is_named_with_field_and_reason_and_the_others_are_taken(
    change: dict[str, object], field: str, fault: RowFault
) -> None:
    found = read(GOOD | change, GOOD)
    assert [(one.row, one.field, one.fault) for one in found.rejected] == [(2, field, fault)]
    assert found.taken == 1 and len(found.submissions) == 3


def test_two_rows_of_one_dispute_are_one_too_many() -> None:
    found = read(GOOD, GOOD)
    assert [(one.row, one.fault) for one in found.rejected] == [(3, RowFault.TWICE)] and found.taken == 1


def test_a_row_without_a_decision_is_left_alone() -> None:
    assert read(GOOD | {"决定": None}).blank == 1


def test_the_same_nomination_of_one_day_is_one_statement() -> None:
    first, second = (nomination("D1", "2026-H1", ["OPEN_60"], date(2026, 7, 6), "ZB-01") for _ in range(2))
    assert first == second
    assert nomination("D1", "2026-H1", ["OPEN_60"], date(2026, 7, 7), "ZB-01").event_id != first.event_id
