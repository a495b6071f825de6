"""The pages, in the order of the menu: who may read one finds it there, others don't."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hub.console.seam import Viewer
from hub.console.texts import accounts, bench, joint, settings, statistics
from hub.console.texts import frame as said
from hub.core.permissions import Area, Deed, joins_any
from hub.core.wording import Message


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the menu; ``key`` follows ``g`` on the keyboard. ``joint`` is for those who may be one of two.

    ``desk`` is for those whose unit works in this console.
    """

    path: str
    title: Message
    area: Area
    deed: Deed
    key: str
    joint: bool = False
    desk: bool = False


MENU: tuple[Entry, ...] = (
    Entry("/", said.OVERVIEW, Area.SELF, Deed.READ, "o"),
    Entry("/bench", bench.BENCH, Area.CASES, Deed.WRITE, "b"),
    Entry("/register", bench.REGISTER, Area.CASES, Deed.WRITE, "r", desk=True),
    Entry("/cases", said.CASES, Area.CASES, Deed.READ, "c"),
    Entry("/links", said.LINKS, Area.MERGE, Deed.READ, "d"),
    Entry("/quarantine", said.QUARANTINE, Area.QUARANTINE, Deed.READ, "q"),
    Entry("/adapters", said.ADAPTERS, Area.ADAPTERS, Deed.READ, "a"),
    Entry("/months", statistics.MONTHS, Area.MONTH, Deed.READ, "m"),
    Entry("/figures", statistics.FIGURES, Area.FIGURES, Deed.READ, "n"),
    Entry("/trends", statistics.TRENDS, Area.TRENDS, Deed.READ, "t"),
    Entry("/flows", statistics.FLOWS, Area.FIGURES, Deed.READ, "w"),
    Entry("/supervision", statistics.SUPERVISION, Area.SUPERVISION, Deed.READ, "s"),
    Entry("/meeting", statistics.MEETING, Area.MEETING, Deed.READ, "h"),
    Entry("/joint", joint.TITLE, Area.SELF, Deed.READ, "e", joint=True),
    Entry("/people", accounts.ACCOUNTS, Area.ACCOUNTS, Deed.READ, "p"),
    Entry("/audit", accounts.AUDIT, Area.AUDIT, Deed.READ, "u"),
    Entry("/settings", settings.SETTINGS, Area.SETTINGS, Deed.READ, "x"),
)
"""Each page adds its line; the order is that of the work: what to do, where it is, what stands still, figures, who."""


def menu_of(viewer: Viewer, units: Sequence[str]) -> Sequence[Entry]:
    """Return the lines that *viewer* may open; *units* work in this console."""
    joins = joins_any(viewer.grants, viewer.today)
    works = viewer.may_with(Area.CASES, Deed.WRITE, units)
    return [
        entry
        for entry in MENU
        if viewer.may_somewhere(entry.area, entry.deed) and (joins or not entry.joint) and (works or not entry.desk)
    ]
