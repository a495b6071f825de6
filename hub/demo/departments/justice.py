"""The justice offices of the demo: a ledger in every township, a clerk at each, mediators who work on paper time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from hub.core.codes import Channel, Difficulty
from hub.core.daytime import local_day, month_of
from hub.core.units import Unit
from hub.demo.departments import Department, Stage
from hub.demo.departments.justice_desk import answer, file_number, look_into_inbox, plan_mediation
from hub.demo.departments.justice_diary import Entry, Hint, Offices, Verb
from hub.demo.departments.justice_forms import SEND_DAY, send_forms
from hub.demo.departments.justice_habits import Habits, spelt_moment
from hub.demo.departments.justice_ledgers import AGENCY, Ledger, Value, install_ledgers, office_of
from hub.demo.departments.justice_mediation import begin, close_order, correct, finish, mend, perform, supervise
from hub.demo.quarrels import Person, Quarrel

BUREAU = "bureau"
"""Folder in which the justice bureau finds the city's monthly form."""

_ACTIONS: dict[Verb, Callable[[Offices, Entry, datetime], None]] = {
    Verb.ANSWER: answer,
    Verb.BEGIN: begin,
    Verb.FINISH: finish,
    Verb.PERFORM: perform,
    Verb.MEND: mend,
    Verb.CORRECT: correct,
    Verb.SUPERVISE: supervise,
    Verb.CLOSE_ORDER: close_order,
}


class JusticeOffices:
    """All justice offices of the city."""

    code = AGENCY

    def __init__(self, stage: Stage, habits: Habits | None = None) -> None:
        self._stage = stage
        self._habits = habits or Habits()
        self._folder = Path()
        self._ledgers: dict[str, Ledger] = {}
        self._offices = self._staffed()
        self._reported: set[str] = set()

    def _staffed(self) -> Offices:
        return Offices(
            self._ledgers, self._stage.registry, self._stage.calendar, self._stage.random(self.code), self._habits
        )

    def install(self, folder: Path) -> None:
        """Create a ledger for every office and the folders for monthly forms: the offices' own and the city's."""
        self.stop()
        self._folder = folder
        for name in ("forms", BUREAU):
            (folder / name).mkdir(parents=True, exist_ok=True)
        self._ledgers = install_ledgers(folder / "ledgers", self._stage.registry)
        self._offices = self._staffed()
        self._reported = set()

    def settings(self) -> Mapping[str, object]:
        """Return where ledgers and forms are."""
        return {
            "folder": str(self._folder / "ledgers"),
            "forms": str(self._folder / "forms"),
            "forms_out": str(self._folder / BUREAU),
            "bureau": "佳木斯市司法局",
        }

    def receive(self, quarrel: Quarrel, at: datetime) -> str:
        """Type in what people told a mediator, or what he found on his round."""
        unit = self._unit_for(quarrel, at)
        office = office_of(unit)
        offices, ledger = self._offices, self._ledgers[office]
        found = offices.happens(offices.habits.screened) and unit.level == 1
        fields: dict[str, Value] = {
            "卷号": file_number(offices, office, unit, at),
            "调委会代码": unit.code,
            "受理日期": spelt_moment(at, at, offices.rng),
            "来源": (Channel.RMC_FOUND if found else Channel.PARTY).zh,
            "类别": quarrel.type.zh,
            "纠纷地": quarrel.division,
            "简要情况": quarrel.narrative,
            "人数": len(quarrel.parties),
            "难易": (Difficulty.HARD if quarrel.serious else Difficulty.SIMPLE).zh,
            "申请人同意": "同意",
            "同意日期": spelt_moment(at, at, offices.rng),
            **_side("申请人", [person for person in quarrel.parties if person.role == "APPLICANT"]),
            **_side("被申请人", [person for person in quarrel.parties if person.role != "APPLICANT"]),
        }
        if quarrel.consent:
            fields["被申请人同意"] = "同意"
        case = ledger.insert("rmtj_case", fields, at)
        ledger.save()
        offices.hints[office, str(case)] = Hint(quarrel.consent, quarrel.serious, quarrel.amount_fen)
        plan_mediation(offices, office, case, unit.level, at)
        return f"{office}/{case}"

    def work(self, now: datetime) -> None:
        """Let every office do a round; on rest days nobody does."""
        offices = self._offices
        if offices.calendar.is_rest_day(local_day(now)):
            return
        look_into_inbox(offices, now)
        for entry in offices.due(now):
            _ACTIONS[entry.verb](offices, entry, now)
        for ledger in self._ledgers.values():
            ledger.save()
        self._report(now)

    def _report(self, now: datetime) -> None:
        """Send the monthly forms, once a month, on the first working day from the third on."""
        month = month_of(local_day(now))
        if local_day(now).day >= SEND_DAY and month not in self._reported:
            if self._reported:  # the month in which the demo begins has no former one
                send_forms(self._offices, self._folder / "forms", now)
            self._reported.add(month)

    def feedback_landed(self) -> int:
        """Return how many distinct feedbacks stand in ``hub_in``."""
        query = "SELECT COUNT(DISTINCT delivery_id) AS n FROM hub_in WHERE 业务 = 'FEEDBACK'"
        return sum(int(ledger.rows(query)[0]["n"]) for ledger in self._ledgers.values())

    def stop(self) -> None:
        """Close every ledger."""
        for ledger in self._ledgers.values():
            ledger.close()
        self._ledgers = {}

    def _unit_for(self, quarrel: Quarrel, at: datetime) -> Unit:
        registry, day = self._stage.registry, local_day(at)
        unit = registry.find(quarrel.target_unit, day)
        if unit is None or unit.agency != AGENCY:
            unit = registry.serving(quarrel.division, 1, day)
        if unit is None:
            raise LookupError(quarrel.target_unit)
        return unit


def _side(heading: str, people: list[Person]) -> dict[str, Value]:
    return {
        heading: "、".join(person.name for person in people),
        f"{heading}证件": "、".join(person.id_number for person in people),
        f"{heading}电话": "、".join(person.phone for person in people),
    }


def department(stage: Stage) -> Department:
    """Return the justice offices, to be installed."""
    return JusticeOffices(stage)
