"""Obligations whose clock is the point: told as stories through the real processors, days of the calendar of 2026."""

from __future__ import annotations

from datetime import date

import pytest

from hub.core.alarms import Said
from hub.core.calendar import WorkingCalendar
from hub.core.clocks import DeadlineStatus as S
from hub.core.clocks import Terms, deadlines
from hub.core.clocks.succession import TASK_FORCE
from hub.core.daytime import local_day
from hub.core.events import Event as E
from hub.core.holder import holder
from hub.core.knowledge import Rules
from hub.core.machines import InvitationState
from hub.core.proposals import groundless, proposals
from hub.processors import default_processors
from tests.story import REGISTRY, TERMS, Story


def case_at(unit: str, day: str = "03-03", **report: object) -> Story:
    return Story().report(**report).tell(day, E.CASE_OPENED, unit=unit, channel="GRID")


def alarms_of(story: Story, clock: str) -> list[tuple[str, str, str | None, str | None]]:
    """Return (day it was said, event, owner, successor) of every announcement about *clock*."""
    wanted = (E.DEADLINE_WARNED, E.DEADLINE_BREACHED, E.DEADLINE_BREACH_RETRACTED)
    return [
        (
            f"{said.fact.details['until']:%m-%d}",
            said.fact.event.value,
            said.fact.details.get("owner"),
            said.fact.details.get("successor"),
        )
        for said in story.events(*wanted)
        if said.fact.details["clock"] == clock
    ]


@pytest.mark.parametrize(
    ("unit", "clock", "due", "succeeds"),
    [
        ("V1", "LEVEL_L1", "03-13", "T2"),
        ("T2", "LEVEL_L2", "03-23", "K3"),
        ("K3", "LEVEL_L3", "04-02", "S4"),
        ("S4", "LEVEL_L4", "04-02", TASK_FORCE),
    ],
)
def test_LOOP_1_to_LOOP_4_each_level_has_its_clock_an_owner_and_who_stands_above(
    unit: str, clock: str, due: str, succeeds: str
) -> None:
    story = case_at(unit).wait_until("04-10")
    assert alarms_of(story, clock) == [
        (due, "DeadlineWarned", unit, succeeds),
        (due, "DeadlineWarned", unit, succeeds),
        (due, "DeadlineBreached", unit, succeeds),
    ]


def test_LOOP_2_the_level_clock_stops_at_the_escalation_and_the_answer_from_above_has_its_own() -> None:
    story = case_at("T2").tell("03-09", E.ESCALATION_REQUESTED, unit="T2", to="K3")
    assert story.clock("LEVEL_L2").done == date(2026, 3, 9)
    asked = story.clock("ESCALATION_REPLY:T2>K3")
    assert (asked.due, asked.owner) == (date(2026, 3, 12), "K3")
    held = holder(story.state(), TERMS)
    assert held is not None and (held.who, held.until) == ("T2", date(2026, 3, 12))
    story.tell("03-11", E.ESCALATION_ACCEPTED, unit="K3", frm="T2")
    assert story.clock("ESCALATION_REPLY:T2>K3").done == date(2026, 3, 11)
    assert story.clock("RMC_30").start == date(2026, 3, 3) and story.clock("RMC_30").done is None


def test_LOOP_1_what_nobody_takes_is_the_reporters_until_it_is_passed_on() -> None:
    story = Story().report("02-12")
    held = holder(story.state(), TERMS)
    assert held is not None and (held.who, held.until) == ("grid", date(2026, 2, 24))  # 13, 14 (worked), 24
    story.wait_until("02-25")
    assert [said for _, said, _, _ in alarms_of(story, "TRIAGE")][-1] == "DeadlineBreached"


