"""The courts that the demo plays fit the adapter: a month of cases closes its loop on native tables alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from hub.core.daytime import local_day
from hub.core.deliveries import Delivery, DeliveryKind
from hub.core.errors import RowRejectedError
from hub.core.events import Details, Event, Submission
from hub.demo.departments import Stage
from hub.demo.departments.court import CourtDepartment
from hub.demo.month import Plan, month_of_quarrels
from hub.plugins.spec import AdapterContext
from hub.reference import default_registry, load_calendar
from hub.testing import ClearTokeniser, FixedClock
from hub_court.adapter import CourtAdapter, CourtSettings

STAGE = Stage(7, default_registry(), load_calendar())
ROUND = timedelta(hours=6)


class Run:
    """A month in the life of the courts, with a hub that answers every referral at once."""

    def __init__(self, folder: Path) -> None:
        self.department = CourtDepartment(STAGE)
        self.department.install(folder)
        self.clock = FixedClock()
        context = AdapterContext(clock=self.clock, tokeniser=ClearTokeniser(), registry=STAGE.registry)
        self.adapter = CourtAdapter(CourtSettings.model_validate(self.department.settings()), context)
        self.said: dict[str, Submission] = {}
        self.held: Counter[str] = Counter()
        self.keys: list[str] = []
        self._cursor: str | None = None

    def play(self) -> None:
        tellings = [t for t in month_of_quarrels(Plan(quarrels=160)).tellings if t.agency == "court"]
        now, end = tellings[0].at, tellings[-1].at + timedelta(days=25)
        while now < end:
            while tellings and tellings[0].at <= now:
                told = tellings.pop(0)
                self.keys.append(self.department.receive(told.quarrel, told.at))
            self.department.work(now)
            self.clock.set(now)
            self._poll()
            now += ROUND

    def close(self) -> None:
        self.adapter.close()
        self.department.stop()

    def _poll(self) -> None:
        for batch in self.adapter.poll(self._cursor):
            self._cursor = batch.cursor
            for record in batch.records:
                try:
                    submissions = self.adapter.translate(record).submissions
                except RowRejectedError as rejection:
                    self.held[rejection.field] += 1
                    continue
                for submission in submissions:
                    if submission.event_id not in self.said:
                        self.said[submission.event_id] = submission
                        self._answer(submission)

    def _answer(self, submission: Submission) -> None:
        if submission.event not in (Event.REFERRAL_CREATED, Event.REFERRAL_REASSIGNED):
            return
        ref = submission.details["ref"]
        number = sum(s.event is Event.REFERRAL_CREATED for s in self.said.values())
        agreed: Details = {"outcome": "SUCCESS", "state": "CONCLUDED"}
        returned: Details = {"state": "RETURNED", "reason": "JURISDICTION"}
        delivery = Delivery(
            delivery_id=f"{ref}/FEEDBACK",
            kind=DeliveryKind.FEEDBACK,
            agency="court",
            unit=None,
            dispute=submission.root,
            root=submission.root,
            reporter_native_id=submission.native_id,
            ref=ref,
            occurred_at=self.clock.now(),
            details=returned if number % 5 == 0 and ref.endswith("#1") else agreed,
        )
        self.adapter.deliver(delivery, ())

    def count(self, event: Event) -> int:
        return sum(submission.event is event for submission in self.said.values())


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """Play the month once."""
    run = Run(tmp_path_factory.mktemp("court"))
    run.play()
    yield run
    run.close()


def test_every_case_that_was_typed_is_reported(run: Run) -> None:
    reported = {s.native_id for s in run.said.values() if s.event is Event.DISPUTE_REPORTED}
    assert len(run.keys) > 40 and set(run.keys) <= reported


def test_loop_closes_natively(run: Run) -> None:
    sent = run.count(Event.REFERRAL_CREATED) + run.count(Event.REFERRAL_REASSIGNED)
    assert run.department.feedback_landed() == sent
    assert 0.75 * sent <= run.count(Event.FEEDBACK_ACKNOWLEDGED) <= sent


def test_returned_cases_are_commissioned_again(run: Run) -> None:
    assert run.count(Event.REFERRAL_REASSIGNED) >= 3


def test_agreements_are_confirmed_under_the_case_they_belong_to(run: Run) -> None:
    applied = [s for s in run.said.values() if s.event is Event.CONFIRMATION_APPLIED]
    assert len(applied) >= 5 and all(s.root.rpartition(":")[2] in run.keys for s in applied)
    assert all("诉前调确" in s.details["number"] for s in applied)
    assert 0 < run.count(Event.CONFIRMATION_GRANTED) <= run.count(Event.CONFIRMATION_ACCEPTED) <= len(applied)


def test_parties_answer_late_and_refuse(run: Run) -> None:
    assert run.count(Event.CONSENT_WITHHELD) >= 1
    assert any(s.details["delivered"] is False for s in run.said.values() if s.event is Event.REFERRAL_CREATED)


def test_clerks_rest(run: Run) -> None:
    signed = [local_day(s.occurred_at) for s in run.said.values() if s.event is Event.FEEDBACK_ACKNOWLEDGED]
    assert signed and not [day for day in signed if STAGE.calendar.is_rest_day(day)]


def test_two_runs_of_one_seed_agree(run: Run, tmp_path: Path) -> None:
    again = Run(tmp_path)
    again.play()
    again.close()
    assert list(again.said) == list(run.said) and again.held == run.held
