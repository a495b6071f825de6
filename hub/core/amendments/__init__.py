"""
What the city may decide itself, over the law and the settings file: lengths of clocks, further rest days, units.

Each amendment holds from a day that lies ahead when it's decided: what runs already keeps its length, what happened
keeps its unit. What a day that rests will move is counted beforehand (:mod:`hub.queries.amended`). Laid over what the
file says in the order in which they were decided, they give what is in force; nothing is ever taken out.
"""

from __future__ import annotations

from hub.core.amendments.amendment import KIND_OF, Amendment, Content, Kind
from hub.core.amendments.holidays import STATUTORY, Holidays, check_holidays, first_of
from hub.core.amendments.lengths import Length, amended_lengths
from hub.core.amendments.organisations import (
    ROSTERS,
    AskedUnit,
    Organisation,
    agencies_of,
    amended_registry,
    organisation_of,
)
from hub.core.amendments.rest_days import LONGEST_REST, RestDays
from hub.core.amendments.standing import FARTHEST, Standing, amended_calendar, check, former

__all__ = [
    "FARTHEST",
    "KIND_OF",
    "LONGEST_REST",
    "ROSTERS",
    "STATUTORY",
    "Amendment",
    "AskedUnit",
    "Content",
    "Holidays",
    "Kind",
    "Length",
    "Organisation",
    "RestDays",
    "Standing",
    "agencies_of",
    "amended_calendar",
    "amended_lengths",
    "amended_registry",
    "check",
    "check_holidays",
    "first_of",
    "former",
    "organisation_of",
]
