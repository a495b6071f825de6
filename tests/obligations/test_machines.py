"""Obligations of domain §1 whose proof is a path through the state machines, told end to end through the processors."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from hub.core.admissible import objections
from hub.core.checklist import Duty, checklist
from hub.core.clocks import deadlines
from hub.core.codes import MediationKind, OrgKind
from hub.core.dispute import DisputeState
from hub.core.events import Details, Submission, event_id
from hub.core.events import Event as E
from hub.core.findings import Deviation
from hub.core.holder import HoldingRule, holder
from hub.core.machines import CaseState, DisputeStatus, InvitationState, ReferralState, SupervisionState
from hub.core.units import Registry, Unit
from tests.story import REGISTRY, TERMS, Story, kinds

DAY = datetime(2026, 3, 4, 2, tzinfo=UTC)


def referred(agency: str, kind: str, unit: str = "T2", **data: object) -> Story:
    story = Story().report(agency=agency, channel=agency.upper(), type="DAMAGES")
    return story.tell("03-02", E.REFERRAL_CREATED, agency=agency, unit=unit, ref="R", kind=kind, **data)


def accepted(agency: str, kind: str, unit: str = "T2", **data: object) -> Story:
    story = referred(agency, kind, unit, **data)
    return story.tell("03-03", E.REFERRAL_ACCEPTED, unit=unit, ref="R", channel=agency.upper())


def own_case(unit: str) -> Story:
    return Story().report().tell("03-03", E.CASE_OPENED, unit=unit, channel="GRID")


def failed(story: Story, unit: str = "T2") -> Story:
    return story.tell("03-10", E.MEDIATION_FAILED, unit=unit, escalation="declined")


def refused_at_the_door(
    event: E, agency: str, unit: str | None, registry: Registry = REGISTRY, **told: object
) -> list[str]:
    details: Details = dict(told)  # type: ignore[assignment]  # names of details
    said = Submission(
        event=event,
        event_id=event_id(event.value, agency, "n", unit, details),
        root="D",
        agency=agency,
        system=agency,
        native_id="n",
        unit=unit,
        occurred_at=DAY,
        recorded_at=DAY,
        details=details,
    )
    return [objection.code for objection in objections(said, registry)]


def with_unit(**changes: object) -> Registry:
    unit = REGISTRY.find("T2", date(2026, 3, 4))
    assert unit is not None
    more = [replace(unit, code="X", **changes)]  # type: ignore[arg-type]  # attributes of a unit
    centre = Unit(
        code="CT3",
        name="court",
        level=3,
        kind=MediationKind.JUDICIAL,
        org_kind=OrgKind.COURT,
        division="230803",
        agency="court",
    )
    return Registry.of([*(found for versions in REGISTRY.units.values() for found in versions), *more, centre])


def deviations(state: DisputeState) -> list[Deviation]:
    return [finding.deviation for finding in state.findings]


@pytest.mark.parametrize("kind", ["SUIT", "NOTARY", "ARBITRATION", "RULING", "RECONSIDERATION", "ENFORCEMENT"])
def test_COURT_1_a_proceeding_is_linked_with_the_mediation(kind: str) -> None:
    story = failed(accepted("court", "ENTRUST_PRE"))
    story.tell("03-12", E.PROCEEDING_OPENED, agency="court", kind=kind, number="（2026）黑0803民初9号")
    assert [proceeding.kind for proceeding in story.state().proceedings.values()] == [kind]


@pytest.mark.parametrize("kind", ["ENTRUST_PRE", "ENTRUST_IN", "POST"])
def test_COURT_2_commissioned_with_everybodys_consent(kind: str) -> None:
    story = referred("court", kind, delivered=0)
    assert story.state().referrals["R"].state is ReferralState.CONSENT_PENDING
    for party in ("p1", "p2"):
        story.tell("03-03", E.CONSENT_RECORDED, agency="court", subject=party, state="GIVEN", ref="R")
    story.tell("03-04", E.REFERRAL_ACCEPTED, unit="T2", ref="R", channel="COURT")
    assert story.state().referrals["R"].state is ReferralState.ACCEPTED and not story.state().findings


def test_COURT_2_a_centre_of_another_level_is_stopped_at_the_door() -> None:
    registry = with_unit(org_kind=OrgKind.CENTRE_L4, level=4)
    commission = {"ref": "R", "kind": "ENTRUST_PRE", "frm": "CT3"}
    assert refused_at_the_door(E.REFERRAL_CREATED, "court", "X", registry, **commission) == ["E-ROUTE-03"]
    assert refused_at_the_door(E.REFERRAL_CREATED, "court", "K3", registry, **commission) == []
    assert refused_at_the_door(E.REFERRAL_CREATED, "court", "T2", registry, **commission) == []
    assert refused_at_the_door(E.REFERRAL_CREATED, "police", "K3", registry, **commission) == ["E-ROUTE-01"]


def test_COURT_2_a_body_that_mediates_nothing_is_on_record_where_it_came_another_way() -> None:
    story = Story(derive=False).report(agency="court", channel="COURT")
    registry = with_unit(org_kind=OrgKind.STATION)
    assert refused_at_the_door(E.REFERRAL_CREATED, "court", "X", registry, ref="R", kind="POST") == ["E-ROUTE-02"]
    story.tell("03-02", E.REFERRAL_CREATED, agency="court", unit="T2", ref="R", kind="ENTRUSTED_SOMEHOW")
    assert deviations(story.state()) == [Deviation.ROUTE]
    assert story.state().referrals["R"].state is ReferralState.DELIVERED


def test_COURT_3_the_routes_are_told_before_anything_closes() -> None:
    story = failed(accepted("court", "ENTRUST_PRE"))
    state = story.state()
    assert list(state.routes_informed) == ["T2#0"] and list(state.notices) == ["T2#0"]
    assert state.referrals["R"].state is ReferralState.FEEDBACK_SENT
    told = state.routes_informed["T2#0"]
    story.tell("03-11", E.FEEDBACK_ACKNOWLEDGED, agency="court", ref="R")
    closed = story.state().referrals["R"]
    assert closed.state is ReferralState.CLOSED and closed.acknowledged_at is not None and told < closed.acknowledged_at


def test_COURT_5_only_who_stands_on_the_roster_is_commissioned() -> None:
    commission = {"ref": "R", "kind": "ENTRUST_IN"}
    for roster, codes in ((True, []), (None, []), (False, ["E-ROUTE-04"])):
        assert refused_at_the_door(E.REFERRAL_CREATED, "court", "X", with_unit(roster=roster), **commission) == codes


@pytest.mark.parametrize("event", [E.CONSENT_WITHHELD, E.CONSENT_RECORDED])
def test_COURT_2_a_consent_withheld_after_the_acceptance_is_a_consent_withdrawn(event: E) -> None:
    """§2.3: consent withdrawn, any party: TERMINATED with its notice; the referrer is told the outcome."""
    story = accepted("court", "ENTRUST_PRE").tell("03-05", E.MEDIATION_STARTED, unit="T2")
    story.tell("03-06", event, agency="court", subject="p2", ref="R", state="WITHHELD")
    state = story.state()
    assert (state.status, state.cases[0].state) == (DisputeStatus.UNRESOLVED, CaseState.TERMINATED)
    assert state.notices and not state.waiting
    assert ("FEEDBACK", "court") in kinds(story.deliveries())
    view = story.view()
    assert view.outcomes["CONSENT_WITHDRAWN"] == 1 and view.not_mediated == []
    assert (view.referrals["accepted"], view.referrals["withheld"]) == (["R"], [])


def test_COURT_2_a_refusal_follows_the_work_that_came_of_the_referral() -> None:
    """The matter was escalated meanwhile: the party's word stops it where it is."""
    story = accepted("court", "ENTRUST_PRE").tell("03-05", E.ESCALATION_REQUESTED, unit="T2", to="K3")
    story.tell("03-06", E.ESCALATION_ACCEPTED, unit="K3", frm="T2")
    story.tell("03-09", E.CONSENT_WITHHELD, agency="court", subject="p1", ref="R")
    assert [case.state for case in story.state().cases] == [CaseState.ESCALATED, CaseState.TERMINATED]