def test_COURT_4_the_windows_of_confirmation_and_of_the_court() -> None:
    story = case_at("T2").tell("03-12", E.AGREEMENT_REACHED, unit="T2", form="WRITTEN", amount=5, due="2026-04-15")
    assert story.clock("JC_WINDOW:v1").due == date(2026, 4, 13)  # 04-11 is a Saturday
    story.tell("04-03", E.CONFIRMATION_APPLIED, agency="court", v=1)
    accept = story.clock("JC_ACCEPT:v1")
    assert (accept.due, accept.owner) == (date(2026, 4, 7), "court")  # 04-06 is a holiday
    held = holder(story.state(), TERMS)
    assert held is not None and (held.who, held.source) == ("court", "2011 司法确认规定 4")
    story.tell("04-07", E.CONFIRMATION_ACCEPTED, agency="court", v=1)
    assert story.clock("JC_RULING_TARGET:v1").due == date(2026, 4, 22)
    assert story.clock("JC_RULING_OUTER:v1").due == date(2026, 5, 7)
    story.tell("04-20", E.CONFIRMATION_GRANTED, agency="court", v=1)
    assert story.clock("JC_OBJECTION_PARTY:v1").due == date(2026, 5, 6)  # 05-05 is a holiday
    assert story.clock("JC_OBJECTION_OUTSIDER:v1").due == date(2026, 10, 20)
    held = holder(story.state(), TERMS)
    assert held is not None and (held.who, held.until, held.source) == ("T2", date(2026, 4, 15), "人民调解法 29, 31")


def test_COURT_4_a_window_that_runs_out_is_a_right_lost_and_nobodys_breach() -> None:
    story = case_at("T2").tell("03-05", E.AGREEMENT_REACHED, unit="T2", form="ORAL", amount=0).wait_until("04-20")
    assert story.clock("JC_WINDOW:v1").status(date(2026, 4, 8)) is S.LAPSED
    assert all(said == "DeadlineWarned" for _, said, _, _ in alarms_of(story, "JC_WINDOW:v1"))


def said_of(story: Story, *events: E) -> list[tuple[str, str, dict[str, object]]]:
    """Return (event, day from which it's true, details) of what the hub stated of itself."""
    told = [one.fact for one in story.events(*events)]
    return [(fact.event.value, f"{local_day(fact.occurred_at):%m-%d}", dict(fact.details)) for fact in told]


def test_COURT_4_a_lapsed_window_is_said_once_when_its_day_is_over() -> None:
    story = case_at("T2").tell("03-05", E.AGREEMENT_REACHED, unit="T2", form="ORAL", amount=0).wait_until("04-07")
    assert said_of(story, E.CONFIRMATION_LAPSED) == []  # 04-04 to 04-06 are off: the last day is the 7th
    story.wait_until("04-08").wait_until("05-20")
    story.tell("05-21", E.RISK_FLAGGED, unit="T2", risk="REPEAT")
    assert said_of(story, E.CONFIRMATION_LAPSED) == [("ConfirmationLapsed", "04-08", {"v": 1})]
    assert alarms_of(story, "JC_WINDOW:v1")[-1][1] == "DeadlineWarned"
    assert said_of(story, E.SUPERVISION_PROPOSED) == []


def test_COURT_4_an_application_in_time_leaves_nothing_to_lapse_and_a_new_version_has_its_own_window() -> None:
    story = case_at("T2").tell("03-05", E.AGREEMENT_REACHED, unit="T2", form="ORAL", amount=0)
    story.tell("03-10", E.AGREEMENT_REACHED, unit="T2", form="WRITTEN", amount=5, v=2, native="second")
    story.tell("03-20", E.CONFIRMATION_APPLIED, agency="court", v=1).wait_until("05-20")
    assert said_of(story, E.CONFIRMATION_LAPSED) == [("ConfirmationLapsed", "04-10", {"v": 2})]


def test_COURT_4_a_lapse_that_is_said_counts_as_the_one_that_time_made() -> None:
    """The event adds nothing to ``jc.Lapsed``: it's counted by time, said or not."""
    story = case_at("T2").tell("03-05", E.AGREEMENT_REACHED, unit="T2", form="ORAL", amount=0)
    silent = story.view("2026-04", "05-10").confirmations
    story.wait_until("05-09")
    assert len(story.events(E.CONFIRMATION_LAPSED)) == 1
    assert story.view("2026-04", "05-10").confirmations == silent and silent["Lapsed"] == 1


def petition(day: str = "02-25", **data: object) -> Story:
    return Story().report(day, agency="petition", channel="PETITION", **data)


