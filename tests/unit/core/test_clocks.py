"""The clocks of domain §3: every length, unit and roll, counted by hand on the calendar of 2026."""

from __future__ import annotations

from datetime import date

import pytest

from hub.core.clocks import CLOCKS, DayUnit, Deadline, Override, Overrides, Passing, Place, Terms, WarningStage
from hub.core.clocks.rules import SUBJECTS
from hub.core.errors import ClockOverrideError
from hub.core.events import HUB_OUTPUTS
from tests.story import CALENDAR, TERMS

BY_HAND = [
    # clock, start, nominal, due; off 15-23 Feb, 4-6 Apr, 1-5 May, 19-21 Jun, 25-27 Sep, 1-7 Oct;
    # worked 14 and 28 Feb, 9 May, 20 Sep, 10 Oct
    ("LEVEL_L1", "2026-02-10", "2026-02-20", "2026-02-24"),
    ("LEVEL_L2", "2026-02-08", "2026-02-28", "2026-02-28"),
    ("LEVEL_L3", "2026-09-01", "2026-10-01", "2026-10-08"),
    ("LEVEL_L4", "2026-03-10", "2026-04-09", "2026-04-09"),
    ("RMC_30", "2026-03-12", "2026-04-11", "2026-04-13"),
    ("ESCALATION_REPLY", "2026-02-13", "2026-02-25", "2026-02-25"),
    ("LABOUR_MEDIATION", "2026-03-20", "2026-04-04", "2026-04-07"),
    ("TRIAGE", "2026-02-12", "2026-02-24", "2026-02-24"),
    ("REASSIGN", "2026-02-27", "2026-03-03", "2026-03-03"),
    ("CONSENT", "2026-09-24", "2026-10-09", "2026-10-09"),
    ("DELIVERED_3WD", "2026-02-13", "2026-02-25", "2026-02-25"),
    ("ASK_OTHER_SIDE", "2026-04-30", "2026-05-08", "2026-05-08"),
    ("ENTRUST_PRE", "2026-03-03", "2026-04-02", "2026-04-02"),
    ("ENTRUST_IN", "2026-02-01", "2026-02-16", "2026-02-24"),
    ("ENTRUST_IN_SIMPLIFIED", "2026-03-17", "2026-03-24", "2026-03-24"),
    ("PAPERS_BACK", "2026-02-13", "2026-02-24", "2026-02-24"),
    ("COURT_FILING", "2026-04-28", "2026-05-05", "2026-05-06"),
    ("FEEDBACK_SEND", "2026-03-12", "2026-03-16", "2026-03-16"),
    ("FEEDBACK_ACK", "2026-03-30", "2026-04-01", "2026-04-01"),
    ("CASCADE_SEND", "2026-10-09", "2026-10-12", "2026-10-12"),
    ("CASCADE_ACK", "2026-03-20", "2026-03-24", "2026-03-24"),
    ("INVITE_REPLY", "2026-03-04", "2026-03-06", "2026-03-06"),
    ("SUPERVISION_REPLY", "2026-02-12", "2026-02-26", "2026-02-26"),
    ("JC_WINDOW", "2026-03-12", "2026-04-11", "2026-04-13"),
    ("JC_ACCEPT", "2026-04-01", "2026-04-04", "2026-04-07"),
    ("JC_RULING_TARGET", "2026-03-20", "2026-04-04", "2026-04-07"),
    ("JC_RULING_OUTER", "2026-03-18", "2026-04-17", "2026-04-17"),
    ("JC_OBJECTION_PARTY", "2026-04-16", "2026-05-01", "2026-05-06"),
    ("JC_OBJECTION_OUTSIDER", "2026-03-27", "2026-09-27", "2026-09-28"),
    ("PETITION_15", "2026-02-25", "2026-03-12", "2026-03-12"),
    ("PETITION_INFORM", "2026-03-21", "2026-04-05", "2026-04-07"),
    ("PETITION_NOT_OURS", "2026-02-11", "2026-02-25", "2026-02-25"),
    ("PETITION_COMMISSION", "2026-04-03", "2026-04-09", "2026-04-09"),
    ("PETITION_HANDLING", "2026-03-02", "2026-05-01", "2026-05-06"),
    ("PETITION_REVIEW_ASK", "2026-03-06", "2026-04-05", "2026-04-07"),
    ("PETITION_REVIEW", "2026-04-10", "2026-05-10", "2026-05-11"),
    ("PETITION_REREVIEW_ASK", "2026-05-11", "2026-06-10", "2026-06-10"),
    ("PETITION_REREVIEW", "2026-05-20", "2026-06-19", "2026-06-22"),
    ("POLICE_CASE", "2026-09-05", "2026-10-05", "2026-10-08"),
    ("PUBLIC_ORDER_SECOND", "2026-02-12", "2026-02-28", "2026-02-28"),
    ("TRAFFIC_APPLY", "2026-02-07", "2026-02-17", "2026-02-24"),
    ("TRAFFIC_DAMAGES", "2026-02-18", "2026-02-28", "2026-02-28"),
    ("TRAFFIC_ASK_POLICE", "2026-05-06", "2026-05-09", "2026-05-09"),
    ("ARBITRATION", "2026-08-19", "2026-10-03", "2026-10-08"),
    ("RECONSIDERATION", "2026-04-20", "2026-06-19", "2026-06-22"),
    ("LAND_ARBITRATION", "2026-08-12", "2026-10-11", "2026-10-12"),
]


