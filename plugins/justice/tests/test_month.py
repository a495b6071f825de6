"""Six weeks of simulated offices against the adapter, with a stand-in for the hub that passes escalations on."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path

import pytest

from hub.core.daytime import local_day, start_of
from hub.core.deliveries import Delivery, DeliveryKind, ReceiptStatus
from hub.core.errors import RowRejectedError
from hub.core.events import Details, Event, Submission
from hub.core.units import Registry
from hub.demo.departments import Department, Stage
from hub.demo.departments.justice import department
from hub.demo.month import Plan, month_of_quarrels
from hub.plugins.spec import AdapterContext, InputFault, NativeRecord
from hub.reference import default_registry, load_calendar
from hub.testing import ClearTokeniser, FixedClock
from hub_justice.adapter import JusticeAdapterType

COUNTY = "230803"
FIRST, LAST = date(2026, 2, 24), date(2026, 4, 10)
ROUNDS = (timedelta(hours=9), timedelta(hours=14), timedelta(hours=17, minutes=30))
CASE_TAKEN_ON = {Event.CASE_OPENED, Event.REFERRAL_ACCEPTED, Event.ESCALATION_ACCEPTED}
CORRECTED_BY_THE_HOST = {Event.DISPUTE_REPORTED, Event.AGREEMENT_REACHED}


@dataclass
class Played:
    """What came of it."""

    offices: Department
    roots: set[str] = field(default_factory=set)
    stated: dict[str, Submission] = field(default_factory=dict)
    changed: list[Submission] = field(default_factory=list)
    held: dict[str, str] = field(default_factory=dict)
    held_ever: Counter[str] = field(default_factory=Counter)
    forms: list[NativeRecord] = field(default_factory=list)
    faults: list[InputFault] = field(default_factory=list)

    def said(self, event: Event) -> list[Submission]:
        """Return every statement of one kind."""
        return [submission for submission in self.stated.values() if submission.event is event]


def one_county() -> Registry:
    """Return the units of one district and the city."""
    units = [unit for versions in default_registry().units.values() for unit in versions]
    return Registry.of(unit for unit in units if unit.division[:6] in (COUNTY, "230800"))


def play(folder: Path, seed: int = 5, last: date = LAST) -> Played:
    """Let the offices work; every escalation and every referral is delivered as the hub would."""
    registry, clock = one_county(), FixedClock()
    offices = department(Stage(seed, registry, load_calendar()))
    offices.install(folder)
    kind = JusticeAdapterType()
    context = AdapterContext(clock=clock, tokeniser=ClearTokeniser(), registry=registry)
    adapter = kind.open(kind.Settings.model_validate(offices.settings()), context)
    played, waiting, cursor = Played(offices), _tellings(registry), None
    for day in range((last - FIRST).days + 1):
        for hour in ROUNDS:
            now = start_of(FIRST + timedelta(days=day)) + hour
            clock.set(now)
            post: list[Delivery] = []
            while waiting and waiting[0].at <= now:
                telling = waiting.pop(0)
                if telling.agency == "justice":
                    offices.receive(telling.quarrel, telling.at)
                else:
                    post.append(_referral(telling.quarrel.id, telling.agency, telling.quarrel.target_unit, now))
            offices.work(now)
            for batch in adapter.poll(cursor):
                cursor = batch.cursor
                played.faults += batch.faults
                played.forms += [record for record in batch.records if record.source == "月报"]
                for record in batch.records:
                    post += _take(played, adapter, record)
            for delivery in post:
                played.roots.add(delivery.root)
                assert adapter.deliver(delivery, ()).status is ReceiptStatus.WRITTEN
    assert [line.zh for line in adapter.check() if not line.ok] == []
    adapter.close()
    offices.stop()
    return played


def _tellings(registry: Registry):
    plan = Plan(quarrels=220, townships=("230803007", "230803008", "230803009"))
    return [t for t in month_of_quarrels(plan).tellings if registry.find(t.quarrel.target_unit, FIRST)]


def _referral(number: str, agency: str, unit: str, now) -> Delivery:
    details: Details = {"type": "CONTRACT", "parties": 2, "channel": agency.upper()}
    is_grid = agency == "grid"
    if not is_grid:
        details["delivered"] = int(number[1:6]) % 2 == 0
    return Delivery(
        delivery_id=f"{number}/in",
        kind=DeliveryKind.ASSIGNMENT if is_grid else DeliveryKind.REFERRAL,
        agency="justice",
        unit=unit,
        dispute=f"{agency}:{number}",
        root=f"{agency}:{number}",
        ref=None if is_grid else number,
        occurred_at=now,
        details=details,
    )


def _take(played: Played, adapter, record) -> list[Delivery]:
    try:
        translation = adapter.translate(record)
    except RowRejectedError as refused:
        played.held[record.native_id] = refused.code
        played.held_ever[refused.code] += 1
        return []
    played.held.pop(record.native_id, None)
    post = []
    for submission in translation.submissions:
        known = played.stated.setdefault(submission.event_id, submission)
        if known is submission:
            post += _passed_on(submission)
        elif (known.root, known.occurred_at, known.details) != (
            submission.root,
            submission.occurred_at,
            submission.details,
        ):
            played.changed.append(submission)
    return post


def _passed_on(said: Submission) -> list[Delivery]:
    kinds = {
        Event.ESCALATION_REQUESTED: (DeliveryKind.ESCALATION, said.details.get("to"), {"frm": said.unit}),
        Event.ESCALATION_RETURNED: (DeliveryKind.ESCALATION_RETURNED, said.unit, {}),
        Event.ESCALATION_ACCEPTED: (DeliveryKind.RESULT_DOWN, said.details.get("frm"), {"frm": said.unit}),
    }
    if said.event not in kinds:
        return []
    kind, unit, details = kinds[said.event]
    return [
        Delivery(
            delivery_id=f"{said.event_id}/{kind}",
            kind=kind,
            agency="justice",
            unit=unit,
            dispute=said.root,
            root=said.root,
            occurred_at=said.recorded_at,
            details=details,  # type: ignore[arg-type]
        )
    ]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    return play(tmp_path_factory.mktemp("month"))


def test_the_demo_has_the_ledger_that_the_adapter_documents() -> None:
    """Two files, one schema: the demo may not import the plugin."""
    documented = files("hub_justice").joinpath("native.sql").read_bytes()
    assert files("hub.demo.departments").joinpath("justice_native.sql").read_bytes() == documented


def test_the_loop_goes_round(played: Played) -> None:
    """Signed, returned, refused, mediated, agreed, handed up and acknowledged: everything happens natively."""
    for event in (
        Event.DISPUTE_REPORTED,
        Event.REFERRAL_ACCEPTED,
        Event.REFERRAL_RETURNED,
        Event.CONSENT_RECORDED,
        Event.CONSENT_WITHHELD,
        Event.CASE_OPENED,
        Event.MEDIATION_STARTED,
        Event.AGREEMENT_REACHED,
        Event.AGREEMENT_PERFORMED,
        Event.ESCALATION_REQUESTED,
        Event.ESCALATION_ACCEPTED,
        Event.CASCADE_ACKNOWLEDGED,
        Event.TERMINATION_NOTICE_ISSUED,
    ):
        assert played.said(event), event


def test_answers_bring_the_root_back(played: Played) -> None:
    """Every statement is about a delivered root or about one of the offices' own."""
    own = {submission.root for submission in played.said(Event.DISPUTE_REPORTED)}
    stated = {s.root for s in played.stated.values() if s.event is not Event.MONTHLY_REPORT_SUBMITTED}
    assert stated <= own | played.roots
    assert all(root.startswith("justice:") for root in own)


