"""Days that a system corrects, work that stands still more than once, and a ruling that takes longer."""

from __future__ import annotations

import itertools
from datetime import date

import pytest

from hub.core.codes import SuspensionReason
from hub.core.events import Event as E
from hub.core.machines import CaseState
from tests.story import Story

STEPS = (
    ("03-09", "03-05", None),
    ("03-11", "03-08", None),
    ("03-12", "03-05", 2),
)
"""Day received, day stated, and which time the office came back to it."""


def petition() -> Story:
    return Story().report("02-25", agency="petition", channel="PETITION")


@pytest.mark.parametrize("order", list(itertools.permutations(STEPS)))
def test_a_corrected_day_of_a_petition_replaces_the_former(order: tuple[tuple[str, str, int | None], ...]) -> None:
    """The statement received last counts, in whatever order the log brings them."""
    story = petition()
    for received, day, times in order:
        data = {} if times is None else {"v": times}
        story.tell(day, E.PETITION_ACCEPTED, agency="petition", received=received, subject=day, **data)
    assert story.clock("PETITION_HANDLING").start == date(2026, 3, 5)


def test_a_day_is_known_as_it_was_stated_until_it_is_corrected() -> None:
    story = petition().tell("03-05", E.PETITION_ACCEPTED, agency="petition", received="03-09", subject="a")
    assert story.clock("PETITION_HANDLING").start == date(2026, 3, 5)
    story.tell("03-08", E.PETITION_ACCEPTED, agency="petition", received="03-11", subject="b")
    assert story.clock("PETITION_HANDLING").start == date(2026, 3, 8)
    story.tell("03-02", E.PETITION_ACCEPTED, agency="petition", received="03-12", subject="c", native="another")
    assert story.clock("PETITION_HANDLING").start == date(2026, 3, 2)  # another record's: the earliest of all


def test_a_corrected_acceptance_of_a_police_case_moves_its_term() -> None:
    story = Story().report(agency="police", channel="POLICE")
    told = {"kind": "POLICE_CASE", "subject": "A1"}
    story.tell("03-06", E.PROCEEDING_OPENED, agency="police", received="03-07", **told)
    story.tell("03-04", E.PROCEEDING_OPENED, agency="police", received="03-09", v=1, **told)
    assert story.clock("POLICE_CASE:A1").start == date(2026, 3, 4)
    story.tell("03-10", E.PROCEEDING_OPENED, agency="police", received="03-11", v=2, **told)
    assert story.clock("POLICE_CASE:A1").start == date(2026, 3, 10)


_PAUSES = (
    ("03-05", E.CASE_SUSPENDED, {"reason": SuspensionReason.APPRAISAL.value, "v": 1}),
    ("03-08", E.CASE_RESUMED, {"v": 1}),
    ("03-10", E.CASE_SUSPENDED, {"reason": SuspensionReason.APPRAISAL.value, "v": 2}),
    ("03-15", E.CASE_RESUMED, {"v": 2}),
)


@pytest.mark.parametrize("order", list(itertools.permutations(range(4)))[::5])
def test_work_may_stand_still_again_under_one_record_number(order: tuple[int, ...]) -> None:
    """Both pauses are left out of the term, though one record states them (在线调解规则 26)."""
    story = Story().report(agency="court", channel="COURT")
    story.tell("03-02", E.REFERRAL_CREATED, agency="court", unit="T2", ref="R", kind="ENTRUST_PRE")
    story.tell("03-03", E.REFERRAL_ACCEPTED, unit="T2", ref="R", channel="COURT")
    for place in order:
        day, event, details = _PAUSES[place]
        story.tell(day, event, unit="T2", received="03-16", **details)
    (case,) = story.state().cases
    assert case.state is CaseState.MEDIATING
    assert [(p.since.day, p.until.day if p.until else None) for p in case.suspensions] == [(5, 8), (10, 15)]
    assert story.clock("ENTRUST_PRE:R").nominal == date(2026, 4, 10)  # eight days more


def ruling() -> Story:
    story = Story().report().tell("03-03", E.CASE_OPENED, unit="T2", channel="GRID")
    story.tell("03-05", E.AGREEMENT_REACHED, unit="T2", form="WRITTEN", amount=100)
    story.tell("03-10", E.CONFIRMATION_APPLIED, agency="court", v=1)
    return story.tell("03-12", E.CONFIRMATION_ACCEPTED, agency="court", v=1)


@pytest.mark.parametrize(
    ("until", "due"),
    [("2026-04-01", date(2026, 4, 1)), ("2026-03-20", date(2026, 3, 27)), ("2026-06-30", date(2026, 4, 7))],
)
def test_the_court_may_take_ten_days_more_to_rule(until: str, due: date) -> None:
    """2011 司法确认规定 5: fifteen days, ten more by its president; the outer thirty days stand."""
    story = ruling()
    assert story.clock("JC_RULING_TARGET:v1").due == date(2026, 3, 27)
    outer = story.clock("JC_RULING_OUTER:v1")
    story.tell("03-25", E.DEADLINE_EXTENDED, agency="court", clock="JC_RULING_TARGET:v1", to=until)
    assert story.clock("JC_RULING_TARGET:v1").due == due <= outer.due
    assert story.clock("JC_RULING_OUTER:v1") == outer


def test_nobody_but_the_court_extends_its_ruling() -> None:
    story = ruling().tell("03-25", E.DEADLINE_EXTENDED, unit="T2", clock="JC_RULING_TARGET:v1", to="2026-04-01")
    assert story.clock("JC_RULING_TARGET:v1").due == date(2026, 3, 27)


def test_an_extension_that_comes_before_the_acceptance_waits_for_it() -> None:
    story = Story().report().tell("03-03", E.CASE_OPENED, unit="T2", channel="GRID")
    story.tell("03-05", E.AGREEMENT_REACHED, unit="T2", form="WRITTEN", amount=100)
    story.tell("03-25", E.DEADLINE_EXTENDED, agency="court", clock="JC_RULING_TARGET:v1", to="2026-04-01")
    story.tell("03-10", E.CONFIRMATION_APPLIED, agency="court", received="03-26", v=1)
    story.tell("03-12", E.CONFIRMATION_ACCEPTED, agency="court", received="03-26", v=1)
    assert story.clock("JC_RULING_TARGET:v1").due == date(2026, 4, 1)
