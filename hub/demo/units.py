"""
The units of the demo's city: real divisions of 佳木斯市 and the committees that serve them.

Codes say what they are. A committee carries the code of its division: twelve digits for a village or community
(level 1), nine for a township (level 2), six for a county centre (level 3), ``230800`` for the city (level 4).
Others put two letters before it: ``MD230803`` medical committee, ``MR230803`` market regulation, ``CT230803`` court,
``XF230803`` petition office, ``PS230803007`` police station.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hub.core.codes import MediationKind, OrgKind
from hub.core.units import Registry, Unit

CITY = "230800"

TOWNSHIPS = (
    "230803007", "230803008", "230803009", "230803010", "230803011",
    "230804007", "230804008",
    "230811008", "230811104", "230811105",
    "230822106", "230822107",
)  # fmt: skip
"""Where the demo plays: twelve townships of four counties; the others have units of their own only when asked for."""


@dataclass(frozen=True, slots=True)
class Place:
    """One administrative division: 6 digits a county, 9 a township, 12 a village or community."""

    code: str
    name: str

    @property
    def short_name(self) -> str:
        """
        The place itself, without what governs it.

        >>> Place("230811104201", "长虹村委会").short_name, Place("230803007001", "安民社区居委会").short_name
        ('长虹村', '安民社区')
        """
        return (
            self.name.replace("村民委员会", "村")
            .replace("村委会", "村")
            .replace("居民委员会", "")
            .replace("居委会", "")
        )


def demo_registry(places: Sequence[Place], townships: Sequence[str] = TOWNSHIPS) -> Registry:
    """Return the units that serve *townships*, their villages, their counties and the city."""
    chosen = frozenset(townships)
    counties = {township[:6] for township in chosen}
    units = [_city(), *(unit for place in places for unit in _units_of(place, chosen, counties))]
    return Registry.of(units, version="demo-1")


def _city() -> Unit:
    return Unit(
        code=CITY,
        name="佳木斯市人民调解委员会",
        level=4,
        kind=MediationKind.PEOPLE,
        org_kind=OrgKind.RMC_CITY,
        division=CITY,
        agency="justice",
    )


def _units_of(place: Place, townships: frozenset[str], counties: set[str]) -> Iterator[Unit]:
    if len(place.code) == 6 and place.code in counties:
        yield from _county_units(place)
    elif len(place.code) == 9 and place.code in townships:
        yield _unit(place, 2, OrgKind.RMC_TOWN, f"{place.name}人民调解委员会")
        yield _other(place, "PS", OrgKind.STATION, f"{place.name}派出所", "police")
    elif len(place.code) == 12 and place.code[:9] in townships:
        community = "社区" in place.name or place.name.endswith("居委会")
        org_kind = OrgKind.RMC_COMMUNITY if community else OrgKind.RMC_VILLAGE
        yield _unit(place, 1, org_kind, f"{place.short_name}人民调解委员会")


def _county_units(place: Place) -> Iterator[Unit]:
    yield _unit(place, 3, OrgKind.CENTRE_L3, f"{place.name}非诉中心")
    yield _other(place, "MD", OrgKind.RMC_INDUSTRY, f"{place.name}医疗纠纷调解委员会", "justice")
    yield _other(place, "MR", OrgKind.ADMIN_ORGAN, f"{place.name}市场监督管理局", "justice")
    yield _other(place, "CT", OrgKind.COURT, f"{place.name}人民法院", "court")
    yield _other(place, "XF", OrgKind.PETITION, f"{place.name}信访局", "petition")


def _unit(place: Place, level: int, org_kind: OrgKind, name: str) -> Unit:
    width = {1: 9, 2: 6}.get(level)
    return Unit(
        code=place.code,
        name=name,
        level=level,
        kind=MediationKind.PEOPLE,
        org_kind=org_kind,
        division=place.code,
        agency="justice",
        parent=place.code[:width] if width else CITY,
    )


_KIND_OF_OTHERS = {
    OrgKind.RMC_INDUSTRY: MediationKind.INDUSTRY,
    OrgKind.COURT: MediationKind.JUDICIAL,
}


def _other(place: Place, prefix: str, org_kind: OrgKind, name: str, agency: str) -> Unit:
    return Unit(
        code=f"{prefix}{place.code}",
        name=name,
        level=3 if len(place.code) == 6 else 2,
        kind=_KIND_OF_OTHERS.get(org_kind, MediationKind.ADMIN),
        org_kind=org_kind,
        division=place.code,
        agency=agency,
        parent=place.code[:6] if len(place.code) > 6 else CITY,
    )
