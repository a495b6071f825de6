"""Acts beside the case: who may do them, when they're offered, and that the hub takes what they state."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from hub.core.acts.beside import BESIDE
from hub.core.acts.catalogue import ACTS, CASE_WORK, MEETING_WORK, REPLYING, Act
from hub.core.acts.corrections import standing
from hub.core.acts.fields import Fault
from hub.core.acts.statements import Refusal
from hub.core.codes import SupervisionReply
from hub.core.daytime import SHANGHAI
from hub.core.events import Event
from hub.core.machines import DocketState, InvitationState, SupervisionState
from hub.core.permissions import TABLE, Role
from tests.desk_story import Desks

A, R = Act, Role
H1 = "2026-H1"


@pytest.fixture
def desks() -> Desks:
    """T2 has the case; it asked M3, which is silent, to join."""
    found = Desks()
    found.story.report("03-01", agency="justice", channel="PARTY")
    found.do(A.TAKE_ON, "T2")
    found.do(A.INVITE, "T2", invitee="M3")
    return found


def entitled(act: Act) -> set[Role]:
    """Return whom the table of roles lets do *act* with what is the unit's own, read cell by cell."""
    right = ACTS[act].right
    return {role for role in R if (cell := TABLE[role].get(right.area)) and right.deed in cell.own.deeds}


def test_each_act_is_one_cell_of_the_table_of_roles() -> None:
    assert entitled(A.REPLY_SUPERVISION) == {R.LIAISON}
    assert entitled(A.MEETING_ATTENDED) == {R.STATISTICIAN}
    for act in ACTS.keys() - {A.REPLY_SUPERVISION, A.MEETING_ATTENDED}:
        assert entitled(act) == {R.CLERK, R.DUTY_CLERK, R.LIAISON}, act


def test_the_supervised_body_replies_once_to_each_order_and_nobody_else_does(desks: Desks) -> None:
    order = {"agency": "taskforce", "unit": "K3", "cause": "INVITE_M3"}
    assert desks.beside("M3", rights=frozenset({REPLYING})) == set()
    desks.story.tell("03-10", Event.SUPERVISION_ORDERED, native="s1", officer="ZB-01", **order)
    desks.now = datetime(2026, 3, 11, 9, tzinfo=SHANGHAI)
    assert A.REPLY_SUPERVISION not in desks.beside("M3"), "case work alone doesn't reply"
    assert desks.beside("T2", rights=frozenset({REPLYING})) == set(), "it isn't theirs to reply"
    view = desks.view("M3", rights=frozenset({REPLYING}))
    key = f"{A.REPLY_SUPERVISION.value}:INVITE_M3"
    assert desks.click(view, key, {}).faults[0].fault is Fault.MISSING
    assert desks.click(view, key, {"reason": "随便"}).faults[0].fault is Fault.UNKNOWN_CODE
    (said,) = desks.click(view, key, {"reason": SupervisionReply.UNDER_WAY.value}).submissions
    assert (said.unit, said.details["cause"]) == ("M3", "INVITE_M3")
    assert desks.story.state().supervisions["INVITE_M3"].state is SupervisionState.REPLIED
    assert desks.click(desks.view("M3", rights=frozenset({REPLYING})), key, {}).refusal is Refusal.NOT_NOW
    desks.story.tell("03-12", Event.SUPERVISION_REPLIED, native="s2", result="REJECTED", **order)
    assert desks.beside("M3", rights=frozenset({REPLYING})) == {A.REPLY_SUPERVISION}, "owed again"


def test_a_risk_is_flagged_by_whom_it_concerns_and_a_prevented_one_says_how_many_people(desks: Desks) -> None:
    assert A.FLAG_RISK in desks.beside("T2")
    assert desks.beside("M3", agency="other") == set()
    assert desks.do(A.FLAG_RISK, "T2", risk="MASS", prevented="1").faults[0].field == "people"
    assert desks.do(A.FLAG_RISK, "T2", risk="MASS", people="十二").faults[0].fault is Fault.NO_COUNT
    desks.do(A.FLAG_RISK, "T2", risk="MASS", people="12", prevented="1")
    (prevented,) = desks.story.state().preventions.values()
    assert (prevented.cases, prevented.people, prevented.unit.code if prevented.unit else "") == (1, 12, "T2")
    assert desks.story.view().prevented["MASS"] == {"cases": 1, "people": 12}


