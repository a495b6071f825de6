"""Every path of domain §2.2-2.4 and 2.6, told as a story and read off state, clocks, deliveries and figures."""

from __future__ import annotations

from datetime import date

from hub.core.codes import GateDecision
from hub.core.events import Event as E
from hub.core.holder import holder
from hub.core.machines import CaseState, DisputeStatus, ReferralState
from tests.story import TERMS, Story, kinds


def referred(**data: object) -> Story:
    story = Story().report(agency="court", channel="COURT", type="CONTRACT")
    return story.tell(
        "03-02", E.REFERRAL_CREATED, agency="court", unit="T2", ref="R", **({"kind": "ENTRUST_PRE"} | data)
    )


def accepted(**data: object) -> Story:
    return referred(**data).tell("03-03", E.REFERRAL_ACCEPTED, unit="T2", ref="R", channel="COURT")


def own_case(unit: str = "V1") -> Story:
    return Story().report().tell("03-03", E.CASE_OPENED, unit=unit, channel="GRID")


def test_consent_pending_is_delivered_when_every_party_has_agreed() -> None:
    """COURT-2: without everybody's consent nothing is delivered as a commission."""
    story = referred(delivered=0).tell(
        "03-03", E.CONSENT_RECORDED, agency="court", subject="p1", state="GIVEN", ref="R"
    )
    assert story.state().referrals["R"].state is ReferralState.CONSENT_PENDING
    story.tell("03-04", E.CONSENT_RECORDED, agency="court", subject="p2", state="GIVEN", ref="R")
    assert story.state().referrals["R"].state is ReferralState.DELIVERED
    assert story.clock("DELIVERED_3WD:R").start == date(2026, 3, 4)


def test_one_refusal_declines_and_feeds_back_at_once() -> None:
    """人民调解法 17: one party refuses, the mediation stops; the referrer is told."""
    story = referred(delivered=0).tell("03-03", E.CONSENT_WITHHELD, subject="p2", ref="R")
    state = story.state()
    assert state.status is DisputeStatus.NOT_MEDIATED
    assert state.referrals["R"].state is ReferralState.DECLINED
    assert ("FEEDBACK", "court") in kinds(story.deliveries())
    assert ("REFERRAL_WITHDRAWN", "justice") in kinds(story.deliveries())
    view = story.view()
    assert view.not_mediated == ["D1"]
    assert view.referrals["withheld"] == ["R"]
    assert view.city["acc"] == 0


def test_return_after_acceptance_leaves_no_trace_but_returned() -> None:
    """Convention 4: before the first meeting the case is void."""
    story = accepted().tell("03-05", E.REFERRAL_RETURNED, unit="T2", ref="R", reason="SCOPE")
    view = story.view()
    assert view.city == {"open": 0, "acc": 0, "in": 0, "concl": 0, "out": 0, "pend": 0}
    assert view.referrals["returned"] == ["R"]
    assert story.state().status is DisputeStatus.REPORTED


def test_no_return_after_the_first_meeting() -> None:
    """Domain §2.2: return after acceptance only before the first meeting; later it waits and alters nothing."""
    story = accepted().tell("03-04", E.MEDIATION_STARTED, unit="T2")
    story.tell("03-05", E.REFERRAL_RETURNED, unit="T2", ref="R", reason="SCOPE")
    assert story.state().referrals["R"].state is ReferralState.ACCEPTED
    assert [fact.event for fact in story.state().waiting] == [E.REFERRAL_RETURNED]


def test_reassignment_is_a_new_referral() -> None:
    """A returned referral goes to another unit with its predecessor named; both count."""
    story = referred().tell("03-03", E.REFERRAL_RETURNED, unit="T2", ref="R", reason="JURISDICTION")
    story.tell("03-04", E.REFERRAL_REASSIGNED, agency="court", unit="U2", ref="R2", pred="R", kind="ENTRUST_PRE")
    story.tell("03-05", E.REFERRAL_ACCEPTED, unit="U2", ref="R2", channel="COURT")
    view = story.view()
    assert view.referrals["returned"] == ["R"] and view.referrals["accepted"] == ["R2"]
    assert view.tables["unit"]["U2"]["acc"] == 1
    assert [d.unit for d in story.deliveries() if d.kind.value == "REFERRAL"] == ["T2", "U2"]


