"""Causes of civil actions and the courts of the city."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from hub.core.codes import DisputeType
from hub.reference.packaged import rows


@dataclass(frozen=True, slots=True)
class CivilCause:
    """One cause (案由) with the dispute type that it counts as."""

    code: str
    name: str
    parent: str | None
    dispute_type: DisputeType


@dataclass(frozen=True, slots=True)
class CourtOfCity:
    """One court; ``number_prefix`` begins its case numbers (``黑0803``)."""

    code: str
    name: str
    division: str
    number_prefix: str


@cache
def civil_causes() -> tuple[CivilCause, ...]:
    """Return every cause, ordered by code."""
    return tuple(
        CivilCause(row["cause"], row["name"], row["under"] or None, DisputeType(row["dispute_type"]))
        for row in rows("court_causes", "civil_causes.csv")
    )


@cache
def courts() -> tuple[CourtOfCity, ...]:
    """Return the courts of the city and its counties."""
    return tuple(
        CourtOfCity(row["court"], row["name"], row["division"], row["number_prefix"])
        for row in rows("court_causes", "courts.csv")
    )
