"""The settings as they stand: what files say, what administrators amended, and how a page says either."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby

from hub.catalogue import clocks as clock_said
from hub.console.seam import Console
from hub.console.texts import settings as said
from hub.core.amendments import Amendment, Content, Holidays, Length, Organisation, RestDays, Standing, former
from hub.core.clocks import CLOCKS, ClockRule, DayUnit, Overrides, Terms
from hub.core.wording import Language, Message
from hub.people.amendments import AmendmentLine


@dataclass(frozen=True)
class Ruled:
    """The settings of one moment: ``lines`` are all amendments, the newest first; ``filed`` is what they lie over."""

    filed: Standing
    lines: tuple[AmendmentLine, ...]

    @classmethod
    def of(cls, console: Console) -> Ruled:
        """
        Return the settings as they stand.

        Raises:
            ConfigurationError: a file can't be read or an entry doesn't fit.
        """
        return cls(console.filed(), tuple(console.people.amendments.lines()))

    @cached_property
    def confirmed(self) -> tuple[AmendmentLine, ...]:
        """The confirmed amendments, oldest first."""
        found = (line for line in self.lines if line.confirmed_by is not None)
        return tuple(sorted(found, key=lambda line: line.amendment.version))

    @cached_property
    def decided(self) -> tuple[Amendment, ...]:
        """The same without who did it."""
        return tuple(line.amendment for line in self.confirmed)

    @property
    def version(self) -> int:
        """The version that stands."""
        return len(self.decided)

    @cached_property
    def standing(self) -> Standing:
        """What is in force, now or from a day ahead."""
        return self.filed.amended(self.decided)

    def terms(self, *more: Amendment) -> Terms:
        """Return calendar and lengths in force, with *more* over them."""
        standing = self.filed.amended((*self.decided, *more))
        return Terms(standing.calendar, Overrides.of(standing.lengths))

    def before(self, amendment: Amendment) -> Content:
        """Return what held before *amendment*: for one that waits, what holds now."""
        earlier = (one for one in self.decided if not amendment.version or one.version < amendment.version)
        return former(amendment, self.filed, earlier)

    @cached_property
    def set_lengths(self) -> Mapping[tuple[str, date | None], AmendmentLine]:
        """Who set a local length, by what it's about and its first day."""
        return {
            (line.amendment.content.subject, line.amendment.since): line
            for line in self.confirmed
            if isinstance(line.amendment.content, Length)
        }

    @cached_property
    def set_days(self) -> Mapping[date, AmendmentLine]:
        """Who last said of a day whether it rests."""
        return {
            day: line
            for line in self.confirmed
            if isinstance(line.amendment.content, RestDays)
            for day in line.amendment.content.days
        }

    @cached_property
    def set_years(self) -> Mapping[int, AmendmentLine]:
        """Who stated the notice of a year that no file has."""
        return {
            line.amendment.content.year: line
            for line in self.confirmed
            if isinstance(line.amendment.content, Holidays)
            and not self.filed.calendar.years.get(line.amendment.content.year)
        }

    @cached_property
    def set_units(self) -> Mapping[tuple[str, date | None], AmendmentLine]:
        """Who set an entry of a unit, by code and first day."""
        return {
            (line.amendment.content.subject, line.amendment.since): line
            for line in self.confirmed
            if isinstance(line.amendment.content, Organisation)
        }


@dataclass(frozen=True, slots=True)
class Span:
    """Days in a row that a notice calls by one name."""

    name: str
    first: date
    last: date
    off: bool


def spans_of(days: Iterable[tuple[date, bool, str]]) -> list[Span]:
    """Return the days of a notice as people say them: from a day to a day."""
    placed = ((day, off, name, day.toordinal() - place) for place, (day, off, name) in enumerate(sorted(days)))
    spans = []
    for (_, off, name), group in groupby(placed, key=lambda one: (one[3], one[1], one[2])):
        held = [day for day, *_ in group]
        spans.append(Span(name, held[0], held[-1], off))
    return spans


@dataclass(frozen=True, slots=True)
class Wording:
    """How settings are said in one language."""

    language: Language

    def text(self, message: Message, **values: object) -> str:
        """Return *message* in this language."""
        return message.render(self.language, **values)

    def either(self, zh: str, en: str) -> str:
        """Return the one of both in this language."""
        return zh if self.language is Language.ZH else en

    def length(self, rule: ClockRule, length: int) -> str:
        """Return a length of *rule* with its unit."""
        if rule.unit is DayUnit.NAMED:
            return self.text(clock_said.NAMED)
        unit = self.either(rule.unit.zh, rule.unit.en)
        more = self.text(clock_said.MORE, extra=rule.extra) if rule.extra and length == rule.length else ""
        return self.text(clock_said.LENGTH, length=length, unit=unit) + more

    def last_day(self, rule: ClockRule) -> str:
        """Return what is done with a last day that rests."""
        if rule.unit is DayUnit.WORKING:
            return self.text(clock_said.WORKING)
        return self.text(clock_said.ROLLS if rule.rolls else clock_said.ROLLS_NOT)

    def place(self, region: str | None, agency: str | None) -> str:
        """Return for whom a local length is."""
        parts = (
            self.text(clock_said.FOR_REGION, region=region) if region else "",
            self.text(clock_said.FOR_AGENCY, agency=agency) if agency else "",
        )
        return " ".join(part for part in parts if part) or self.text(clock_said.EVERYWHERE)

    def subject(self, content: Content) -> str:
        """Return what *content* is about."""
        match content:
            case Length():
                rule = CLOCKS.get(content.clock)
                name = content.clock if rule is None else self.either(rule.zh, rule.en)
                return f"{name} {content.clock} · {self.place(content.region, content.agency)}"
            case RestDays():
                return content.subject
            case Organisation():
                return content.unit.code
            case Holidays():
                return self.text(said.NOTICE_OF, year=content.year)

    def content(self, content: Content) -> str:
        """Return what *content* says."""
        match content:
            case Length():
                rule = CLOCKS[content.clock]
                if content.length is None:
                    return self.text(said.DEFAULT, length=self.length(rule, rule.length))
                return self.length(rule, content.length)
            case RestDays():
                return self.text(said.RESTS if content.rests else said.WORKS)
            case Organisation():
                return self._unit(content)
            case Holidays():
                return self._notice(content)

    def _notice(self, content: Holidays) -> str:
        """Return how many days are off and worked, and the days of each holiday."""
        if not content.days:
            return self.text(said.NO_NOTICE)
        off = sum(is_off for _, is_off, _ in content.days)
        head = self.text(said.NOTICE_DAYS, off=off, worked=len(content.days) - off)
        return f"{head}: " + "; ".join(map(self.span, spans_of(content.days)))

    def span(self, span: Span) -> str:
        """Return one span of a notice."""
        last = "" if span.first == span.last else f"–{span.last:%m-%d}"
        return f"{span.name} {span.first:%m-%d}{last} {self.text(said.OFF if span.off else said.WORKED)}"

    def _unit(self, content: Organisation) -> str:
        unit = content.unit
        if content.ends:
            return self.text(said.ENDS)
        rosters = {True: said.ON_ROSTER, False: said.OFF_ROSTER}
        roster = f"{self.text(said.ROSTER)} {self.text(rosters[unit.roster])}" if unit.roster is not None else ""
        above = f"{self.text(said.PARENT)} {unit.parent}" if unit.parent else ""
        return " · ".join(part for part in (unit.name, unit.agency, above, roster) if part)
