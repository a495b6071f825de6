"""Who mediates in a simulated city: the units of a registry, by what they do there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from hub.core.codes import MediationKind, OrgKind
from hub.core.errors import ConfigurationError
from hub.core.units import MAX_LEVEL, Registry, Unit

_INVITED = (OrgKind.STATION, OrgKind.ZZ_CENTRE, OrgKind.ADMIN_ORGAN)
_BY_KIND = {"MEDICAL": "MED", "TRAFFIC": "TRAFFIC"}


@dataclass(frozen=True, slots=True)
class Cast:
    """
    The units that play.

    Attributes:
        villages: Committees of the first level.
        above: The unit to which each one escalates, by code.
        townships: Committees of the second level, by county.
        industry: Industry committees, by county.
        organs: Administrative organs that mediate, by county.
        invited: Codes of bodies that are asked to join, by county.
        counties: Six-digit codes, ordered.
    """

    villages: Sequence[Unit]
    above: Mapping[str, Unit]
    townships: Mapping[str, Sequence[Unit]]
    industry: Mapping[str, Sequence[Unit]]
    organs: Mapping[str, Sequence[Unit]]
    invited: Mapping[str, Sequence[str]]
    counties: tuple[str, ...]

    @classmethod
    def of(cls, registry: Registry) -> Cast:
        """
        Return the cast that *registry* has.

        Raises:
            ConfigurationError: a level is missing, or a unit's superior isn't named.
        """
        units = [versions[-1] for _, versions in sorted(registry.units.items())]
        mediating = [unit for unit in units if unit.kind in (MediationKind.PEOPLE, MediationKind.INDUSTRY)]
        above = {unit.code: registry.units[unit.parent][-1] for unit in mediating if unit.parent in registry.units}
        people = [unit for unit in mediating if unit.kind is MediationKind.PEOPLE]
        villages = [unit for unit in people if unit.level == 1 and _reaches_the_top(unit, above)]
        if not villages:
            raise ConfigurationError(
                "no first-level committee whose superiors up to the city are registered",
                where="units",
                remedy="name each unit's parent, or leave the packaged units",
            )
        return cls(
            villages=villages,
            above=above,
            townships=_by_county(unit for unit in people if unit.level == 2),
            industry=_by_county(unit for unit in mediating if unit.kind is MediationKind.INDUSTRY),
            organs=_by_county(unit for unit in units if unit.org_kind is OrgKind.ADMIN_ORGAN),
            invited={
                county: [unit.code for unit in found]
                for county, found in _by_county(unit for unit in units if unit.org_kind in _INVITED).items()
            },
            counties=tuple(sorted({unit.stamp.county for unit in villages})),
        )

    def specialist(self, kind: str, county: str) -> Unit | None:
        """Return the industry committee for disputes of type *kind* in *county*, None where there is none."""
        wanted = _BY_KIND.get(kind)
        found = self.industry.get(county, ())
        return next((unit for unit in found if wanted is not None and wanted in unit.code), None)


def _reaches_the_top(unit: Unit, above: Mapping[str, Unit]) -> bool:
    step: Unit | None = unit
    while step is not None and step.level < MAX_LEVEL:
        upper = above.get(step.code)
        step = upper if upper is not None and upper.level == step.level + 1 else None
    return step is not None


def _by_county(units: Iterable[Unit]) -> dict[str, Sequence[Unit]]:
    found: dict[str, list[Unit]] = {}
    for unit in units:
        found.setdefault(unit.stamp.county, []).append(unit)
    return {county: tuple(members) for county, members in found.items()}
