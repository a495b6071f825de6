"""A running hub says in time that a year's calendar is missing, looking once a day (convention 18)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from hub.contracts import Serde
from hub.core import topics
from hub.core.calendar import WorkingCalendar
from hub.core.clocks import Terms
from hub.core.knowledge import Rules
from hub.engines.embedded import EmbeddedEngine, EngineOptions
from hub.processors import default_processors
from hub.scenarios.reader import line_of
from hub.service.calendar_watch import CalendarWatch
from tests.story import CALENDAR, REGISTRY, TERMS


def told(event: str, day: str, unit: str | None, **data: object):
    at = f"2026-{day}T10:00:00+08:00"
    line = line_of(
        {
            "received_at": at,
            "occurred_at": at,
            "agency": "justice",
            "system": "justice",
            "native_id": "D1",
            "dispute": "D1",
            "event": event,
            "unit": unit,
            "data": data,
        }
    )
    return line.submission.root, line.submission, line.received_at, {}


def test_the_alarm_names_the_year_the_clocks_and_what_to_do(tmp_path: Path) -> None:
    engine = EmbeddedEngine.open(tmp_path, default_processors(REGISTRY, Rules(TERMS)), Serde(), EngineOptions(shards=1))
    engine.append(
        topics.SOURCE_SUBMISSIONS,
        [
            told("DisputeReported", "12-10", None, type="NEIGHBOUR", channel="PARTY", parties=2),
            told("CaseOpened", "12-10", "T2", channel="PARTY"),
        ],
    )
    engine.run_until_idle()
    watch = CalendarWatch(engine.reader(), TERMS)
    assert watch.look(date(2026, 10, 31)) == ""
    alarm = watch.look(date(2026, 12, 10))
    assert "2027" in alarm and "1 running clocks" in alarm and "2027.json" in alarm  # RMC_30 runs to 9 January
    assert watch.look(date(2026, 12, 10)) == alarm
    loaded = Terms(WorkingCalendar({**CALENDAR.years, 2027: {date(2027, 1, 1): True}}))
    assert CalendarWatch(engine.reader(), loaded).look(date(2026, 12, 10)) == ""
    engine.close()
