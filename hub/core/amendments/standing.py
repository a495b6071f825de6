"""What amendments are laid over, what comes of it, and whether another one fits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from hub.core.amendments.amendment import Amendment, Content
from hub.core.amendments.holidays import Holidays, check_holidays
from hub.core.amendments.lengths import Length, amended_lengths, check_length, is_about
from hub.core.amendments.organisations import Organisation, amended_registry, check_unit
from hub.core.amendments.rest_days import RestDays, check_rest
from hub.core.calendar import WorkingCalendar
from hub.core.clocks import Override
from hub.core.errors import PermanentError
from hub.core.units import Registry


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """
    What amendments are laid over, or what came of it: lengths, calendar and units.

    Attributes:
        stated: Years of the calendar that an amendment states, so that another one may state them anew.
    """

    lengths: tuple[Override, ...]
    calendar: WorkingCalendar
    registry: Registry
    stated: frozenset[int] = frozenset()

    def amended(self, amendments: Iterable[Amendment]) -> Standing:
        """Return this with *amendments* over it, in their order."""
        ordered = tuple(amendments)
        named = {one.content.year for one in ordered if isinstance(one.content, Holidays)}
        return Standing(
            lengths=amended_lengths(self.lengths, ordered),
            calendar=amended_calendar(self.calendar, ordered, self.stated),
            registry=amended_registry(self.registry, ordered),
            stated=self.stated | {year for year in named if not self.calendar.years.get(year)},
        )


def amended_calendar(
    calendar: WorkingCalendar, amendments: Iterable[Amendment], stated: frozenset[int] = frozenset()
) -> WorkingCalendar:
    """
    Return *calendar* with notices and rest days of *amendments*; a year whose notice nobody stated stays unknown.

    A notice of a file goes before a stated one; of *stated* ones the last counts, with the city's rest days over it.
    """
    amendments = tuple(amendments)
    years = {year: dict(days) for year, days in calendar.years.items()}
    touched = False
    for one in amendments:
        said = one.content
        if isinstance(said, Holidays) and (said.year in stated or not calendar.years.get(said.year)):
            touched = True
            years[said.year] = {day: off for day, off, _ in said.days}
    known = WorkingCalendar({year: dict(days) for year, days in years.items()})
    for one in amendments:
        if isinstance(one.content, RestDays):
            for day in one.content.days:
                if years.get(day.year):
                    touched = True
                    years[day.year][day] = one.content.rests or known.is_rest_day(day)
    return WorkingCalendar(years) if touched else calendar


def former(amendment: Amendment, filed: Standing, earlier: Iterable[Amendment]) -> Content:
    """Return what held on the first day of *amendment* before it, over *filed* and the *earlier* ones."""
    earlier = tuple(earlier)
    standing, said, since = filed.amended(earlier), amendment.content, amendment.since
    match said:
        case Length():
            own = next((one for one in standing.lengths if is_about(one, said) and one.is_dated(since)), None)
            return replace(said, length=None if own is None else own.length)
        case RestDays():
            known = standing.calendar.years.get(said.first.year)
            return replace(said, rests=bool(known) and standing.calendar.is_rest_day(said.first))
        case Holidays():
            stated = [one.content for one in earlier if isinstance(one.content, Holidays)]
            return next((one for one in reversed(stated) if one.year == said.year), replace(said, days=()))
        case Organisation():
            unit = standing.registry.find(said.unit.code, since)
            return Organisation(unit=said.unit if unit is None else unit, ends=unit is None)


FARTHEST = timedelta(days=366)
"""A first day further off is one, too."""


def check(amendment: Amendment, standing: Standing, today: date) -> None:
    """
    Refuse *amendment* where it can't be laid over *standing* on *today*.

    Raises:
        PermanentError: its first day doesn't lie ahead, its basis is missing, or it would change nothing.
        ClockOverrideError: the period is the law's, or the length can't be.
    """
    if not amendment.basis.strip():
        raise PermanentError(
            "the document that decided it is missing", where=amendment.content.subject, remedy="name it"
        )
    if amendment.since <= today:
        raise PermanentError(
            "the first day must lie ahead: what runs already isn't moved",
            where=f"{amendment.content.subject} {amendment.since}",
            remedy="choose tomorrow or a later day",
        )
    if amendment.since > today + FARTHEST:
        raise PermanentError(
            "the first day is more than a year away", where=f"{amendment.since}", remedy="choose an earlier day"
        )
    match amendment.content:
        case Length():
            check_length(amendment, amendment.content, standing)
        case RestDays():
            check_rest(amendment.content, standing.calendar)
        case Holidays():
            _check_holidays(amendment, standing, today)
        case Organisation():
            check_unit(amendment.content, standing.registry, amendment.since)


def _check_holidays(amendment: Amendment, standing: Standing, today: date) -> None:
    said = amendment.content
    if not isinstance(said, Holidays):
        return
    check_holidays(said, today)
    if amended_calendar(standing.calendar, [amendment], standing.stated) == standing.calendar:
        raise PermanentError("the notice of that year is there already", where=said.subject, remedy="see the calendar")
