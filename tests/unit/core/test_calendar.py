"""Working days are those of the published notices; periods end as the law says (domain §3)."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import hub
from hub.core.calendar import WorkingCalendar
from hub.core.errors import MissingCalendarError

FOLDER = Path(hub.__file__).parent / "data" / "holiday_cn"


def _published(year: int) -> dict[date, bool]:
    listed = json.loads((FOLDER / f"{year}.json").read_text(encoding="utf-8"))["days"]
    return {date.fromisoformat(day["date"]): day["isOffDay"] for day in listed}


CALENDAR = WorkingCalendar({year: _published(year) for year in (2024, 2025, 2026)})
DAYS_2026 = st.dates(date(2026, 1, 1), date(2026, 12, 1))


def days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


OFF_2026 = [  # copied from the reference by hand, not from the data
    *days(date(2026, 1, 1), date(2026, 1, 3)),
    *days(date(2026, 2, 15), date(2026, 2, 23)),
    *days(date(2026, 4, 4), date(2026, 4, 6)),
    *days(date(2026, 5, 1), date(2026, 5, 5)),
    *days(date(2026, 6, 19), date(2026, 6, 21)),
    *days(date(2026, 9, 25), date(2026, 9, 27)),
    *days(date(2026, 10, 1), date(2026, 10, 7)),
]
WORKED_2026 = [
    date(2026, 1, 4),
    date(2026, 2, 14),
    date(2026, 2, 28),
    date(2026, 5, 9),
    date(2026, 9, 20),
    date(2026, 10, 10),
]


def test_the_year_2026_is_that_of_the_reference() -> None:
    for day in days(date(2026, 1, 1), date(2026, 12, 31)):
        expected = day in OFF_2026 or (day.weekday() >= 5 and day not in WORKED_2026)
        assert CALENDAR.is_rest_day(day) is expected, day


@pytest.mark.parametrize(
    ("start", "period", "rolled"),
    [
        (date(2026, 3, 3), 30, date(2026, 4, 2)),  # D3, 委派
        (date(2026, 3, 12), 30, date(2026, 4, 13)),  # D3, confirmation window, and D7: a Saturday
        (date(2026, 2, 25), 15, date(2026, 3, 12)),  # D6, petition
        (date(2026, 2, 26), 30, date(2026, 3, 30)),  # D6, level 3: a Saturday
        (date(2026, 3, 10), 30, date(2026, 4, 9)),  # D6, level 4
        (date(2026, 3, 17), 7, date(2026, 3, 24)),  # D8, 委托 simplified
        (date(2026, 3, 24), 30, date(2026, 4, 23)),  # D10, confirmation window
        (date(2026, 3, 16), 3, date(2026, 3, 19)),  # D3, acceptance of the application
        (date(2026, 3, 30), 3, date(2026, 4, 2)),  # D10, the same
    ],
)
def test_periods_of_the_worked_example(start: date, period: int, rolled: date) -> None:
    assert CALENDAR.roll(CALENDAR.add_days(start, period)) == rolled


@pytest.mark.parametrize(
    ("start", "working_days", "last"),
    [
        (date(2026, 3, 4), 2, date(2026, 3, 6)),  # D10, reply to an invitation
        (date(2026, 3, 30), 2, date(2026, 4, 1)),  # D6, acknowledgement of feedback
        (date(2026, 4, 7), 3, date(2026, 4, 10)),  # close of March
        (date(2026, 4, 3), 1, date(2026, 4, 7)),  # over Qingming
        (date(2026, 2, 13), 2, date(2026, 2, 24)),  # a worked Saturday, then Spring Festival
        (date(2026, 9, 30), 3, date(2026, 10, 10)),  # National Day and a worked Saturday
    ],
)
def test_periods_of_working_days(start: date, working_days: int, last: date) -> None:
    assert CALENDAR.add_working_days(start, working_days) == last


def test_the_march_report_is_due_on_the_seventh_and_closes_on_the_tenth() -> None:
    assert CALENDAR.monthly_due("2026-03") == date(2026, 4, 7)
    assert CALENDAR.monthly_close("2026-03") == date(2026, 4, 10)


def test_the_report_of_december_is_due_in_january() -> None:
    assert CALENDAR.monthly_due("2025-12") == date(2026, 1, 5)


@given(DAYS_2026)
def test_rolling_ends_on_a_working_day_and_passes_none(day: date) -> None:
    rolled = CALENDAR.roll(day)
    assert rolled >= day and not CALENDAR.is_rest_day(rolled)
    assert all(CALENDAR.is_rest_day(passed) for passed in days(day, rolled)[:-1])
    assert CALENDAR.roll(rolled) == rolled


@given(DAYS_2026, st.integers(0, 15))
def test_a_period_of_working_days_has_that_many(start: date, count: int) -> None:
    last = CALENDAR.add_working_days(start, count)
    within = days(start, last)[1:]
    assert sum(not CALENDAR.is_rest_day(day) for day in within) == count
    assert count == 0 or not CALENDAR.is_rest_day(last)


@given(DAYS_2026, st.integers(0, 5), st.integers(0, 5))
def test_periods_of_working_days_add_up(start: date, one: int, other: int) -> None:
    there = CALENDAR.add_working_days(CALENDAR.add_working_days(start, one), other)
    assert there == CALENDAR.add_working_days(start, one + other)


@given(DAYS_2026)
def test_the_day_before_the_next_working_day_is_no_later(day: date) -> None:
    before = CALENDAR.previous_working_day(day)
    assert before < day and not CALENDAR.is_rest_day(before)
    assert CALENDAR.add_working_days(before, 1) >= day


def test_a_year_that_is_not_published_is_an_alarm_and_never_a_guess() -> None:
    for years in ({}, {2027: {}}):
        with pytest.raises(MissingCalendarError, match=r"2027\.json") as caught:
            WorkingCalendar(years).roll(date(2027, 1, 4))
        assert caught.value.year == 2027


def test_a_period_across_the_year_needs_both_calendars() -> None:
    with pytest.raises(MissingCalendarError):
        CALENDAR.add_working_days(date(2026, 12, 30), 5)
    assert CALENDAR.add_working_days(date(2025, 12, 30), 3) == date(2026, 1, 5)
