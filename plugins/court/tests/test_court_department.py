"""The courts that the demo plays fit the adapter: a month of cases closes its loop on native tables alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.core.daytime import local_day
from hub.core.events import Event
from hub.demo.departments import Stage
from hub.demo.departments.court import CourtDepartment
from hub.reference import default_registry, load_calendar
from hub.testing.department_month import DepartmentMonth
from hub_court.adapter import CourtAdapterType

STAGE = Stage(7, default_registry(), load_calendar())


def _month(folder: Path) -> DepartmentMonth:
    month = DepartmentMonth(CourtDepartment(STAGE), CourtAdapterType(), STAGE, folder)
    month.play()
    return month


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DepartmentMonth]:
    """Play the month once."""
    month = _month(tmp_path_factory.mktemp("court"))
    yield month
    month.close()


def test_every_case_that_was_typed_is_reported(run: DepartmentMonth) -> None:
    reported = {s.native_id for s in run.reading.said.values() if s.event is Event.DISPUTE_REPORTED}
    assert len(run.keys) > 40 and set(run.keys) <= reported


def test_loop_closes_natively(run: DepartmentMonth) -> None:
    sent = run.reading.count(Event.REFERRAL_CREATED) + run.reading.count(Event.REFERRAL_REASSIGNED)
    assert run.department.feedback_landed() == sent
    assert 0.75 * sent <= run.reading.count(Event.FEEDBACK_ACKNOWLEDGED) <= sent


def test_returned_cases_are_commissioned_again(run: DepartmentMonth) -> None:
    assert run.reading.count(Event.REFERRAL_REASSIGNED) >= 3


def test_agreements_are_confirmed_under_the_case_they_belong_to(run: DepartmentMonth) -> None:
    applied = [s for s in run.reading.said.values() if s.event is Event.CONFIRMATION_APPLIED]
    assert len(applied) >= 5 and all(s.root.rpartition(":")[2] in run.keys for s in applied)
    assert all("诉前调确" in s.details["number"] for s in applied)
    assert (
        0
        < run.reading.count(Event.CONFIRMATION_GRANTED)
        <= run.reading.count(Event.CONFIRMATION_ACCEPTED)
        <= len(applied)
    )


def test_parties_answer_late_and_refuse(run: DepartmentMonth) -> None:
    assert run.reading.count(Event.CONSENT_WITHHELD) >= 1
    assert any(s.details["delivered"] is False for s in run.reading.said.values() if s.event is Event.REFERRAL_CREATED)


def test_clerks_rest(run: DepartmentMonth) -> None:
    signed = [local_day(s.occurred_at) for s in run.reading.said.values() if s.event is Event.FEEDBACK_ACKNOWLEDGED]
    assert signed and not [day for day in signed if STAGE.calendar.is_rest_day(day)]


def test_two_runs_of_one_seed_agree(run: DepartmentMonth, tmp_path: Path) -> None:
    again = _month(tmp_path)
    again.close()
    assert list(again.reading.said) == list(run.reading.said)
    assert _rejected_fields(again) == _rejected_fields(run)


def _rejected_fields(month: DepartmentMonth) -> list[str]:
    return [rejection.field for _, rejection in month.reading.rejections]