def test_withdrawn_referral_owes_no_feedback() -> None:
    """Domain §2.2: the referrer takes it back; nobody owes it an answer."""
    story = accepted().tell("03-04", E.REFERRAL_WITHDRAWN, agency="court", unit="T2", ref="R")
    story.tell("03-06", E.AGREEMENT_REACHED, unit="T2", form="ORAL", amount=0)
    assert story.view().feedback_sent == 0
    assert ("REFERRAL_WITHDRAWN", "justice") in kinds(story.deliveries())


def test_feedback_waits_for_the_whole_cascade() -> None:
    """Domain §2.3: outcome above, result down level by level, only then the referrer's feedback."""
    story = accepted()
    story.tell("03-05", E.ESCALATION_REQUESTED, unit="T2", to="K3")
    story.tell("03-06", E.ESCALATION_ACCEPTED, unit="K3", frm="T2")
    story.tell("03-07", E.ESCALATION_REQUESTED, unit="K3", to="S4")
    story.tell("03-09", E.ESCALATION_ACCEPTED, unit="S4", frm="K3")
    story.tell("03-10", E.AGREEMENT_REACHED, unit="S4", form="WRITTEN", amount=10)
    assert [(hop.upper, hop.lower) for hop in story.state().hops] == [("S4", "K3")]
    story.tell("03-11", E.CASCADE_ACKNOWLEDGED, unit="K3", frm="S4")
    assert [(hop.upper, hop.lower) for hop in story.state().hops] == [("S4", "K3"), ("K3", "T2")]
    assert ("FEEDBACK", "court") not in kinds(story.deliveries())
    story.tell("03-12", E.CASCADE_ACKNOWLEDGED, unit="T2", frm="K3")
    assert kinds(story.deliveries())[-1] == ("FEEDBACK", "court")
    view = story.view()
    assert (view.city["in"], view.city["out"], view.cascades) == (2, 2, 2)
    assert view.tables["unit"]["S4"] == {"open": 0, "acc": 0, "in": 1, "concl": 1, "out": 0, "pend": 0}


def test_escalation_returned_goes_on_below() -> None:
    """The upper unit returns it: the sender mediates on and its level clock runs again."""
    story = own_case().tell("03-05", E.ESCALATION_REQUESTED, unit="V1", to="T2")
    assert story.state().status is DisputeStatus.ESCALATING
    assert story.clock("LEVEL_L1").done == date(2026, 3, 5)
    story.tell("03-06", E.ESCALATION_RETURNED, unit="V1", frm="T2", reason="MATERIALS")
    assert story.state().status is DisputeStatus.OPEN
    assert story.clock("LEVEL_L1").done is None
    assert story.view().transfers == 0
    assert kinds(story.deliveries()).count(("ESCALATION_RETURNED", "justice")) == 1


def test_an_accepted_escalation_is_not_told_as_returned() -> None:
    """The sender hears of a return only when there was one."""
    story = own_case().tell("03-05", E.ESCALATION_REQUESTED, unit="V1", to="T2")
    story.tell("03-06", E.ESCALATION_ACCEPTED, unit="T2", frm="V1").tell("03-07", E.MEDIATION_STARTED, unit="T2")
    assert kinds(story.deliveries()).count(("ESCALATION", "justice")) == 1
    assert "ESCALATION_RETURNED" not in [kind for kind, _ in kinds(story.deliveries())]


