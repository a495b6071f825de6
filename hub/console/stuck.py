"""What stands still, with whom, since when: of everything that the viewer may read, the longest first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from hub.console.asking import sees_all
from hub.console.departments import codes_at, held_items, standings, visible
from hub.console.reading import known_day, seen
from hub.console.seam import Books, Console, Viewer
from hub.console.texts import frame as said
from hub.core.daytime import local_day
from hub.core.holder import HoldingRule
from hub.core.permissions import Area, Deed
from hub.core.wording import Message
from hub.queries.overdue import Hub, Wanted, overdue
from hub.service.links import waiting

MOST = 15
"""Cases that the page lists; how many there are besides is said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stuck:
    """One line: what, about which number, with whom, since when, and where one goes on with it."""

    what: Message
    number: str
    who: str
    since: date
    path: str
    count: int = 1

    def days(self, today: date) -> int:
        """Return for how many days."""
        return max(0, (today - self.since).days)


@dataclass(frozen=True, slots=True)
class Standstill:
    """Everything that stands still, and how many cases are overdue in all; None where the viewer sees no cases."""

    lines: tuple[Stuck, ...]
    cases: int | None


def standstill(console: Console, viewer: Viewer) -> Standstill:
    """Return what stands still of what *viewer* may read."""
    with console.books() as books:
        cases, lines = _cases(books, viewer) if viewer.may_somewhere(Area.CASES, Deed.READ) else (None, [])
        if viewer.may_somewhere(Area.MERGE, Deed.READ) and sees_all(viewer, Area.MERGE):
            lines.extend(_pairs(books))
        lines.extend(_departments(console, books, viewer))
    return Standstill(tuple(sorted(lines, key=lambda one: (one.since, one.path))), cases)


def _cases(books: Books, viewer: Viewer) -> tuple[int, list[Stuck]]:
    holders = None if sees_all(viewer, Area.CASES) else viewer.units
    hub = Hub(books.dispute, books.disputes, books.index, books.rules.terms)
    count, found = overdue(hub, Wanted(day=viewer.today, holders=holders, most=MOST))
    lines = []
    for one in found:
        knowledge = books.dispute(one.dispute)
        shown = None if knowledge is None else seen(knowledge, books, viewer, known_day(knowledge, viewer))
        if shown is not None:
            rule = HoldingRule(one.rule)
            path = f"/cases/{quote(one.dispute, safe=':')}"
            lines.append(
                Stuck(what=Message(rule.zh, rule.en), number=shown.number, who=one.holder, since=one.due, path=path)
            )
    return count, lines


def _pairs(books: Books) -> Iterator[Stuck]:
    queue = waiting(books.reader)
    if queue.since is not None:
        since = local_day(queue.since)
        yield Stuck(what=said.STUCK_PAIRS, number="", who="duty_clerk", since=since, path="/links", count=queue.count)


def _departments(console: Console, books: Books, viewer: Viewer) -> Iterator[Stuck]:
    areas = [area for area in (Area.QUARANTINE, Area.ADAPTERS) if viewer.may_somewhere(area, Deed.READ)]
    if not areas:
        return
    with console.workbench() as bench:
        codes = codes_at(bench)
        if Area.QUARANTINE in areas:
            held = defaultdict(list)
            for item in held_items(bench, visible(viewer, Area.QUARANTINE, codes, books.registry)):
                held[item.adapter].append(local_day(item.first_seen))
            for code, days in held.items():
                path = f"/quarantine?agency={quote(code)}"
                yield Stuck(what=said.STUCK_ROWS, number="", who=code, since=min(days), path=path, count=len(days))
        if Area.ADAPTERS in areas:
            mine = visible(viewer, Area.ADAPTERS, codes, books.registry)
            for one in standings(console, bench, mine):
                if one.paused or one.trouble:
                    since = viewer.today if one.reached is None else local_day(one.reached)
                    what = said.STUCK_PAUSED if one.paused else said.STUCK_TROUBLE
                    yield Stuck(what=what, number="", who=one.code, since=since, path="/adapters")
