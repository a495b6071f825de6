"""A clerk's acts: offered where the machines let them, by whom they concern, and refused with a reason elsewhere."""

from __future__ import annotations

import pytest

from hub.core.acts.catalogue import ACTS, Act
from hub.core.acts.fields import Fault
from hub.core.acts.statements import Refusal
from hub.core.codes import Outcome
from hub.core.events import HUB_OUTPUTS, VOCABULARY, Event
from hub.core.machines import CaseState, DisputeStatus, FeedbackState, ReferralState
from tests.desk_story import Desks

A = Act
IN_HAND = {A.SUSPEND, A.EXTEND, A.ESCALATE, A.INVITE, A.AGREE, A.FAIL, A.SETTLE, A.CASE_WITHDRAWN}


@pytest.fixture
def desks() -> Desks:
    found = Desks()
    found.story.report("03-01")
    return found


def accepted(desks: Desks, unit: str = "T2") -> Desks:
    desks.story.tell("03-01", Event.REFERRAL_CREATED, agency="court", unit=unit, ref="R1", kind="ENTRUST_PRE")
    assert not desks.do(A.ACCEPT, unit).refusal
    return desks


def test_each_act_states_what_an_agency_may_state_with_all_that_its_schema_asks() -> None:
    for act, spec in ACTS.items():
        assert spec.event not in HUB_OUTPUTS, act
        known = {field.name for field in spec.fields} | set(spec.fixed) | set(spec.sample) | {spec.names, spec.own}
        by_state = {"ref", "channel", "kind", "unit", "v", "supersedes", None}
        required = set(VOCABULARY[spec.event].required)
        assert required <= known | by_state, act
        assert known - by_state <= required | set(VOCABULARY[spec.event].optional), act
        assert spec.source, act


def test_a_referral_is_signed_for_or_returned_by_its_target_alone(desks: Desks) -> None:
    desks.story.tell("03-01", Event.REFERRAL_CREATED, agency="court", unit="T2", ref="R1", kind="ENTRUST_PRE")
    assert desks.acts("T2") == {A.ACCEPT, A.RETURN, A.REFUSE}
    assert desks.acts("K3") == set()
    assert desks.acts("U2") == set()
    desks.do(A.ACCEPT, "T2")
    state = desks.story.state()
    assert state.referrals["R1"].state is ReferralState.ACCEPTED
    assert state.active is not None
    assert state.active.unit.code == "T2"
    assert desks.acts("T2") == IN_HAND | {A.START, A.RETURN, A.ASSIGN_DOWN, A.WITHDRAW_CONSENT, A.REFUSE}


@pytest.mark.parametrize("reason", ["JURISDICTION", "SCOPE", "PARTY_UNKNOWN", "MATERIALS", "CONFLICT", "DUPLICATE"])
def test_a_return_takes_one_of_six_reasons_and_feedback_is_owed_at_once(desks: Desks, reason: str) -> None:
    desks.story.tell("03-01", Event.REFERRAL_CREATED, agency="court", unit="T2", ref="R1", kind="ENTRUST_PRE")
    refused = desks.do(A.RETURN, "T2", reason="不想办")
    assert (refused.refusal, refused.faults[0].fault) == (Refusal.FIELDS, Fault.UNKNOWN_CODE)
    assert desks.do(A.RETURN, "T2").faults[0].fault is Fault.MISSING
    desks.do(A.RETURN, "T2", reason=reason)
    referral = desks.story.state().referrals["R1"]
    assert (referral.state, referral.return_reason) == (ReferralState.RETURNED, reason)
    assert referral.feedback is FeedbackState.SENT


def test_a_return_is_no_more_offered_once_the_first_meeting_took_place(desks: Desks) -> None:
    accepted(desks).do(A.START, "T2")
    assert A.RETURN not in desks.acts("T2")
    assert A.SUSPEND in desks.acts("T2")
    desks.do(A.SUSPEND, "T2", reason="APPRAISAL")
    assert A.START not in desks.acts("T2")
    assert A.RESUME in desks.acts("T2")


def test_what_was_open_when_the_form_was_drawn_is_refused_when_it_has_moved(desks: Desks) -> None:
    desks.story.tell("03-01", Event.REFERRAL_CREATED, agency="court", unit="T2", ref="R1", kind="ENTRUST_PRE")
    key = desks.offer(A.ACCEPT, "T2").key
    desks.story.tell("03-01", Event.REFERRAL_WITHDRAWN, agency="court", unit="T2", ref="R1")
    late = desks.click(desks.view("T2"), key, {})
    assert late.refusal is Refusal.NOT_NOW
    assert late.submissions == ()


def test_consent_of_every_party_delivers_a_pending_referral_and_a_refusal_declines_it(desks: Desks) -> None:
    desks.do(A.TAKE_ON, "T2", agency="grid")
    desks = Desks()
    desks.story.report("03-01", agency="justice", channel="PARTY")
    refer = {"kind": "TRANSFER", "unit": "K3", "delivered": "no"}
    stated = desks.do(A.REFER, "T2", **refer)
    ref = stated.submissions[0].details["ref"]
    assert A.ACCEPT in desks.acts("K3")  # acceptance proves consent (domain §2.2)
    assert len(desks.do(A.CONSENT, "T2", subject=["p1", "p2"]).submissions) == 2
    assert desks.story.state().referrals[ref].state is ReferralState.DELIVERED
    assert A.CONSENT not in desks.acts("T2")
    desks.do(A.REFUSE, "K3", subject="p2")
    assert desks.story.state().status is DisputeStatus.NOT_MEDIATED


