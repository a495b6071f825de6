"""A month of the demo's petition office, read by the adapter every morning: clerks act only on their own system."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from hub.core.calendar import WorkingCalendar
from hub.core.codes import DisputeType
from hub.core.deliveries import Delivery, DeliveryKind
from hub.demo.departments import Stage
from hub.demo.departments.petition import department
from hub.demo.quarrels import Person, Quarrel
from hub.plugins.spec import AdapterContext
from hub.testing import ClearTokeniser, FixedClock
from hub.testing.reading import Reading
from hub_petition.adapter import PetitionOffice

CALENDAR = WorkingCalendar({2026: {date(2026, 1, 1): True}})
START = datetime(2026, 3, 1, 16, 30, tzinfo=UTC)  # 2 March, 00:30 in Shanghai


def quarrel(number: int) -> Quarrel:
    return Quarrel(
        id=f"Q{number}",
        type=list(DisputeType)[number % 20],
        division="230803007001",
        occurred_at=START - timedelta(days=3),
        parties=(
            Person("韩立新", "11010519491231002X", "13904541234", "APPLICANT"),
            Person("向阳区某物业公司", "", "", "RESPONDENT"),
        ),
        narrative="多次反映未果。",
        cause="",
        amount_fen=0,
        consent=(True, None, False)[number % 3],
        serious=False,
        target_unit=("X3", "X4")[number % 2],
        reporters=("petition",),
    )


class Month:
    """Forty days of office, adapter, and a hub that answers every referral after two days."""

    def __init__(self, registry, folder, seed):
        folder.mkdir()
        self.office = department(Stage(seed=seed, registry=registry, calendar=CALENDAR))
        self.office.install(folder)
        self.clock = FixedClock(START)
        context = AdapterContext(clock=self.clock, tokeniser=ClearTokeniser(), registry=registry)
        kind = PetitionOffice()
        self.reading = Reading(kind.open(kind.Settings.model_validate(self.office.settings()), context))
        self.sent = {}

    def play(self, days=40):
        for day in range(days):
            if day < 20:
                for number in range(3):
                    at = START + timedelta(days=day, hours=9 + number)
                    self.office.receive(quarrel(day * 3 + number), at)
            for hour in (0, 9, 15):
                self.clock.set(START + timedelta(days=day, hours=hour))
                self.office.work(self.clock.now())
                self.read()
        self.office.stop()

    def read(self):
        for submission in self.reading.listen():
            if submission.event.value == "ReferralCreated":
                self.sent.setdefault(self.clock.now(), []).append(submission)
        due = [at for at in self.sent if at <= self.clock.now() - timedelta(days=2)]
        for at in due:
            for submission in self.sent.pop(at):
                self.reading.adapter.deliver(self.feedback(submission), ())

    def feedback(self, submission):
        return Delivery(
            delivery_id=f"{submission.details['ref']}/FEEDBACK",
            kind=DeliveryKind.FEEDBACK,
            agency="petition",
            unit=None,
            dispute=submission.root,
            root=submission.root,
            reporter_native_id=submission.native_id,
            ref=submission.details["ref"],
            occurred_at=self.clock.now(),
            details={"outcome": "SUCCESS", "state": "CONCLUDED"},
        )

    def counted(self):
        return Counter(submission.event.value for submission in self.reading.said.values())


@pytest.fixture
def play(office, tmp_path):
    def run(seed):
        month = Month(office.registry, tmp_path / f"{seed}-{len(list(tmp_path.iterdir()))}", seed)
        month.play()
        return month

    return run


def test_month_closes_the_loop(play):
    month = play(7)
    counted = month.counted()
    assert counted["DisputeReported"] >= 60
    assert counted["ReferralCreated"] > 30
    assert counted["ConsentWithheld"] > 5
    assert 0 < counted["FeedbackAcknowledged"] <= counted["ReferralCreated"]
    assert all(submission.root.startswith("petition:XF") for submission in month.reading.said.values())


def test_clerks_forget_and_err_a_little(play):
    """Over some months there are typing errors that are mended, cut or empty exports, and forgotten answers."""
    months = [play(seed) for seed in (1, 2)]
    assert {error.code for month in months for _, error in month.reading.rejections} == {"E-CODE-02"}
    assert {fault.code for month in months for fault in month.reading.faults} <= {"E-FIL-01", "E-FIL-06"}
    assert any(month.reading.faults for month in months)
    reported = {s.native_id for month in months for s in month.reading.said.values()}
    assert {number for month in months for number, _ in month.reading.rejections} <= reported
    sent = sum(month.counted()["ReferralCreated"] for month in months)
    assert sum(month.counted()["FeedbackAcknowledged"] for month in months) < sent


def test_two_plays_of_one_seed_agree(play):
    assert play(11).reading.said == play(11).reading.said
