"""Organisations: how a unit is from a day on, a new one, or its end."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from hub.core.amendments.refusals import changes_nothing
from hub.core.daytime import ONE_DAY
from hub.core.errors import PermanentError
from hub.core.units import Registry, Unit

if TYPE_CHECKING:
    from hub.core.amendments.amendment import Amendment


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


_CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{1,39}")


_DIGITS = {1: 12, 2: 9, 3: 6, 4: 6}


def check_unit(said: Organisation, registry: Registry, since: date) -> None:
    """
    Refuse *said* where the unit can't be so in *registry* from *since* on.

    Raises:
        PermanentError: it can't, or it would change nothing.
    """
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
        raise changes_nothing(unit.code)


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
