"""
What the city may decide itself, over the law and the settings file: lengths of clocks, further rest days, units.

Each amendment holds from a day that lies ahead when it's decided: what runs already keeps its length, what happened
keeps its unit. What a day that rests will move is counted beforehand (:mod:`hub.queries.amended`). Laid over what the
file says in the order in which they were decided, they give what is in force; nothing is ever taken out.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from hub.core.calendar import SATURDAY, WorkingCalendar
from hub.core.clocks import CLOCKS, Override, Overrides
from hub.core.codes import LabelledCode
from hub.core.daytime import ONE_DAY
from hub.core.errors import ClockOverrideError, PermanentError
from hub.core.units import Registry, Unit


class Kind(LabelledCode):
    """What is amended."""

    CLOCK = "CLOCK", "期限", "Clock"
    REST_DAY = "REST_DAY", "休息日", "Rest day"
    UNIT = "UNIT", "机构", "Organisation"
    HOLIDAYS = "HOLIDAYS", "放假安排", "Holiday notice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Length:
    """Another length of a clock, of all or of one agency and region; None gives back the default."""

    clock: str
    length: int | None
    agency: str | None = None
    region: str | None = None

    @property
    def subject(self) -> str:
        """What it's about: ``LEVEL_L2``, ``LEVEL_L2@230803``, ``LEVEL_L2@230803/justice``."""
        region = f"@{self.region}" if self.region else ""
        agency = f"/{self.agency}" if self.agency else ""
        return f"{self.clock}{region}{agency}"

    @property
    def stated(self) -> str:
        """What it says, in codes and figures."""
        return "" if self.length is None else str(self.length)


