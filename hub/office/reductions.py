"""The six reductions as known on a day: what trends are read from, for commands and pages alike."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from hub.contracts import Serde
from hub.core.countable import Countable, countable_under, together
from hub.core.daytime import end_of
from hub.core.dispute import DisputeState
from hub.core.indicators import BASE_YEAR, latest
from hub.core.ports import Bus
from hub.office.bureau import Papers
from hub.queries.live import live_at
from hub.queries.trend_rows import countable_now
from hub.queries.trends import Sources
from hub.service.indicators import IndicatorBook


def reduction_sources(papers: Papers, bus: Bus, day: date, now: datetime | None, base_year: int = BASE_YEAR) -> Sources:
    """Return what is known at *now*, told up to *day*; without *now* what was known at the end of *day*."""
    if now is None:  # the read model keeps what is known now
        return sources_then(papers, bus, day, live_at(papers.disputes(), end_of(day)), base_year)
    return _sources(papers, bus, (day, now), countable_now(papers, papers.rules.terms), base_year)


def sources_then(
    papers: Papers, bus: Bus, day: date, states: Iterable[DisputeState], base_year: int = BASE_YEAR
) -> Sources:
    """Return what was known at the end of *day*, where all disputes were *states*."""
    found = together(countable_under(state, papers.rules.terms) for state in states)
    return _sources(papers, bus, (day, end_of(day)), found, base_year)


def _sources(papers: Papers, bus: Bus, known: tuple[date, datetime], found: Countable, base_year: int) -> Sources:
    day, known_at = known
    return Sources(
        observations=tuple(latest(IndicatorBook(bus, Serde()).stated(), known_at).values()),
        countable=found,
        calendar=papers.rules.terms.calendar,
        until=day,
        base_year=base_year,
    )