def test_PET_1_fifteen_days_never_pause_and_mediation_is_no_answer() -> None:
    story = petition().tell("02-26", E.CASE_OPENED, unit="K3", channel="PETITION")
    line = story.clock("PETITION_15")
    assert (line.start, line.due, line.done) == (date(2026, 2, 25), date(2026, 3, 12), None)
    assert line.status(date(2026, 3, 13)) is S.PASSED
    story.wait_until("03-20")
    assert "DeadlineBreached" not in [said for _, said, _, _ in alarms_of(story, "PETITION_15")]


def test_PET_1_the_answer_that_the_petition_system_states_is_taken_for_one() -> None:
    story = petition().tell("03-05", E.PETITION_ACCEPTED, agency="petition")
    assert story.clock("PETITION_15").status(date(2026, 3, 13)) is S.MET
    handling = story.clock("PETITION_HANDLING")
    assert (handling.nominal, handling.due) == (date(2026, 5, 4), date(2026, 5, 6))
    story.tell("04-30", E.PETITION_EXTENDED, agency="petition", until="2026-07-30")
    assert story.clock("PETITION_HANDLING").due == date(2026, 6, 3)  # thirty days at most (34)
    story.tell("05-20", E.PETITION_ANSWERED, agency="petition")
    story.tell("06-01", E.PETITION_REVIEW_REQUESTED, agency="petition")
    assert story.clock("PETITION_REVIEW_ASK").status(date(2026, 6, 2)) is S.MET
    assert story.clock("PETITION_REVIEW").due == date(2026, 7, 1)
    story.tell("06-30", E.PETITION_REVIEWED, agency="petition")
    assert story.clock("PETITION_REREVIEW_ASK").due == date(2026, 7, 30)


def test_PET_2_a_suitable_petition_is_commissioned_in_three_working_days() -> None:
    story = petition("02-12")
    assert story.clock("PETITION_COMMISSION").due == date(2026, 2, 24)
    story.tell("02-13", E.REFERRAL_CREATED, agency="petition", unit="K3", ref="P", kind="PETITION_COMMISSION")
    assert story.clock("PETITION_COMMISSION").status(date(2026, 3, 1)) is S.MET


def test_PET_2_not_owed_for_a_suit_related_petition() -> None:
    with pytest.raises(AssertionError, match="PETITION_COMMISSION"):
        petition(suit=1).clock("PETITION_COMMISSION")


def test_POL_3_a_station_that_is_silent_is_breached_with_the_county_centre_as_successor() -> None:
    story = case_at("K3", division="230803007").tell(
        "03-04", E.INVITATION_SENT, unit="K3", invitee="PS9", subject="PS9"
    )
    story.wait_until("03-09")
    assert alarms_of(story, "INVITE_REPLY:PS9") == [
        ("03-06", "DeadlineWarned", "PS9", "K3"),
        ("03-06", "DeadlineBreached", "PS9", "K3"),
    ]


def test_HAND_2_feedback_that_was_rejected_is_owed_anew_and_each_way_has_two_working_days() -> None:
    story = Story().report(agency="court", channel="COURT")
    story.tell("03-02", E.REFERRAL_CREATED, agency="court", unit="T2", ref="R", kind="ENTRUST_PRE")
    story.tell("03-03", E.REFERRAL_ACCEPTED, unit="T2", ref="R", channel="COURT")
    story.tell("03-12", E.AGREEMENT_REACHED, unit="T2", form="ORAL", amount=0)
    assert story.clock("FEEDBACK_SEND:R").done == date(2026, 3, 12)
    assert story.clock("FEEDBACK_ACK:R").due == date(2026, 3, 16)
    assert story.clock("FEEDBACK_ACK:R").owner == "court"


def test_HAND_2_a_referrer_that_is_not_told_is_owed_it_by_the_unit_that_had_the_case() -> None:
    story = Story(derive=False).report(agency="court", channel="COURT")
    story.tell("03-02", E.REFERRAL_CREATED, agency="court", unit="T2", ref="R", kind="ENTRUST_PRE")
    story.tell("03-03", E.REFERRAL_ACCEPTED, unit="T2", ref="R", channel="COURT")
    story.tell("03-12", E.AGREEMENT_REACHED, unit="T2", form="ORAL", amount=0)
    held = holder(story.state(), TERMS)
    assert held is not None and (held.who, held.until, held.source) == ("T2", date(2026, 3, 16), "HAND-2")


def silent_invitation() -> Story:
    story = case_at("K3").tell("03-04", E.INVITATION_SENT, unit="K3", invitee="T2", subject="T2")
    return story.wait_until("03-09")