@dataclass(frozen=True, slots=True, kw_only=True)
class RestDays:
    """Days from ``first`` to ``last`` on which offices rest besides the State Council's; or are worked after all."""

    first: date
    last: date
    rests: bool = True

    @property
    def subject(self) -> str:
        """What it's about."""
        return self.first.isoformat() if self.first == self.last else f"{self.first}/{self.last}"

    @property
    def stated(self) -> str:
        """What it says, in codes and figures."""
        return "rest" if self.rests else "work"

    @property
    def days(self) -> tuple[date, ...]:
        """Every one of the days."""
        return tuple(self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """How a unit is from a day on; where it ``ends`` the day before was its last."""

    unit: Unit
    ends: bool = False

    @property
    def subject(self) -> str:
        """What it's about."""
        return self.unit.code

    @property
    def stated(self) -> str:
        """What it says, in codes and figures."""
        return "" if self.ends else " ".join(filter(None, (self.unit.name, self.unit.agency, self.unit.parent)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Holidays:
    """The State Council's notice of a year that no file has: each day with whether it's off, and under which name."""

    year: int
    days: tuple[tuple[date, bool, str], ...]

    @property
    def subject(self) -> str:
        """What it's about."""
        return str(self.year)

    @property
    def stated(self) -> str:
        """What it says, in codes and figures."""
        off = sum(is_off for _, is_off, _ in self.days)
        return f"off {off}, worked {len(self.days) - off}"


Content = Length | RestDays | Organisation | Holidays

KIND_OF: Mapping[type[Content], Kind] = {
    Length: Kind.CLOCK,
    RestDays: Kind.REST_DAY,
    Organisation: Kind.UNIT,
    Holidays: Kind.HOLIDAYS,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """
    One amendment.

    Attributes:
        since: First day on which it holds.
        basis: The document that decided it.
        version: Its place among those decided; 0 while it's only proposed.
    """

    content: Content
    since: date
    basis: str
    version: int = 0

    @property
    def kind(self) -> Kind:
        """What it amends."""
        return KIND_OF[type(self.content)]


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


def amended_lengths(filed: Iterable[Override], amendments: Iterable[Amendment]) -> tuple[Override, ...]:
    """Return the local lengths *filed*, with *amendments* over them: a later one ends the former the day before."""
    found = list(filed)
    for one in amendments:
        if isinstance(one.content, Length):
            said, since = one.content, one.since
            ended = (_until(other, since) if _is_about(other, said) else other for other in found)
            found = [other for other in ended if other is not None]
            if said.length is not None:
                found.append(
                    Override(
                        clock=said.clock,
                        length=said.length,
                        agency=said.agency,
                        region=said.region,
                        since=since,
                        basis=one.basis,
                    )
                )
    return tuple(found)


def _until(one: Override, since: date) -> Override | None:
    """Return *one* as far as it holds before *since*."""
    if one.since is not None and one.since >= since:
        return None
    return one if one.until is not None and one.until < since else replace(one, until=since - ONE_DAY)


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


def amended_registry(registry: Registry, amendments: Iterable[Amendment]) -> Registry:
    """Return *registry* with the units of *amendments*: a later entry ends the former the day before."""
    changed: dict[str, tuple[Unit, ...]] = {}
    last = 0
    for one in amendments:
        if isinstance(one.content, Organisation):
            last = one.version
            code, since = one.content.unit.code, one.since
            former = changed.get(code, registry.units.get(code, ()))
            kept = [entry for entry in (_ended(unit, since) for unit in former) if entry is not None]
            if not one.content.ends:
                kept.append(replace(one.content.unit, valid_from=since, valid_to=None))
            changed[code] = tuple(kept)
    if not changed:
        return registry
    return Registry({**registry.units, **changed}, f"{registry.version}+{last}", registry.bodies)


def _ended(unit: Unit, since: date) -> Unit | None:
    """Return *unit* as far as it's valid before *since*."""
    if unit.valid_from is not None and unit.valid_from >= since:
        return None
    return unit if unit.valid_to is not None and unit.valid_to < since else replace(unit, valid_to=since - ONE_DAY)


def first_of(year: int, today: date) -> date:
    """Return the first day of the notice of *year*: its first of January, tomorrow where that's over."""
    return max(date(year, 1, 1), today + ONE_DAY)


def former(amendment: Amendment, filed: Standing, earlier: Iterable[Amendment]) -> Content:
    """Return what held on the first day of *amendment* before it, over *filed* and the *earlier* ones."""
    earlier = tuple(earlier)
    standing, said, since = filed.amended(earlier), amendment.content, amendment.since
    match said:
        case Length():
            own = next((one for one in standing.lengths if _is_about(one, said) and one.is_dated(since)), None)
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


def _is_about(one: Override, said: Length) -> bool:
    return (one.clock, one.agency, one.region) == (said.clock, said.agency, said.region)


LONGEST_REST = 31
"""Days of one amendment of the calendar: a longer one is a slip of the pen."""
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
            _check_length(amendment, amendment.content, standing)
        case RestDays():
            _check_rest(amendment.content, standing.calendar)
        case Holidays():
            _check_holidays(amendment, standing, today)
        case Organisation():
            _check_unit(amendment.content, standing.registry, amendment.since)


def _check_length(amendment: Amendment, said: Length, standing: Standing) -> None:
    amended = amended_lengths(standing.lengths, [amendment])
    Overrides.of(amended)
    rule = CLOCKS.get(said.clock)
    if rule is None or not rule.configurable:  # giving back a default adds nothing that would be checked
        raise ClockOverrideError(
            said.clock, "the period is the law's and can't be changed here", "take the override out"
        )
    if amended == standing.lengths:
        raise _changes_nothing(said.subject)
    if any(
        one.length == said.length and _is_about(one, said) and one.is_dated(amendment.since) and one.until is None
        for one in standing.lengths
    ):
        raise _changes_nothing(said.subject)


def _check_rest(said: RestDays, calendar: WorkingCalendar) -> None:
    if said.last < said.first or (said.last - said.first).days >= LONGEST_REST:
        raise PermanentError(
            f"rest days are 1 to {LONGEST_REST} days in order", where=said.subject, remedy="mend first and last day"
        )
    unknown = [day.year for day in said.days if not calendar.years.get(day.year)]
    if unknown:
        raise PermanentError(
            f"the State Council's notice for {unknown[0]} isn't loaded", where=said.subject, remedy="load it first"
        )
    if all(calendar.is_rest_day(day) is said.rests for day in said.days):
        raise _changes_nothing(said.subject)


STATUTORY = ("元旦", "春节", "清明", "劳动节", "端午", "中秋", "国庆")
"""Holidays of everybody by 全国年节及纪念日放假办法 第二条: a notice that lacks one isn't whole."""
_MOST_DAYS = 60


def _check_holidays(amendment: Amendment, standing: Standing, today: date) -> None:
    said = amendment.content
    if not isinstance(said, Holidays):
        return
    check_holidays(said, today)
    if amended_calendar(standing.calendar, [amendment], standing.stated) == standing.calendar:
        raise PermanentError("the notice of that year is there already", where=said.subject, remedy="see the calendar")


def check_holidays(said: Holidays, today: date) -> None:
    """
    Refuse a notice that can't be one of the State Council's: incomplete, of another year, or worked on a working day.

    Raises:
        PermanentError: it can't; it's said why.
    """
    days = [day for day, _, _ in said.days]
    if not today.year <= said.year <= today.year + 1:
        raise PermanentError("a notice is of this year or the next", where=said.subject, remedy="mend the year")
    if len(days) != len(set(days)) or len(days) > _MOST_DAYS or any(day.year != said.year for day in days):
        raise PermanentError(
            f"a notice names up to {_MOST_DAYS} days of its year, each once", where=said.subject, remedy="mend the days"
        )
    lacking = [name for name in STATUTORY if not any(off and name in called for _, off, called in said.days)]
    if lacking:
        raise PermanentError(f"the notice lacks {lacking[0]}", where=said.subject, remedy="take over the whole notice")
    odd = [day for day, off, _ in said.days if not off and day.weekday() < SATURDAY]
    if odd:
        raise PermanentError(
            f"{odd[0]} is no weekend day, so it can't be worked instead", where=said.subject, remedy="mend the days"
        )


_CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{1,39}")
_DIGITS = {1: 12, 2: 9, 3: 6, 4: 6}


def _check_unit(said: Organisation, registry: Registry, since: date) -> None:
    unit = said.unit
    known = registry.find(unit.code, since)
    if said.ends:
        _check_end(unit.code, known, registry, since)
        return
    if not _CODE.fullmatch(unit.code) or not unit.name.strip():
        raise PermanentError(
            "a unit has a name, and a code of capital letters, digits and -", where=unit.code, remedy="mend it"
        )
    if known is None and (len(unit.division) != _DIGITS[unit.level] or not unit.division.isdigit()):
        raise PermanentError(
            f"the division of a unit of level {unit.level} has {_DIGITS[unit.level]} digits",
            where=unit.code,
            remedy="mend division or level",
        )
    if unit.parent is not None and (unit.parent == unit.code or registry.find(unit.parent, since) is None):
        raise PermanentError(
            "the unit above isn't in the registry on that day", where=unit.parent, remedy="see the list of units"
        )
    if known is not None and _undated(known) == _undated(unit):
        raise _changes_nothing(unit.code)


def _check_end(code: str, known: Unit | None, registry: Registry, since: date) -> None:
    if known is None:
        raise PermanentError("there is no such unit on that day", where=code, remedy="see the list of units")
    below = sum(one.parent == code and one.is_valid_on(since) for one in registry.all_units())
    if below:
        raise PermanentError(
            f"{below} units stand below it on that day", where=code, remedy="give them another parent first"
        )


def _undated(unit: Unit) -> Unit:
    return replace(unit, valid_from=None, valid_to=None)


def _changes_nothing(subject: str) -> PermanentError:
    return PermanentError("it would change nothing", where=subject, remedy="compare it with what is in force")


ROSTERS: Mapping[str, bool | None] = {"yes": True, "no": False, "": None}
"""How it's said whether a unit is on the roster of invited bodies; None is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedUnit:
    """
    What somebody asks of a unit from a day on; None where it's to stay as it is.

    Attributes:
        parent: The unit above, empty for none.
        roster: One of :data:`ROSTERS`.
        first: How a unit that isn't there yet is: level, kind and division never change afterwards.
    """

    code: str
    first: Unit
    name: str | None = None
    agency: str | None = None
    parent: str | None = None
    roster: str | None = None
    ends: bool = False


def organisation_of(asked: AskedUnit, registry: Registry, since: date) -> Organisation:
    """
    Return the unit that *asked* means from *since* on: one that is there keeps level, kind and division.

    Raises:
        PermanentError: no unit is reached through its agency.
    """
    unit = registry.find(asked.code, since) or asked.first
    if asked.ends:
        return Organisation(unit=unit, ends=True)
    agency = unit.agency if asked.agency is None else asked.agency
    if agency not in agencies_of(registry, since):
        raise PermanentError("no unit is reached through that agency", where=agency, remedy="choose one of the list")
    return Organisation(
        unit=replace(
            unit,
            name=unit.name if asked.name is None else asked.name.strip(),
            agency=agency,
            parent=unit.parent if asked.parent is None else asked.parent.strip() or None,
            roster=unit.roster if asked.roster is None else ROSTERS[asked.roster],
        )
    )


def agencies_of(registry: Registry, day: date) -> Collection[str]:
    """Return the agencies through which units are reached on *day*."""
    return sorted({unit.agency for unit in registry.all_units() if unit.is_valid_on(day)})
