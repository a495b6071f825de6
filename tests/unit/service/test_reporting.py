"""When a report is owed, with and without a calendar; who is told so, and how often."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from hub.contracts import Serde
from hub.core.calendar import WorkingCalendar
from hub.core.codes import MediationKind, OrgKind
from hub.core.daytime import start_of
from hub.core.knowledge import Rules
from hub.core.reporting import Report, report_of
from hub.core.reporting_bodies import BodyKind, ReportingBody, Road, bodies_of
from hub.core.reports import ReportKey, ReportKind
from hub.core.units import Registry, Unit
from hub.engines.embedded import EmbeddedEngine, EngineOptions
from hub.processors import default_processors
from hub.processors.codec import MsgpackCodec
from hub.processors.reporting import ReportingState
from hub.service.reporting import DueDay, ReportingDuty, monthly_due_day
from tests.story import CALENDAR, REGISTRY, TERMS

KEY = ReportKey(ReportKind.MONTHLY, "2026-12", "M3")
NEW_YEAR = start_of(date(2027, 1, 1)) + timedelta(hours=9)


def test_the_due_day_is_rolled_over_a_holiday() -> None:
    """5 April 2026 is a holiday, 6 April too."""
    assert monthly_due_day(CALENDAR, "2026-03") == DueDay(date(2026, 4, 7))
    assert monthly_due_day(CALENDAR, "2026-03", report_day=10) == DueDay(date(2026, 4, 10))


def test_without_a_calendar_the_day_is_nominal_and_says_so() -> None:
    """Convention 18: a clock shows its nominal day, roll pending; never a guess."""
    assert monthly_due_day(WorkingCalendar({}), "2026-12") == DueDay(date(2027, 1, 5), is_nominal=True)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[EmbeddedEngine]:
    engine = EmbeddedEngine.open(tmp_path, default_processors(REGISTRY, Rules(TERMS)), Serde(), EngineOptions(shards=1))
    yield engine
    engine.close()


def owe(engine: EmbeddedEngine, due: DueDay, now: datetime) -> tuple[int, Report]:
    duty = ReportingDuty(engine.bus, Serde(), engine.reader(), CALENDAR, bodies_of(REGISTRY))
    stated = duty.owe(ReportKind.MONTHLY, "2026-12", due, now)
    assert duty.owe(ReportKind.MONTHLY, "2026-12", due, now) == 0, "said once"
    engine.run_until_idle()
    stored = engine.reader().state("reporting", KEY.root)
    assert stored is not None
    return stated, report_of(KEY.root, MsgpackCodec(ReportingState).decode(stored).facts.values())


def test_a_calendar_that_comes_later_moves_the_due_day(engine: EmbeddedEngine) -> None:
    """The nominal day stands until then; a hub that starts anew says nothing twice."""
    stated, report = owe(engine, DueDay(date(2027, 1, 5), is_nominal=True), NEW_YEAR)
    assert (stated, report.due, report.is_due_nominal) == (1, date(2027, 1, 5), True)
    assert owe(engine, DueDay(date(2027, 1, 5), is_nominal=True), NEW_YEAR)[0] == 0
    stated, report = owe(engine, DueDay(date(2027, 1, 6)), NEW_YEAR + timedelta(hours=1))
    assert (stated, report.due, report.is_due_nominal) == (1, date(2027, 1, 6), False)


def test_a_stated_body_takes_the_place_of_its_units_default() -> None:
    """One unit reports once, through whom the registry file says."""
    stated = ReportingBody(
        code="WSJ", name="卫健局", kind=BodyKind.ADMIN, division="230803", road=Road.TOTALS, units=("M3",)
    )
    codes = {body.code for body in bodies_of(REGISTRY, [stated]).owing(ReportKind.MONTHLY, "2026-12")}
    assert "WSJ" in codes and "M3" not in codes
    assert "M3" in {body.code for body in bodies_of(REGISTRY).owing(ReportKind.MONTHLY, "2026-12")}


def test_a_body_that_ended_within_the_period_still_reports_for_its_part() -> None:
    unit = Unit(
        code="IND",
        name="物业调委会",
        level=3,
        kind=MediationKind.INDUSTRY,
        org_kind=OrgKind.RMC_INDUSTRY,
        division="230803",
        agency="justice",
        valid_to=date(2026, 12, 10),
    )
    bodies = bodies_of(Registry.of([unit]))
    assert [body.code for body in bodies.owing(ReportKind.MONTHLY, "2026-12")] == ["IND"]
    assert not list(bodies.owing(ReportKind.MONTHLY, "2027-01"))
    assert bodies.named(" 物业 调委会 ", ReportKind.MONTHLY, "2026-12") is not None
