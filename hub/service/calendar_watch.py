"""A running hub looks once a day whether a year's working-day calendar will be missed (convention 18)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from hub.core.clocks import Deadline, Terms, deadlines
from hub.core.clocks.missing import missing_years, near_years
from hub.core.errors import MissingCalendarError
from hub.core.knowledge import state_of
from hub.core.ports import HubReader
from hub.processors import Lifecycle
from hub.processors.codec import MsgpackCodec
from hub.processors.lifecycle import LifecycleState


@dataclass(slots=True)
class CalendarWatch:
    """The alarm of the day; all disputes are read only on days on which a year is near and its calendar missing."""

    reader: HubReader
    terms: Terms
    looked_on: date | None = None
    alarm: str = ""

    def look(self, today: date) -> str:
        """Return what is missing, how many clocks wait for it and who loads it; empty while nothing is."""
        if today != self.looked_on:
            self.looked_on = today
            near = near_years(self.terms.calendar, today)
            missing = missing_years(self.terms.calendar, self._running(), today) if near else []
            self.alarm = "; ".join(
                f"{MissingCalendarError(one.year)} ({one.clocks} running clocks reach into it)" for one in missing
            )
        return self.alarm

    def _running(self) -> Iterator[Deadline]:
        codec = MsgpackCodec(LifecycleState)
        for _, stored in self.reader.states(Lifecycle.name):
            yield from deadlines(state_of(codec.decode(stored).knowledge), self.terms)