@pytest.mark.parametrize(
    ("end", "data"),
    [
        (E.REFERRAL_RETURNED, {"ref": "R", "reason": "SCOPE"}),
        (E.MEDIATION_FAILED, {"escalation": "declined"}),
    ],
)
def test_COURT_2_a_refusal_after_the_end_ends_nothing(end: E, data: dict[str, str]) -> None:
    told = accepted("court", "ENTRUST_PRE").tell("03-05", end, unit="T2", **data)
    before = told.state().status
    after = told.tell("03-06", E.CONSENT_WITHHELD, agency="court", subject="p2", ref="R").state()
    assert after.status is before


def test_COURT_2_the_mediator_who_steps_down_ends_no_case() -> None:
    """Only a party's word ends it; a body whose mediator steps down returns the matter or names another."""
    story = accepted("court", "ENTRUST_PRE").tell("03-05", E.MEDIATION_STARTED, unit="T2")
    story.tell("03-06", E.CONSENT_WITHHELD, subject="mediator", ref="R")
    assert story.state().cases[0].state is CaseState.MEDIATING


def test_OFF_1_an_instalment_is_a_day_and_an_amount_or_the_agreement_is_held() -> None:
    told = {"form": "WRITTEN", "amount_fen": 50000}
    assert refused_at_the_door(E.AGREEMENT_REACHED, "justice", "T2", items=["30 April: 500"], **told) == ["E-ITEM-01"]
    assert refused_at_the_door(E.AGREEMENT_REACHED, "justice", "T2", items=["2026-04-30=50000"], **told) == []