def test_the_last_instance_fails_for_good() -> None:
    """LOOP-5: failure at level 4 is final; notice is given and other routes are told."""
    story = own_case("K3").tell("03-05", E.ESCALATION_REQUESTED, unit="K3", to="S4")
    story.tell("03-06", E.ESCALATION_ACCEPTED, unit="S4", frm="K3")
    story.tell("03-09", E.MEDIATION_FAILED, unit="S4")
    state = story.state()
    assert state.status is DisputeStatus.UNRESOLVED_FINAL
    assert list(state.notices) == ["S4#0"] and list(state.routes_informed) == ["S4#0"]
    assert story.view().notices == 1


def test_nobody_escalates_from_level_four() -> None:
    """LOOP-5: there is no level above."""
    story = own_case("S4").tell("03-05", E.ESCALATION_REQUESTED, unit="S4", to="K3")
    assert story.state().cases[0].state is CaseState.OPEN


def test_settled_and_withdrawn_are_concluded_outside_the_rate() -> None:
    """Domain §6.1: WITHDRAWN and SETTLED are concluded but outside the success rate."""
    story = own_case().tell("03-05", E.CASE_SETTLED, unit="V1")
    story.report(root="D2").tell("03-03", E.CASE_OPENED, root="D2", unit="V1", channel="GRID", native="c2")
    story.tell("03-06", E.CASE_WITHDRAWN, root="D2", unit="V1", native="c2")
    view = story.view()
    assert view.outcomes == {"SETTLED": 1, "WITHDRAWN": 1}
    assert view.success_rate is None
    assert view.median_days == 2.5


def test_suspended_work_resumes() -> None:
    """Domain §2.3: suspension for appraisal or suspected sham, then on."""
    story = own_case().tell("03-04", E.CASE_SUSPENDED, unit="V1")
    assert story.state().cases[0].state is CaseState.SUSPENDED
    story.tell("03-05", E.CASE_RESUMED, unit="V1")
    assert story.state().cases[0].state is CaseState.MEDIATING


def test_extension_moves_the_last_day() -> None:
    """特邀调解规定 27: longer if all agree; the new last day rolls too."""
    story = accepted().tell("03-20", E.DEADLINE_EXTENDED, unit="T2", clock="ENTRUST_PRE:R", to="2026-04-18")
    line = story.clock("ENTRUST_PRE:R")
    assert (line.nominal, line.due) == (date(2026, 4, 18), date(2026, 4, 20))


def test_breach_reopens_on_lines_of_its_own() -> None:
    """Domain §2.4: a reopened case is no new acceptance and stands in no other column."""
    story = own_case().tell("03-05", E.AGREEMENT_REACHED, unit="V1", form="WRITTEN", amount=100)
    story.tell("03-10", E.AGREEMENT_BREACHED, unit="V1")
    story.tell("03-11", E.CASE_OPENED, unit="V1", channel="GRID", reopen=1, native="again")
    assert story.state().status is DisputeStatus.OPEN
    assert story.view().reopened_pending == 1
    story.tell("03-15", E.AGREEMENT_REACHED, unit="V1", form="WRITTEN", amount=80, v=2, native="again")
    view = story.view()
    assert view.city["acc"] == 1 and view.city["concl"] == 1 and view.agreements["WRITTEN"] == 1
    assert view.amount_fen == 10_000
    assert (view.reopened, view.reopened_concluded, view.reopened_pending) == (1, {"SUCCESS": 1}, 0)
    assert view.reopened_amount_fen == 8_000
    assert view.performance_cohort == {"BREACHED": 1}
    assert story.clock("RMC_30:r1").done == date(2026, 3, 15)


