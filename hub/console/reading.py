"""One dispute as a viewer may see it: found, told, and cut down to what the grants show."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date

from hub.console.seam import Books, Viewer
from hub.core.clocks import DeadlineStatus
from hub.core.daytime import local_day
from hub.core.knowledge import Knowledge
from hub.core.permissions import Area, View
from hub.queries.owners import owners_of
from hub.queries.trace import Trace, trace

_SHOWN = frozenset({View.HOLDER_DATES, View.TOKENS, View.NO_PARTIES, View.FULL})


@dataclass(frozen=True, slots=True)
class Seen:
    """One dispute, whose it is, and how much of it the viewer sees."""

    told: Trace
    owners: frozenset[str]
    view: View

    @property
    def key(self) -> str:
        """The dispute's id."""
        return self.told.state.dispute

    @property
    def number(self) -> str:
        """What it's called first."""
        return next(iter(self.told.numbers), self.key)

    @property
    def kind(self) -> str:
        """The code of its type, empty where no report is known."""
        report = self.told.state.primary
        return "" if report is None else report.type

    @property
    def has_story(self) -> bool:
        """Whether more than holder and dates is shown."""
        return self.view in _SHOWN and self.view is not View.HOLDER_DATES

    @property
    def overdue(self) -> int:
        """How many deadlines are past and still owed."""
        return sum(line.status(self.told.as_of) is DeadlineStatus.OVERDUE for line in self.told.deadlines)

    @property
    def is_late(self) -> bool:
        """Whether the holder's own day is past."""
        held = self.told.holder
        return held is not None and held.until < self.told.as_of


def is_shown(viewer: Viewer, owners: Collection[str]) -> bool:
    """Return whether the grants show *viewer* anything of a dispute that is of *owners*."""
    return viewer.sees(Area.CASES, owners) in _SHOWN


Registrars = Callable[[Iterable[str]], frozenset[str]]
"""Gives the units of the workbench that registered some roots; their report names the agency alone."""


def nobody(_roots: Iterable[str]) -> frozenset[str]:
    """Return no unit: nothing is registered at this console."""
    return frozenset()


def seen(knowledge: Knowledge, books: Books, viewer: Viewer, day: date, registrars: Registrars = nobody) -> Seen | None:
    """
    Return the dispute as known at the end of *day*; None when it doesn't concern *viewer*, like one unknown.

    Whose it is goes by what is known now, whatever *day* is told of: a report that was taken back gives no right any
    more to the days before.
    """
    told = now = trace(knowledge, books.rules.terms, day)
    if not told.state.reports:
        return None
    if day < (last := known_day(knowledge, viewer)):
        now = trace(knowledge, books.rules.terms, last)
    owners = owners_of(now.state, now.holder) | registrars(
        report.root for report in now.state.reports.values() if not report.retracted
    )
    view = viewer.sees(Area.CASES, owners)
    return Seen(told, owners, view) if view in _SHOWN else None


def known_day(knowledge: Knowledge, viewer: Viewer) -> date:
    """Return the day of today's page, not before the last day on which something became known of the dispute."""
    last = viewer.today if knowledge.known_to is None else local_day(knowledge.known_to)
    return max(viewer.today, last)
