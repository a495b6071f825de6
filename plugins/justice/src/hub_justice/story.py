"""What one ledger row states, gathered step by step: the one place where a submission of this agency is made."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Unpack

from hub.connectors.parsing import parse_instant, parse_optional_instant, reject
from hub.connectors.statements import Speaker
from hub.core.daytime import SHANGHAI, local_day, start_of
from hub.core.events import Details, Event, Submission
from hub.core.units import Registry, Unit
from hub_justice.words import TASK_OF

AGENCY = "justice"

OPENING = time(9)
CLOSING = time(17, 30)
"""Where a day stands without an hour: matters are opened in the morning and ended in the afternoon."""

LEAD = timedelta(days=1)


@dataclass(slots=True)
class Story:
    """The submissions of one row of one office."""

    system: str
    native_id: str
    version: str
    root: str
    unit: str | None
    recorded_at: datetime
    correlation: str | None = None
    submissions: list[Submission] = field(default_factory=list)

    def say(self, event: Event, at: datetime, **details: Unpack[Details]) -> None:
        """State *event* about this row and its unit."""
        self.say_of(event, at, self.native_id, self.unit, details)

    def say_of(self, event: Event, at: datetime, native_id: str, unit: str | None, details: Details) -> None:
        """State *event* about a part of the row (*native_id*) or another *unit*."""
        speaker = Speaker(
            agency=AGENCY,
            system=self.system,
            native_id=native_id,
            version=self.version,
            root=self.root,
            recorded_at=max(self.recorded_at, at),
            correlation=self.correlation,
        )
        self.submissions.append(speaker.say(event, at, details, unit=unit))

    def moment(self, text: str, column: str, hour: time = CLOSING) -> datetime:
        """
        Return when a step happened; a day without an hour gets *hour*.

        It depends on nothing but *text*: the row is typed on again and again, what it stated once must not change.
        """
        at = parse_instant(text, column, task_of=TASK_OF)
        if at == start_of(local_day(at)):
            at = datetime.combine(local_day(at), hour, SHANGHAI).astimezone(at.tzinfo)
        if at > self.recorded_at + LEAD:
            reject(text, column, "lies after the day on which the row was typed", "E-DATE-04", TASK_OF)
        return at

    def optional_moment(self, text: str, column: str, hour: time = CLOSING) -> datetime | None:
        """Return when a step happened, None when it hasn't."""
        found = parse_optional_instant(text, column, task_of=TASK_OF)
        return None if found is None else self.moment(text, column, hour)


def recorded_moment(updated_at: str, now: datetime) -> datetime:
    """
    Return when the row was last typed; a computer whose clock is ahead is named, its rows wait.

    Raises:
        RowRejectedError: the time is unreadable or lies in the future.
    """
    at = parse_instant(updated_at, "updated_at", task_of=TASK_OF)
    if at > now + LEAD:
        reject(updated_at, "updated_at", "the office computer's clock is ahead: set it, save the row again", "E-CLK-01")
    return at


def known_unit(registry: Registry, code: str, column: str, at: datetime) -> Unit:
    """Return the registered unit *code*, or refuse the row."""
    found = registry.find(code, local_day(at))
    if found is None:
        reject(code, column, f"unit {code[:20]} isn't in the registry of units", "E-UNIT-01", TASK_OF)
    return found
