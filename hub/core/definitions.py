"""
The counting conventions of domain §6.1 that a bureau may change, as named switches of a dated definition.

A month is counted by the definition valid on its first day, for ever: a change is a new definition, and in the year of
the change both bases are shown.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from hub.core.codes import Outcome
from hub.core.daytime import month_bounds
from hub.core.errors import ConfigurationError

CONCLUDING = (
    Outcome.SUCCESS,
    Outcome.FAILED,
    Outcome.CONSENT_WITHDRAWN,
    Outcome.WITHDRAWN,
    Outcome.SETTLED,
    Outcome.ARB_DOC,
)
"""Outcomes with which a dispute is concluded; VOID and MERGED are in nothing, ESCALATED ends a case only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """
    One dated definition of how the month is counted.

    Attributes:
        id: Printed on every form and stored with every revision.
        valid_from: First day on which it's in force; the first one has none.
        valid_to: Last day on which it's in force.
        success: Outcomes in the numerator of the success rate.
        rated: Outcomes in its base.
        in_median: Outcomes in the median of days to conclude (convention 7).
        counts_first_day: Whether the day of acceptance is the first day to conclude (convention 7: it isn't).
    """

    id: str
    zh: str = ""
    en: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    success: tuple[Outcome, ...] = (Outcome.SUCCESS,)
    rated: tuple[Outcome, ...] = (Outcome.SUCCESS, Outcome.FAILED, Outcome.CONSENT_WITHDRAWN)
    in_median: tuple[Outcome, ...] = CONCLUDING
    counts_first_day: bool = False

    def is_valid_on(self, day: date) -> bool:
        """Return whether it's in force on *day*."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


STANDARD = Definition(
    id="人民调解月报/2026-1",
    zh="大调解月报统计口径（2026年第一版）",
    en="Counting rules of the great mediation's monthly report, 2026-1",
)
"""The conventions as domain §6.1 states them."""


@dataclass(frozen=True, slots=True)
class Definitions:
    """All definitions, dated; exactly one is in force on each day."""

    all: tuple[Definition, ...] = (STANDARD,)

    @classmethod
    def of(cls, definitions: Iterable[Definition]) -> Definitions:
        """
        Check and order *definitions*.

        Raises:
            ConfigurationError: two are in force on one day, two have one id, or none is the first.
        """
        ordered = tuple(sorted(definitions, key=lambda one: one.valid_from or date.min))
        if not ordered or len({one.id for one in ordered}) != len(ordered):
            raise ConfigurationError("definitions need one distinct id each", remedy="rename one of them")
        for earlier, later in itertools.pairwise(ordered):
            if later.valid_from is None or earlier.valid_to is None or earlier.valid_to >= later.valid_from:
                raise ConfigurationError(
                    f"{earlier.id} and {later.id} are in force on the same day",
                    where="definitions",
                    remedy=f"end {earlier.id} on the day before {later.id} begins",
                )
        return cls(ordered)

    def of_month(self, month: str) -> Definition:
        """
        Return the definition by which *month* is counted.

        Raises:
            ConfigurationError: none is in force.
        """
        first, _ = month_bounds(month)
        found = next((one for one in self.all if one.is_valid_on(first)), None)
        if found is None:
            raise ConfigurationError(
                "no definition is in force in this month", where=month, remedy="add its definition file"
            )
        return found

    def by_id(self, name: str) -> Definition:
        """
        Return the definition *name*.

        Raises:
            ConfigurationError: there's none of that id: the file that a revision was counted by is gone.
        """
        found = next((one for one in self.all if one.id == name), None)
        if found is None:
            raise ConfigurationError("this definition isn't known", where=name, remedy="put its file back")
        return found

    def bases_of(self, month: str) -> tuple[Definition, ...]:
        """
        Return the definitions by which *month* is shown: its own, and in a year of change the others of that year.

        >>> [one.id for one in Definitions().bases_of("2026-03")]
        ['人民调解月报/2026-1']
        """
        own = self.of_month(month)
        year = int(month[:4])
        january, december = date(year, 1, 1), date(year, 12, 31)
        begun = [one for one in self.all if one.valid_from is not None and january <= one.valid_from <= december]
        if not begun:
            return (own,)
        places = {self.all.index(one) for one in begun}
        wanted = sorted({index for place in places for index in (place - 1, place) if index >= 0})
        return own, *(self.all[index] for index in wanted if self.all[index] != own)