def test_POL_1_the_police_may_commission_a_committee() -> None:
    story = accepted("police", "POLICE_ENTRUST").tell("03-05", E.AGREEMENT_REACHED, unit="T2", form="ORAL", amount=0)
    story.tell("03-06", E.AGREEMENT_PERFORMED, unit="T2").tell("03-09", E.PENALTY_WAIVED, agency="police")
    assert story.state().penalty_waived_at is not None
    assert ("FEEDBACK", "police") in kinds(story.deliveries())


def test_POL_2_transferred_only_with_consent() -> None:
    story = referred("police", "TRANSFER", delivered=0)
    held = holder(story.state(), TERMS)
    assert held is not None and held.rule is HoldingRule.CONSENT
    story.tell("03-04", E.CONSENT_WITHHELD, agency="police", subject="p2", ref="R")
    assert story.state().status is DisputeStatus.NOT_MEDIATED
    assert ("FEEDBACK", "police") in kinds(story.deliveries())


def test_POL_3_a_station_that_declines_is_on_record_and_may_still_come() -> None:
    story = own_case("T2").tell("03-04", E.INVITATION_SENT, unit="T2", invitee="PS", subject="PS")
    answer = {"invitee": "PS", "subject": "PS"}
    story.tell("03-05", E.INVITATION_ANSWERED, agency="police", result="DECLINED", reason="SCOPE", **answer)
    assert [(f.deviation, f.source) for f in story.state().findings] == [(Deviation.NO_COOPERATION, "POL-3")]
    story.tell("03-06", E.INVITATION_ANSWERED, agency="police", native="later", **answer)
    story.tell("03-09", E.INVITATION_ATTENDED, agency="police", **answer)
    assert story.state().invitations["PS"].state is InvitationState.ATTENDED


