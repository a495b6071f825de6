"""The six reductions as known on a day: what trends are read from, for commands and pages alike."""

from __future__ import annotations

from datetime import date, datetime

from hub.contracts import Serde
from hub.core.daytime import end_of
from hub.core.indicators import BASE_YEAR, latest
from hub.core.ports import Bus
from hub.office.bureau import Papers
from hub.queries.live import live, live_at
from hub.queries.trends import Sources
from hub.service.indicators import IndicatorBook


def reduction_sources(papers: Papers, bus: Bus, day: date, now: datetime | None, base_year: int = BASE_YEAR) -> Sources:
    """Return what is known at *now*, told up to *day*; without *now* what was known at the end of *day*."""
    known_at = end_of(day) if now is None else now
    disputes = papers.disputes()
    return Sources(
        observations=tuple(latest(IndicatorBook(bus, Serde()).stated(), known_at).values()),
        states=tuple(live(disputes) if now is not None else live_at(disputes, known_at)),
        terms=papers.rules.terms,
        until=day,
        base_year=base_year,
    )
