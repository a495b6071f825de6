"""
The rehearsal of a month (users §2, on the 1st): what would make its form fail or change, and whose task each is.

It reads what is there: checks on the figures as known now, bodies that have not filed, forms that don't add up, rows
in quarantine, facts that wait for their predecessor, pairs that wait for a clerk, a calendar that isn't there.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from hub.contracts.impact import impact_of
from hub.core.body_figures import STOCK_SIGNS
from hub.core.codes import LabelledCode
from hub.core.daytime import local_day
from hub.core.dispute import DisputeState
from hub.core.events import VOCABULARY, Event
from hub.core.machines import ReportState
from hub.core.ports import Row
from hub.core.statistics import CHECK_ALLOWED_TO_FAIL, MonthlyView
from hub.queries.reports import Standing


class ObstacleKind(LabelledCode):
    """What stands in the way."""

    CHECK = "CHECK", "校验将不成立", "A check would fail"
    BODY = "BODY", "未报", "Not filed"
    FORM = "FORM", "报表表内不符", "A form doesn't add up"
    QUARANTINE = "QUARANTINE", "隔离记录", "Rows in quarantine"
    WAITING = "WAITING", "等待前序事实", "Facts that wait for their predecessor"
    PAIR = "PAIR", "疑似重复待判断", "Pairs that wait for a clerk"
    CALENDAR = "CALENDAR", "缺工作日历", "No calendar"
    TOO_OLD = "TOO_OLD", "超过十三个月，只作注记", "Older than thirteen months: a note only"


@dataclass(frozen=True, slots=True)
class Obstacle:
    """
    One thing that somebody must mend before the month is closed.

    ``cells`` are the parts of the report that it may change, ``count`` how many there are of it.
    """

    kind: ObstacleKind
    what: str
    count: int
    cells: tuple[str, ...]
    task_of: str
    command: str


@dataclass(frozen=True, slots=True)
class HeldRow:
    """What of a quarantined row matters here: whose it is, what is wrong, whose task it is."""

    adapter: str
    field: str
    code: str
    task_of: str


def failing_checks(view: MonthlyView) -> Iterator[Obstacle]:
    """Yield the identities that don't hold on the figures as known now."""
    for name, holds in view.checks.items():
        if not holds and name != CHECK_ALLOWED_TO_FAIL:
            command = f"hub stats show --month {view.month}"
            yield Obstacle(ObstacleKind.CHECK, name, 1, (name,), "statistics", command)


def unfiled(standings: Iterable[Standing]) -> Iterator[Obstacle]:
    """Yield the bodies whose report is missing, or doesn't add up."""
    for one in standings:
        if not one.is_missing:
            continue
        name = one.key.body if one.body is None else one.body.name
        is_failed = one.state is ReportState.CHECK_FAILED
        kind = ObstacleKind.FORM if is_failed else ObstacleKind.BODY
        verb = "show" if is_failed else "status"
        about = f"{one.key.body} --month" if is_failed else "--month"
        yield Obstacle(kind, name, 1, ("totals", "findings"), one.owner, f"hub report {verb} {about} {one.key.period}")


def held_rows(rows: Iterable[HeldRow]) -> Iterator[Obstacle]:
    """Yield what is held, by department, fault and task; a held statement names its own cells."""
    groups = Counter(rows)
    for row, count in sorted(groups.items(), key=lambda entry: (entry[0].adapter, entry[0].code, entry[0].field)):
        what = f"{row.adapter} {row.code} {row.field}".strip()
        command = f"hub quarantine list --adapter {row.adapter}"
        yield Obstacle(ObstacleKind.QUARANTINE, what, count, _cells_of(row), row.task_of, command)


def _cells_of(row: HeldRow) -> tuple[str, ...]:
    known = {event.value for event in VOCABULARY}
    name = row.field.partition(".")[0]
    if name in known:
        return impact_of(name).cells
    touched = (impact_of(event.value) for event in VOCABULARY)
    return tuple(sorted({cell for impact in touched if row.adapter in impact.adapters for cell in impact.cells}))


@dataclass(frozen=True, slots=True)
class WaitingFact:
    """A fact that waits for its predecessor: whose, what, and under which number of its own."""

    agency: str
    event: Event
    native_id: str


def waiting_of(state: DisputeState) -> Iterator[WaitingFact]:
    """Yield the facts of a dispute that wait for their predecessor."""
    return (WaitingFact(fact.agency, fact.event, fact.native_id) for fact in state.waiting)


def waiting_facts(facts: Iterable[WaitingFact]) -> Iterator[Obstacle]:
    """Yield the facts that wait for their predecessor, by event and department, with the cells that they would feed."""
    found: defaultdict[tuple[str, Event], list[str]] = defaultdict(list)
    for fact in facts:
        found[fact.agency, fact.event].append(fact.native_id)
    for (agency, event), natives in sorted(found.items()):
        what = f"{event.zh} {event.value}: {' '.join(sorted(natives)[:3])}"
        cells = impact_of(event.value).cells
        yield Obstacle(ObstacleKind.WAITING, what, len(natives), cells, agency, f"hub trace {sorted(natives)[0]}")


def waiting_pairs(count: int) -> Iterator[Obstacle]:
    """Yield that *count* pairs wait for a clerk: judged to be one, they're counted once."""
    if count:
        cells = ("accepted", "concluded", "pending")
        yield Obstacle(ObstacleKind.PAIR, "", count, cells, "duty_clerk", "hub links list")


@dataclass(frozen=True, slots=True)
class Flows:
    """How many rows of flows of one month became known on one day."""

    month: str
    known_on: date
    count: int


def flows_in(history: Iterable[Row]) -> Iterator[Flows]:
    """Yield the rows of flows, one by one."""
    return (Flows(row.day[:7], local_day(row.known_from), 1) for row in history if row.measure in STOCK_SIGNS)


def too_old(flows: Iterable[Flows], oldest_on: Callable[[date], str]) -> Iterator[Obstacle]:
    """Yield the months that facts changed when they were older than *oldest_on* allows at their receipt."""
    months: Counter[str] = Counter()
    for one in flows:
        if one.month < oldest_on(one.known_on):
            months[one.month] += one.count
    for month, count in sorted(months.items()):
        yield Obstacle(ObstacleKind.TOO_OLD, month, count, (), "statistics", f"hub stats show --month {month}")