def test_merge_keeps_the_earliest_acceptance_and_split_restores() -> None:
    """Domain §2.4, convention 3: the absorbed leaves all counts; split and re-merge restore the figures."""
    story = own_case().report("03-04", root="D9", agency="police")
    story.tell("03-05", E.CASE_OPENED, root="D9", unit="T2", channel="POLICE", native="t2")
    assert story.view().city["acc"] == 2
    story.tell("03-06", E.DISPUTES_MERGED, agency="hub", survivor="D1", absorbed="D9", native="m1")
    merged = story.view()
    assert merged.city["acc"] == 1 and merged.tables["unit"] == {"V1": merged.tables["unit"]["V1"]}
    story.tell("03-07", E.DISPUTE_SPLIT, agency="hub", survivor="D1", restored="D9", native="s1")
    assert story.view().city["acc"] == 2
    story.tell("03-08", E.DISPUTES_MERGED, agency="hub", survivor="D1", absorbed="D9", native="m2")
    assert story.view() == merged


def test_same_people_are_linked_by_rule() -> None:
    """Domain §2.4: two equal strong tokens link by themselves, and only one dispute is counted."""
    story = Story().report(tokens=["a", "b"]).report("03-03", root="D9", agency="police", tokens=["b", "a"])
    view = story.view()
    assert (view.reports, view.disputes) == (2, 1)


def test_one_shared_person_waits_for_a_clerk() -> None:
    """One strong token, another division: no automatic link."""
    story = Story().report(tokens=["a", "b"], division="230803007001")
    story.report("03-03", root="D9", agency="police", tokens=["a", "c"], division="230811104001")
    assert story.view().disputes == 2


def test_onsite_settlement_is_no_acceptance() -> None:
    """Domain §6.1: on-the-spot grid settlements have a line of their own."""
    story = Story().report().tell("03-02", E.ONSITE_SETTLED, agency="grid")
    view = story.view()
    assert view.onsite_settled == 1 and view.city["acc"] == 0
    assert ("ASSIGNMENT", "justice") in kinds(Story().report(division="230803007001").deliveries())


def test_retracted_report_counts_nowhere() -> None:
    """Domain §2.4: a native record withdrawn; with the last report the dispute is void."""
    story = own_case().tell("03-06", E.SOURCE_REPORT_RETRACTED, agency="grid")
    assert story.state().status is DisputeStatus.VOID
    view = story.view()
    assert view.city["acc"] == 0 and view.reports == 0


def test_correction_changes_the_type_in_the_month_of_acceptance() -> None:
    """Domain §2.4: …Corrected with supersedes; the highest version wins in any order."""
    story = own_case().tell(
        "03-08", E.DISPUTE_CORRECTED, agency="grid", v=2, supersedes="grid-D1/DisputeReported", type="DAMAGES"
    )
    story.tell("03-09", E.DISPUTE_CORRECTED, agency="grid", v=1, supersedes="grid-D1/DisputeReported", type="IP")
    assert list(story.view().tables["type"]) == ["DAMAGES"]
    assert list(story.view(as_known="03-07").tables["type"]) == ["NEIGHBOUR"]


def petition(mode: str, **data: object) -> Story:
    return Story().report(agency="petition", channel="PETITION", mode=mode, **data)


def decisions(story: Story) -> list[tuple[str, str, bool]]:
    return [(str(step["from"])[5:], str(step["decision"]), bool(step["waits"])) for step in story.view().gates["D1"]]


def test_required_gate_waits_and_clears_by_itself() -> None:
    """Domain §2.6: marked as waiting, never past calendar day 14, which is not rolled."""
    story = petition("required")
    assert decisions(story) == [("03-02", "MEDIATION_SUGGESTED", True), ("03-16", "CLEARED_TIMEOUT", False)]
    assert story.view().gate_waits == ["D1"]
    story.wait_until("03-20")
    sent = [d.details.get("decision") for d in story.deliveries() if d.kind.value == "GATE_DECISION"]
    assert sent == [GateDecision.MEDIATION_SUGGESTED, GateDecision.CLEARED_TIMEOUT]


def test_suit_related_petitions_bypass_the_gate() -> None:
    """Domain §2.6: 涉法涉诉 petitions and reports of misconduct bypass it."""
    assert decisions(petition("required", suit=1)) == [("03-02", "BYPASSED", False)]


