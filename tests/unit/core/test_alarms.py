"""What time says of deadlines is said once, in order, and taken back on the record."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from hub.core.alarms import Alarm, Announced, Said, alarms, next_alarm
from hub.core.calendar import WorkingCalendar
from hub.core.clocks import PARTIES, Deadline, Terms
from hub.core.daytime import start_of
from hub.core.events import Event as E
from tests.story import CALENDAR, TERMS

DUE = date(2026, 3, 23)
LINE = Deadline(clock="LEVEL_L2", unit="T2", start=date(2026, 3, 3), nominal=DUE, due=DUE, done=None, owner="T2")


def on(day: date, announced: dict[str, str], *lines: Deadline, terms: Terms = TERMS) -> list[Alarm]:
    return list(alarms(announced, lines, terms, start_of(day)))


def test_two_warnings_then_a_breach_each_once() -> None:
    """Domain §3: 70 % on the 17th, one working day before on the 20th, breach when the 23rd is over."""
    announced: dict[str, str] = {}
    said = [
        (day.isoformat()[5:], alarm.event, alarm.stage)
        for day in (LINE.start + timedelta(days=n) for n in range(40))
        for alarm in on(day, announced, LINE)
    ]
    assert said == [
        ("03-17", E.DEADLINE_WARNED, "SEVENTY_PERCENT"),
        ("03-20", E.DEADLINE_WARNED, "LAST_WORKING_DAY"),
        ("03-24", E.DEADLINE_BREACHED, None),
    ]


def test_who_slept_through_both_warnings_is_warned_once() -> None:
    """Known only on the last day: one warning, then the breach."""
    announced: dict[str, str] = {}
    assert [(a.event, a.stage) for a in on(DUE, announced, LINE)] == [(E.DEADLINE_WARNED, "LAST_WORKING_DAY")]
    assert on(DUE, announced, LINE) == []


def test_evidence_of_a_day_in_time_takes_the_breach_back_and_evidence_of_a_late_one_does_not() -> None:
    announced = {"LEVEL_L2": Announced(Said.BREACHED, DUE).text}
    assert on(date(2026, 4, 1), announced, LINE._replace(done=date(2026, 3, 24))) == []
    taken = on(date(2026, 4, 2), announced, LINE._replace(done=DUE))
    assert [(alarm.event, alarm.until) for alarm in taken] == [(E.DEADLINE_BREACH_RETRACTED, DUE)]
    assert announced == {}


def test_an_extension_takes_a_breach_back_and_warns_anew() -> None:
    """All agreed to a later day: the breach of the former day is retracted, the later day has warnings of its own."""
    announced = {"LEVEL_L2": Announced(Said.BREACHED, DUE).text}
    later = LINE._replace(nominal=date(2026, 4, 20), due=date(2026, 4, 20))
    said = on(date(2026, 3, 25), announced, later)
    assert [(a.event, a.until) for a in said] == [(E.DEADLINE_BREACH_RETRACTED, DUE)]
    assert [a.event for a in on(date(2026, 4, 7), announced, later)] == [E.DEADLINE_WARNED]


def test_a_clock_whose_start_is_taken_back_takes_its_breach_along() -> None:
    announced = {"LEVEL_L2": Announced(Said.BREACHED, DUE).text, "LEVEL_L1": Announced(Said.WARNED, DUE).text}
    said = on(date(2026, 4, 1), announced)
    assert [(a.event, a.clock) for a in said] == [(E.DEADLINE_BREACH_RETRACTED, "LEVEL_L2")] and not announced


def test_a_right_that_runs_out_is_said_once_and_an_application_of_a_day_in_time_needs_no_retraction() -> None:
    """Domain §2.5: WINDOW_OPEN → LAPSED by time alone; nobody is late, and there's nobody to take a breach from."""
    window = LINE._replace(clock="JC_WINDOW:v2", owner=PARTIES)
    announced: dict[str, str] = {}
    said = [alarm for n in range(60) for alarm in on(LINE.start + timedelta(days=n), announced, window)]
    over = [alarm for alarm in said if alarm.event is not E.DEADLINE_WARNED]
    the_day_after = start_of(date(2026, 3, 24))
    assert [(a.event, a.at, a.details) for a in over] == [(E.CONFIRMATION_LAPSED, the_day_after, {"v": 2})]
    assert next_alarm(announced, [window], TERMS, DUE) is None
    assert on(date(2026, 5, 3), announced, window._replace(done=DUE)) == []


def test_a_right_whose_loss_is_no_event_runs_out_in_silence() -> None:
    objection = LINE._replace(clock="JC_OBJECTION_PARTY:v1", owner=PARTIES)
    assert on(date(2026, 4, 1), {"JC_OBJECTION_PARTY:v1": Announced(Said.WARNED_TWICE, DUE).text}, objection) == []


def test_a_clock_that_nobody_owes_any_more_keeps_what_was_said() -> None:
    announced = {"LEVEL_L2": Announced(Said.BREACHED, DUE).text}
    assert on(date(2026, 4, 1), announced, LINE._replace(moot=True)) == [] and announced


def test_a_clock_that_stands_still_is_not_breached() -> None:
    """在线调解规则 26: appraisal is left out of the term."""
    assert on(date(2026, 4, 1), {"LEVEL_L2": Announced(Said.WARNED_TWICE, DUE).text}, LINE._replace(paused=True)) == []


def test_a_calendar_that_comes_later_recomputes_and_says_so() -> None:
    """Convention 18: the nominal day stands until the year is known; then the new day is announced with the former."""
    start = date(2026, 12, 4)
    announced: dict[str, str] = {}

    def line(terms: Terms) -> Deadline:
        nominal, due, pending = terms.last_day("LEVEL_L3", start)
        return LINE._replace(clock="LEVEL_L3", start=start, nominal=nominal, due=due, roll_pending=pending)

    guess = line(TERMS)
    assert guess.roll_pending and guess.due == date(2027, 1, 3)  # a Sunday, perhaps a holiday
    assert on(date(2026, 12, 5), announced, guess) == []
    known = Terms(WorkingCalendar({**CALENDAR.years, 2027: {date(2027, 1, day): True for day in (1, 2, 3)}}))
    said = on(date(2026, 12, 6), announced, line(known), terms=known)
    assert [(a.event, a.until, a.former) for a in said] == [(E.DEADLINE_RECOMPUTED, date(2027, 1, 4), date(2027, 1, 3))]
    assert on(date(2026, 12, 7), announced, line(known), terms=known) == []


@pytest.mark.parametrize("said", Said)
@pytest.mark.parametrize("pending", [False, True])
@pytest.mark.parametrize("cause", [None, "INVITE_T2"])
def test_what_was_said_is_stored_and_read_back(said: Said, pending: bool, cause: str | None) -> None:
    one = Announced(said, DUE, pending, cause)
    assert Announced.read(one.text) == one


def test_what_an_earlier_hub_stored_is_read() -> None:
    """0.1.0 kept a word alone: it's taken as said of the day that stands now."""
    assert Announced.read("BREACHED") == Announced(Said.BREACHED, None)
    assert on(date(2026, 4, 1), {"LEVEL_L2": "BREACHED"}, LINE) == []
