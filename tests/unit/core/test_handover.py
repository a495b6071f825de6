"""Hand-overs in both directions: chains of reassignment, work assigned down, levels skipped, consent by name."""

from __future__ import annotations

import pytest

from hub.core.dispute import DisputeState
from hub.core.events import Event as E
from hub.core.findings import Deviation
from hub.core.machines import CaseState, DisputeStatus, FeedbackState, ReferralState
from tests.story import Story

NOTHING = {"open": 0, "acc": 0, "in": 0, "concl": 0, "out": 0, "pend": 0}


def deviations(state: DisputeState) -> list[Deviation]:
    return [finding.deviation for finding in state.findings]


def court() -> Story:
    story = Story().report(agency="court", channel="COURT", type="CONTRACT")
    return story.tell("03-02", E.REFERRAL_CREATED, agency="court", unit="T2", ref="A", kind="ENTRUST_PRE")


def own(unit: str = "V1") -> Story:
    return Story().report().tell("03-03", E.CASE_OPENED, unit=unit, channel="GRID")


def feedback(story: Story) -> list[tuple[str | None, str, str | None]]:
    return [(d.ref, d.agency, d.unit) for d in story.deliveries() if d.kind.value == "FEEDBACK"]


def test_a_chain_of_returns_ends_at_the_third_unit_and_every_link_is_answered() -> None:
    """Domain §2.2: A returns, B returns after acceptance, C accepts; each referral's feedback is acknowledged."""
    story = court().tell("03-03", E.REFERRAL_RETURNED, unit="T2", ref="A", reason="JURISDICTION")
    story.tell("03-04", E.REFERRAL_REASSIGNED, agency="court", unit="U2", ref="B", pred="A", kind="ENTRUST_PRE")
    story.tell("03-05", E.REFERRAL_ACCEPTED, unit="U2", ref="B", channel="COURT")
    story.tell("03-06", E.REFERRAL_RETURNED, unit="U2", ref="B", reason="CONFLICT")
    story.tell("03-09", E.REFERRAL_REASSIGNED, agency="court", unit="K3", ref="C", pred="B", kind="ENTRUST_PRE")
    story.tell("03-10", E.REFERRAL_ACCEPTED, unit="K3", ref="C", channel="COURT")
    story.tell("03-12", E.AGREEMENT_REACHED, unit="K3", form="ORAL", amount=0)
    assert [ref for ref, _, _ in feedback(story)] == ["A", "B", "C"]
    for ref in "ABC":
        story.tell("03-13", E.FEEDBACK_ACKNOWLEDGED, agency="court", ref=ref)
    state = story.state()
    assert [r.state for r in state.referrals.values()] == [
        ReferralState.RETURNED,
        ReferralState.RETURNED,
        ReferralState.CLOSED,
    ]
    assert all(r.feedback is FeedbackState.ACKNOWLEDGED for r in state.referrals.values())
    assert story.view().referrals["returned"] == ["A", "B"] and not state.findings
    assert story.view().tables["unit"] == {"K3": NOTHING | {"acc": 1, "concl": 1}}


def test_what_is_odd_about_a_reassignment_is_on_record() -> None:
    """Domain §2.2, §7: another target, after a return, with fresh consent when the body's kind changes."""
    story = court().tell(
        "03-04", E.REFERRAL_REASSIGNED, agency="court", unit="M3", ref="B", pred="A", kind="ENTRUST_PRE"
    )
    assert deviations(story.state()) == [Deviation.NOT_RETURNED, Deviation.CONSENT_NOT_FRESH]
    story = court().tell("03-03", E.REFERRAL_RETURNED, unit="T2", ref="A", reason="SCOPE")
    story.tell("03-04", E.REFERRAL_REASSIGNED, agency="court", unit="T2", ref="B", pred="A", kind="ENTRUST_PRE")
    assert deviations(story.state()) == [Deviation.SAME_TARGET]