@pytest.mark.parametrize(("clock", "start", "nominal", "due"), BY_HAND, ids=[row[0] for row in BY_HAND])
def test_last_days_by_hand(clock: str, start: str, nominal: str, due: str) -> None:
    """Domain §3: first day excluded, a last day on a rest day moves to the next working day."""
    found = TERMS.last_day(clock, date.fromisoformat(start))
    assert found == (date.fromisoformat(nominal), date.fromisoformat(due), False)


def test_every_counted_clock_is_in_the_table_above() -> None:
    """A clock that nobody counted by hand is not proven."""
    counted = {rule.name for rule in CLOCKS.values() if rule.unit is not DayUnit.NAMED}
    assert counted == {row[0] for row in BY_HAND}


@pytest.mark.parametrize("rule", CLOCKS.values(), ids=list(CLOCKS))
def test_every_rule_says_what_it_is(rule) -> None:
    """A clock without both labels, a source, a start and somebody who must act isn't a rule."""
    assert rule.zh and rule.en and rule.source and rule.starts
    assert rule.stops or rule.passing is Passing.LAPSE
    assert rule.unit is DayUnit.NAMED or rule.length > 0
    assert not set(rule.stops) & HUB_OUTPUTS or rule.name in {
        "FEEDBACK_SEND",
        "PAPERS_BACK",
        "CASCADE_SEND",
        "INVITE_REPLY",
    }


def test_a_clock_stands_in_one_subject() -> None:
    names = [rule.name for rules in SUBJECTS.values() for rule in rules]
    assert len(names) == len(set(names)) == len(CLOCKS)


def test_a_missing_year_leaves_the_nominal_day_and_says_so() -> None:
    """Convention 18: never a guess."""
    assert TERMS.last_day("LEVEL_L3", date(2026, 12, 20)) == (date(2027, 1, 19), date(2027, 1, 19), True)
    assert TERMS.last_day("INVITE_REPLY", date(2026, 12, 31)) == (date(2027, 1, 4), date(2027, 1, 4), True)
    assert TERMS.last_day("JC_OBJECTION_OUTSIDER", date(2026, 8, 31))[0] == date(2027, 2, 28)


def deadline(start: str, due: str, clock: str = "LEVEL_L2") -> Deadline:
    day = date.fromisoformat(due)
    return Deadline(clock=clock, unit="T2", start=date.fromisoformat(start), nominal=day, due=day, done=None)


