"""What one row states, gathered step by step by its profile."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

from hub.connectors.mapping.model import Mapping
from hub.connectors.mapping.rows import ReadRow
from hub.connectors.parsing import reject
from hub.connectors.parties import parse_name, party_in_clear, token_details
from hub.connectors.statements import Speaker
from hub.core.codes import Channel, IdKind, Veil
from hub.core.daytime import SHANGHAI
from hub.core.deliveries import Dossier, PartyDossier
from hub.core.events import Details, Event, Submission
from hub.core.privacy import Tokeniser
from hub.core.units import Registry, Unit

OPENING = time(9)
CLOSING = time(17, 30)
"""Where a day stands without an hour: matters are opened in the morning and ended in the afternoon."""
_DIVIDERS = re.compile(r"[、；;\n]")
_MOST_NAMES = 200
_LEAST_REFERENCE = 6


def moment(day: date, at: time) -> datetime:
    """Return the instant of *day* at Shanghai's *at*."""
    return datetime.combine(day, at, SHANGHAI).astimezone(UTC)


def _is_reference(number: str) -> bool:
    """Return whether others could mean this case by *number*; a bare 7 is every ledger's seventh case."""
    return len(number) >= _LEAST_REFERENCE and not number.isdigit()


@dataclass(slots=True)
class Story:
    """The statements of one row and what its profile needs to make them."""

    mapping: Mapping
    row: ReadRow
    speaker: Speaker
    registry: Registry
    tokeniser: Tokeniser
    default_channel: Channel
    people: tuple[PartyDossier, ...] = ()
    said: list[Submission] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Read the people of the row."""
        self.people = tuple(self._people())

    def say(self, event: Event, at: datetime, details: Details | None = None, *, unit: str | None = None) -> None:
        """State *event*."""
        self.said.append(self.speaker.say(event, at, details, unit=unit))

    def opening(self, name: str) -> datetime | None:
        """Return the morning of the day under *name*, None when there is none."""
        day = self.row.day(name)
        return None if day is None else moment(day, OPENING)

    def closing(self, name: str) -> datetime | None:
        """Return the end of the working day under *name*, None when there is none."""
        day = self.row.day(name)
        return None if day is None else moment(day, CLOSING)

    def unit(self) -> Unit:
        """Return the unit that handles the row: that of its column, else the mapping's own."""
        code = self.row.text("unit")
        if not code:
            return self.mapping.unit
        return self.unit_named(code, "unit")

    def unit_named(self, code: str, name: str) -> Unit:
        """Return a unit that the column *name* names; one that isn't registered is refused."""
        day = self.row.day("accepted_on") or self.row.day("reported_on") or self.row.day("referred_on")
        found = self.registry.find(code, day) if day is not None else None
        if found is None:
            return self.refuse(name, "isn't a registered body on that day", "E-UNIT-01")
        return found

    def refuse(self, name: str, reason: str, code: str) -> Unit:
        """Refuse the row because of the column *name*; never returns."""
        return reject(None, self.row.heading(name), reason, code, self.mapping.contact)

    def needed(self, name: str) -> date:
        """Return the day under *name*; none is refused."""
        day = self.row.day(name)
        if day is None:
            return reject(None, self.row.heading(name), "is empty but needed", "E-REQ-01", self.mapping.contact)
        return day

    def reported(self) -> Details:
        """Return the details of the report: codes, numbers of people, tokens; no personal data."""
        row = self.row
        kind = row.text("type")
        if not kind:
            reject(None, row.heading("type"), "is empty but needed", "E-REQ-01", self.mapping.contact)
        people = token_details(self.people, self.tokeniser)
        count = row.number("parties") or people["parties"]
        if count < 1:
            first = self.mapping.parties[0].name if self.mapping.parties else "parties"
            reject(None, row.heading(first), "names no party", "E-REQ-01", self.mapping.contact)
        details: Details = {**people, "type": kind, "channel": row.text("channel") or self.default_channel.value}
        details["parties"] = max(count, people["parties"])
        details["division"] = row.text("division") or self.mapping.unit.division
        if _is_reference(number := row.text("native_id")):
            details["number"] = number
        if difficulty := row.text("difficulty"):
            details["difficulty"] = difficulty
        if row.text("veiled") == Veil.HIDDEN:
            details["veiled"] = True
        return details

    def dossier(self) -> Dossier | None:
        """Return what is sealed: people in clear, what it is about, and where."""
        narrative, place = self.row.text("summary"), self.row.text("place")
        if not (self.people or narrative or place):
            return None
        return Dossier(root=self.speaker.root, parties=self.people, narrative=narrative, place=place)

    def first_party(self, role: str) -> str:
        """Return the subject of the first party on a side, the first of all when nobody stands there."""
        return next((f"p{party.position}" for party in self.people if party.role == role), "p1")

    def _people(self) -> Iterator[PartyDossier]:
        position = 0
        for column in self.mapping.parties:
            text, heading = self.row.text(column.name), self.row.heading(column.name)
            names = [name for part in _DIVIDERS.split(text) if (name := parse_name(part, heading))]
            if len(names) > _MOST_NAMES:
                reject(None, heading, "names too many people in one cell", "E-SIZE-01", self.mapping.contact)
            identity = self.row.identities.get(f"{column.name}_id", (IdKind.NONE, ""))
            phone = self.row.text(f"{column.name}_phone")
            for name in names:
                position += 1
                role = column.party.value if column.party is not None else ""
                # One number in a cell of several names would make all of them one person.
                own = (identity, phone) if len(names) == 1 else ((IdKind.NONE, ""), "")
                yield party_in_clear(position, role, name, *own)
