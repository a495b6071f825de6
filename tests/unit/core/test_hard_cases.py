"""Each rule of the docket, on both sides of its edge (domain §6.2), and what the hub counts for the six reductions."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from hub.core import counters
from hub.core.countable import Countable, Standing, countable_under, together
from hub.core.events import Event as E
from hub.core.hard_cases import Criterion, findings
from hub.core.indicators import Counter
from hub.core.ports import Row
from hub.queries.screening import screen
from hub.queries.trends import published
from tests.story import TERMS, Story

C = Criterion
H1, H2 = "2026-H1", "2026-H2"


def met(story: Story, half: str = H1, dispute: str = "D1") -> set[Criterion]:
    return {finding.criterion for finding in findings(story.state(dispute), half)}


def opened(day: str = "03-03", **report: object) -> Story:
    return Story().report(**report).tell(day, E.CASE_OPENED, unit="T2", channel="GRID")


@pytest.mark.parametrize(("day", "told"), [("05-01", set()), ("04-30", {C.OPEN_60})])
def test_open_for_more_than_sixty_days_at_the_end_of_the_half(day: str, told: set[Criterion]) -> None:
    """1 May is 60 days before 30 June, 30 April is 61."""
    assert met(opened(day)) == told


def test_what_failed_is_nominated_in_the_half_of_its_outcome_alone() -> None:
    story = opened().tell("03-20", E.MEDIATION_FAILED, unit="T2", escalation="declined")
    assert met(story) == {C.UNRESOLVED} and met(story, H2) == set()
    (finding,) = findings(story.state(), H1)
    assert finding.evidence == "T2 2026-03-20"


def test_two_escalations_but_not_one() -> None:
    story = Story().report().tell("06-01", E.CASE_OPENED, unit="V1", channel="GRID")
    story.tell("06-02", E.ESCALATION_REQUESTED, unit="V1", to="T2", v=1)
    assert met(story) == set()
    story.tell("06-03", E.ESCALATION_ACCEPTED, unit="T2", frm="V1", v=1)
    story.tell("06-04", E.ESCALATION_REQUESTED, unit="T2", to="K3", v=2)
    assert met(story) == {C.ESCALATED_TWICE}


@pytest.mark.parametrize(("parties", "told"), [(4, set()), (5, {C.RISK})])
def test_a_mass_dispute_from_five_parties(parties: int, told: set[Criterion]) -> None:
    assert met(opened("06-01", parties=parties)) == told


@pytest.mark.parametrize(("risk", "told"), [("CIVIL_TO_CRIMINAL", {C.RISK}), ("MASS", {C.RISK}), ("REPEAT", set())])
def test_a_grave_risk_that_was_flagged(risk: str, told: set[Criterion]) -> None:
    assert met(opened("06-01").tell("06-02", E.RISK_FLAGGED, agency="police", risk=risk)) == told


def test_petition_and_suit_links_count_until_resolved() -> None:
    story = opened("06-01", agency="petition", channel="PETITION", suit=True)
    assert met(story) == {C.PETITION_LINKED, C.SUIT_LINKED}
    story.tell("06-05", E.AGREEMENT_REACHED, unit="T2", form="ORAL", amount=0)
    assert met(story) == set()


def test_three_reports_but_not_two() -> None:
    story = opened("06-01")
    for number, expected in ((2, set()), (3, {C.REPORTS_3})):
        story.report("06-02", root=f"D{number}", agency="police")
        story.tell("06-02", E.DISPUTES_MERGED, root=f"D{number}", agency="hub", survivor="D1", absorbed=f"D{number}")
        assert met(story) == expected, number


def test_a_breached_agreement() -> None:
    story = opened("06-01").tell("06-05", E.AGREEMENT_REACHED, unit="T2", form="WRITTEN", amount=100, due="2026-06-10")
    assert met(story) == set()
    assert met(story.tell("06-12", E.AGREEMENT_BREACHED, unit="T2")) == {C.BREACHED}


def counts(story: Story) -> Countable:
    keys = [key for (name, key) in story.engine.states if name == "lifecycle"]
    return together(countable_under(story.state(key), TERMS) for key in keys)


def test_a_petition_repeats_by_dispute_or_by_person_and_type() -> None:
    story = Story(derive=False)
    for root, day, tokens, kind in (
        ("P1", "03-02", ["a", "b"], "NEIGHBOUR"),
        ("P2", "03-09", ["a"], "NEIGHBOUR"),
        ("P3", "04-09", ["a"], "LABOUR"),
        ("P4", "04-10", ["z"], "NEIGHBOUR"),
    ):
        story.report(day, root=root, agency="petition", channel="PETITION", tokens=tokens, type=kind, division="230803")
    first, repeated = counters.petitions(counts(story).filed, "230803")
    assert (first, repeated) == ({"2026-03": {"P1"}, "2026-04": {"P3", "P4"}}, {"2026-03": {"P2"}})
    assert counters.petitions(counts(story).filed, "230811") == ({}, {})


@pytest.mark.parametrize(("day", "repeats"), [("03-02", 0), ("03-03", 1), ("05-31", 1), ("06-01", 0)])
def test_a_police_report_repeats_on_another_day_within_ninety(day: str, repeats: int) -> None:
    """The first is of 2 March; 31 May is the ninetieth day after it. A second ticket of one day is no repeat."""
    story = Story(derive=False)
    for root, when in (("J1", "03-02"), ("J2", day)):
        story.report(when, root=root, agency="police", tokens=["a"], division="230803")
    assert sum(len(roots) for roots in counters.repeats(counts(story).filed, "230803").values()) == repeats


def test_gate_waits_are_those_of_the_monthly_report() -> None:
    story = Story(derive=False).report(
        "03-25", agency="petition", channel="PETITION", mode="required", division="230803"
    )
    waits = counters.standing(counts(story).spells, Standing.GATE_WAIT, "230803", date(2026, 4, 30))
    assert {month: len(found) for month, found in waits.items()} == {
        month: len(story.view(month, "04-30").gate_waits) for month in ("2026-03", "2026-04")
    }
    assert set(waits) == {"2026-03", "2026-04"}


def test_an_overdue_pre_suit_referral_counts_once_in_each_month_that_it_is_overdue() -> None:
    story = Story(derive=False).report("03-02", agency="court", channel="COURT", division="230803")
    story.tell("03-02", E.REFERRAL_CREATED, unit="T2", agency="court", ref="F1", kind="ENTRUST_PRE")
    spells, late = counts(story).spells, Standing.LATE_ENTRUST
    assert counters.standing(spells, late, "230803", date(2026, 3, 5)) == {}
    found = counters.standing(spells, late, "230803", date(2026, 4, 2))
    assert found == {"2026-03": {"F1"}, "2026-04": {"F1"}}


def test_a_dispute_of_which_no_report_is_left_counts_in_nothing() -> None:
    story = Story(derive=False).report("03-02", agency="petition", channel="PETITION", mode="required")
    assert counts(story).filed and counts(story).spells and counts(story).since
    assert counts(story.tell("03-03", E.SOURCE_REPORT_RETRACTED, agency="petition")) == Countable()


def test_only_whole_months_are_known() -> None:
    figure = counters.counted({"2026-03": {"x"}}, date(2026, 2, 25), date(2026, 5, 30))
    assert figure.counts == {"2026-03": 1, "2026-04": 0}
    assert counters.counted({}, None, date(2026, 5, 30)).counts == {}
    assert set(Counter) == {Counter.OVERDUE_ENTRUST, Counter.GATE_WAITS, Counter.REPEATS_90}


def accepted(day: str, number: int, kind: str, county: str) -> Row:
    story = Story(derive=False).report("03-02", division=county).tell("03-02", E.CASE_OPENED, unit="T2", channel="GRID")
    row = next(row for row in story.engine.rows.values() if row.measure == "accepted")
    changed = {"day": day, "label": f"{day}-{number}-{kind}", "type": kind, "county": county}
    return type(row)(**{name: changed.get(name, getattr(row, name)) for name in Row.__dataclass_fields__})


def test_screening_lists_a_rise_by_the_base_rule_and_joins_january_and_february() -> None:
    rows = [accepted("2024-12-01", 0, "OTHER", "230804")]
    for year, january, february in ((2025, 18, 2), (2026, 4, 20)):
        rows += [accepted(f"{year}-01-10", n, "NEIGHBOUR", "230803") for n in range(january)]
        rows += [accepted(f"{year}-02-10", n, "NEIGHBOUR", "230803") for n in range(february)]
    rows += [accepted("2026-02-11", n, "LABOUR", "230804") for n in range(5)]
    rows += [accepted("2026-02-12", n, "MEDICAL", "230805") for n in range(4)]
    found = screen(rows, "2026-02", "230800", date(2026, 3, 1))
    assert {(one.code, one.change.base, one.change.now, one.change.percent) for one in found.rising} == {
        ("NEIGHBOUR", 20, 24, Decimal("20.00")),
        ("230803", 20, 24, Decimal("20.00")),
        ("LABOUR", 0, 5, None),
        ("230804", 0, 5, None),
    }
    assert screen(rows, "2026-01", "230800", date(2026, 3, 1)).rising == ()
    assert screen(rows, "2025-02", "230800", date(2026, 3, 1)).missing == ("2024-01", "2024-02")


def test_a_published_line_never_gives_a_small_cell_away() -> None:
    shown = published({"SUITS": {"a": 3, "b": 30, "c": 12, "d": 0}})["SUITS"]
    assert shown == {"a": "*", "b": "30", "c": "*", "d": "0"}