def test_fresh_consent_is_waited_for() -> None:
    """A reassignment to a body of another kind waits until everybody agreed anew."""
    story = court().tell("03-03", E.REFERRAL_RETURNED, unit="T2", ref="A", reason="SCOPE")
    again = {"ref": "B", "pred": "A", "kind": "ENTRUST_PRE", "delivered": 0}
    story.tell("03-04", E.REFERRAL_REASSIGNED, agency="court", unit="M3", **again)
    for party in ("p1", "p2"):
        assert story.state().referrals["B"].state is ReferralState.CONSENT_PENDING
        story.tell("03-05", E.CONSENT_RECORDED, agency="court", subject=party, state="GIVEN", ref="B")
    assert story.state().referrals["B"].state is ReferralState.DELIVERED


def test_a_mediator_who_must_agree_holds_the_delivery_and_may_refuse() -> None:
    """Domain §2.2: any refuses, also the appointed mediator; a mediator's word replaces no party's."""
    story = court()
    story.tell("03-03", E.REFERRAL_CREATED, agency="court", unit="K3", ref="B", kind="ENTRUST_PRE", delivered=0)
    for subject, state in (("mediator", "PENDING"), ("p1", "GIVEN"), ("p2", "GIVEN")):
        story.tell("03-04", E.CONSENT_RECORDED, agency="court", subject=subject, state=state, ref="B")
    assert story.state().referrals["B"].state is ReferralState.CONSENT_PENDING
    story.tell("03-05", E.CONSENT_WITHHELD, agency="court", subject="mediator", ref="B")
    state = story.state()
    assert state.referrals["B"].state is ReferralState.DECLINED
    assert [(c.subject, c.state) for c in state.consents] == [
        ("mediator", "PENDING"),
        ("p1", "GIVEN"),
        ("p2", "GIVEN"),
        ("mediator", "WITHHELD"),
    ]


def test_an_extension_needs_every_party_by_name_where_names_are_recorded() -> None:
    """特邀调解规定 27: longer if all agree; one word missing or against, and the day stays."""
    story = court().tell("03-03", E.REFERRAL_ACCEPTED, unit="T2", ref="A", channel="COURT")
    clock = "ENTRUST_PRE:A"
    due = story.clock(clock).due
    story.tell("03-10", E.CONSENT_RECORDED, subject="p1", state="GIVEN", clock=clock, v=1)
    story.tell("03-11", E.DEADLINE_EXTENDED, unit="T2", clock=clock, to="2026-05-15")
    assert story.clock(clock).due == due
    story.tell("03-12", E.CONSENT_RECORDED, subject="p2", state="GIVEN", clock=clock, v=1)
    assert f"{story.clock(clock).due:%m-%d}" == "05-15"
    story.tell("03-13", E.CONSENT_WITHHELD, subject="p2", clock=clock, v=2)
    story.tell("03-14", E.DEADLINE_EXTENDED, unit="T2", clock=clock, to="2026-06-15", v=2)
    assert f"{story.clock(clock).due:%m-%d}" == "05-15"
    assert story.state().referrals["A"].state is ReferralState.ACCEPTED


def assigned_down(kind: str = "ASSIGN_DOWN") -> Story:
    story = own("K3").tell("03-04", E.REFERRAL_CREATED, unit="T2", ref="down", kind=kind, frm="K3")
    return story.tell("03-05", E.REFERRAL_ACCEPTED, unit="T2", ref="down", channel="UPPER")


@pytest.mark.parametrize("kind", ["ASSIGN_DOWN", "ORDER"])
def test_assigned_down_closes_by_a_result_upward(kind: str) -> None:
    """Domain §2.3: the upper unit hears the result and acknowledges it; the dispute is counted once, moved once."""
    story = assigned_down(kind).tell("03-09", E.AGREEMENT_REACHED, unit="T2", form="ORAL", amount=0)
    assert feedback(story) == [("down", "justice", "K3")]
    story.tell("03-10", E.FEEDBACK_ACKNOWLEDGED, ref="down")
    assert story.state().referrals["down"].state is ReferralState.CLOSED
    tables = story.view().tables["unit"]
    assert tables["K3"] == NOTHING | {"acc": 1, "out": 1}
    assert tables["T2"] == NOTHING | {"in": 1, "concl": 1}
    assert story.view().cascades == 0


