"""A month in the life of a department that the demo plays, read by its adapter and answered at once."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from hub.core.deliveries import Delivery, DeliveryKind
from hub.core.events import Details, Event, Submission
from hub.demo.departments import Department, Stage
from hub.demo.month import Plan, month_of_quarrels
from hub.plugins.spec import AdapterContext, AdapterType
from hub.testing.clocks import FixedClock
from hub.testing.reading import Reading
from hub.testing.tokens import ClearTokeniser

ROUND = timedelta(hours=6)
_AFTERWARDS = timedelta(days=25)
_ANSWERED = frozenset({Event.REFERRAL_CREATED, Event.REFERRAL_REASSIGNED})
_AGREED: Details = {"outcome": "SUCCESS", "state": "CONCLUDED"}
_RETURNED: Details = {"state": "RETURNED", "reason": "JURISDICTION"}
_ONE_IN = 5
"""One first referral in so many is returned."""


class DepartmentMonth:
    """
    Clerks work in rounds of six hours, the adapter reads after each, and every referral is answered when it's heard.

    Attributes:
        reading: What the adapter said.
        keys: Native keys of the matters that were typed in.
    """

    def __init__(self, department: Department, adapter_type: AdapterType, stage: Stage, folder: Path) -> None:
        self.department = department
        self.department.install(folder)
        self.clock = FixedClock()
        self.keys: list[str] = []
        context = AdapterContext(clock=self.clock, tokeniser=ClearTokeniser(), registry=stage.registry)
        settings = adapter_type.Settings.model_validate(department.settings())
        self.reading = Reading(adapter_type.open(settings, context))

    def play(self) -> None:
        """Let the month pass, and the weeks in which its matters end."""
        tellings = [t for t in month_of_quarrels(Plan(quarrels=160)).tellings if t.agency == self.department.code]
        now, end = tellings[0].at, tellings[-1].at + _AFTERWARDS
        while now < end:
            while tellings and tellings[0].at <= now:
                told = tellings.pop(0)
                self.keys.append(self.department.receive(told.quarrel, told.at))
            self.clock.set(now)
            self._round()
            now += ROUND

    def go_on(self, rounds: int) -> None:
        """Let some more rounds pass."""
        for _ in range(rounds):
            self.clock.advance(ROUND)
            self._round()

    def deliver(self, delivery: Delivery) -> None:
        """Write *delivery* into the department's system."""
        self.reading.adapter.deliver(delivery, ())

    def close(self) -> None:
        """Let go of everything."""
        self.reading.adapter.close()
        self.department.stop()

    def _round(self) -> None:
        self.department.work(self.clock.now())
        for submission in self.reading.listen():
            if submission.event in _ANSWERED:
                self._answer(submission)

    def _answer(self, submission: Submission) -> None:
        ref = submission.details["ref"]
        is_returned = self.reading.count(Event.REFERRAL_CREATED) % _ONE_IN == 0 and ref.endswith("#1")
        feedback = Delivery(
            delivery_id=f"{ref}/FEEDBACK",
            kind=DeliveryKind.FEEDBACK,
            agency=self.department.code,
            unit=None,
            dispute=submission.root,
            root=submission.root,
            reporter_native_id=submission.native_id,
            ref=ref,
            occurred_at=self.clock.now(),
            details=_RETURNED if is_returned else _AGREED,
        )
        self.deliver(feedback)
