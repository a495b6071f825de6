"""What is compared: load, clocks, outcomes, gate and supervision of a replayed period, each figure with its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from hub.core.clocks import Deadline, DeadlineStatus, Terms, deadlines
from hub.core.daytime import month_bounds
from hub.core.events import Event
from hub.core.knowledge import Knowledge, state_of
from hub.core.linking import LINK, PROPOSE
from hub.core.ports import Row
from hub.core.reports import CITY_BODY
from hub.core.statistics import MonthlyView, median, monthly_view
from hub.core.units import Registry

Value = int | float | None

LOAD, OUTCOMES, CLOCKS, ANNOUNCED, GATE, SUPERVISION, PACE, LINKING = (
    "load", "outcomes", "clocks", "announced", "gate", "supervision", "pace", "linking",
)  # fmt: skip
SECTIONS = (LOAD, OUTCOMES, CLOCKS, ANNOUNCED, GATE, SUPERVISION, PACE, LINKING)

PERIOD = "PERIOD"
NO_LEVEL = "-"
"""Level of a clock that runs for no mediating unit: a court's, a petition's."""


class Place(NamedTuple):
    """Where a figure stands: section, line (a month, a clock …), level where there is one, and column."""

    section: str
    line: str
    level: str
    column: str


Figures = dict[Place, Value]


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a replay left: rows as known at its end, disputes, how often the hub announced what, pairs and their end."""

    rows: tuple[Row, ...]
    disputes: tuple[Knowledge, ...]
    announced: Counter[tuple[Event, str]]
    pairs: Mapping[str, str] = field(default_factory=dict)


def figures_of(replayed: Replayed, terms: Terms, registry: Registry, months: Iterable[str], until: date) -> Figures:
    """Return every figure of *replayed* on the day *until*."""
    views = [monthly_view(replayed.rows, month) for month in months]
    found: Figures = {}
    for view in views:
        found.update(_load(view))
        found.update(_gate(view))
    found.update(_outcomes(replayed.rows))
    found.update(_clocks(replayed.disputes, terms, registry, until))
    found.update(_announced(replayed.announced))
    found.update(_supervision(views, replayed.announced))
    found.update(_pace(views, replayed.rows))
    found.update(_linking(replayed))
    return found


def _load(view: MonthlyView) -> Iterator[tuple[Place, Value]]:
    for level, cells in {CITY_BODY: view.city, **view.tables["level"]}.items():
        for column in ("acc", "in", "concl", "out", "pend"):
            if level != CITY_BODY or column not in ("in", "out"):
                yield Place(LOAD, view.month, level, column), cells[column]


def _outcomes(rows: Iterable[Row]) -> Iterator[tuple[Place, Value]]:
    counts = Counter((f"L{row.level}", row.item) for row in rows if row.measure == "concluded")
    for (level, outcome), count in sorted(counts.items()):
        yield Place(OUTCOMES, PERIOD, level, outcome), count


def _clocks(
    disputes: Iterable[Knowledge], terms: Terms, registry: Registry, until: date
) -> Iterator[tuple[Place, Value]]:
    counts: Counter[tuple[str, str, DeadlineStatus]] = Counter()
    for knowledge in disputes:
        for line in deadlines(state_of(knowledge), terms):
            if not line.moot:
                counts[_base(line.clock), _level(line, registry), line.status(until)] += 1
    started = Counter({(clock, level): 0 for clock, level, _ in counts})
    for (clock, level, status), count in sorted(counts.items()):
        started[clock, level] += count
        yield Place(CLOCKS, clock, level, status.value), count
    for (clock, level), count in sorted(started.items()):
        yield Place(CLOCKS, clock, level, "started"), count


def _level(line: Deadline, registry: Registry) -> str:
    unit = None if line.unit is None else registry.find(line.unit, line.start)
    return NO_LEVEL if unit is None else f"L{unit.level}"


def _base(clock: str) -> str:
    return clock.partition(":")[0]


_SAID = {
    Event.DEADLINE_WARNED: "warned",
    Event.DEADLINE_BREACHED: "breached",
    Event.DEADLINE_BREACH_RETRACTED: "retracted",
}


def _announced(announced: Counter[tuple[Event, str]]) -> Iterator[tuple[Place, Value]]:
    for (event, clock), count in sorted(announced.items()):
        if event in _SAID:
            yield Place(ANNOUNCED, clock, NO_LEVEL, _SAID[event]), count


def _gate(view: MonthlyView) -> Iterator[tuple[Place, Value]]:
    """Yield how many disputes waited in the month (convention 10) and on how many days together."""
    first, last = month_bounds(view.month)
    days = 0
    for steps in view.gates.values():
        ends = [date.fromisoformat(str(step["from"])) for step in steps[1:]]
        for step, end in zip(steps, [*ends, None], strict=True):
            if step["waits"]:
                since = max(first, date.fromisoformat(str(step["from"])))
                days += max(0, (min(last, end or last) - since).days)
    yield Place(GATE, view.month, NO_LEVEL, "waits"), len(view.gate_waits)
    yield Place(GATE, view.month, NO_LEVEL, "wait_days"), days


def _supervision(views: Iterable[MonthlyView], announced: Counter[tuple[Event, str]]) -> Iterator[tuple[Place, Value]]:
    proposed = sum(count for (event, _), count in announced.items() if event is Event.SUPERVISION_PROPOSED)
    yield Place(SUPERVISION, PERIOD, NO_LEVEL, "proposed"), proposed
    totals: Counter[str] = Counter()
    for view in views:
        totals.update(view.supervision)
    for item, count in sorted(totals.items()):
        yield Place(SUPERVISION, PERIOD, NO_LEVEL, item), count


def _linking(replayed: Replayed) -> Iterator[tuple[Place, Value]]:
    """Yield how many pairs a rule linked, how many wait for a clerk, and how many disputes the reports make."""
    counts = Counter(replayed.pairs.values())
    yield Place(LINKING, PERIOD, NO_LEVEL, "linked"), counts[LINK]
    yield Place(LINKING, PERIOD, NO_LEVEL, "queued"), counts[PROPOSE]
    reported = sum(bool(state_of(knowledge).reports) for knowledge in replayed.disputes)
    yield Place(LINKING, PERIOD, NO_LEVEL, "disputes"), reported


def _pace(views: Iterable[MonthlyView], rows: Iterable[Row]) -> Iterator[tuple[Place, Value]]:
    for view in views:
        yield Place(PACE, view.month, NO_LEVEL, "median_days"), view.median_days
        yield Place(PACE, view.month, NO_LEVEL, "success_rate"), view.success_rate
    yield Place(PACE, PERIOD, NO_LEVEL, "median_days"), median(row.value for row in rows if row.measure == "days")
