"""The six reductions of a region and month, each fairly compared and with its counter-measure beside it (GOAL-1)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from hub.core import counters
from hub.core.calendar import WorkingCalendar
from hub.core.codes import LabelledCode
from hub.core.countable import Countable
from hub.core.fairness import Change, Comparisons, Signal, comparisons, joined, shifted, signal
from hub.core.indicators import BASE_YEAR, REDUCTIONS, Counter, Monthly, Reduction, Series, monthly
from hub.core.messages import IndicatorObservation
from hub.core.statistics import SMALL_CELL, suppress

HIDDEN = "*"
"""What stands in a published table where a figure is suppressed (domain §6.4)."""


class Source(LabelledCode):
    """Who counted: one comparison never mixes two."""

    STATED = "STATED", "单位报送", "Stated by bodies"
    HUB = "HUB", "枢纽统计", "Counted by the hub"
    NONE = "NONE", "无数据", "No data"


@dataclass(frozen=True, slots=True)
class TrendLine:
    """One reduction; ``hub`` is the hub's own count of the same months where bodies stated another figure."""

    reduction: Reduction
    source: Source
    figure: Monthly
    compared: Comparisons
    counter: Comparisons | None
    beside: Monthly | None
    signal: Signal
    hub: int | None = None


@dataclass(frozen=True, slots=True)
class Trends:
    """All lines of one region and month; ``waived`` counts cases without penalty after a performed agreement."""

    region: str
    month: str
    base_year: int
    lines: tuple[TrendLine, ...]
    waived: int


@dataclass(frozen=True, slots=True)
class Sources:
    """What trends are read from: what bodies state, and what counts of all disputes, as known up to ``until``."""

    observations: Sequence[IndicatorObservation]
    countable: Countable
    calendar: WorkingCalendar
    until: date
    base_year: int = BASE_YEAR


def trends(sources: Sources, region: str, month: str) -> Trends:
    """Return the six reductions of *region* in *month*."""
    counted = {wanted: counters.counter(wanted, sources.countable, region, sources.until) for wanted in Counter}
    waived = counters.waived(sources.countable.spells, region)
    return Trends(
        region=region,
        month=month,
        base_year=sources.base_year,
        lines=tuple(_line(sources, one, region, month, counted) for one in REDUCTIONS),
        waived=sum(len(waived.get(one, ())) for one in joined(month)),
    )


def _line(
    sources: Sources, reduction: Reduction, region: str, month: str, counted: dict[Counter, Monthly]
) -> TrendLine:
    own = _hub_count(sources, reduction, region)
    figure = stated_figure(sources.observations, reduction, region)
    source = Source.STATED if figure.counts or figure.silent else Source.HUB if own is not None else Source.NONE
    if source is Source.HUB and own is not None:
        figure = own
    compared = comparisons(figure, month, sources.calendar, base_year=sources.base_year)
    beside = None if reduction.counter is None else counted[reduction.counter]
    counter = None
    if beside is not None:
        counter = comparisons(beside, month, sources.calendar, base_year=sources.base_year)
    hub = None
    if source is Source.STATED and own is not None and all(own.knows(one) for one in compared.months):
        hub = sum(own.counts[one] for one in compared.months)
    verdict = signal(compared.yoy, None if counter is None else counter.yoy)
    return TrendLine(reduction, source, figure, compared, counter, beside, verdict, hub)


def stated_figure(observations: Iterable[IndicatorObservation], reduction: Reduction, region: str) -> Monthly:
    """Return the figure of *reduction* as bodies state it; a rate is known where both its parts are."""
    seen = list(observations)
    above = monthly(seen, reduction.series, region, people=reduction.people)
    if reduction.over is None:
        return above
    below = monthly(seen, (reduction.over,), region)
    return replace(above, over=below.counts, silent={**(below.silent or {}), **(above.silent or {})})


def _hub_count(sources: Sources, reduction: Reduction, region: str) -> Monthly | None:
    """Return what the hub counts itself: petitions, from the petition offices' own records."""
    if not set(reduction.series) <= {Series.PETITIONS_FIRST, Series.PETITIONS_REPEAT}:
        return None
    since, filed = sources.countable.since, sources.countable.filed
    if since is None:
        return None
    first, repeated = counters.petitions(filed, region)
    parts = {Series.PETITIONS_FIRST: first, Series.PETITIONS_REPEAT: repeated}
    found: counters.Found = {}
    for series in reduction.series:
        for month, roots in parts[series].items():
            found[month] = found.get(month, set()) | roots
    counted = counters.counted(found, since, sources.until)
    if not reduction.people:
        return counted
    parties = {one.root: one.parties for one in filed}
    return Monthly(counts={m: sum(parties[root] for root in found.get(m, ())) for m in counted.counts})


def is_small(change: Change) -> bool:
    """Return whether publishing *change* would tell of one to four cases."""
    return any(value is not None and 0 < value <= SMALL_CELL for value in (change.now, change.base))


def tells_small(line: TrendLine) -> bool:
    """
    Return whether publishing *line* would tell of one to four cases, in any of its months or comparisons.

    A line is hidden as a whole: its running sums, published month by month, would give the month away.
    """
    compared = line.compared
    if any(is_small(change) for change in (compared.mom, compared.yoy, compared.ytd, compared.vs_base)):
        return True
    periods = (compared.months, tuple(shifted(month, 1) for month in compared.months))
    counts = [line.figure.counts, *([line.figure.over] if line.figure.over is not None else [])]
    sums = [sum(values.get(month, 0) for month in months) for values in counts for months in periods]
    return any(0 < value <= SMALL_CELL for value in sums)


def known_now(line: TrendLine) -> str:
    """Return the figure of the months asked for, a rate with its two parts, ``—`` where it isn't known."""
    return _figure_of(line, line.compared.months)


def before_of(line: TrendLine) -> str:
    """Return the figure of the same months of last year."""
    return _figure_of(line, [shifted(month, 1) for month in line.compared.months])


def _figure_of(line: TrendLine, months: Sequence[str]) -> str:
    if not all(line.figure.knows(month) for month in months):
        return "—"
    count = sum(line.figure.counts[month] for month in months)
    if line.figure.over is None:
        return str(count)
    over = sum(line.figure.over[month] for month in months)
    return f"{count}/{over}"


def by_county(sources: Sources, month: str, counties: Sequence[str]) -> dict[str, dict[str, int | None]]:
    """Return, by series, what each county counts in *month*; None where a body is silent or nobody states it."""
    return {
        series.value: {
            county: monthly(sources.observations, (series,), county).counts.get(month) for county in counties
        }
        for series in Series
    }


def published(table: dict[str, dict[str, int | None]]) -> dict[str, dict[str, str]]:
    """
    Return *table* as it may be published: cells from 1 to 4 and one complementary cell a line are hidden (§6.4).

    >>> published({"SUITS": {"230803": 2, "230804": 9, "230805": 7, "230811": None}})
    {'SUITS': {'230803': '*', '230804': '9', '230805': '*', '230811': ''}}
    """
    shown: dict[str, dict[str, str]] = {}
    for series, cells in table.items():
        small, complementary = suppress({county: count for county, count in cells.items() if count is not None})
        hidden = {*small, *complementary}
        shown[series] = {
            county: HIDDEN if county in hidden else "" if count is None else str(count)
            for county, count in cells.items()
        }
    return shown