@pytest.mark.parametrize(
    ("route", "decision"),
    [
        ("SUIT_RELATED", "BYPASSED"),
        ("MISCONDUCT", "BYPASSED"),
        ("MEDIATION", "MEDIATION_SUGGESTED"),
        ("REVIEW", "MEDIATION_SUGGESTED"),
    ],
)
def test_PET_1_sorted_into_its_route_and_never_paused(route: str, decision: str) -> None:
    story = Story().report(agency="petition", channel="PETITION", mode="required", route=route)
    assert story.view().gates["D1"][0]["decision"] == decision
    story.tell("03-03", E.CASE_OPENED, unit="K3", channel="PETITION").tell("03-04", E.CASE_SUSPENDED, unit="K3")
    clock = story.clock("PETITION_15")
    assert (clock.due, clock.paused) == (date(2026, 3, 17), False)


def test_PET_1_a_route_is_corrected() -> None:
    story = Story().report(agency="petition", channel="PETITION", route="MEDIATION")
    corrected = {"v": 2, "supersedes": "petition-D1/DisputeReported", "route": "SUIT_RELATED"}
    story.tell("03-03", E.DISPUTE_CORRECTED, agency="petition", **corrected)
    assert story.view().gates["D1"][0]["decision"] == "BYPASSED"


def test_PET_2_a_petition_is_commissioned_to_the_same_level() -> None:
    story = accepted("petition", "PETITION_COMMISSION", "K3")
    story.tell("03-05", E.CASE_SETTLED, unit="K3")
    assert ("FEEDBACK", "petition") in kinds(story.deliveries()) and not story.state().findings


def test_PET_3_the_gate_says_what_it_waits_for_and_lets_through_with_a_document() -> None:
    story = Story().report(agency="petition", channel="PETITION", mode="required")
    story.tell("03-03", E.CASE_OPENED, unit="K3", channel="PETITION")
    story.tell("03-09", E.AGREEMENT_REACHED, unit="K3", form="WRITTEN", amount=1)
    steps = [(step["decision"], step["waits"]) for step in story.view().gates["D1"]]
    assert steps == [("MEDIATION_SUGGESTED", True), ("IN_MEDIATION", True), ("DOCUMENT_PRESENT", False)]


def test_ADM_1_an_industry_body_and_an_organ_mediate_in_their_field() -> None:
    story = Story().report(agency="court", channel="ADMIN").tell("03-03", E.CASE_OPENED, unit="M3", channel="ADMIN")
    story.tell("03-05", E.MEDIATION_FAILED, unit="M3").tell("03-06", E.PROCEEDING_OPENED, agency="court", kind="RULING")
    assert story.view().tables["kind"] == {"INDUSTRY": {"open": 0, "acc": 1, "in": 0, "concl": 1, "out": 0, "pend": 0}}
    assert not story.state().findings and "RULING" in story.state().proceedings


def test_ARB_1_a_document_ends_its_own_case() -> None:
    story = own_case("M3").tell("03-05", E.ARBITRAL_DOCUMENT_ISSUED, unit="M3", number="调1号")
    assert story.state().status is DisputeStatus.RESOLVED
    view = story.view()
    assert view.outcomes == {"ARB_DOC": 1} and view.success_rate is None and view.checks["balance"]


def test_ARB_1_a_document_for_an_agreement_is_no_second_outcome() -> None:
    story = own_case("T2").tell("03-05", E.AGREEMENT_REACHED, unit="T2", form="WRITTEN", amount=9)
    story.tell("03-09", E.ARBITRAL_DOCUMENT_ISSUED, agency="court", number="调2号")
    assert story.view().outcomes == {"SUCCESS": 1}
    assert story.state().agreements[0].arbitral_document_at is not None


def test_LOOP_0_a_report_that_nobody_handles_is_assigned() -> None:
    sent = Story().report(division="230803007001").deliveries()
    assert [(d.kind.value, d.unit) for d in sent] == [("ASSIGNMENT", "V1")]


def test_LOOP_1_what_screening_finds_is_settled_or_goes_up() -> None:
    story = (
        Story()
        .report(agency="justice", channel="RMC_FOUND")
        .tell("03-02", E.CASE_OPENED, unit="V1", channel="RMC_FOUND")
    )
    story.tell("03-09", E.ESCALATION_REQUESTED, unit="V1", to="T2")
    assert story.state().status is DisputeStatus.ESCALATING
    assert story.view().tables["channel"]["RMC_FOUND"]["acc"] == 1
    assert ("ESCALATION", "justice") in kinds(story.deliveries())


