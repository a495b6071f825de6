"""Days and months are those of Shanghai, whatever zone an instant comes in."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.core.daytime import ONE_DAY, end_of, local_day, month_bounds, month_of, next_month, start_of

DAYS = st.dates(date(1992, 1, 1), date(2200, 1, 1))
ZONES = st.integers(-12, 14).map(lambda hours: timezone(timedelta(hours=hours)))


@given(DAYS)
def test_a_day_begins_and_ends_within_itself(day: date) -> None:
    assert local_day(start_of(day)) == local_day(end_of(day)) == day
    assert start_of(day) - end_of(day - ONE_DAY) == timedelta(microseconds=1)
    assert start_of(day).tzinfo is UTC and end_of(day).tzinfo is UTC


@given(st.datetimes(datetime(1992, 1, 2), datetime(2200, 1, 1), timezones=ZONES))  # noqa: DTZ001 - zones are given
def test_an_instant_has_one_day_in_every_zone(instant: datetime) -> None:
    day = local_day(instant)
    assert start_of(day) <= instant <= end_of(day)
    assert local_day(instant.astimezone(UTC)) == day


@given(DAYS)
def test_a_month_holds_its_days(day: date) -> None:
    month = month_of(day)
    first, last = month_bounds(month)
    assert first <= day <= last and first.day == 1
    assert month_of(first - ONE_DAY) < month < month_of(last + ONE_DAY) == next_month(month)


@pytest.mark.parametrize(
    ("month", "last"), [("2024-02", 29), ("2026-02", 28), ("2100-02", 28), ("2026-12", 31), ("2026-04", 30)]
)
def test_months_end_where_they_do(month: str, last: int) -> None:
    assert month_bounds(month)[1].day == last


def test_december_is_followed_by_january() -> None:
    assert next_month("2026-12") == "2027-01"
