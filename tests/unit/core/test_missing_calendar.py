"""A missing calendar is an alarm, in time to load it (convention 18)."""

from __future__ import annotations

from datetime import date

from hub.core.calendar import WorkingCalendar
from hub.core.clocks import Deadline
from hub.core.clocks.missing import MissingYear, missing_years, near_years
from tests.story import CALENDAR


def running(due: date) -> Deadline:
    return Deadline(clock="LEVEL_L3", unit="K3", start=date(2026, 12, 4), nominal=due, due=due, done=None)


INTO = running(date(2027, 1, 3))
WITHIN = running(date(2026, 12, 20))


def test_no_alarm_before_the_year_is_near() -> None:
    assert near_years(CALENDAR, date(2026, 11, 1)) == ()
    assert near_years(CALENDAR, date(2026, 11, 2)) == (2027,)  # sixty days before it begins


def test_from_sixty_days_before_where_a_running_clock_reaches_into_it() -> None:
    assert missing_years(CALENDAR, [WITHIN], date(2026, 11, 25)) == []
    assert missing_years(CALENDAR, [WITHIN, INTO, INTO], date(2026, 11, 25)) == [MissingYear(2027, 2)]


def test_in_december_anyway_and_this_years_always() -> None:
    assert missing_years(CALENDAR, [], date(2026, 12, 1)) == [MissingYear(2027, 0)]
    assert missing_years(CALENDAR, [], date(2027, 3, 1)) == [MissingYear(2027, 0)]


def test_a_clock_that_is_done_waits_for_nothing() -> None:
    done = Deadline(clock="LEVEL_L3", unit="K3", start=INTO.start, nominal=INTO.due, due=INTO.due, done=INTO.start)
    assert missing_years(CALENDAR, [done], date(2026, 11, 25)) == []


def test_a_stub_without_days_is_no_calendar_and_a_loaded_one_ends_the_alarm() -> None:
    stub = WorkingCalendar({**CALENDAR.years, 2027: {}})
    assert missing_years(stub, [INTO], date(2026, 11, 25)) == [MissingYear(2027, 1)]
    loaded = WorkingCalendar({**CALENDAR.years, 2027: {date(2027, 1, 1): True}})
    assert missing_years(loaded, [INTO], date(2026, 12, 25)) == []
