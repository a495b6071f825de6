"""The courts: clerks commission cases, sign for feedback, reassign, and confirm agreements (诉前调确)."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from hub.core.codes import ReturnReason
from hub.core.daytime import local_day
from hub.core.errors import MissingCalendarError
from hub.demo.departments import Department, Stage
from hub.demo.departments.court_registry import CourtRegistry, Feedback
from hub.demo.quarrels import Quarrel

SIGN_SHARE = 0.7
"""Share of waiting feedback that a clerk signs for in one round; the rest waits for the next."""
FORGET_SHARE = 0.04
"""Share of feedback that nobody ever signs for."""
CONFIRM_SHARE = 0.35
"""Share of agreements whose parties ask for confirmation (an assumption)."""
ERROR_SHARE = 0.01
"""Share of new cases with each kind of clerk's error."""
IN_SUIT_SHARE = 0.15

_T = TypeVar("_T")


class CourtDepartment:
    """Plays the courts of the city; see :class:`hub.demo.departments.Department`."""

    code = "court"

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._rng: random.Random = stage.random(self.code)
        self._registry = CourtRegistry()
        self._forgotten: set[int] = set()
        self._repairs: list[tuple[datetime, str, str]] = []
        self._consents: list[tuple[datetime, str, bool]] = []
        self._confirmations: list[tuple[datetime, str, str]] = []

    def install(self, folder: Path) -> None:
        """Create the court's database."""
        self._registry.create(folder / "court.db")

    def settings(self) -> Mapping[str, object]:
        """Return what the adapter needs."""
        return {"url": f"sqlite:///{self._registry.path}", "system": "court-230800"}

    def receive(self, quarrel: Quarrel, at: datetime) -> str:
        """File a case: commissioned at once where a unit is named, with the parties' answer where they gave one."""
        rng = self._rng
        row = self._registry.new_case(quarrel, at, in_suit=rng.random() < IN_SUIT_SHARE)
        if quarrel.consent is True:
            row |= {"TYBZ": "Y", "TYRQ": row["SARQ"]}
        else:
            given = quarrel.consent is None and rng.random() < 0.85
            self._consents.append((at + timedelta(hours=rng.randrange(20, 70)), str(row["BH"]), given))
        key = str(row["BH"])
        self._err(row, key, at)
        self._registry.insert(row, quarrel.parties)
        if rng.random() < ERROR_SHARE:
            # Typed twice: the second is deleted when somebody notices.
            second = self._registry.new_case(quarrel, at, in_suit=False)
            self._registry.insert({**second, "AH": row["AH"], "TJZZDM": None, "WPLX": None}, quarrel.parties)
            self._repairs.append((at + timedelta(hours=rng.randrange(3, 50)), str(second["BH"]), "delete"))
        return key

    def _err(self, row: dict[str, object], key: str, at: datetime) -> None:
        rng = self._rng
        choice = rng.random()
        if choice < ERROR_SHARE:
            row["TJJG"] = "15"
        elif choice < 2 * ERROR_SHARE:
            row["SARQ"] = str(row["SARQ"]).replace("2026-", "2062-")
        elif choice < 3 * ERROR_SHARE:
            row["AYDM"] = "9X99"
        else:
            return
        self._repairs.append((at + timedelta(hours=rng.randrange(20, 80)), key, "mend"))

    def work(self, now: datetime) -> None:
        """Do a round on a working day: answers of parties, feedback, confirmations, repairs."""
        if self._is_rest_day(now):
            return
        for _, key, given in _due(self._consents, now):
            self._registry.record_consent(key, now, given=given)
        for _, key, repair in _due(self._repairs, now):
            self._registry.repair(key, now, delete=repair == "delete")
        for feedback in self._registry.waiting():
            self._handle(feedback, now)
        for _, key, step in _due(self._confirmations, now):
            self._confirm(key, step, now)
        self._registry.save()

    def _is_rest_day(self, now: datetime) -> bool:
        try:
            return self._stage.calendar.is_rest_day(local_day(now))
        except MissingCalendarError:
            return False

    def _handle(self, feedback: Feedback, now: datetime) -> None:
        rng = self._rng
        if feedback.serial in self._forgotten or rng.random() > SIGN_SHARE:
            return
        if rng.random() < FORGET_SHARE:
            self._forgotten.add(feedback.serial)
            return
        self._registry.sign(feedback, now)
        if feedback.is_success:
            self._registry.note_result(feedback.case, "10", now)
            if rng.random() < CONFIRM_SHARE:
                key = self._registry.new_confirmation(feedback, now)
                self._confirmations.append((now + timedelta(hours=rng.randrange(20, 90)), key, "accept"))
        elif feedback.reason and feedback.business == "FK":
            self._reassign(feedback, now)
        elif feedback.details.get("outcome") in ("FAILED", "CONSENT_WITHDRAWN"):
            self._registry.note_result(feedback.case, "20" if feedback.details["outcome"] == "FAILED" else "30", now)

    def _reassign(self, feedback: Feedback, now: datetime) -> None:
        """A returned case goes to the committee of the place; where that was it, to the county centre."""
        place = self._registry.place_of(feedback.case)
        if place is None or feedback.reason == ReturnReason.DUPLICATE:
            return
        division, former = place
        for unit in (f"L2-{division[:9]}", f"L3-{division[:6]}"):
            if unit != former and self._stage.registry.find(unit, local_day(now)) is not None:
                self._registry.reassign(feedback.case, unit, now)
                return

    def _confirm(self, key: str, step: str, now: datetime) -> None:
        rng = self._rng
        if step == "accept":
            self._registry.advance_confirmation(key, "2", now)
            self._confirmations.append((now + timedelta(days=rng.randrange(4, 13)), key, "decide"))
        else:
            self._registry.advance_confirmation(key, "3" if rng.random() < 0.93 else "4", now)

    def feedback_landed(self) -> int:
        """Return how many feedbacks stand in the exchange table."""
        return self._registry.feedback_count()

    def stop(self) -> None:
        """Close the database."""
        self._registry.close()


def _due(plans: list[tuple[datetime, str, _T]], now: datetime) -> list[tuple[datetime, str, _T]]:
    """Take what is due by *now* out of *plans*."""
    ready = [plan for plan in plans if plan[0] <= now]
    plans[:] = [plan for plan in plans if plan[0] > now]
    return ready


def department(stage: Stage) -> Department:
    """Return the courts."""
    return CourtDepartment(stage)