def test_refusal_clears_the_gate_with_a_notice() -> None:
    """Domain §2.6: refusal of consent at once yields a termination notice."""
    story = petition("required").tell(
        "03-02", E.REFERRAL_CREATED, agency="petition", unit="K3", ref="P", kind="PETITION_COMMISSION", delivered=0
    )
    story.tell("03-04", E.CONSENT_WITHHELD, subject="p1", ref="P")
    assert [decision for _, decision, _ in decisions(story)][-1] in ("CLEARED_REFUSED", "DOCUMENT_PRESENT")
    assert "CLEARED_TIMEOUT" not in [decision for _, decision, _ in decisions(story)]


def test_confirmation_window_lapses_only_after_its_last_day() -> None:
    """人民调解法 33, convention 13: every agreement opens a window; Lapsed is in no view before it's over."""
    story = own_case().tell("03-05", E.AGREEMENT_REACHED, unit="V1", form="ORAL", amount=0)
    assert story.clock("JC_WINDOW:v1").due == date(2026, 4, 7)
    assert story.view("2026-04", "04-07").confirmations["Lapsed"] == 0
    assert story.view("2026-04", "04-08").confirmations["Lapsed"] == 1


def test_late_evidence_takes_a_breach_back() -> None:
    """Domain §3: breach after the last day ends; a late fact that occurred in time retracts it, on the record."""
    story = referred().wait_until("03-06")
    assert len(story.events(E.DEADLINE_WARNED, E.DEADLINE_BREACHED)) == 2
    story.tell("03-04", E.REFERRAL_ACCEPTED, unit="T2", ref="R", channel="COURT", received="03-10")
    assert len(story.events(E.DEADLINE_BREACH_RETRACTED)) == 1


def test_silence_after_an_invitation_proposes_supervision() -> None:
    """HAND-3: nobody may delay or shirk; a rule proposes, a person issues."""
    story = own_case("K3").tell("03-04", E.INVITATION_SENT, unit="K3", invitee="T2", subject="T2")
    story.wait_until("03-09")
    assert [e.fact.details.get("cause") for e in story.events(E.SUPERVISION_PROPOSED)] == ["INVITE_T2"]


def test_every_open_dispute_has_one_holder() -> None:
    """Design §1: who holds this, by which rule, since when, until when always has an answer."""
    story = Story().report()
    held = []
    for step in (
        lambda: story.tell("03-02", E.REFERRAL_CREATED, agency="police", unit="T2", ref="R", kind="TRANSFER"),
        lambda: story.tell("03-03", E.REFERRAL_ACCEPTED, unit="T2", ref="R", channel="POLICE"),
        lambda: story.tell("03-04", E.ESCALATION_REQUESTED, unit="T2", to="K3"),
        lambda: story.tell("03-05", E.ESCALATION_ACCEPTED, unit="K3", frm="T2"),
        lambda: story.tell("03-06", E.AGREEMENT_REACHED, unit="K3", form="ORAL", amount=0),
        lambda: story.tell("03-07", E.CASCADE_ACKNOWLEDGED, unit="T2", frm="K3"),
        lambda: story.tell("03-08", E.FEEDBACK_ACKNOWLEDGED, agency="police", ref="R"),
    ):
        now = holder(story.state(), TERMS)
        held.append(None if now is None else now.who)
        step()
    assert held == ["grid", "T2", "T2", "T2", "K3", "T2", "police"]
    assert holder(story.state(), TERMS) is None


def test_agreement_of_a_later_version_is_no_new_success() -> None:
    """Convention 5 and 12: the version changes the sum and opens a window, the count stays."""
    story = own_case().tell("03-05", E.AGREEMENT_REACHED, unit="V1", form="WRITTEN", amount=100)
    story.tell("03-09", E.AGREEMENT_REACHED, unit="V1", form="WRITTEN", amount=90, v=2)
    view = story.view()
    assert view.outcomes == {"SUCCESS": 1} and view.agreements["WRITTEN"] == 1
    assert story.clock("JC_WINDOW:v2").start == date(2026, 3, 9)


