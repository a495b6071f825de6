"""Published figures of mediation, and the rates that the demo takes from them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from hub.core.codes import DisputeType
from hub.reference.packaged import rows

FAMILY, NEIGHBOUR = DisputeType.MARRIAGE_FAMILY, DisputeType.NEIGHBOUR
_MIX_YEAR = "2011"
_MIX_NAMES = {
    "婚姻家庭": FAMILY,
    "(label lost in source; position = 邻里)": NEIGHBOUR,
    "房屋、宅基地": DisputeType.HOUSING_LAND,
    "损害赔偿": DisputeType.DAMAGES,
}
_REST = {
    DisputeType.CONTRACT: 14,
    DisputeType.MIGRANT_WAGE: 5,
    DisputeType.LABOUR: 4,
    DisputeType.TRAFFIC: 5,
    DisputeType.CONSUMER: 4,
    DisputeType.PROPERTY_MGMT: 4,
    DisputeType.MEDICAL: 2,
    DisputeType.FOREST_LAND: 3,
    DisputeType.EXPROPRIATION: 2,
    DisputeType.VILLAGE_AFFAIRS: 1,
    DisputeType.ENVIRONMENT: 1,
    DisputeType.BUSINESS_OP: 2,
    DisputeType.OTHER: 3,
}
"""How what the published mix leaves open is divided: an assumption, in parts of the rest."""


@dataclass(frozen=True, slots=True)
class PublishedFigure:
    """One published line as transcribed; ``grade`` A (official site) to D (content farm)."""

    area: str
    period: str
    measure: str
    value: str
    note: str
    source: str
    grade: str


@dataclass(frozen=True, slots=True)
class TypeShare:
    """A dispute type's share of all disputes, 0 to 1; ``published`` is false where it's our division of the rest."""

    dispute_type: DisputeType
    share: float
    published: bool


@cache
def published_figures() -> tuple[PublishedFigure, ...]:
    """Return every transcribed line."""
    return tuple(
        PublishedFigure(
            row["area"], row["period"], row["measure"], row["value"], row["unit_note"], row["source"], row["grade"]
        )
        for row in rows("statistics", "mediation_stats.csv")
    )


@cache
def type_mix() -> tuple[TypeShare, ...]:
    """Return the shares of dispute types: those of the national yearbook, the rest divided by assumption."""
    lines = {f.measure: f.value for f in published_figures() if f.area == "national" and f.period == _MIX_YEAR}
    total = float(lines["disputes mediated total"])
    known = [TypeShare(kind, float(lines[name]) / total, True) for name, kind in _MIX_NAMES.items()]
    rest = 1 - sum(entry.share for entry in known)
    parts = sum(_REST.values())
    return (*known, *(TypeShare(kind, rest * part / parts, False) for kind, part in _REST.items()))


@cache
def success_rate(area: str = "Huangshi (city, same tier)") -> float:
    """Return the published success rate of *area*, 0 to 1 (default: the official figure of a city of this tier)."""
    for figure in published_figures():
        if figure.area == area and (found := re.search(r"(\d+(?:\.\d+)?)%", figure.value)):
            return float(found[1]) / 100
    raise KeyError(area)