def test_the_referrer_and_every_assigning_unit_hear_the_outcome_at_once() -> None:
    """HAND-2: the result goes up as the feedback of each assignment, and the court doesn't wait for anybody's click."""
    story = Story().report(agency="court", channel="COURT", type="CONTRACT")
    story.tell("03-02", E.REFERRAL_CREATED, agency="court", unit="K3", ref="A", kind="ENTRUST_PRE")
    story.tell("03-03", E.REFERRAL_ACCEPTED, unit="K3", ref="A", channel="COURT")
    for day, upper, lower, ref in (("03-04", "K3", "T2", "one"), ("03-06", "T2", "V1", "two")):
        story.tell(day, E.REFERRAL_CREATED, unit=lower, ref=ref, kind="ASSIGN_DOWN", frm=upper)
        story.tell(day, E.REFERRAL_ACCEPTED, unit=lower, ref=ref, channel="UPPER")
    story.tell("03-09", E.AGREEMENT_REACHED, unit="V1", form="ORAL", amount=0)
    assert sorted(feedback(story)) == [("A", "court", None), ("one", "justice", "K3"), ("two", "justice", "T2")]


def test_an_assignment_returned_before_the_first_meeting_falls_back_to_the_upper_unit() -> None:
    """Convention 4: returned after acceptance leaves no trace; the upper unit's case goes on where it stood."""
    story = assigned_down().tell("03-06", E.REFERRAL_RETURNED, unit="T2", ref="down", reason="MATERIALS")
    state = story.state()
    assert state.active is not None and state.active.unit.code == "K3" and not state.transfers
    assert state.status is DisputeStatus.OPEN
    assert story.view().tables["unit"] == {"K3": NOTHING | {"acc": 1, "pend": 1}}
    story.tell("03-09", E.AGREEMENT_REACHED, unit="K3", form="ORAL", amount=0)
    assert story.view().outcomes == {"SUCCESS": 1}


def test_a_reopened_case_that_is_assigned_down_stays_on_its_own_lines() -> None:
    """Domain §2.4: reopened cases are in no other column, wherever the work goes."""
    story = own("K3").tell("03-05", E.AGREEMENT_REACHED, unit="K3", form="ORAL", amount=0)
    story.tell("03-06", E.AGREEMENT_BREACHED, unit="K3")
    story.tell("03-09", E.CASE_OPENED, unit="K3", channel="GRID", reopen=1, native="again")
    story.tell("03-10", E.REFERRAL_CREATED, unit="T2", ref="down", kind="ASSIGN_DOWN", frm="K3")
    story.tell("03-11", E.REFERRAL_ACCEPTED, unit="T2", ref="down", channel="UPPER")
    assert story.view().transfers == 0 and feedback(story) == []
    story.tell("03-12", E.CASE_SETTLED, unit="T2", native="again")
    view = story.view()
    assert (view.transfers, view.reopened, view.reopened_concluded) == (0, 1, {"SETTLED": 1})
    assert feedback(story) == [("down", "justice", "K3")]


def test_who_had_joined_goes_on_when_the_first_acceptance_is_returned() -> None:
    """A merge of two accepted reports: the one that stays takes the work, as if the other had never been."""
    story = court().tell("03-03", E.REFERRAL_ACCEPTED, unit="T2", ref="A", channel="COURT")
    story.report("03-03", root="D9", agency="police")
    story.tell("03-04", E.CASE_OPENED, root="D9", unit="U2", channel="POLICE", native="u2")
    story.tell("03-05", E.DISPUTES_MERGED, agency="hub", survivor="D1", absorbed="D9", native="m")
    story.tell("03-06", E.REFERRAL_RETURNED, unit="T2", ref="A", reason="SCOPE")
    state = story.state()
    assert state.active is not None and state.active.unit.code == "U2"
    assert story.view().tables["unit"] == {"U2": NOTHING | {"acc": 1, "pend": 1}}


