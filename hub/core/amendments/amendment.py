"""One amendment, whatever it amends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from hub.core.amendments.holidays import Holidays
from hub.core.amendments.lengths import Length
from hub.core.amendments.organisations import Organisation
from hub.core.amendments.rest_days import RestDays
from hub.core.codes import LabelledCode


class Kind(LabelledCode):
    """What is amended."""

    CLOCK = "CLOCK", "期限", "Clock"
    REST_DAY = "REST_DAY", "休息日", "Rest day"
    UNIT = "UNIT", "机构", "Organisation"
    HOLIDAYS = "HOLIDAYS", "放假安排", "Holiday notice"


Content = Length | RestDays | Organisation | Holidays


KIND_OF: Mapping[type[Content], Kind] = {
    Length: Kind.CLOCK,
    RestDays: Kind.REST_DAY,
    Organisation: Kind.UNIT,
    Holidays: Kind.HOLIDAYS,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """
    One amendment.

    Attributes:
        since: First day on which it holds.
        basis: The document that decided it.
        version: Its place among those decided; 0 while it's only proposed.
    """

    content: Content
    since: date
    basis: str
    version: int = 0

    @property
    def kind(self) -> Kind:
        """What it amends."""
        return KIND_OF[type(self.content)]
