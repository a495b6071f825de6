"""On which days after its close a month's figures changed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from hub.core.daytime import ONE_DAY, end_of, local_day, month_bounds, start_of
from hub.core.ports import Row
from hub.core.statistics.counting import monthly_view
from hub.core.statistics.view import MonthlyView


def restated_on(history: Iterable[Row], month: str, close: date) -> list[date]:
    """Return the days after *close* on which some row of *month*'s view changes."""
    rows = list(history)
    found: list[date] = []
    former = monthly_view(known_at(rows, close), month)
    for day in _days_of_change(rows, month, close):
        view = monthly_view(known_at(rows, day), month)
        if _cells_of_month(view) != _cells_of_month(former):
            found.append(day)
        former = view
    return found


def _days_of_change(rows: Iterable[Row], month: str, close: date) -> list[date]:
    """Return the days after *close* on which what rows do to *month* isn't what it was; few of all days are."""
    bounds = tuple(day.isoformat() for day in month_bounds(month))
    closed_at = start_of(close + ONE_DAY)
    changes: dict[date, Counter[tuple[object, ...]]] = defaultdict(Counter)
    for row in rows:
        moments = [(at, step) for at, step in ((row.known_from, 1), (row.known_until, -1)) if at and at >= closed_at]
        effect = _effect(row, *bounds) if moments else None
        if effect is not None:
            for at, step in moments:
                changes[local_day(at)][effect] += step
    return sorted(day for day, effects in changes.items() if any(effects.values()))


def _effect(row: Row, first: str, last: str) -> tuple[object, ...] | None:
    """Return what *row* does to the month from *first* to *last*, None when nothing: days outside it are alike."""
    if row.day > last or row.measure == "report":
        return None
    day = row.day if row.day >= first else ""
    end_day = None if row.end_day is None or row.end_day > last else row.end_day
    of_cohort = row.cohort is not None and first <= row.cohort <= last
    return (
        *(row.label, row.measure, row.item, row.part, day, end_day, of_cohort, row.value),
        *(row.unit, row.level, row.kind, row.county, row.type, row.channel, row.agency),
    )


def _cells_of_month(view: MonthlyView) -> MonthlyView:
    """Return *view* without what isn't of its month: all reports known so far, and the gates' whole history."""
    return replace(view, reports=0, reports_by_agency={}, disputes=0, gates={})


def known_at(history: Iterable[Row], day: date) -> list[Row]:
    """Return the rows that count in a view as known at the end of *day*."""
    instant = end_of(day)
    return [
        row for row in history if row.known_from <= instant and (row.known_until is None or instant < row.known_until)
    ]
