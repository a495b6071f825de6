"""The statutory routes that run beside mediation, as the facts tell them: petitions, police cases, arbitration."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from hub.core.events import Fact


@dataclass(slots=True)
class Stated:
    """
    When a step was taken, as records state it: the earliest counts.

    A record that comes to state another day corrects itself; of its statements the one received last counts, whatever
    the order in which they're taken.
    """

    by_record: dict[tuple[str, str], tuple[datetime, datetime]] = field(default_factory=dict)

    @property
    def at(self) -> datetime | None:
        """When it was taken, None while nobody states it."""
        return min((at for _, at in self.by_record.values()), default=None)

    def take(self, fact: Fact) -> None:
        """Take what one record states."""
        record, statement = (fact.system, fact.native_id), (fact.received_at, fact.occurred_at)
        self.by_record[record] = max(statement, self.by_record.get(record, statement))


@dataclass(slots=True, kw_only=True)
class Review:
    """A review (复查) or the review of it (复核) that a petitioner asked for."""

    asked_at: datetime
    answered_at: datetime | None = None


@dataclass(slots=True, kw_only=True)
class PetitionFile:
    """How far the petition system has got with one petition; its registration is the report itself."""

    transferred: Stated = field(default_factory=Stated)
    informed: Stated = field(default_factory=Stated)
    accepted: Stated = field(default_factory=Stated)
    answered: Stated = field(default_factory=Stated)
    extended_to: date | None = None
    reviews: list[Review] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Proceeding:
    """
    A proceeding of a court, police station, arbitration or reconsideration body.

    ``agency`` is who has it; there is none before somebody has stated its beginning.
    """

    kind: str
    agency: str
    unit: str | None
    opened: Stated
    extended_to: date | None = None
    closed_at: datetime | None = None
    result: str | None = None

    @property
    def opened_at(self) -> datetime:
        """The earliest beginning that records state."""
        return min(at for _, at in self.opened.by_record.values())
