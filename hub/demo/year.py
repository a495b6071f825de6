"""A simulated period through the five departments' own systems: their clerks do what those of the demo do."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from hub.core.daytime import ONE_DAY, months_between
from hub.core.errors import ConfigurationError, MissingCalendarError
from hub.demo import month as demo_month
from hub.demo.run import DemoOptions
from hub.simulation import Plan


def options_of(plan: Plan, folder: Path) -> DemoOptions:
    """
    Return the demo's options under which *plan* is played in *folder*.

    Quarrels, days and types are the plan's; how clerks work and whom they ask are the demo's own habits. The last month
    that can be closed is the one that is reported; where the next year's calendar isn't published that's one before.

    Raises:
        ConfigurationError: no month can be closed, since the calendar is missing.
    """
    months = months_between(plan.month, plan.last_month)
    closed = {month: day for month in months if (day := _close(plan, month)) is not None}
    if not closed:
        raise ConfigurationError(
            "no month can be closed: the calendar of these years isn't published",
            where="--from",
            remedy="begin in a year whose holidays are known",
        )
    *earlier, month = closed
    quarrels = demo_month.Plan(
        seed=plan.seed, quarrels=plan.volume, opens=plan.days[0], closes=plan.days[-1], pattern=plan
    )
    after = plan.calendar.roll(closed[month] + ONE_DAY)
    last_day = after if len(closed) == plan.months else max(after, plan.days[-1])
    return DemoOptions(folder=folder, plan=quarrels, month=month, earlier=tuple(earlier), last_day=last_day)


def _close(plan: Plan, month: str) -> date | None:
    try:
        return plan.calendar.monthly_close(month)
    except MissingCalendarError:
        return None
