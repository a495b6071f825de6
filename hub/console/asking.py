"""What pages of statistics are asked for: a month, a region, a day up to which the hub knows, names of codes."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from fastapi import Request

from hub.console.kept import kept_of
from hub.console.seam import Viewer, console_of
from hub.console.texts import statistics as said
from hub.core.daytime import ONE_DAY, local_day, month_of
from hub.core.errors import UnknownRecordError
from hub.core.permissions import Area, Deed, Ownership, View
from hub.core.units import Registry
from hub.core.wording import Language
from hub.office.bureau import Papers
from hub.queries.meeting_rows import last_known
from hub.reference.divisions import divisions, is_division
from hub.service.heartbeat import Heartbeat

_MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])")
LINES = 50
"""Lines of a page of a list."""


def known_day(request: Request, papers: Papers) -> date:
    """Return the day up to which the hub knows: that of its last round, else of the last thing that it was told."""
    console = console_of(request)
    heartbeat = Heartbeat.read(console.settings.data)
    if heartbeat is not None:
        return local_day(datetime.fromisoformat(heartbeat.round_at))
    found = kept_of(request).get("known day", lambda: last_known(papers))
    return found or local_day(console.clock.now())


def month_asked(text: str, default: str) -> str:
    """
    Return the month that is asked for.

    Raises:
        UnknownRecordError: it's none.
    """
    wanted = text or default
    if not _MONTH.fullmatch(wanted):
        raise UnknownRecordError("no such month", where=wanted[:20], remedy="write a month as 2026-03")
    return wanted


def last_month(day: date) -> str:
    """Return the last month that has ended by *day*."""
    return month_of((day + ONE_DAY).replace(day=1) - ONE_DAY)


def region_asked(text: str) -> str:
    """
    Return the division that is asked for.

    Raises:
        UnknownRecordError: it's none of this city.
    """
    if not is_division(text):
        raise UnknownRecordError("no such division", where=text[:12], remedy="choose one of the list")
    return text


def namer(registry: Registry, day: date, language: Language) -> Callable[[str], str]:
    """Return what gives the name of a unit, a division, an agency or a body of the mechanism; else the code itself."""

    def name(code: str) -> str:
        unit = registry.find(code, day)
        if unit is not None:
            return unit.name
        word = said.AGENCIES.get(code)
        if word is not None:
            return word.render(language)
        return divisions().name_of(code) or code

    return name


def sees_all(viewer: Viewer, area: Area) -> bool:
    """Return whether *viewer* may read *area* of the whole city, not of the own unit alone."""
    return viewer.may(area, Deed.READ, Ownership.OTHERS)


def opens_disputes(viewer: Viewer, area: Area) -> bool:
    """Return whether figures open into disputes for *viewer*: those who see totals or counts alone see no list."""
    return viewer.sees(area, ()) in (View.TOKENS, View.NO_PARTIES, View.FULL)


def reads_cases(viewer: Viewer) -> bool:
    """Return whether the pages of cases are open to *viewer* at all: then numbers lead there."""
    return viewer.may_somewhere(Area.CASES, Deed.READ)


@dataclass(frozen=True, slots=True)
class Paged:
    """One page of a list."""

    number: int
    pages: int
    count: int
    first: int
    last: int


def paged(count: int, asked: int, size: int = LINES) -> Paged:
    """
    Return which part of *count* lines the page *asked* shows.

    >>> paged(120, 3), paged(0, 9).number
    (Paged(number=3, pages=3, count=120, first=100, last=120), 1)
    """
    pages = max(1, -(-count // size))
    number = min(max(1, asked), pages)
    return Paged(number, pages, count, (number - 1) * size, min(count, number * size))