def test_who_came_is_noted_by_the_body_that_invited_and_a_later_meeting_mends_an_absence(desks: Desks) -> None:
    assert not {A.ATTENDED, A.STAYED_AWAY} & desks.beside("M3")
    desks.do(A.STAYED_AWAY, "T2")
    assert desks.story.state().invitations["M3"].state is InvitationState.ABSENT
    desks.do(A.ATTENDED, "T2")
    assert desks.story.state().invitations["M3"].state is InvitationState.ATTENDED
    assert not {A.ATTENDED, A.STAYED_AWAY} & desks.beside("T2")


def test_a_registration_is_corrected_by_who_stated_it_and_only_what_differs_is_stated(desks: Desks) -> None:
    offer = desks.offer(A.CORRECT_REPORT, "T2")
    begun = standing(desks.story.state(), offer.act, offer.about)
    assert begun["type"] == ("NEIGHBOUR",)
    assert desks.do(A.CORRECT_REPORT, "T2", **begun).refusal is Refusal.NOTHING_NEW
    assert desks.do(A.CORRECT_REPORT, "T2", **{**begun, "division": "西林"}).faults[0].field == "division"
    for number, kind in enumerate(("PROPERTY_MGMT", "DAMAGES"), start=1):
        (said,) = desks.do(A.CORRECT_REPORT, "T2", **{**begun, "type": kind}).submissions
        assert (said.details["type"], said.details["v"], "channel" in said.details) == (kind, number, False)
    report = desks.story.state().primary
    assert report is not None and report.type == "DAMAGES"
    assert desks.beside("T2", agency="grid") == {A.FLAG_RISK, A.ATTENDED, A.STAYED_AWAY}, "not their statement"


def test_an_agreements_amount_is_corrected_and_the_month_counts_the_correction(desks: Desks) -> None:
    desks.do(A.AGREE, "T2", form="WRITTEN", amount_fen="5,000", due="2026-04-15")
    (said,) = desks.do(A.CORRECT_AGREEMENT, "T2", form="WRITTEN", amount_fen="50,000", due="2026-04-15").submissions
    assert {name for name in said.details if name != "due"} == {"v", "supersedes", "amount_fen"}
    (agreement,) = desks.story.state().agreements
    assert (agreement.amount_fen, agreement.corrected_v) == (5_000_000, 1)
    assert A.CORRECT_AGREEMENT not in desks.beside("K3")


def test_who_came_to_the_half_yearly_meeting_stands_on_the_item_until_it_ends(desks: Desks) -> None:
    office = frozenset({MEETING_WORK})
    assert desks.beside("T2", rights=office) == set()
    story, head = desks.story, {"agency": "taskforce", "half": H1}
    story.tell("07-08", Event.DOCKET_NOMINATED, native="n", officer="ZB-01", **head)
    desks.now = datetime(2026, 7, 9, 9, tzinfo=SHANGHAI)
    key = f"{A.MEETING_ATTENDED.value}:{H1}"
    view = desks.view("TJ", rights=office)
    assert desks.click(view, key, {"participant": "没有", "result": "ATTENDED"}).faults[0].fault is Fault.UNKNOWN_UNIT
    for unit, how in (("K3", "ATTENDED"), ("M3", "ABSENT"), ("M3", "ATTENDED")):
        assert desks.click(desks.view("TJ", rights=office), key, {"participant": unit, "result": how}).submissions
    item = story.state().docket[H1]
    assert item.attendance == {"K3": "ATTENDED", "M3": "ATTENDED"}, "said otherwise later, the later counts"
    assert item.state is DocketState.NOMINATED
    story.tell("07-10", Event.DOCKET_DISCUSSED, native="d", officer="ZB-01", **head)
    story.tell("07-11", Event.DOCKET_PLANNED, native="p", unit="T2", owner="T2", due="2026-07-31", **head)
    desks.now += timedelta(days=5)
    assert A.FOLLOW_TASK in desks.beside("T2") and A.FOLLOW_TASK not in desks.beside("K3")
    desks.do(A.FOLLOW_TASK, "T2")
    assert story.state().docket[H1].state is DocketState.FOLLOWED
    story.tell("07-20", Event.DOCKET_CLOSED, native="c", officer="ZB-01", **head)
    assert desks.beside("TJ", rights=office) == set()


def test_rights_are_apart_who_has_one_is_offered_nothing_of_another() -> None:
    assert {spec.right for spec in BESIDE.values()} == {CASE_WORK, REPLYING, MEETING_WORK}
