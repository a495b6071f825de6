"""Reference facts that are shipped with the hub (``hub/data``): calendar, divisions, units, causes, real samples."""

from __future__ import annotations

from hub.reference.causes import CivilCause, CourtOfCity, civil_causes, courts
from hub.reference.divisions import County, Divisions, Township, Village, divisions
from hub.reference.holidays import load_calendar
from hub.reference.organisations import default_registry
from hub.reference.rates import PublishedFigure, TypeShare, published_figures, success_rate, type_mix
from hub.reference.samples import (
    CitizenQuestion,
    CourtClaim,
    PoliceComplaint,
    citizen_questions,
    court_claims,
    police_complaints,
)

__all__ = [
    "CitizenQuestion",
    "CivilCause",
    "County",
    "CourtClaim",
    "CourtOfCity",
    "Divisions",
    "PoliceComplaint",
    "PublishedFigure",
    "Township",
    "TypeShare",
    "Village",
    "citizen_questions",
    "civil_causes",
    "court_claims",
    "courts",
    "default_registry",
    "divisions",
    "load_calendar",
    "police_complaints",
    "published_figures",
    "success_rate",
    "type_mix",
]