def test_nothing_that_was_stated_changes(played: Played) -> None:
    """Weeks of further typing change no statement, save those that the host turns into corrections."""
    assert [s for s in played.changed if s.event not in CORRECTED_BY_THE_HOST] == []


def test_cases_go_up_one_level_at_a_time(played: Played) -> None:
    """From each unit to its parent, and nobody above accepts what wasn't sent up."""
    registry = one_county()
    asked = set()
    for request in played.said(Event.ESCALATION_REQUESTED):
        unit = registry.find(request.unit or "", local_day(request.occurred_at))
        assert unit is not None and request.details["to"] == unit.parent
        asked.add((request.root, request.unit, unit.parent))
    for accepted in played.said(Event.ESCALATION_ACCEPTED):
        assert (accepted.root, accepted.details["frm"], accepted.unit) in asked


def test_clerks_err_and_mend(played: Played) -> None:
    """Slips are held by field; most are mended at their source and come in."""
    assert set(played.held_ever) <= {"E-AMT-04", "E-CODE-02"} and played.held_ever
    assert len(played.held) < sum(played.held_ever.values())


def test_offices_send_their_forms(played: Played) -> None:
    """A form of March from each office with cases; what can't be read is a fault, the rest is a second ledger."""
    assert {fault.source for fault in played.faults} <= {"月报"}
    march = [form for form in played.forms if form.fields["month"] == "2026-03"]
    assert len(march) + len(played.faults) >= 4
    sent = {s.root for s in played.said(Event.MONTHLY_REPORT_SUBMITTED) if s.details["period"] == "2026-03"}
    assert len(sent) == len(march), "each form is the report of one body"
    cases = [row["cases"] for form in march for row in form.fields["rows"].values()]
    accepted = {s.native_id for s in played.stated.values() if s.event in CASE_TAKEN_ON}
    assert 0.8 * len(accepted) < sum(cases) < 1.2 * len(accepted)


def test_clerks_rest_on_rest_days(played: Played) -> None:
    """Nobody signs on a Sunday or holiday."""
    calendar = load_calendar()
    signed = played.said(Event.REFERRAL_ACCEPTED) + played.said(Event.ESCALATION_ACCEPTED)
    assert signed and not [s for s in signed if calendar.is_rest_day(local_day(s.occurred_at))]


def test_two_plays_of_one_seed_agree(tmp_path: Path) -> None:
    """The same seed gives the same days, to the last statement; another seed gives others."""
    once, again, other = (
        play(tmp_path / name, seed, date(2026, 3, 6)) for name, seed in (("a", 5), ("b", 5), ("c", 6))
    )
    assert again.stated == once.stated and other.stated.keys() != once.stated.keys()