def test_refused_after_the_work_went_up_is_consent_withdrawn() -> None:
    """人民调解法 17: stopped at once; what two units have worked on is concluded, not undone."""
    story = own().tell("03-04", E.ESCALATION_REQUESTED, unit="V1", to="T2")
    story.tell("03-05", E.ESCALATION_ACCEPTED, unit="T2", frm="V1")
    story.tell("03-06", E.CONSENT_WITHHELD, subject="p1")
    assert story.state().status is DisputeStatus.UNRESOLVED
    assert story.view().outcomes == {"CONSENT_WITHDRAWN": 1} and story.view().city["pend"] == 0


def test_a_skipped_level_is_on_record_unless_the_upper_centre_ordered_it() -> None:
    """Domain §2.3: skipping a level needs the upper centre's order."""
    for ordered in (False, True):
        story = own()
        if ordered:
            story.tell("03-03", E.REFERRAL_CREATED, unit="V1", ref="order", kind="ORDER", frm="K3")
        story.tell("03-04", E.ESCALATION_REQUESTED, unit="V1", to="K3")
        story.tell("03-05", E.ESCALATION_ACCEPTED, unit="K3", frm="V1")
        assert story.state().cases[-1].unit.code == "K3"
        assert deviations(story.state()) == ([] if ordered else [Deviation.LEVEL_SKIPPED])


def test_up_means_the_next_level_of_the_same_division() -> None:
    story = own().tell("03-04", E.ESCALATION_REQUESTED, unit="V1", to="U2")
    story.tell("03-05", E.ESCALATION_ACCEPTED, unit="U2", frm="V1")
    assert deviations(story.state()) == [Deviation.OTHER_DIVISION]
    story = own("T2").tell("03-04", E.ESCALATION_REQUESTED, unit="T2", to="V1")
    story.tell("03-05", E.ESCALATION_ACCEPTED, unit="V1", frm="T2")
    assert deviations(story.state()) == [Deviation.NOT_UPWARDS, Deviation.OTHER_DIVISION]


def test_failure_below_level_four_needs_a_word_on_the_level_above() -> None:
    """Domain §2.3: level 4, or escalation declined; it counts as it happened, and what wasn't said is on record."""
    for told, expected in (({}, [Deviation.NOT_ESCALATED]), ({"escalation": "declined"}, [])):
        story = own().tell("03-05", E.MEDIATION_FAILED, unit="V1", **told)
        assert story.state().status is DisputeStatus.UNRESOLVED
        assert deviations(story.state()) == expected


@pytest.mark.parametrize("event", [E.CASE_SETTLED, E.CASE_WITHDRAWN, E.AGREEMENT_REACHED])
@pytest.mark.parametrize("before", [None, E.MEDIATION_STARTED, E.CASE_SUSPENDED, E.ESCALATION_REQUESTED])
def test_settled_and_withdrawn_from_every_open_state(event: E, before: E | None) -> None:
    """Domain §2.3: any open, also while it's on its way up."""
    story = own()
    if before is not None:
        story.tell("03-04", before, unit="V1", **({"to": "T2"} if before is E.ESCALATION_REQUESTED else {}))
    story.tell("03-05", event, unit="V1", **({"form": "ORAL", "amount": 0} if event is E.AGREEMENT_REACHED else {}))
    story.tell("03-06", E.ESCALATION_ACCEPTED, unit="T2", frm="V1")
    case = story.state().cases[0]
    assert case.state in (CaseState.SETTLED, CaseState.WITHDRAWN, CaseState.AGREED)
    assert story.view().transfers == 0 and story.view().city["concl"] == 1
