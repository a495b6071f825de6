"""Invitations and supervision, state by state (domain §2.5, HAND-3, POL-3, SUP-1)."""

from __future__ import annotations

import pytest

from hub.core.dispute import Supervision
from hub.core.events import Event as E
from hub.core.findings import Deviation
from hub.core.machines import InvitationState as I
from hub.core.machines import SupervisionState as S
from tests.story import Story, kinds


def invited(*invitees: str) -> Story:
    story = Story().report().tell("03-03", E.CASE_OPENED, unit="T2", channel="GRID")
    for invitee in invitees or ("M3",):
        story.tell("03-04", E.INVITATION_SENT, unit="T2", invitee=invitee, subject=invitee)
    return story


def answered(story: Story, day: str, agency: str = "justice", **data: object) -> Story:
    return story.tell(day, E.INVITATION_ANSWERED, agency=agency, invitee="M3", subject="M3", native=f"i-{day}", **data)


def test_an_answer_without_a_result_accepts() -> None:
    story = answered(invited(), "03-05")
    assert story.state().invitations["M3"].state is I.ACCEPTED
    story.tell("03-09", E.INVITATION_ATTENDED, invitee="M3", subject="M3")
    assert story.state().invitations["M3"].state is I.ATTENDED


def test_a_refusal_with_a_reason_answers_and_a_later_acceptance_is_allowed() -> None:
    story = answered(invited(), "03-05", result="DECLINED", reason="SCOPE")
    assert story.state().invitations["M3"].state is I.DECLINED
    assert story.view().invitations["in_time"] == 1 and not story.state().findings
    answered(story, "03-06", result="ACCEPTED")
    assert story.state().invitations["M3"].state is I.ACCEPTED
    assert story.view().invitations == {"in_time": 1, "late": 0, "unanswered": 0}


def test_overdue_then_accepted_counts_as_late() -> None:
    story = invited()
    story.tell("03-07", E.INVITATION_OVERDUE, agency="hub", invitee="M3", subject="M3")
    assert story.state().invitations["M3"].state is I.OVERDUE
    answered(story, "03-10")
    assert story.state().invitations["M3"].state is I.ACCEPTED
    assert story.view().invitations["late"] == 1


def test_who_stays_away_is_absent_until_a_later_meeting() -> None:
    story = answered(invited(), "03-05")
    story.tell("03-09", E.INVITATION_ATTENDED, invitee="M3", subject="M3", result="ABSENT")
    assert story.state().invitations["M3"].state is I.ABSENT
    story.tell("03-12", E.INVITATION_ATTENDED, invitee="M3", subject="M3", result="ATTENDED", v=2)
    assert story.state().invitations["M3"].state is I.ATTENDED


def test_each_case_invites_for_itself() -> None:
    """Domain §2.1: one invitation per case and invitee; a reminder is none."""
    story = invited().tell("03-05", E.INVITATION_SENT, unit="T2", invitee="M3", subject="M3", native="reminder")
    story.tell("03-06", E.ESCALATION_REQUESTED, unit="T2", to="K3")
    story.tell("03-09", E.ESCALATION_ACCEPTED, unit="K3", frm="T2")
    story.tell("03-10", E.INVITATION_SENT, unit="K3", invitee="M3", subject="M3", native="anew")
    assert list(story.state().invitations) == ["M3", "M3:2"]
    assert kinds(story.deliveries()).count(("INVITATION", "justice")) == 2
    answered(story, "03-11")
    assert [i.state for i in story.state().invitations.values()] == [I.ACCEPTED, I.SENT]


def order(story: Story, cause: str = "LEVEL_T2") -> Supervision:
    return story.state().supervisions[cause]


def supervised(unit: str | None = "K3", **data: object) -> Story:
    return invited().tell("03-09", E.SUPERVISION_ORDERED, unit=unit, cause="LEVEL_T2", officer="K3-07", **data)


@pytest.mark.parametrize(("unit", "issued"), [("V1", False), ("T2", False), ("K3", True), ("S4", True), (None, True)])
def test_only_level_three_and_four_issue(unit: str | None, issued: bool) -> None:
    """SUP-1: a person of a county or city centre, named by an officer's code; no unit told is taken as one."""
    story = supervised(unit)
    assert ("LEVEL_T2" in story.state().supervisions) is issued
    if issued:
        assert order(story).officers == ["K3-07"]


def test_the_hub_issues_nothing() -> None:
    """A rule proposes, a person orders."""
    story = invited().tell("03-09", E.SUPERVISION_ORDERED, agency="hub", unit="K3", cause="LEVEL_T2")
    assert not story.state().supervisions


def test_a_rejected_reply_is_raised_one_level() -> None:
    story = supervised()
    story.tell("03-10", E.SUPERVISION_REPLIED, unit="T2", cause="LEVEL_T2", native="r1")
    story.tell("03-11", E.SUPERVISION_REPLIED, unit="K3", cause="LEVEL_T2", result="REJECTED", native="r2")
    assert order(story).state is S.REJECTED
    story.tell("03-12", E.SUPERVISION_ORDERED, unit="S4", cause="LEVEL_T2", result="RAISED", native="raised")
    raised = order(story)
    assert raised.state is S.ISSUED and raised.issuer is not None and raised.issuer.level == 4
    story.tell("03-13", E.SUPERVISION_REPLIED, unit="T2", cause="LEVEL_T2", native="r3")
    story.tell("03-13", E.SUPERVISION_CLOSED, unit="S4", cause="LEVEL_T2")
    assert order(story).state is S.CLOSED
    assert story.view().supervision == {"ordered": 1, "raised": 1, "closed": 1}


def test_nobody_raises_downwards() -> None:
    story = supervised("S4").tell(
        "03-11", E.SUPERVISION_ORDERED, unit="K3", cause="LEVEL_T2", result="RAISED", native="x"
    )
    assert not order(story).raised


def test_one_order_is_open_per_object_and_cause() -> None:
    """A second order while one is open changes nothing and stands on record; another object has an order of its own."""
    story = supervised().tell("03-10", E.SUPERVISION_ORDERED, unit="K3", cause="LEVEL_T2", native="again")
    story.tell("03-11", E.SUPERVISION_CLOSED, unit="K3", cause="LEVEL_T2")
    assert order(story).state is S.CLOSED and len(order(story).ordered) == 1
    assert [finding.deviation for finding in story.state().findings] == [Deviation.SECOND_ORDER]
    for body in ("M3", "U2"):
        story.tell("03-12", E.SUPERVISION_ORDERED, unit="K3", cause="DELAY", subject=body)
    assert {"DELAY>M3", "DELAY>U2"} <= set(story.state().supervisions)
    sent = [d.unit for d in story.deliveries() if d.kind.value == "SUPERVISION"]
    assert sent == ["T2", "M3", "U2"]


def test_late_evidence_withdraws_a_proposal_and_annotates_an_order() -> None:
    """Design §3 Time: a proposed supervision is withdrawn, an issued one annotated."""
    story = invited().tell("03-09", E.SUPERVISION_PROPOSED, agency="hub", cause="LEVEL_T2")
    assert order(story).state is S.PROPOSED
    story.tell("03-10", E.SUPERVISION_WITHDRAWN, agency="hub", cause="LEVEL_T2")
    assert order(story).state is S.WITHDRAWN
    issued = supervised().tell("03-10", E.SUPERVISION_WITHDRAWN, agency="hub", cause="LEVEL_T2")
    assert order(issued).state is S.ISSUED and len(order(issued).annotated) == 1