@pytest.mark.parametrize(
    ("start", "due", "seventy", "before"),
    [
        ("2026-03-03", "2026-03-23", "2026-03-17", "2026-03-20"),  # 14 of 20 days; the Friday before a Monday
        ("2026-02-04", "2026-02-24", "2026-02-18", "2026-02-14"),  # the festival: the last working day is the 14th
        ("2026-09-11", "2026-10-08", "2026-09-29", "2026-09-30"),  # National Day
    ],
)
def test_both_warnings_by_hand(start: str, due: str, seventy: str, before: str) -> None:
    """Domain §3: warn at 70 % and one working day before the last day, in the order of the days."""
    expected = sorted(
        [
            (date.fromisoformat(seventy), WarningStage.SEVENTY_PERCENT),
            (date.fromisoformat(before), WarningStage.LAST_WORKING_DAY),
        ]
    )
    assert list(deadline(start, due).warnings(TERMS)) == expected


def test_one_warning_when_both_fall_on_one_day() -> None:
    warnings = deadline("2026-03-02", "2026-03-04", "INVITE_REPLY").warnings(TERMS)
    assert warnings == ((date(2026, 3, 3), WarningStage.LAST_WORKING_DAY),)


def test_a_term_of_one_day_warns_on_its_first_day() -> None:
    assert [day for day, _ in deadline("2026-03-09", "2026-03-10").warnings(TERMS)] == [date(2026, 3, 9)]


TOWN = Place("T2", "justice", "230803007")


def terms(*overrides: Override) -> Terms:
    return Terms(CALENDAR, Overrides.of(overrides))


def test_the_most_specific_override_wins() -> None:
    """All agencies and regions < a county < a township < the same township for one agency."""
    ours = terms(
        Override(clock="LEVEL_L2", length=18),
        Override(clock="LEVEL_L2", length=16, region="230803"),
        Override(clock="LEVEL_L2", length=14, region="230803007"),
        Override(clock="LEVEL_L2", length=12, region="230803007", agency="justice"),
        Override(clock="LEVEL_L2", length=19, agency="police"),
    )
    day = date(2026, 3, 2)
    assert ours.length("LEVEL_L2", day, TOWN) == 12
    assert ours.length("LEVEL_L2", day, Place("T9", "other", "230803007")) == 14
    assert ours.length("LEVEL_L2", day, Place("K3", "other", "230803")) == 16
    assert ours.length("LEVEL_L2", day, Place("U2", "police", "230811104")) == 19
    assert ours.length("LEVEL_L2", day) == 18 and ours.length("LEVEL_L1", day) == 10


def test_what_started_under_the_old_length_keeps_it() -> None:
    """Overrides are dated by the day on which a clock starts."""
    ours = terms(Override(clock="LEVEL_L2", length=10, since=date(2026, 4, 1), until=date(2026, 4, 30)))
    assert [ours.length("LEVEL_L2", day) for day in (date(2026, 3, 31), date(2026, 4, 1))] == [20, 10]
    assert [ours.length("LEVEL_L2", day) for day in (date(2026, 4, 30), date(2026, 5, 1))] == [10, 20]


@pytest.mark.parametrize(
    ("override", "why"),
    [
        (Override(clock="JC_WINDOW", length=60), "民诉法 205"),
        (Override(clock="PETITION_15", length=20), "信访工作条例 22"),
        (Override(clock="LEVEL_L9", length=5), "no such clock"),
        (Override(clock="LEVEL_L1", length=0), "length 0"),
        (Override(clock="DOCKET_TASK", length=5), "length 5"),
        (Override(clock="LEVEL_L1", length=5, region="向阳"), "no division code"),
        (Override(clock="LEVEL_L1", length=5, since=date(2026, 5, 1), until=date(2026, 4, 1)), "before it begins"),
    ],
)
def test_an_override_that_cannot_be_is_refused_with_its_reason(override: Override, why: str) -> None:
    """The law's periods are refused with the article."""
    with pytest.raises(ClockOverrideError, match=why):
        terms(override)


def test_two_overrides_on_the_same_days_are_refused() -> None:
    first = Override(clock="LEVEL_L1", length=8, since=date(2026, 1, 1), until=date(2026, 6, 30))
    with pytest.raises(ClockOverrideError, match="same days"):
        terms(first, Override(clock="LEVEL_L1", length=9, since=date(2026, 6, 30)))
    assert (
        terms(first, Override(clock="LEVEL_L1", length=9, since=date(2026, 7, 1))).length("LEVEL_L1", date(2026, 7, 1))
        == 9
    )
