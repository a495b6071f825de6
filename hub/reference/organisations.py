"""
The units of a plausible city, made from its real divisions.

Codes are short and stable: ``L1-230803007001`` (village or community committee), ``L2-230803007`` (township committee),
``L3-230803`` (county centre), ``L4-230800`` (city committee, the last instance), ``L4-230800-CENTRE``,
``IND-MED-230803``, ``IND-TRAFFIC-230803``, ``CT-`` courts, ``PS-`` police, ``XF-`` petition offices and
``GR-`` grid centres.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from hub.core.codes import MediationKind, OrgKind
from hub.core.units import Registry, Unit
from hub.reference.causes import courts
from hub.reference.divisions import CITY, CITY_NAME, CITY_OWN_AREAS, County, Divisions, Township, Village, divisions

REGISTRY_VERSION = "2026-01"


@dataclass(frozen=True, slots=True)
class _Body:
    """What units of one sort share."""

    org_kind: OrgKind
    agency: str
    kind: MediationKind = MediationKind.PEOPLE


VILLAGE = _Body(OrgKind.RMC_VILLAGE, "justice")
COMMUNITY = _Body(OrgKind.RMC_COMMUNITY, "justice")
TOWN = _Body(OrgKind.RMC_TOWN, "justice")
COUNTY_CENTRE = _Body(OrgKind.CENTRE_L3, "justice")
CITY_COMMITTEE = _Body(OrgKind.RMC_CITY, "justice")
CITY_CENTRE = _Body(OrgKind.CENTRE_L4, "justice")
INDUSTRY = _Body(OrgKind.RMC_INDUSTRY, "justice", MediationKind.INDUSTRY)
COURT = _Body(OrgKind.COURT, "court", MediationKind.JUDICIAL)
POLICE = _Body(OrgKind.STATION, "police", MediationKind.ADMIN)
PETITION = _Body(OrgKind.PETITION, "petition", MediationKind.ADMIN)
GRID = _Body(OrgKind.ZZ_CENTRE, "grid", MediationKind.ADMIN)


@cache
def default_registry() -> Registry:
    """Return the registry of the city: about two thousand units, with parents, levels and the adapter of each."""
    return Registry.of(_units(divisions()), REGISTRY_VERSION)


def _unit(body: _Body, code: str, name: str, division: str, parent: str | None) -> Unit:
    level = {12: 1, 9: 2}.get(len(division), 4 if division == CITY else 3)
    return Unit(
        code=code,
        name=name,
        level=level,
        kind=body.kind,
        org_kind=body.org_kind,
        division=division,
        agency=body.agency,
        parent=parent,
    )


def _units(found: Divisions) -> Iterator[Unit]:
    yield _unit(CITY_COMMITTEE, f"L4-{CITY}", f"{CITY_NAME}人民调解委员会", CITY, None)
    yield _unit(CITY_CENTRE, f"L4-{CITY}-CENTRE", f"{CITY_NAME}非诉讼纠纷化解中心", CITY, f"L4-{CITY}")
    yield _unit(POLICE, f"PS-{CITY}", f"{CITY_NAME}公安局", CITY, None)
    yield _unit(PETITION, f"XF-{CITY}", f"{CITY_NAME}信访局", CITY, None)
    yield _unit(GRID, f"GR-{CITY}", f"{CITY_NAME}网格化服务管理中心", CITY, None)
    for court in courts():
        parent = None if court.division == CITY else f"CT-{CITY}"
        yield _unit(COURT, f"CT-{court.division}", court.name, court.division, parent)
    for county in found.counties:
        yield from _county(county)
    for township in found.townships:
        yield from _township(township)
    for village in found.villages:
        yield _village(village)


def _county(county: County) -> Iterator[Unit]:
    name = f"{CITY_NAME}{county.name}" if county.code in CITY_OWN_AREAS else county.name
    parent = f"L4-{CITY}"
    yield _unit(COUNTY_CENTRE, f"L3-{county.code}", f"{name}非诉讼纠纷化解中心", county.code, parent)
    yield _unit(INDUSTRY, f"IND-MED-{county.code}", f"{name}医疗纠纷人民调解委员会", county.code, parent)
    yield _unit(INDUSTRY, f"IND-TRAFFIC-{county.code}", f"{name}道路交通事故人民调解委员会", county.code, parent)
    yield _unit(POLICE, f"PS-{county.code}", f"{name}公安局", county.code, f"PS-{CITY}")
    yield _unit(PETITION, f"XF-{county.code}", f"{name}信访局", county.code, f"XF-{CITY}")
    yield _unit(GRID, f"GR-{county.code}", f"{name}网格化服务管理中心", county.code, f"GR-{CITY}")


def _township(township: Township) -> Iterator[Unit]:
    yield _unit(TOWN, f"L2-{township.code}", f"{township.name}人民调解委员会", township.code, f"L3-{township.county}")
    yield _unit(POLICE, f"PS-{township.code}", f"{township.name}派出所", township.code, f"PS-{township.county}")
    yield _unit(GRID, f"GR-{township.code}", f"{township.name}综治中心", township.code, f"GR-{township.county}")


def _village(village: Village) -> Unit:
    body = COMMUNITY if village.is_community else VILLAGE
    name = f"{village.short_name}人民调解委员会"
    return _unit(body, f"L1-{village.code}", name, village.code, f"L2-{village.township}")