def test_rejected_feedback_is_owed_and_sent_again() -> None:
    """Domain §2.2: FEEDBACK_SENT, rejected, is FEEDBACK_DUE again; the second sending is a delivery of its own."""
    story = accepted().tell("03-05", E.AGREEMENT_REACHED, unit="T2", form="ORAL", amount=0)
    story.tell("03-06", E.FEEDBACK_REJECTED, agency="court", ref="R", reason="MATERIALS")
    assert [d.delivery_id for d in story.deliveries() if d.kind.value == "FEEDBACK"] == ["R/FEEDBACK", "R/FEEDBACK/2"]
    story.tell("03-07", E.FEEDBACK_ACKNOWLEDGED, agency="court", ref="R")
    assert story.state().referrals["R"].state is ReferralState.CLOSED


def test_refusal_before_any_referral_clears_the_gate() -> None:
    """Domain §2.6: the office asks, a party refuses: cleared at once, and nothing was mediated."""
    story = petition("required").tell("03-04", E.CONSENT_WITHHELD, agency="petition", subject="p1")
    assert [decision for _, decision, _ in decisions(story)][1] == "CLEARED_REFUSED"
    assert story.state().status is DisputeStatus.NOT_MEDIATED
    assert story.view().not_mediated == ["D1"]


def test_a_breach_is_never_merely_overdue_again() -> None:
    """Domain §2.5: OVERDUE → BREACHED, nothing leads back."""
    story = own_case().tell("03-05", E.AGREEMENT_REACHED, unit="V1", form="WRITTEN", amount=100, due="2026-03-20")
    story.tell("03-10", E.AGREEMENT_BREACHED, unit="V1")
    assert story.view().performance_cohort == {"BREACHED": 1}


def test_performance_goes_overdue_and_then_performed() -> None:
    """Both at month end: overdue from the day after the last, performed when it is."""
    story = own_case().tell("03-05", E.AGREEMENT_REACHED, unit="V1", form="WRITTEN", amount=100, due="2026-03-20")
    story.tell("04-02", E.AGREEMENT_PERFORMED, unit="V1")
    assert story.view("2026-03", "04-10").performance_cohort == {"OVERDUE": 1}
    assert story.view("2026-04", "05-12").performance_stock == {"PERFORMED": 1}


def test_a_version_of_a_later_month_changes_nothing_before() -> None:
    """Convention 5: at the end of March only the first version was in force."""
    story = own_case().tell("03-05", E.AGREEMENT_REACHED, unit="V1", form="ORAL", amount=100, due="2026-03-20")
    story.tell("04-02", E.AGREEMENT_REACHED, unit="V1", form="WRITTEN", amount=700, v=2, due="2026-04-22")
    view = story.view()
    assert view.performance_cohort == {"OVERDUE": 1}
    assert view.agreements == {"ORAL": 1, "WRITTEN": 0} and view.amount_fen == 10_000


def test_a_version_waits_for_the_one_before() -> None:
    """Domain §2.4: out-of-order facts wait for their predecessor without altering any result."""
    story = own_case().tell("03-05", E.AGREEMENT_REACHED, unit="V1", received="04-20", form="ORAL", amount=1)
    story.tell("03-09", E.AGREEMENT_REACHED, unit="V1", v=2, form="WRITTEN", amount=7, native="again")
    assert story.view(as_known="04-10").city["concl"] == 0
    assert story.view(as_known="04-20").outcomes == {"SUCCESS": 1}


