"""The statutory routes that run beside mediation, as the facts tell them: petitions, police cases, arbitration."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(slots=True, kw_only=True)
class Review:
    """A review (复查) or the review of it (复核) that a petitioner asked for."""

    asked_at: datetime
    answered_at: datetime | None = None


@dataclass(slots=True, kw_only=True)
class PetitionFile:
    """How far the petition system has got with one petition; its registration is the report itself."""

    transferred_at: datetime | None = None
    informed_at: datetime | None = None
    accepted_at: datetime | None = None
    answered_at: datetime | None = None
    extended_to: date | None = None
    reviews: list[Review] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Proceeding:
    """A proceeding of a court, police station, arbitration or reconsideration body; ``agency`` is who has it."""

    kind: str
    agency: str
    unit: str | None
    opened_at: datetime
    extended_to: date | None = None
    closed_at: datetime | None = None
    result: str | None = None
