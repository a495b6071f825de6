"""What the city may amend: only from a day ahead, never the law's, and nothing that runs loses its length."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.core.amendments import (
    Amendment,
    Holidays,
    Length,
    Organisation,
    RestDays,
    Standing,
    amended_calendar,
    check,
    first_of,
    former,
)
from hub.core.calendar import WorkingCalendar
from hub.core.clocks import CLOCKS, Override, Overrides, Terms
from hub.core.errors import ClockOverrideError, PermanentError
from hub.reference import default_registry, load_calendar

TODAY = date(2026, 4, 13)
NEXT = date(2026, 4, 14)
FILED = Standing(
    lengths=(Override(clock="LEVEL_L2", length=15, region="230803", since=date(2026, 1, 1)),),
    calendar=load_calendar(),
    registry=default_registry(),
)
TOWN = next(unit for unit in default_registry().all_units() if unit.code == "L2-230803007")


def amendment(content, since=NEXT, version=1):
    return Amendment(content=content, since=since, basis="佳政办发〔2026〕3号", version=version)


def length(days, since=NEXT, clock="LEVEL_L2", region="230803", version=1):
    return amendment(Length(clock=clock, length=days, region=region), since, version)


def rest(first, last):
    return amendment(
        RestDays(first=date.fromisoformat(first), last=date.fromisoformat(last)), date.fromisoformat(first)
    )


def terms(standing):
    return Terms(standing.calendar, Overrides.of(standing.lengths))


@given(
    st.lists(st.tuples(st.integers(1, 200), st.one_of(st.none(), st.integers(1, 90))), max_size=6),
    st.integers(1, 200),
    st.integers(1, 90),
)
def test_what_started_before_the_first_day_keeps_its_length(earlier, ahead, days):
    """Whatever was decided before: a new length touches no clock that starts before its own first day."""
    ordered = [length(said, TODAY + timedelta(n), version=i + 1) for i, (n, said) in enumerate(earlier)]
    before = FILED.amended(ordered)
    since = TODAY + timedelta(days=ahead)
    after = FILED.amended([*ordered, length(days, since, version=9)])
    for day in range(-30, ahead):
        start = TODAY + timedelta(days=day)
        place = ("x", "x", "230803007")
        for one in (before, after):
            Overrides.of(one.lengths)
        was = next((one.length for one in before.lengths if one.is_dated(start)), None)
        assert next((one.length for one in after.lengths if one.is_dated(start)), None) == was, place
    assert next(one.length for one in after.lengths if one.is_dated(since)) == days


def test_a_default_comes_back_and_the_file_is_ended_the_day_before():
    back = FILED.amended([length(None)])
    assert [(one.length, one.until) for one in back.lengths] == [(15, TODAY)]
    twice = FILED.amended([length(None), length(9, NEXT + timedelta(days=5), version=2)])
    assert [(one.length, one.since, one.until) for one in twice.lengths] == [
        (15, date(2026, 1, 1), TODAY),
        (9, NEXT + timedelta(days=5), None),
    ]


@pytest.mark.parametrize(
    ("said", "kind", "match"),
    [
        (length(20, TODAY), PermanentError, "lie ahead"),
        (length(20, TODAY + timedelta(days=400)), PermanentError, "a year away"),
        (replace(length(20), basis=" "), PermanentError, "document"),
        (length(20, clock="RMC_30", region=None), ClockOverrideError, "law's"),
        (length(None, clock="RMC_30", region=None), ClockOverrideError, "law's"),
        (length(20, clock="NONE"), ClockOverrideError, "no such clock"),
        (length(0), ClockOverrideError, "can't be"),
        (length(15), PermanentError, "nothing"),
        (length(None, region="230811"), PermanentError, "nothing"),
        (amendment(RestDays(first=NEXT, last=TODAY)), PermanentError, "in order"),
        (rest("2026-04-18", "2026-04-19"), PermanentError, "nothing"),
        (rest("2027-04-12", "2027-04-12"), PermanentError, "2027"),
        (amendment(Organisation(unit=TOWN)), PermanentError, "nothing"),
        (amendment(Organisation(unit=replace(TOWN, parent="L3-000000"))), PermanentError, "unit above"),
        (amendment(Organisation(unit=replace(TOWN, code="新"))), PermanentError, "capital letters"),
        (amendment(Organisation(unit=replace(TOWN, code="L2-NEW", division="2308"))), PermanentError, "9 digits"),
        (amendment(Organisation(unit=TOWN, ends=True)), PermanentError, "stand below"),
        (amendment(Organisation(unit=replace(TOWN, code="L2-NONE"), ends=True)), PermanentError, "no such unit"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_with_its_reason(said, kind, match):
    with pytest.raises(kind, match=match):
        check(said, FILED, TODAY)


def test_a_rest_day_moves_a_last_day_and_working_days_and_can_be_taken_back():
    rest = amendment(RestDays(first=NEXT, last=NEXT), NEXT)
    check(rest, FILED, TODAY)
    rested = FILED.amended([rest])
    assert rested.calendar.roll(NEXT) == date(2026, 4, 15)
    start = NEXT - timedelta(days=CLOCKS["RMC_30"].length)
    assert terms(rested).last_day("RMC_30", start)[1] == date(2026, 4, 15)
    worked = amendment(RestDays(first=NEXT, last=NEXT, rests=False), NEXT, 2)
    check(worked, rested, TODAY)
    assert FILED.amended([rest, worked]).calendar.roll(NEXT) == NEXT
    assert amended_calendar(FILED.calendar, ()) is FILED.calendar


def test_a_weekend_that_the_state_council_lets_rest_is_never_worked_by_the_city():
    saturday = date(2026, 4, 18)
    worked = amendment(RestDays(first=saturday, last=saturday, rests=False), saturday)
    assert FILED.amended([worked]).calendar.is_rest_day(saturday)


def test_a_unit_is_another_from_its_first_day_on_and_the_same_before():
    renamed = amendment(Organisation(unit=replace(TOWN, name="西林街道调委会")), NEXT, 4)
    check(renamed, FILED, TODAY)
    registry = FILED.amended([renamed]).registry
    assert registry.find(TOWN.code, TODAY).name == TOWN.name
    assert registry.find(TOWN.code, NEXT).name == "西林街道调委会"
    assert registry.version == f"{FILED.registry.version}+4"
    assert registry.serving(TOWN.division, TOWN.level, NEXT).code == TOWN.code
    gone = FILED.amended([amendment(Organisation(unit=TOWN, ends=True))]).registry
    assert gone.find(TOWN.code, TODAY) is not None and gone.find(TOWN.code, NEXT) is None


def test_what_held_before_an_amendment_is_told_from_the_file_or_from_the_one_before():
    first, second = length(20, version=1), length(9, NEXT + timedelta(days=3), version=2)
    assert former(first, FILED, []).length == 15
    assert former(second, FILED, [first]).length == 20
    assert former(length(9, region=None), FILED, []).length is None
    rest = RestDays(first=NEXT, last=NEXT)
    assert not former(amendment(rest), FILED, []).rests
    assert former(amendment(rest), FILED, [amendment(rest)]).rests
    assert former(amendment(Organisation(unit=replace(TOWN, code="L2-NEW"))), FILED, []).ends


NAMES = ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节")
NOTICE = Holidays(year=2027, days=tuple((date(2027, month, 9), True, name) for month, name in enumerate(NAMES, 1)))
UNFILED = replace(FILED, calendar=WorkingCalendar({year: FILED.calendar.years[year] for year in (2025, 2026)}))


@pytest.mark.parametrize(
    ("wrong", "match"),
    [
        (replace(NOTICE, year=2029), "this year or the next"),
        (replace(NOTICE, days=NOTICE.days[:-1]), "lacks 国庆"),
        (replace(NOTICE, days=(*NOTICE.days, (date(2027, 1, 9), False, "元旦"))), "each once"),
        (replace(NOTICE, days=(*NOTICE.days, (date(2026, 12, 31), True, "元旦"))), "of its year"),
        (replace(NOTICE, days=(*NOTICE.days, (date(2027, 3, 3), False, "春节"))), "no weekend day"),
        (
            replace(NOTICE, year=2026, days=tuple((day.replace(year=2026), off, n) for day, off, n in NOTICE.days)),
            "there",
        ),
    ],
)
def test_a_notice_that_cannot_be_the_state_councils_or_is_filed_already_is_refused(wrong, match):
    check(amendment(NOTICE), UNFILED, TODAY)
    with pytest.raises(PermanentError, match=match):
        check(amendment(wrong), UNFILED, TODAY)


def test_a_file_goes_before_a_stated_notice_and_the_last_stated_one_counts():
    other = replace(NOTICE, days=((date(2027, 1, 11), True, "元旦"), *NOTICE.days[1:]))
    both = [amendment(NOTICE), amendment(other, version=2)]
    assert 2027 not in UNFILED.calendar.years and first_of(2027, TODAY) == date(2027, 1, 1)
    stated = UNFILED.amended(both)
    assert stated.stated == {2027} and stated.calendar.is_rest_day(date(2027, 1, 11))
    assert former(both[1], UNFILED, both[:1]) == NOTICE and former(both[0], UNFILED, []).days == ()
    filed = replace(UNFILED, calendar=WorkingCalendar({2027: {date(2027, 1, 12): True}}))
    assert filed.amended(both).calendar == filed.calendar and not filed.amended(both).stated
