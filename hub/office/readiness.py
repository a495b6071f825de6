"""Is a month ready to be closed and signed: what stands in the way, who has filed, what each form says otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from hub.core.daytime import end_of
from hub.core.reports import ReportKind
from hub.core.statistics import monthly_view
from hub.office.bureau import Papers
from hub.plugins.records import QuarantineItem
from hub.queries.month_rows import rows_of_month
from hub.queries.month_state import all_waiting, flows_long_past, pairs_waiting
from hub.queries.rehearsal import (
    HeldRow,
    Obstacle,
    ObstacleKind,
    failing_checks,
    held_rows,
    too_old,
    unfiled,
    waiting_facts,
    waiting_pairs,
)
from hub.queries.reports import Asked, Standing, standings
from hub.service.monthly import oldest_open_month
from hub.service.reporting import DueDay


@dataclass(frozen=True, slots=True)
class MonthOn:
    """A month as it stands at the end of *day*, its forms owed by ``due``."""

    month: str
    day: date
    due: DueDay


def standings_of(papers: Papers, asked: MonthOn) -> list[Standing]:
    """Return how the monthly report of each body stands."""
    known_at = end_of(asked.day)
    question = Asked(ReportKind.MONTHLY, asked.month, asked.day, asked.due.day)
    return list(standings(papers.bodies, lambda root: papers.report(root, known_at), question))


def obstacles(
    papers: Papers, asked: MonthOn, filed: Iterable[Standing], held: Iterable[QuarantineItem]
) -> Iterator[Obstacle]:
    """Yield what stands in the way of a month's form; *held* is what waits in the quarantine."""
    if asked.due.is_nominal:
        what = str(asked.due.day.year)
        yield Obstacle(ObstacleKind.CALENDAR, what, 1, ("due", "close"), "statistics", "hub doctor")
    now = end_of(asked.day)
    yield from failing_checks(monthly_view(rows_of_month(papers, asked.month, [now]).at(now), asked.month))
    yield from unfiled(filed)
    yield from held_rows(HeldRow(item.adapter, item.field, item.code, item.task_of) for item in held)
    yield from waiting_facts(all_waiting(papers))
    yield from waiting_pairs(pairs_waiting(papers))
    yield from too_old(flows_long_past(papers), oldest_open_month)