def test_a_confirmation_step_without_version_is_about_the_first_that_can_take_it() -> None:
    """An agreement's later version doesn't take the court's decision on the first away."""
    story = own_case().tell("03-05", E.AGREEMENT_REACHED, unit="V1", form="WRITTEN", amount=100)
    story.tell("03-06", E.CONFIRMATION_APPLIED, agency="court").tell("03-08", E.CONFIRMATION_ACCEPTED, agency="court")
    story.tell("03-09", E.AGREEMENT_REACHED, unit="V1", form="WRITTEN", amount=90, v=2)
    story.tell("03-20", E.CONFIRMATION_GRANTED, agency="court")
    assert story.view().confirmations["Granted"] == 1
    assert story.clock("JC_RULING_OUTER:v1").done == date(2026, 3, 20)


def test_consent_withdrawn_waits_for_the_acceptance_it_is_about() -> None:
    """Domain §2.4: known before the acceptance, it declines nothing and feeds nothing back."""
    story = referred().tell("03-03", E.REFERRAL_ACCEPTED, unit="T2", received="03-20", ref="R", channel="COURT")
    story.tell("03-10", E.CONSENT_WITHDRAWN, unit="T2", subject="p1")
    early = story.view(as_known="03-15")
    assert early.not_mediated == [] and early.feedback_sent == 0
    assert story.view().outcomes == {"CONSENT_WITHDRAWN": 1}


def test_a_unit_that_joined_may_escalate_for_the_holder() -> None:
    """A merge of two accepted disputes loses nobody's work: out at the holder, in above, concluded there."""
    story = own_case().report("03-02", root="D9", agency="police")
    story.tell("03-04", E.CASE_OPENED, root="D9", unit="T2", channel="POLICE", native="t2")
    story.tell("03-05", E.DISPUTES_MERGED, agency="hub", survivor="D1", absorbed="D9", native="m")
    story.tell("03-06", E.ESCALATION_REQUESTED, root="D9", unit="T2", to="K3", native="t2")
    story.tell("03-07", E.ESCALATION_ACCEPTED, root="D9", unit="K3", frm="T2", native="k3")
    story.tell("03-09", E.AGREEMENT_REACHED, root="D9", unit="K3", form="ORAL", amount=5, native="k3")
    view = story.view()
    assert view.tables["unit"]["V1"]["out"] == 1 and view.tables["unit"]["K3"]["concl"] == 1
    assert view.checks["balance"] and view.outcomes == {"SUCCESS": 1}


def test_a_withdrawn_referral_keeps_nobody_mediated() -> None:
    """Domain §2.4: NOT_MEDIATED stays when a duplicate's referral was taken back; a later hand-over is of its month."""
    story = referred(delivered=0).tell("03-03", E.CONSENT_WITHHELD, subject="p2", ref="R")
    story.tell("03-05", E.REFERRAL_CREATED, agency="police", unit="T2", ref="Q", kind="TRANSFER")
    story.tell("03-05", E.REFERRAL_WITHDRAWN, agency="police", unit="T2", ref="Q")
    assert story.view().not_mediated == ["D1"]
    story.tell("04-04", E.REFERRAL_REASSIGNED, agency="court", unit="U2", ref="R2", pred="R", kind="ENTRUST_PRE")
    story.tell("04-05", E.REFERRAL_ACCEPTED, unit="U2", ref="R2", channel="COURT")
    assert story.view(as_known="04-10").not_mediated == ["D1"]
    assert story.view("2026-04", "05-12").city["acc"] == 1


def test_one_cause_may_be_supervised_again_after_it_was_closed() -> None:
    """Domain §2.5: one open order per cause, not one ever."""
    story = own_case("K3")
    for day, native in (("03-05", "one"), ("03-10", "two")):
        story.tell(day, E.SUPERVISION_ORDERED, cause="LEVEL_V1", native=native)
        story.tell(day, E.SUPERVISION_REPLIED, cause="LEVEL_V1", native=native)
        story.tell(day, E.SUPERVISION_CLOSED, cause="LEVEL_V1", native=native)
    assert story.view().supervision == {"ordered": 2, "raised": 0, "closed": 2}