def test_HAND_3_silence_proposes_an_order_and_late_evidence_withdraws_it() -> None:
    story = silent_invitation()
    assert [(p.cause, p.body) for p in proposals(story.state(), TERMS, date(2026, 3, 9))] == [("INVITE_T2", "T2")]
    story.tell("03-06", E.INVITATION_ANSWERED, unit="K3", invitee="T2", subject="T2", received="03-11")
    assert alarms_of(story, "INVITE_REPLY:T2")[-1][1] == "DeadlineBreachRetracted"
    assert [e.fact.details["cause"] for e in story.events(E.SUPERVISION_WITHDRAWN)] == ["INVITE_T2"]
    assert list(proposals(story.state(), TERMS, date(2026, 3, 11))) == []


def test_HAND_3_an_invitation_that_is_overdue_is_said_once_with_its_breach() -> None:
    story = case_at("K3").tell("03-04", E.INVITATION_SENT, unit="K3", invitee="T2", subject="T2").wait_until("03-06")
    overdue = (E.DEADLINE_BREACHED, E.INVITATION_OVERDUE)
    assert said_of(story, *overdue) == []
    story.wait_until("03-08")
    story.tell("03-10", E.INVITATION_ANSWERED, unit="K3", invitee="T2", subject="T2").wait_until("03-20")
    assert said_of(story, *overdue)[1:] == [("InvitationOverdue", "03-07", {"invitee": "T2"})]
    assert story.state().invitations["T2"].state is InvitationState.ACCEPTED


def test_HAND_3_each_case_that_invites_a_body_says_for_itself_that_it_is_overdue() -> None:
    story = silent_invitation().tell("03-10", E.ESCALATION_REQUESTED, unit="K3", to="S4")
    story.tell("03-11", E.ESCALATION_ACCEPTED, unit="S4", frm="K3")
    story.tell("03-12", E.INVITATION_SENT, unit="S4", invitee="T2", subject="T2", native="again").wait_until("03-20")
    assert said_of(story, E.INVITATION_OVERDUE) == [
        ("InvitationOverdue", "03-07", {"invitee": "T2"}),
        ("InvitationOverdue", "03-17", {"invitee": "T2"}),
    ]
    told = story.events(E.INVITATION_OVERDUE, E.SUPERVISION_PROPOSED)
    assert len({one.fact.event_id for one in told}) == len(told) == 4


def test_HAND_3_a_proposal_vanishes_with_the_report_that_had_asked() -> None:
    """What asked is moved to another dispute: the clock is gone, and so is the reason to supervise."""
    story = Story().report().report(root="D2", agency="police").tell("03-03", E.CASE_OPENED, unit="K3", channel="GRID")
    story.tell("03-03", E.DISPUTES_MERGED, agency="hub", survivor="D1", absorbed="D2")
    story.tell("03-04", E.INVITATION_SENT, unit="K3", invitee="T2", subject="T2", root="D2", agency="police")
    story.wait_until("03-09")
    assert said_of(story, E.SUPERVISION_WITHDRAWN) == []
    story.tell("03-10", E.DISPUTE_SPLIT, agency="hub", survivor="D1", restored="D2")
    withdrawn = [one for one in story.events(E.SUPERVISION_WITHDRAWN) if one.dispute == "D1"]
    assert [one.fact.details for one in withdrawn] == [{"cause": "INVITE_T2"}]


def test_HAND_3_an_order_that_was_issued_stays_and_shows_that_its_reason_is_gone() -> None:
    story = silent_invitation().tell("03-09", E.SUPERVISION_ORDERED, unit="K3", cause="INVITE_T2")
    assert list(proposals(story.state(), TERMS, date(2026, 3, 9))) == []
    assert list(groundless(story.state(), TERMS, date(2026, 3, 9))) == []
    story.tell("03-06", E.INVITATION_ANSWERED, unit="K3", invitee="T2", subject="T2", received="03-11")
    assert [order.cause for order in groundless(story.state(), TERMS, date(2026, 3, 11))] == ["INVITE_T2"]
    assert story.view().supervision["ordered"] == 1


