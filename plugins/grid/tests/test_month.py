"""A month of the demo's grid platform, read by the adapter all the time: workers act only on their own app."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from hub.core.calendar import WorkingCalendar
from hub.core.codes import DisputeType
from hub.core.deliveries import Delivery, DeliveryKind
from hub.demo.departments import Stage
from hub.demo.departments.grid import department
from hub.demo.quarrels import Person, Quarrel
from hub.plugins.spec import AdapterContext
from hub.testing import ClearTokeniser, FixedClock
from hub.testing.reading import Reading
from hub_grid.adapter import GridPlatform

CALENDAR = WorkingCalendar({2026: {date(2026, 1, 1): True}})
START = datetime(2026, 3, 1, 23, 0, tzinfo=UTC)


def quarrel(number: int) -> Quarrel:
    return Quarrel(
        id=f"Q{number}",
        type=list(DisputeType)[number % 20],
        division="230803007001",
        occurred_at=START - timedelta(days=3),
        parties=(
            Person("韩立新", "11010519491231002X", "13904541234", "APPLICANT"),
            Person("吕桂花", "", "13904545678", "RESPONDENT"),
        ),
        narrative="楼道堆物，吵了起来。",
        cause="",
        amount_fen=0,
        consent=True,
        serious=number % 5 == 0,
        target_unit="X1",
        reporters=("grid",),
    )


class Month:
    """Thirty days of app, adapter, and a hub that sends each report's result back after two days."""

    def __init__(self, registry, folder, seed):
        self.platform = department(Stage(seed=seed, registry=registry, calendar=CALENDAR))
        self.platform.install(folder)
        self.clock = FixedClock(START)
        context = AdapterContext(clock=self.clock, tokeniser=ClearTokeniser(), registry=registry)
        kind = GridPlatform()
        self.reading = Reading(kind.open(kind.Settings.model_validate(self.platform.settings()), context))
        self.results = {}

    def play(self, days=30):
        try:
            for day in range(days):
                for hour in (1, 5, 9):
                    self.clock.set(START + timedelta(days=day, hours=hour))
                    if day < 20:
                        self.platform.receive(quarrel(day * 3 + hour % 3), self.clock.now())
                    self.platform.work(self.clock.now())
                    self.read()
                    self.send(day)
        finally:
            self.landed = self.platform.feedback_landed()
            self.reading.adapter.close()
            self.platform.stop()

    def read(self):
        for _ in self.reading.listen():
            pass

    def send(self, day):
        for submission in list(self.reading.said.values()):
            if submission.event.value == "DisputeReported" and submission.root not in self.results and day > 2:
                self.results[submission.root] = Delivery(
                    delivery_id=f"{submission.root}/RESULT_DOWN",
                    kind=DeliveryKind.RESULT_DOWN,
                    agency="grid",
                    unit="X1",
                    dispute=submission.root,
                    root=submission.root,
                    reporter_native_id=submission.native_id,
                    occurred_at=self.clock.now(),
                    details={"outcome": "SUCCESS", "frm": "X2"},
                )
                self.reading.adapter.deliver(self.results[submission.root], ())

    def counted(self):
        return Counter(submission.event.value for submission in self.reading.said.values())


@pytest.fixture
def play(app, tmp_path):
    def run(seed):
        month = Month(app.registry, tmp_path, seed)
        month.play()
        return month

    return run


def test_month_closes_the_loop(play):
    month = play(7)
    counted = month.counted()
    assert counted["DisputeReported"] >= 60
    assert 3 < counted["OnsiteSettled"] < 30
    assert 30 < counted["CascadeAcknowledged"] <= len(month.results)
    assert {s.unit for s in month.reading.said.values() if s.event.value == "CascadeAcknowledged"} == {"X1"}


def test_workers_forget_and_err_a_little(play):
    months = [play(seed) for seed in (1, 2)]
    assert {error.code for month in months for _, error in month.reading.rejections} == {"E-CODE-02"}
    reported = {s.native_id for month in months for s in month.reading.said.values()}
    assert {number for month in months for number, _ in month.reading.rejections} <= reported
    acknowledged = sum(month.counted()["CascadeAcknowledged"] for month in months)
    assert acknowledged < sum(len(month.results) for month in months)


def test_two_plays_of_one_seed_agree(play):
    assert play(11).reading.said == play(11).reading.said
