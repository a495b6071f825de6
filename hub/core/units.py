"""The dated registry of units: who they are, at which level, in which division, under whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from hub.core.codes import Assistance, MediationKind, OrgKind

HISTORICAL_COUNTIES = {"230833": "230883", "230802": "230811"}
"""Old county codes that still occur in records, and the county of today (domain §4 Divisions)."""

MAX_LEVEL = 4


def county_of(division: str) -> str:
    """
    Return the six-digit county (or city) of a division code of any length, old codes mapped to today's.

    >>> county_of("230803007001"), county_of("230833")
    ('230803', '230883')
    """
    county = division[:6]
    return HISTORICAL_COUNTIES.get(county, county)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitStamp:
    """
    A unit's attributes as the registry gave them on the day of receipt; rules need no look-up.

    ``registry`` is the version of the registry that was looked up, where it's known.
    """

    code: str
    level: int
    kind: MediationKind
    org_kind: OrgKind
    division: str
    agency: str
    registry: str | None = None

    @property
    def county(self) -> str:
        """Six-digit county of this unit, which report lines by division use."""
        return county_of(self.division)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """
    One unit of the registry.

    ``agency`` is the adapter through which it's reached; ``roster`` says whether it stands on the courts' roster of
    invited mediation bodies (特邀名册, COURT-5) in this dated entry, None where the registry doesn't know.
    """

    code: str
    name: str
    level: int
    kind: MediationKind
    org_kind: OrgKind
    division: str
    agency: str
    parent: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    roster: bool | None = None

    def is_valid_on(self, day: date) -> bool:
        """Return whether the unit exists on *day*."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)

    @property
    def stamp(self) -> UnitStamp:
        """What intake writes into each fact."""
        return UnitStamp(
            code=self.code,
            level=self.level,
            kind=self.kind,
            org_kind=self.org_kind,
            division=self.division,
            agency=self.agency,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """
    A body that mediates nothing itself, but helps in cases (JUS-1, OFF-2), in one dated entry.

    It is a law firm, a legal service office, legal aid, an appraiser, a notary or a bench of experts.
    """

    code: str
    name: str
    kind: Assistance
    division: str
    valid_from: date | None = None
    valid_to: date | None = None

    def is_valid_on(self, day: date) -> bool:
        """Return whether the body may be asked on *day*."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


_WIDTH = {1: 12, 2: 9, 3: 6, 4: 4}
"""Digits of a division code that say where a unit of a level serves."""


def lies_within(division: str, upper: UnitStamp) -> bool:
    """Return whether *division* lies in that of *upper*; a division that isn't known contradicts nothing."""
    if not division or not upper.division:
        return True
    width = _WIDTH[upper.level]
    return _of_today(division)[:width] == _of_today(upper.division)[:width]


def _of_today(division: str) -> str:
    return county_of(division) + division[6:]


@dataclass(frozen=True)
class Registry:
    """All units, by code; ``version`` is stamped beside what was looked up."""

    units: dict[str, tuple[Unit, ...]] = field(default_factory=dict)
    version: str = "1"
    bodies: dict[str, tuple[Body, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, units: Iterable[Unit], version: str = "1", bodies: Iterable[Body] = ()) -> Registry:
        """Build a registry; several entries of one code are its dated versions."""
        helping: dict[str, tuple[Body, ...]] = {}
        for body in bodies:
            helping[body.code] = (*helping.get(body.code, ()), body)
        by_code: dict[str, tuple[Unit, ...]] = {}
        for unit in units:
            by_code[unit.code] = (*by_code.get(unit.code, ()), unit)
        return cls(by_code, version, helping)

    def spoken_for(self, codes: Iterable[str], agency: str) -> Registry:
        """Return this registry with *agency* as the one that speaks for the units *codes*."""
        own = frozenset(codes)
        units = (replace(unit, agency=agency) if unit.code in own else unit for unit in self.all_units())
        return Registry.of(units, self.version, self.all_bodies())

    def all_units(self) -> Iterator[Unit]:
        """Yield every dated entry of every unit."""
        return (unit for versions in self.units.values() for unit in versions)

    def all_bodies(self) -> Iterator[Body]:
        """Yield every dated entry of every body that helps."""
        return (body for versions in self.bodies.values() for body in versions)

    def body(self, code: str, day: date) -> Body | None:
        """Return the helping body *code* as it is on *day*, None when it isn't registered then."""
        return next((body for body in self.bodies.get(code, ()) if body.is_valid_on(day)), None)

    def on_roster(self, day: date) -> tuple[Unit, ...]:
        """Return the units on the courts' roster of *day*, by code (COURT-5)."""
        invited = (unit for unit in self.all_units() if unit.roster and unit.is_valid_on(day))
        return tuple(sorted(invited, key=lambda unit: unit.code))

    def find(self, code: str, day: date) -> Unit | None:
        """Return the unit *code* as it is on *day*, or None when it isn't registered then."""
        for unit in self.units.get(code, ()):
            if unit.is_valid_on(day):
                return unit
        return None

    def serving(self, division: str, level: int, day: date) -> Unit | None:
        """Return the centre or committee of *level* in whose division *division* lies, first by code."""
        candidates = self._by_division.get((level, division[: _WIDTH[level]]), ())
        return next((unit for unit in candidates if unit.is_valid_on(day)), None)

    @cached_property
    def _by_division(self) -> dict[tuple[int, str], tuple[Unit, ...]]:
        found: dict[tuple[int, str], list[Unit]] = {}
        for versions in self.units.values():
            for unit in versions:
                if unit.kind is MediationKind.PEOPLE:
                    found.setdefault((unit.level, unit.division[: _WIDTH[unit.level]]), []).append(unit)
        return {key: tuple(sorted(units, key=lambda unit: unit.code)) for key, units in found.items()}