def test_an_acceptance_after_the_agreement_opens_nothing() -> None:
    """Domain §2.4: every referrer gets feedback, also the one whose referral was signed for a day too late."""
    story = accepted().report("03-04", root="D9", agency="police")
    story.tell("03-05", E.DISPUTES_MERGED, agency="hub", survivor="D1", absorbed="D9", native="m")
    story.tell("03-05", E.REFERRAL_CREATED, root="D9", agency="police", unit="T2", ref="Q", kind="TRANSFER")
    story.tell("03-06", E.AGREEMENT_REACHED, unit="T2", received="03-08", form="ORAL", amount=0)
    story.tell("03-07", E.REFERRAL_ACCEPTED, root="D9", unit="T2", ref="Q", channel="POLICE", native="late")
    assert sorted(d.agency for d in story.deliveries() if d.kind.value == "FEEDBACK") == ["court", "police"]
    assert story.clock("LEVEL_L2").done == date(2026, 3, 6)


def test_a_reopened_case_cascades_again_and_holds_nobodys_feedback() -> None:
    """Domain §2.3: the original referrer's feedback follows the first outcome; the second outcome goes down too."""
    story = accepted().tell("03-04", E.ESCALATION_REQUESTED, unit="T2", to="K3")
    story.tell("03-05", E.ESCALATION_ACCEPTED, unit="K3", frm="T2")
    story.tell("03-06", E.AGREEMENT_REACHED, unit="K3", form="ORAL", amount=0)
    story.tell("03-07", E.AGREEMENT_BREACHED, unit="K3")
    story.tell("03-08", E.CASE_OPENED, unit="T2", channel="COURT", reopen=1, native="again")
    story.tell("03-09", E.CASCADE_ACKNOWLEDGED, unit="T2", frm="K3")
    assert ("FEEDBACK", "court") in kinds(story.deliveries())
    story.tell("03-10", E.ESCALATION_REQUESTED, unit="T2", to="K3", native="again")
    story.tell("03-11", E.ESCALATION_ACCEPTED, unit="K3", frm="T2", native="again")
    story.tell("03-12", E.AGREEMENT_REACHED, unit="K3", form="ORAL", amount=0, v=2, native="again")
    line = story.clock("CASCADE_ACK:K3>T2:r1")
    assert line.start == date(2026, 3, 12)
    held = holder(story.state(), TERMS)
    assert held is not None and (held.who, held.until) == ("T2", line.due)
    assert [d.due for d in story.deliveries() if d.kind.value == "RESULT_DOWN"][-1] == line.due
    assert (story.view().cascades, story.view().transfers) == (1, 1)


def test_the_clock_of_a_referral_nobody_signed_stays_open_but_alarms_nobody() -> None:
    """Convention 14: only acceptance, return, refusal and withdrawal stop DELIVERED_3WD."""
    story = accepted().tell("03-03", E.REFERRAL_CREATED, agency="police", unit="U2", ref="Q", kind="TRANSFER")
    story.tell("03-04", E.AGREEMENT_REACHED, unit="T2", form="ORAL", amount=0)
    line = story.clock("DELIVERED_3WD:Q")
    assert line.done is None and line.moot
    story.wait_until("03-20")
    assert "DELIVERED_3WD:Q" not in [e.fact.details.get("clock") for e in story.events(E.DEADLINE_BREACHED)]


def test_a_corrected_number_is_the_reports_number() -> None:
    """Domain §2.4: a correction changes every key that it carries, the case number too."""
    story = Story().report(agency="court", channel="COURT", number="（2026）黑0803民诉前调1号")
    story.tell(
        "03-03", E.DISPUTE_CORRECTED, agency="court", v=2, supersedes="court-D1/DisputeReported", number="民诉前调7号"
    )
    report = story.state().primary
    assert report is not None and report.number == "民诉前调7号"