UP = (("V1", "T2"), ("T2", "K3"), ("K3", "S4"))


@pytest.mark.parametrize("levels", [1, 2, 3], ids=["LOOP_2", "LOOP_3", "LOOP_4"])
def test_LOOP_2_3_4_uploads_are_settled_above_and_the_result_goes_down(levels: int) -> None:
    story = own_case("V1")
    for number, (lower, upper) in enumerate(UP[:levels]):
        story.tell(f"03-{4 + 2 * number:02d}", E.ESCALATION_REQUESTED, unit=lower, to=upper)
        story.tell(f"03-{5 + 2 * number:02d}", E.ESCALATION_ACCEPTED, unit=upper, frm=lower)
    story.tell("03-16", E.AGREEMENT_REACHED, unit=UP[levels - 1][1], form="ORAL", amount=0)
    for lower, upper in reversed(UP[:levels]):
        assert story.state().hops[-1].lower == lower
        story.tell("03-17", E.CASCADE_ACKNOWLEDGED, unit=lower, frm=upper)
    assert story.state().is_cascaded() and holder(story.state(), TERMS) is None
    view = story.view()
    assert (view.city["acc"], view.city["concl"], view.transfers, view.cascades) == (1, 1, levels, levels)
    assert not story.state().findings


def test_LOOP_5_the_last_instance_fails_for_good_and_tells_the_routes() -> None:
    story = failed(own_case("S4"), "S4")
    state = story.state()
    assert state.status is DisputeStatus.UNRESOLVED_FINAL
    assert list(state.notices) == ["S4#0"] and list(state.routes_informed) == ["S4#0"]
    story.tell("03-11", E.ESCALATION_REQUESTED, unit="S4", to="S4")
    assert story.state().status is DisputeStatus.UNRESOLVED_FINAL


def test_SUP_1_an_order_is_a_persons_at_level_three_or_four() -> None:
    order = {"cause": "LEVEL_T2", "officer": "K3-07"}
    assert refused_at_the_door(E.SUPERVISION_ORDERED, "justice", "T2", **order) == ["E-SUP-01"]
    assert refused_at_the_door(E.SUPERVISION_ORDERED, "justice", "K3", cause="LEVEL_T2", officer="张三") == ["E-SUP-02"]
    assert refused_at_the_door(E.SUPERVISION_ORDERED, "justice", "K3", **order) == []
    story = own_case("T2").tell("03-09", E.SUPERVISION_ORDERED, unit="K3", **order)
    assert [(d.unit, d.details.get("cause")) for d in story.deliveries() if d.kind.value == "SUPERVISION"] == [
        ("T2", "LEVEL_T2")
    ]
    assert story.state().supervisions["LEVEL_T2"].state is SupervisionState.ISSUED


@pytest.mark.parametrize("obligation", ["DEC_1", "DEC_2"])
def test_DEC_1_2_a_ruling_body_commissions_a_centre_before_it_decides(obligation: str) -> None:
    agency = "admin" if obligation == "DEC_1" else "industry"
    story = accepted(agency, "DECISION_PRE", "K3").tell("03-09", E.CASE_SETTLED, unit="K3")
    story.tell("03-10", E.FEEDBACK_ACKNOWLEDGED, agency=agency, ref="R")
    assert story.state().referrals["R"].state is ReferralState.CLOSED and not story.state().findings
    told = {"ref": "R", "kind": "DECISION_PRE", "frm": "M3"}
    other = with_unit(org_kind=OrgKind.CENTRE_L2)
    assert refused_at_the_door(E.REFERRAL_CREATED, agency, "X", other, **told) == ["E-ROUTE-03"]