def test_SUP_1_an_assigned_matter_over_its_limit_and_a_silent_referral_are_proposed_for_supervision() -> None:
    story = Story().report().tell("03-02", E.REFERRAL_CREATED, agency="justice", unit="T2", ref="R", kind="ORDER")
    assert list(proposals(story.state(), TERMS, date(2026, 3, 5))) == []
    assert [p.cause for p in proposals(story.state(), TERMS, date(2026, 3, 6))] == ["REFERRAL_T2"]
    story.tell("03-06", E.REFERRAL_ACCEPTED, unit="T2", ref="R", channel="UPPER")
    assert [p.cause for p in proposals(story.state(), TERMS, date(2026, 3, 26))] == []
    assert [(p.cause, p.clock) for p in proposals(story.state(), TERMS, date(2026, 3, 27))] == [
        ("LEVEL_T2", "LEVEL_L2")
    ]


def test_SUP_1_the_supervised_body_answers_within_its_term() -> None:
    story = silent_invitation().tell("03-09", E.SUPERVISION_ORDERED, unit="K3", cause="INVITE_T2")
    line = story.clock("SUPERVISION_REPLY:INVITE_T2")
    assert (line.owner, line.due) == ("T2", date(2026, 3, 16))
    story.tell("03-10", E.SUPERVISION_REPLIED, unit="T2", cause="INVITE_T2")
    assert story.clock("SUPERVISION_REPLY:INVITE_T2").done == date(2026, 3, 10)


def test_OFF_1_a_police_case_runs_from_the_failure_of_its_mediation() -> None:
    """办理行政案件程序规定 185: not while it's mediated; from failure or non-performance on."""
    story = Story().report(agency="police", channel="POLICE")
    story.tell("03-02", E.PROCEEDING_OPENED, agency="police", kind="POLICE_CASE")
    assert story.clock("POLICE_CASE").start == date(2026, 3, 2)
    story.tell("03-03", E.CASE_OPENED, unit="T2", channel="POLICE")
    assert "POLICE_CASE" not in [line.clock for line in deadlines(story.state(), TERMS)]
    story.tell("03-10", E.MEDIATION_FAILED, unit="T2", escalation="declined")
    assert (story.clock("POLICE_CASE").start, story.clock("POLICE_CASE").due) == (date(2026, 3, 10), date(2026, 4, 9))


def test_COURT_2_appraisal_is_left_out_of_the_term_and_suspicion_is_not() -> None:
    """在线调解规则 26: the term stands still while an expert works."""
    story = Story().report(agency="court", channel="COURT")
    story.tell("03-02", E.REFERRAL_CREATED, agency="court", unit="T2", ref="R", kind="ENTRUST_PRE")
    story.tell("03-03", E.REFERRAL_ACCEPTED, unit="T2", ref="R", channel="COURT")
    story.tell("03-05", E.CASE_SUSPENDED, unit="T2", reason="SHAM").tell("03-08", E.CASE_RESUMED, unit="T2")
    assert story.clock("ENTRUST_PRE:R").due == date(2026, 4, 2)
    story.tell("03-10", E.CASE_SUSPENDED, unit="T2", reason="APPRAISAL", native="second")
    assert story.clock("ENTRUST_PRE:R").status(date(2026, 5, 20)) is S.OPEN
    story.tell("03-20", E.CASE_RESUMED, unit="T2", native="second")
    assert story.clock("ENTRUST_PRE:R").due == date(2026, 4, 13)  # ten days more: 04-12 is a Sunday


def test_COURT_3_after_a_failed_commission_the_papers_go_back_and_the_court_files_in_seven_days() -> None:
    story = Story().report(agency="court", channel="COURT")
    story.tell("03-02", E.REFERRAL_CREATED, agency="court", unit="T2", ref="R", kind="ENTRUST_PRE")
    story.tell("03-03", E.REFERRAL_ACCEPTED, unit="T2", ref="R", channel="COURT")
    story.tell("03-13", E.MEDIATION_FAILED, unit="T2", escalation="declined")
    assert story.clock("PAPERS_BACK:R").status(date(2026, 3, 20)) is S.MET
    filing = story.clock("COURT_FILING:R")
    assert (filing.due, filing.status(date(2026, 3, 21))) == (date(2026, 3, 20), S.PASSED)
    story.tell("03-18", E.PROCEEDING_OPENED, agency="court", kind="SUIT")
    assert story.clock("COURT_FILING:R").status(date(2026, 3, 21)) is S.MET


