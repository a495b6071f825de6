"""What stands still, with whom, since when: of everything that the viewer may read, the longest first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from hub.console.asking import last_month, sees_all
from hub.console.departments import codes_at, held_of_each, standings, visible
from hub.console.reading import known_day, seen
from hub.console.seam import Books, Console, Viewer, Workbench
from hub.console.texts import frame as said
from hub.core.daytime import local_day
from hub.core.holder import HoldingRule
from hub.core.machines import SupervisionState
from hub.core.permissions import Area, Deed
from hub.core.wording import Message
from hub.office.readiness import MonthOn, standings_of
from hub.queries.course_rows import supervised
from hub.queries.live import live
from hub.queries.orders import order_lines
from hub.queries.overdue import Hub, Wanted, overdue
from hub.service.links import waiting
from hub.service.reporting import monthly_due_day

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
        if viewer.may_somewhere(Area.SUPERVISION, Deed.READ):
            lines.extend(_orders(books, viewer))
        if viewer.may_somewhere(Area.MONTH, Deed.READ):
            lines.extend(_forms(books, viewer, console.settings.report_day))
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


def _orders(books: Books, viewer: Viewer) -> Iterator[Stuck]:
    """Yield what of supervision waits for a person: to be issued, to be replied to past its day, to be closed."""
    everything = sees_all(viewer, Area.SUPERVISION)
    found: dict[tuple[SupervisionState, str], list[date]] = {}
    for one in order_lines(live(supervised(books)), books.rules.terms, viewer.today):
        since = one.waits_since(viewer.today)
        if since is not None and (everything or one.body in viewer.units):
            found.setdefault((one.state, one.body), []).append(since)
    for (state, body), days in found.items():
        path = f"/supervision?state={state.value}"
        yield Stuck(what=_ORDERS[state], number="", who=body, since=min(days), path=path, count=len(days))


_ORDERS: Mapping[SupervisionState, Message] = {
    SupervisionState.PROPOSED: said.STUCK_PROPOSED,
    SupervisionState.ISSUED: said.STUCK_UNANSWERED,
    SupervisionState.REJECTED: said.STUCK_UNANSWERED,
    SupervisionState.REPLIED: said.STUCK_REPLIED,
}


def _forms(books: Books, viewer: Viewer, report_day: int) -> Iterator[Stuck]:
    """Yield the bodies whose form of the last month is late and hasn't come, the first by name, then how many more."""
    month = last_month(viewer.today)
    asked = MonthOn(month, viewer.today, monthly_due_day(books.rules.terms.calendar, month, report_day))
    everything = sees_all(viewer, Area.MONTH)
    late = sorted(
        (one for one in standings_of(books, asked) if one.is_late and one.is_missing),
        key=lambda one: (one.due, one.key.body),
    )
    mine = [one for one in late if everything or one.key.body in viewer.units]
    path = f"/months?month={month}&missing=true"
    for one in mine[:MOST]:
        who = one.key.body if one.body is None else one.body.name
        yield Stuck(what=said.STUCK_FORMS, number=month, who=who, since=one.due, path=path)
    if len(mine) > MOST:
        rest = len(mine) - MOST
        yield Stuck(what=said.STUCK_FORMS, number="", who="", since=asked.due.day, path=path, count=rest)


def _departments(console: Console, books: Books, viewer: Viewer) -> Iterator[Stuck]:
    areas = [area for area in (Area.QUARANTINE, Area.ADAPTERS) if viewer.may_somewhere(area, Deed.READ)]
    if not areas:
        return
    with console.workbench() as bench:
        codes = codes_at(bench)
        if Area.QUARANTINE in areas:
            yield from _rows(bench, visible(viewer, Area.QUARANTINE, codes, books.registry), viewer.today)
        if Area.ADAPTERS in areas:
            mine = visible(viewer, Area.ADAPTERS, codes, books.registry)
            for one in standings(console, bench, mine):
                if one.paused or one.trouble:
                    since = viewer.today if one.reached is None else local_day(one.reached)
                    what = said.STUCK_PAUSED if one.paused else said.STUCK_TROUBLE
                    yield Stuck(what=what, number="", who=one.code, since=since, path="/adapters")


def _rows(bench: Workbench, codes: Sequence[str], today: date) -> Iterator[Stuck]:
    items, unread = held_of_each(bench, codes)
    held = defaultdict(list)
    for item in items:
        held[item.adapter].append(local_day(item.first_seen))
    for code, days in held.items():
        path = f"/quarantine?agency={quote(code)}"
        yield Stuck(what=said.STUCK_ROWS, number="", who=code, since=min(days), path=path, count=len(days))
    for one in unread:
        yield Stuck(what=said.STUCK_UNREAD, number="", who=one.code, since=today, path="/quarantine")