@pytest.mark.parametrize(("form", "missing"), [("WRITTEN", set()), ("ORAL", {Duty.AGREEMENT_ISSUED})])
def test_OFF_1_the_checklist_of_a_police_case(form: str, missing: set[Duty]) -> None:
    story = accepted("police", "TRANSFER")
    lines = checklist(story.state(), deadlines(story.state(), TERMS), date(2026, 3, 5))
    assert [(line.duty, line.is_open) for line in lines] == [(Duty.REGISTERED, False), (Duty.CONCLUDED_ON_TIME, True)]
    story.tell("03-09", E.AGREEMENT_REACHED, unit="T2", form=form, amount=1)
    lines = checklist(story.state(), deadlines(story.state(), TERMS), date(2026, 3, 31))
    assert {line.duty for line in lines} == set(Duty)
    assert {line.duty for line in lines if line.done is None} == missing


def test_OFF_1_a_case_past_its_term_is_missed() -> None:
    story = accepted("police", "TRANSFER")
    lines = checklist(story.state(), deadlines(story.state(), TERMS), date(2026, 4, 30))
    assert [(line.done, line.is_open) for line in lines if line.duty is Duty.CONCLUDED_ON_TIME] == [(None, False)]


def test_OFF_2_a_law_firm_helps_and_counts_as_nobodys_case() -> None:
    story = own_case("K3").tell("03-05", E.PARTICIPANT_JOINED, unit="K3", participant="LF-01", assistance="LAW_FIRM")
    assert [(p.code, p.assistance, p.unit) for p in story.state().participants] == [("LF-01", "LAW_FIRM", "K3")]
    assert list(story.view().tables["unit"]) == ["K3"]


def test_HAND_1_nothing_is_mediated_without_consent() -> None:
    story = referred("court", "TRANSFER", delivered=0).tell("03-03", E.CONSENT_WITHHELD, subject="p1", ref="R")
    story.tell("03-04", E.REFERRAL_ACCEPTED, unit="T2", ref="R", channel="COURT")
    assert story.state().referrals["R"].state is ReferralState.DECLINED
    assert story.view().city["acc"] == 0


def test_HAND_2_rejected_feedback_is_sent_until_it_is_acknowledged() -> None:
    story = failed(accepted("police", "TRANSFER"))
    for day in ("03-11", "03-12"):
        story.tell(day, E.FEEDBACK_REJECTED, agency="police", ref="R", reason="MATERIALS", native=day)
    story.tell("03-13", E.FEEDBACK_ACKNOWLEDGED, agency="police", ref="R")
    sent = [d.delivery_id for d in story.deliveries() if d.kind.value == "FEEDBACK"]
    assert sent == ["R/FEEDBACK", "R/FEEDBACK/2", "R/FEEDBACK/3"]
    assert story.state().referrals["R"].state is ReferralState.CLOSED


def test_HAND_3_declining_without_a_reason_is_stopped_at_the_door_or_on_record() -> None:
    told = {"invitee": "M3", "result": "DECLINED"}
    assert refused_at_the_door(E.INVITATION_ANSWERED, "justice", None, **told) == ["E-JOIN-01"]
    story = own_case("T2").tell("03-04", E.INVITATION_SENT, unit="T2", invitee="M3", subject="M3")
    story.tell("03-05", E.INVITATION_ANSWERED, subject="M3", **told)
    assert [(f.deviation, f.source) for f in story.state().findings] == [(Deviation.NO_COOPERATION, "HAND-3")]


def test_LOOP_failure_below_level_four_is_asked_for_at_the_door() -> None:
    """LOOP-1 to LOOP-3: escalate, or say that escalation was declined; the last instance needs neither."""
    assert refused_at_the_door(E.MEDIATION_FAILED, "justice", "T2") == ["E-FAIL-01"]
    assert refused_at_the_door(E.MEDIATION_FAILED, "justice", "T2", escalation="declined") == []
    assert refused_at_the_door(E.MEDIATION_FAILED, "justice", "S4") == []
    assert refused_at_the_door(E.MEDIATION_FAILED, "justice", "M3") == []