def test_a_referral_that_comes_back_is_the_referrers_until_somebody_else_has_it() -> None:
    """Domain §2.2: RETURNED is reassigned; meanwhile it isn't nobody's."""
    story = Story().report(agency="court", channel="COURT")
    story.tell("03-02", E.REFERRAL_CREATED, agency="court", unit="T2", ref="R", kind="ENTRUST_PRE")
    story.tell("03-03", E.REFERRAL_RETURNED, unit="T2", ref="R", reason="SCOPE")
    story.tell("03-04", E.FEEDBACK_ACKNOWLEDGED, agency="court", ref="R")
    held = holder(story.state(), TERMS)
    assert held is not None and (held.who, held.until, held.clock) == ("court", date(2026, 3, 6), "REASSIGN:R")
    story.tell("03-05", E.REFERRAL_REASSIGNED, agency="court", unit="U2", ref="Q", pred="R", kind="ENTRUST_PRE")
    assert story.clock("REASSIGN:R").status(date(2026, 3, 9)) is S.MET


def test_instalments_are_watched_one_by_one() -> None:
    """人民调解法 31: the committee watches; each item has its own day."""
    story = case_at("T2").tell(
        "03-12",
        E.AGREEMENT_REACHED,
        unit="T2",
        form="WRITTEN",
        amount=500,
        items=["2026-04-15=30000", "2026-05-15=20000"],
    )
    assert [story.clock(f"PERFORMANCE:v1{n}").due.day for n in ("", ":2")] == [15, 15]
    story.tell("04-10", E.AGREEMENT_PERFORMED, unit="T2", amount=300)
    assert story.clock("PERFORMANCE:v1").status(date(2026, 4, 20)) is S.MET
    assert story.clock("PERFORMANCE:v1:2").status(date(2026, 5, 16)) is S.OVERDUE


def test_no_breach_without_a_warning_where_time_allowed() -> None:
    """Domain §3: every clock that was known before its warning day warned before it was breached."""
    story = Story().report("02-12", agency="court", channel="COURT", division="230803007")
    story.tell("02-13", E.REFERRAL_CREATED, agency="court", unit="T2", ref="R", kind="ENTRUST_IN")
    story.wait_until("02-26")
    story.tell("02-27", E.REFERRAL_ACCEPTED, unit="T2", ref="R", channel="COURT")
    story.tell("02-27", E.INVITATION_SENT, unit="T2", invitee="U2", subject="U2")
    story.wait_until("05-30")
    warned: set[str] = set()
    breached: list[str] = []
    for said in story.events(E.DEADLINE_WARNED, E.DEADLINE_BREACHED):
        clock = said.fact.details["clock"]
        if said.fact.event is E.DEADLINE_WARNED:
            warned.add(clock)
        else:
            assert clock in warned, clock
            breached.append(clock)
    assert {"DELIVERED_3WD:R", "ENTRUST_IN:R", "LEVEL_L2", "RMC_30", "INVITE_REPLY:U2"} <= set(breached)
    assert len(breached) == len(set(breached)) and Said.BREACHED.value == "BREACHED"


def test_a_calendar_that_arrives_moves_a_last_day_and_the_move_is_said_once() -> None:
    """Convention 18: a hub that starts with the year's calendar says of each waiting clock which day it is now."""
    story = Story()
    story.engine.processors = default_processors(REGISTRY, Rules(Terms(WorkingCalendar({}))))
    story.report("02-10").tell("02-10", E.CASE_OPENED, unit="V1", channel="GRID")
    story.engine.processors = default_processors(REGISTRY, Rules(TERMS))
    assert said_of(story, E.DEADLINE_RECOMPUTED) == []
    story.tell("02-11", E.RISK_FLAGGED, unit="V1", risk="REPEAT").wait_until("02-13")
    moved = [one for one in said_of(story, E.DEADLINE_RECOMPUTED) if one[2]["clock"] == "LEVEL_L1"]
    day = date(2026, 2, 24)
    assert moved == [
        (
            "DeadlineRecomputed",
            "02-11",
            {"clock": "LEVEL_L1", "until": day, "due": date(2026, 2, 20), "owner": "V1", "successor": "T2"},
        )
    ]
