"""The police that the demo plays fit the adapter: a month of tickets closes its loop on native tables alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.core.deliveries import Delivery, DeliveryKind
from hub.core.events import Details, Event
from hub.demo.departments import Stage
from hub.demo.departments.police import PoliceDepartment
from hub.reference import default_registry, load_calendar
from hub.testing.department_month import DepartmentMonth
from hub_police.adapter import PoliceAdapterType

STAGE = Stage(7, default_registry(), load_calendar())


def _month(folder: Path) -> DepartmentMonth:
    month = DepartmentMonth(PoliceDepartment(STAGE), PoliceAdapterType(), STAGE, folder)
    month.play()
    return month


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DepartmentMonth]:
    """Play the month once."""
    month = _month(tmp_path_factory.mktemp("police"))
    yield month
    month.close()


def test_every_ticket_that_was_taken_is_reported(run: DepartmentMonth) -> None:
    reported = {s.native_id for s in run.reading.said.values() if s.event is Event.DISPUTE_REPORTED}
    assert len(run.keys) > 25 and set(run.keys) <= reported


def test_loop_closes_natively(run: DepartmentMonth) -> None:
    sent = run.reading.count(Event.REFERRAL_CREATED) + run.reading.count(Event.REFERRAL_REASSIGNED)
    assert sent >= 20 and run.department.feedback_landed() == sent
    assert 0.75 * sent <= run.reading.count(Event.FEEDBACK_ACKNOWLEDGED) <= sent


def test_returned_matters_are_transferred_again(run: DepartmentMonth) -> None:
    assert run.reading.count(Event.REFERRAL_REASSIGNED) >= 2


def test_penalties_are_waived_after_agreements(run: DepartmentMonth) -> None:
    waived = [s for s in run.reading.said.values() if s.event is Event.PENALTY_WAIVED]
    acknowledged = {s.root: s.occurred_at for s in run.reading.said.values() if s.event is Event.FEEDBACK_ACKNOWLEDGED}
    assert waived and all(acknowledged[s.root] < s.occurred_at for s in waived)


def test_invitation_is_answered_late_and_supervision_brings_it_in(tmp_path: Path) -> None:
    run = _month(tmp_path)
    invitation, supervision = (
        Delivery(
            delivery_id=kind.value,
            kind=kind,
            agency="police",
            unit="PS-230803007",
            dispute="D",
            root="justice:1",
            occurred_at=run.clock.now(),
            details=details,
        )
        for kind, details in (
            (DeliveryKind.INVITATION, Details(invitee="PS-230803007")),
            (DeliveryKind.SUPERVISION, Details(cause="INVITE_PS-230803007")),
        )
    )
    run.deliver(invitation)
    run.deliver(supervision)
    run.go_on(rounds=12)
    run.close()
    assert run.reading.count(Event.INVITATION_ANSWERED) == run.reading.count(Event.SUPERVISION_REPLIED) == 1


def test_two_runs_of_one_seed_agree(run: DepartmentMonth, tmp_path: Path) -> None:
    again = _month(tmp_path)
    again.close()
    assert list(again.reading.said) == list(run.reading.said)
    assert _rejected_fields(again) == _rejected_fields(run)


def _rejected_fields(month: DepartmentMonth) -> list[str]:
    return [rejection.field for _, rejection in month.reading.rejections]