def test_a_party_that_the_report_does_not_have_cannot_consent(desks: Desks) -> None:
    desks.story.tell(
        "03-01", Event.REFERRAL_CREATED, agency="court", unit="T2", ref="R1", kind="ENTRUST_PRE", delivered=False
    )
    assert desks.do(A.CONSENT, "T2", subject=["p1", "p7"]).faults[0].fault is Fault.UNKNOWN_CODE
    assert desks.do(A.CONSENT, "T2").faults[0].fault is Fault.NO_PARTY


def test_an_escalation_is_answered_by_the_upper_unit_and_its_result_signed_for_below(desks: Desks) -> None:
    accepted(desks).do(A.START, "T2")
    desks.do(A.ESCALATE, "T2", to="K3")
    assert desks.story.state().status is DisputeStatus.ESCALATING
    assert desks.acts("K3") == {A.ACCEPT_ESCALATION, A.RETURN_ESCALATION}
    assert A.START not in desks.acts("T2")
    desks.do(A.RETURN_ESCALATION, "K3", reason="SCOPE")
    assert desks.story.state().status is DisputeStatus.OPEN
    desks.do(A.ESCALATE, "T2", to="K3")
    desks.do(A.ACCEPT_ESCALATION, "K3")
    desks.do(A.AGREE, "K3", form="WRITTEN", amount_fen="8,000", due="2026-04-30")
    state = desks.story.state()
    assert state.agreements[0].amount_fen == 800_000
    assert state.referrals["R1"].feedback is FeedbackState.NONE  # the cascade isn't complete
    assert A.ACKNOWLEDGE_RESULT in desks.acts("T2")
    desks.do(A.ACKNOWLEDGE_RESULT, "T2")
    assert desks.story.state().referrals["R1"].feedback is FeedbackState.SENT
    assert A.ACKNOWLEDGE_RESULT not in desks.acts("T2")


def test_the_centre_assigns_down_and_signs_for_what_comes_back(desks: Desks) -> None:
    accepted(desks, "K3").do(A.START, "K3")
    assert desks.do(A.ASSIGN_DOWN, "K3", kind="ASSIGN_DOWN", unit="nobody").faults[0].fault is Fault.UNKNOWN_UNIT
    desks.do(A.ASSIGN_DOWN, "K3", kind="ASSIGN_DOWN", unit="T2")
    assert A.ASSIGN_DOWN not in desks.acts("K3")
    desks.do(A.ACCEPT, "T2")
    assert [case.state for case in desks.story.state().cases] == [CaseState.HANDED_DOWN, CaseState.OPEN]
    desks.do(A.SETTLE, "T2")
    assert desks.story.state().concluded.outcome is Outcome.SETTLED
    assert A.ACKNOWLEDGE_FEEDBACK in desks.acts("K3")
    desks.do(A.REJECT_FEEDBACK, "K3", reason="MATERIALS")
    desks.do(A.ACKNOWLEDGE_FEEDBACK, "K3")
    assert desks.acts("K3") == set()


def test_what_was_returned_is_reassigned_once(desks: Desks) -> None:
    desks = Desks()
    desks.story.report("03-01", agency="justice", channel="PARTY")
    assert {A.TAKE_ON, A.REFER, A.RETRACT} <= desks.acts("K3")
    desks.do(A.REFER, "K3", kind="TRANSFER", unit="T2", delivered="yes")
    assert desks.acts("K3") == {A.WITHDRAW_REFERRAL, A.REFUSE}
    desks.do(A.RETURN, "T2", reason="JURISDICTION")
    assert A.REASSIGN in desks.acts("K3")
    desks.do(A.REASSIGN, "K3", unit="U2", delivered="yes")
    assert A.REASSIGN not in desks.acts("K3")
    desks.do(A.ACCEPT, "U2")
    assert [finding.deviation for finding in desks.story.state().findings] == []


def test_a_registration_is_taken_back_only_while_nothing_hangs_on_it() -> None:
    desks = Desks()
    desks.story.report("03-01", agency="justice", channel="PARTY")
    assert A.RETRACT in desks.acts("K3")
    desks.do(A.RETRACT, "K3")
    assert desks.story.state().status is DisputeStatus.VOID
    assert desks.acts("K3") == set()


def test_a_rule_of_routes_stands_against_a_referral_with_its_own_reason() -> None:
    desks = Desks()
    desks.story.report("03-01", agency="justice", channel="PARTY")
    refused = desks.do(A.ASSIGN_DOWN, "K3") if A.ASSIGN_DOWN in desks.acts("K3") else None
    assert refused is None  # nothing is in hand that could go down
    desks.do(A.TAKE_ON, "K3")
    assert desks.acts("K3") >= IN_HAND | {A.ASSIGN_DOWN, A.CONSENT, A.REFUSE}


def test_joint_mediation_is_asked_for_answered_and_declined_with_a_reason(desks: Desks) -> None:
    accepted(desks).do(A.INVITE, "T2", invitee="M3")
    assert desks.acts("M3") == {A.ANSWER_INVITATION, A.DECLINE_INVITATION}
    assert desks.do(A.DECLINE_INVITATION, "M3").faults[0].fault is Fault.MISSING
    desks.do(A.DECLINE_INVITATION, "M3", reason="CONFLICT")
    assert desks.acts("M3") == {A.ANSWER_INVITATION}  # comes after all
    desks.do(A.ANSWER_INVITATION, "M3")
    assert desks.acts("M3") == set()


def test_one_click_is_one_statement_however_often_it_arrives(desks: Desks) -> None:
    desks.story.tell("03-01", Event.REFERRAL_CREATED, agency="court", unit="T2", ref="R1", kind="ENTRUST_PRE")
    stated = desks.do(A.ACCEPT, "T2")
    before = desks.story.state()
    desks.submit(stated.submissions[0])
    assert repr(desks.story.state()) == repr(before)
    assert desks.story.engine.dead == []
