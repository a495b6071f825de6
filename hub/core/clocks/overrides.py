"""
Local lengths of configurable clocks: by agency, by region, dated (domain §3 "all configurable").

The law's own periods can't be overridden: asking for it is refused with the article.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, Self

from hub.core.clocks.rules import CLOCKS, DayUnit
from hub.core.errors import ClockOverrideError

LONGEST = 366
"""No local default is longer: what takes more than a year isn't "on time"."""


class Place(NamedTuple):
    """Where a clock runs: the body that must act, the agency through which it's reached, and its division."""

    body: str | None = None
    agency: str | None = None
    division: str | None = None


ANYWHERE = Place()


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """
    Another length for one clock.

    Attributes:
        length: In the clock's own unit.
        agency: The agency, or the one body, that it's for; None for all.
        region: Beginning of the division codes that it's for (``230803``); None for the whole city.
        since: First day on which a clock may start under it; what started before keeps its length.
        until: Last such day.
        basis: The document that decided it.
    """

    clock: str
    length: int
    agency: str | None = None
    region: str | None = None
    since: date | None = None
    until: date | None = None
    basis: str = ""

    def is_dated(self, start: date) -> bool:
        """Return whether a clock may start under it on *start*."""
        return (self.since is None or self.since <= start) and (self.until is None or start <= self.until)

    def holds(self, start: date, place: Place) -> bool:
        """Return whether it's for a clock that starts on *start* at *place*."""
        if not self.is_dated(start):
            return False
        if self.agency is not None and self.agency not in (place.agency, place.body):
            return False
        return self.region is None or (place.division or "").startswith(self.region)

    @property
    def specificity(self) -> tuple[int, bool, date]:
        """Order of precedence: the narrower region, then one named agency, then the later decision."""
        return len(self.region or ""), self.agency is not None, self.since or date.min

    def overlaps(self, other: Override) -> bool:
        """Return whether both are for the same clock, agency and region on some day."""
        if (self.clock, self.agency, self.region) != (other.clock, other.agency, other.region):
            return False
        ends_before = self.until is not None and other.since is not None and self.until < other.since
        starts_after = other.until is not None and self.since is not None and other.until < self.since
        return not (ends_before or starts_after)


@dataclass(frozen=True, slots=True)
class Overrides:
    """A checked set of overrides; of several that hold the most specific wins."""

    all: tuple[Override, ...] = ()
    _by_clock: dict[str, tuple[Override, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        found: dict[str, list[Override]] = defaultdict(list)
        for one in sorted(self.all, key=lambda override: override.specificity, reverse=True):
            found[one.clock].append(one)
        object.__setattr__(self, "_by_clock", {clock: tuple(ones) for clock, ones in found.items()})

    @classmethod
    def of(cls, overrides: Iterable[Override]) -> Self:
        """
        Return *overrides* as a set.

        Raises:
            ClockOverrideError: one names no clock, a legal one, a length that can't be, or days that another has too.
        """
        checked: list[Override] = []
        for one in overrides:
            _check(one)
            clash = next((other for other in checked if one.overlaps(other)), None)
            if clash is not None:
                raise ClockOverrideError(
                    one.clock, "two local lengths hold on the same days", "end the former the day before"
                )
            checked.append(one)
        return cls(tuple(checked))

    def of_clock(self, clock: str) -> tuple[Override, ...]:
        """Return the overrides of one clock, the most specific first."""
        return self._by_clock.get(clock, ())

    def in_force(self, clock: str, start: date, place: Place) -> Override | None:
        """Return the override for a clock that starts on *start* at *place*, None when the default holds."""
        return next((one for one in self._by_clock.get(clock, ()) if one.holds(start, place)), None)


NO_OVERRIDES = Overrides()


def _check(one: Override) -> None:
    rule = CLOCKS.get(one.clock)
    if rule is None:
        raise ClockOverrideError(one.clock, "there is no such clock", "hub clocks list")
    if not rule.configurable:
        raise ClockOverrideError(
            one.clock, "the period is the law's and can't be changed here", "take the override out", rule.source
        )
    if rule.unit is DayUnit.NAMED or not 1 <= one.length <= LONGEST:
        raise ClockOverrideError(one.clock, "that length can't be", f"1-{LONGEST}", f"length {one.length}")
    if one.since is not None and one.until is not None and one.until < one.since:
        raise ClockOverrideError(one.clock, "the local length ends before it begins", "from, to")
    if one.region is not None and not one.region.isdigit():
        raise ClockOverrideError(one.clock, "that begins no division code", "230803", one.region)
