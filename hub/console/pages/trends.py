"""趋势: are the six reductions real? Fairly compared, each with its counter-measure; figures, never reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse

from hub.console import frame
from hub.console.asking import known_day, last_month, month_asked, region_asked
from hub.console.entry import entitled
from hub.console.kept import kept_of
from hub.console.seam import Viewer, console_of
from hub.console.texts import statistics as said
from hub.core.errors import UnknownRecordError
from hub.core.fairness import Change, Signal
from hub.core.indicators import BASE_YEAR, Monthly, Series, in_region
from hub.core.messages import IndicatorObservation
from hub.core.permissions import Area, Deed
from hub.core.wording import Language
from hub.office.reductions import reduction_sources
from hub.queries.trends import Source, TrendLine, Trends, before_of, known_now
from hub.queries.trends import trends as trends_of
from hub.reference.divisions import CITY, divisions

router = APIRouter()
Reader = Annotated[Viewer, Depends(entitled(Area.TRENDS, Deed.READ))]


@dataclass(frozen=True, slots=True)
class Asked:
    """Of which region and month, against which base year."""

    month: Annotated[str, Query(max_length=7)] = ""
    region: Annotated[str, Query(max_length=12)] = CITY
    base_year: Annotated[int, Query(ge=2000, le=2100)] = BASE_YEAR


@dataclass(frozen=True, slots=True)
class Counted:
    """The reductions of one region and month, and what they were read from."""

    trends: Trends
    observations: Sequence[IndicatorObservation]
    day: date


@dataclass(frozen=True, slots=True)
class ByMonth:
    """One month of a picture: the figure this year and in the two years beside it, and the counter-measure."""

    month: str
    now: float | None
    last_year: float | None
    base_year: float | None
    counter: int | None


def _counted(request: Request, asked: Asked) -> Counted:
    console = console_of(request)
    with console.bureau() as bureau:
        day = known_day(request, bureau.holdings)
        month, region = month_asked(asked.month, last_month(day)), region_asked(asked.region)

        def count() -> Counted:
            now = console.clock.now()
            sources = reduction_sources(bureau.holdings, bureau.bus, day, now, asked.base_year)
            return Counted(trends_of(sources, region, month), sources.observations, day)

        # the states that it's read from aren't kept: they're the whole city
        return kept_of(request).get(("trends", day, asked.base_year, month, region), count)


@router.get("/trends")
def trends(request: Request, viewer: Reader, asked: Annotated[Asked, Depends()]) -> HTMLResponse:
    """Show every reduction with its comparisons, counter-measure and picture."""
    counted = _counted(request, asked)
    found = counted.trends
    return frame.page(
        request,
        viewer,
        "trends.html",
        said.TRENDS,
        found=found,
        day=counted.day,
        series={line.reduction.code: by_month(line, found) for line in found.lines},
        pictures={line.reduction.code: picture(line, found, viewer.language) for line in found.lines},
        is_empty=all(line.source is Source.NONE for line in found.lines),
        regions=[(CITY, divisions().name_of(CITY)), *((one.code, one.name) for one in divisions().counties)],
        region_name=divisions().name_of(found.region),
        green=Signal.FALL_COUNTER_STEADY,
        said=said,
        **_words(),
    )


@router.get("/trends/{code}")
def trend(request: Request, viewer: Reader, code: str, asked: Annotated[Asked, Depends()]) -> HTMLResponse:
    """Open one reduction: its definition, who states what of its months, and the counter-measure's months."""
    counted = _counted(request, asked)
    found = counted.trends
    line = next((one for one in found.lines if one.reduction.code == code), None)
    if line is None:
        raise UnknownRecordError("no such figure", where=code[:40], remedy="choose one on the page")
    wanted = {one.value for one in (*line.reduction.series, *((line.reduction.over,) if line.reduction.over else ()))}
    months = {one.month for one in by_month(line, found)}
    stated = [
        one
        for one in counted.observations
        if one.series in wanted and one.month in months and in_region(one.region, found.region)
    ]
    return frame.page(
        request,
        viewer,
        "trend.html",
        said.TRENDS,
        found=found,
        line=line,
        day=counted.day,
        months=by_month(line, found),
        drawn=picture(line, found, viewer.language),
        stated=sorted(stated, key=lambda one: (one.month, one.body, one.series), reverse=True),
        region_name=divisions().name_of(found.region),
        green=Signal.FALL_COUNTER_STEADY,
        said=said,
        **_words(),
    )


def _words() -> dict[str, Any]:
    return {
        "known_now": known_now,
        "before_of": before_of,
        "percent": percent,
        "absolute": absolute,
        "series_of": Series,
    }


def percent(change: Change, language: Language) -> str:
    """Return a change in percent, or why it isn't told."""
    if change.percent is not None:
        return f"{change.percent:+} %"
    if change.why is None:
        return "—"
    return change.why.zh if language is Language.ZH else change.why.en


def absolute(line: TrendLine, language: Language) -> str:
    """Return the absolute change against last year, of a rate in points."""
    change = line.compared.yoy
    if change.absolute is None:
        return "—"
    if line.figure.over is not None and change.percent is not None:
        return said.POINTS.render(language, points=f"{change.absolute:+}")
    return f"{change.absolute:+}"


def by_month(line: TrendLine, found: Trends) -> list[ByMonth]:
    """Return the months of the year up to the one that is asked for."""
    year, last = int(found.month[:4]), int(found.month[5:])

    def of(in_year: int, number: int) -> float | None:
        return _value(line.figure, f"{in_year:04d}-{number:02d}")

    return [
        ByMonth(
            month=f"{year:04d}-{number:02d}",
            now=of(year, number),
            last_year=of(year - 1, number),
            base_year=of(found.base_year, number),
            counter=None if line.beside is None else line.beside.counts.get(f"{year:04d}-{number:02d}"),
        )
        for number in range(1, last + 1)
    ]


def _value(figure: Monthly, month: str) -> float | None:
    if not figure.knows(month):
        return None
    count = figure.counts[month]
    if figure.over is None:
        return count
    return round(100 * count / figure.over[month], 2) if figure.over.get(month) else None


def picture(line: TrendLine, found: Trends, language: Language) -> dict[str, object]:
    """Return what the page's script draws: three years of the figure as lines, the counter-measure as bars below."""
    months = by_month(line, found)
    year = int(found.month[:4])
    counter = line.reduction.counter
    named = None if counter is None else counter.zh if language is Language.ZH else counter.en
    return {
        "kind": "trend",
        "months": [one.month[5:] for one in months],
        "lines": [
            {"name": str(year), "values": [one.now for one in months]},
            {"name": str(year - 1), "values": [one.last_year for one in months]},
            {"name": str(found.base_year), "values": [one.base_year for one in months]},
        ],
        "counter": None if named is None else {"name": named, "values": [one.counter for one in months]},
        "unit": "%" if line.figure.over is not None else "",
    }
