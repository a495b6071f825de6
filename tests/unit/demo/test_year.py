"""A simulated period for the five departments: which days and months are played, and what is told on them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

import pytest

from hub.core.daytime import local_day
from hub.core.errors import ConfigurationError
from hub.demo.month import month_of_quarrels
from hub.demo.play import Play, SimulatedClock
from hub.demo.quarrels import Quarrel
from hub.demo.run import script_of
from hub.demo.year import options_of
from hub.reference import load_calendar
from hub.testing.simulated import plan_of

YEAR = options_of(plan_of(3, 600, 12, "2026-01"), Path("year"))


class Nobody:
    """A department in which nothing is done."""

    code = "court"

    def install(self, folder: Path) -> None: ...

    def settings(self) -> Mapping[str, object]:
        return {}

    def receive(self, quarrel: Quarrel, at: datetime) -> str:
        return f"{quarrel.id} {at}"

    def work(self, now: datetime) -> None: ...

    def feedback_landed(self) -> int:
        return 0

    def stop(self) -> None: ...


class Closings:
    """A hub that only remembers which month was closed when."""

    def __init__(self) -> None:
        self.closed: list[tuple[str, date]] = []

    def poll_all(self) -> int:
        return 0

    def process(self) -> int:
        return 0

    def deliver_all(self) -> int:
        return 0

    def tick(self, now: datetime) -> int:
        return int(now is None)

    def close_month(self, month: str, cutoff: datetime) -> None:
        self.closed.append((month, local_day(cutoff)))


def test_every_month_that_can_be_closed_is_closed_on_its_day() -> None:
    """INFO-1: December 2026 stays open, since the calendar of 2027 isn't published."""
    calendar = load_calendar()
    script = script_of(YEAR, calendar)
    hub = Closings()
    codes = {telling.agency for telling in script.quarrels.tellings}
    Play(script, dict.fromkeys(codes, Nobody()), hub, SimulatedClock(script.quarrels.tellings[0].at)).run(
        lambda _: None
    )
    months = [f"2026-{number:02d}" for number in range(1, 12)]
    assert [closing for closing in hub.closed if closing[1] != script.last_day] == [
        (month, calendar.monthly_close(month)) for month in months
    ]
    assert (YEAR.month, script.last_day) == ("2026-11", date(2026, 12, 31))


def test_quarrels_have_the_seasons_of_the_plan() -> None:
    year = options_of(plan_of(3, 6_000, 12, "2026-01"), Path("year"))
    tellings = [t for t in month_of_quarrels(year.plan).tellings if t.quarrel.same_as is None]
    assert len(tellings) == 6_000
    wages = Counter(local_day(t.quarrel.occurred_at).month for t in tellings if t.quarrel.type == "MIGRANT_WAGE")
    assert wages[12] + wages[1] > 1.5 * (wages[6] + wages[7])


def test_a_part_of_a_year_ends_the_working_day_after_its_close() -> None:
    options = options_of(plan_of(3, 10, 2, "2026-01"), Path("part"))
    assert (options.month, options.earlier) == ("2026-02", ("2026-01",))
    assert options.last_day == date(2026, 3, 11)


def test_a_year_without_a_calendar_is_refused() -> None:
    with pytest.raises(ConfigurationError):
        options_of(plan_of(3, 10, 1, "2031-01"), Path("future"))
