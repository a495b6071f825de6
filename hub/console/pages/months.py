"""月报: is this month ready to sign? What stands in the way, who has filed, what changed since R1, and the signing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse

from hub.catalogue.words import CELLS, CHECKS
from hub.console import frame
from hub.console.asking import Paged, known_day, last_month, month_asked, namer, paged, sees_all
from hub.console.departments import Unread, held_of_each
from hub.console.entry import entitled
from hub.console.kept import kept_of
from hub.console.seam import Console, Viewer, console_of
from hub.console.texts import joint
from hub.console.texts import statistics as said
from hub.console.words import Words
from hub.contracts import Serde
from hub.core.daytime import end_of
from hub.core.errors import MissingCalendarError
from hub.core.forms import FormSheet, SigningRole
from hub.core.measures import MEASURES
from hub.core.permissions import Area, Deed, JointDeed, may_join
from hub.core.reporting import Report
from hub.core.reports import CITY_BODY, ReportKey, ReportKind
from hub.office.bureau import Bureau
from hub.office.readiness import MonthOn, obstacles, standings_of
from hub.plugins.records import QuarantineItem
from hub.queries.beside import figure as figure_text
from hub.queries.beside import measure_label
from hub.queries.changes import Change, changes
from hub.queries.month_rows import rows_of_month
from hub.queries.rehearsal import Obstacle, ObstacleKind
from hub.queries.reports import Standing
from hub.service.monthly import MonthlyBook
from hub.service.reporting import monthly_due_day

router = APIRouter()
Reader = Annotated[Viewer, Depends(entitled(Area.MONTH, Deed.READ))]
_GROUPED = 30
"""Obstacles that the page lists; the command beside it has every one."""


@dataclass(frozen=True, slots=True)
class Ready:
    """What the page tells of one month."""

    asked: MonthOn
    close: date | None
    standings: Sequence[Standing]
    obstacles: Sequence[Obstacle]
    changes: Sequence[Change]
    unread: Sequence[Unread] = ()


@dataclass(frozen=True, slots=True)
class Signing:
    """How the signing of the last revision stands, and what the viewer may do about it."""

    sheet: FormSheet | None
    missing: Sequence[SigningRole]
    role: SigningRole | None
    frozen: int
    is_officer: bool


@dataclass(frozen=True, slots=True)
class Leaf:
    """Which month, which page of its bodies, and whether only the missing ones."""

    month: Annotated[str, Query(max_length=7)] = ""
    page: Annotated[int, Query(ge=1, le=1_000_000)] = 1
    missing: bool = False


def held_now(console: Console) -> tuple[list[QuarantineItem], list[Unread]]:
    """Return what waits in the quarantine of every department, and of which it can't be told now."""
    with console.workbench() as bench:
        return held_of_each(bench, [code for code in bench.codes if bench.has_store(code)])


@router.get("/months")
def months(request: Request, viewer: Reader, leaf: Annotated[Leaf, Depends()]) -> HTMLResponse:
    """Show whether a month is ready, and what is done about it."""
    console = console_of(request)
    with console.bureau() as bureau:
        day = known_day(request, bureau.holdings)
        month = month_asked(leaf.month, last_month(day))
        ready = kept_of(request).get(("ready", month, day), lambda: ready_of(console, bureau, month, day))
        published = [one.statistics for one in MonthlyBook(bureau.bus, Serde()).revisions(month)]
        desk = bureau.desk(month)
        signatures = {one.revision: desk.signed(one.revision) for one in published}
        last = published[-1].revision if published else 0
        sheet = kept_of(request).get(("sheet", month, last), lambda: bureau.sheet(month, last)) if last else None
        signing = _signing(bureau, viewer, month, sheet)
        report = city_papers(bureau, month)
        name = namer(bureau.holdings.registry, day, viewer.language)
        words = Words(viewer.language, bureau.holdings.registry, console.agencies, day)
    shown, place = _shown(ready.standings, viewer, leaf)
    in_the_way = [one for one in ready.obstacles if one.kind is not ObstacleKind.TOO_OLD]
    return frame.page(
        request,
        viewer,
        "month.html",
        said.MONTHS,
        month=month,
        day=day,
        ready=ready,
        in_the_way=in_the_way,
        obstacles=ready.obstacles[:_GROUPED],
        bodies=shown,
        paged=place,
        only_missing=leaf.missing,
        published=published,
        signatures=signatures,
        signing=signing,
        report=report,
        may_close=may_close(console, ready, signing.frozen, day),
        running=console.month_end.is_running(),
        everything=sees_all(viewer, Area.MONTH),
        may_propose=viewer.may_somewhere(Area.MONTH, Deed.PROPOSE),
        may_reopen=may_join(JointDeed.MONTH_REOPENING, viewer.grants, viewer.today, second=False),
        reopening=JointDeed.MONTH_REOPENING,
        joint=joint,
        may_decide=viewer.may_somewhere(Area.MONTH, Deed.DECIDE),
        name=name,
        words=words,
        measures=[one for one in MEASURES.values() if "." not in one.code],
        measure_label=measure_label,
        figure_text=figure_text,
        said=said,
        checks=CHECKS,
        cells=CELLS | CHECKS,
    )


def ready_of(console: Console, bureau: Bureau, month: str, day: date) -> Ready:
    """Return how *month* stands at the end of *day*."""
    papers = bureau.holdings
    calendar, report_day = papers.rules.terms.calendar, console.settings.report_day
    asked = MonthOn(month, day, monthly_due_day(calendar, month, report_day))
    try:
        close: date | None = calendar.monthly_close(month, report_day)
    except MissingCalendarError:
        close = None
    filed = standings_of(papers, asked)
    held, unread = held_now(console)
    found = list(obstacles(papers, asked, filed, held))
    since = [] if close is None or close > day else _since(bureau, month, close, day)
    return Ready(asked, close, filed, found, since, unread)


def _since(bureau: Bureau, month: str, close: date, day: date) -> list[Change]:
    published = MonthlyBook(bureau.bus, Serde()).revisions(month)
    first = published[0].statistics.as_known_at if published else end_of(close)
    now = end_of(day)
    return list(changes(rows_of_month(bureau.holdings, month, [first, now]), month, first, now))


def city_papers(bureau: Bureau, month: str) -> Report:
    """Return what is known of the city's own form of *month*: signatures, reopenings, signed lines."""
    key = ReportKey(ReportKind.MONTHLY, month, CITY_BODY)
    return bureau.holdings.report(key.root) or Report(key=key)


def _signing(bureau: Bureau, viewer: Viewer, month: str, sheet: FormSheet | None) -> Signing:
    officer = bureau.officers.by_code.get(viewer.person)
    if sheet is None:
        return Signing(None, (), None, 0, officer is not None)
    desk = bureau.desk(month)
    done = {one.role for one in desk.signed(sheet.revision)}
    missing = tuple(role for role in SigningRole if role not in done)
    mine = missing[0] if missing and officer is not None and missing[0] in officer.roles else None
    return Signing(sheet, missing, mine, desk.last_frozen(), officer is not None)


def may_close(console: Console, ready: Ready, frozen: int, day: date) -> bool:
    """Return whether the month can be closed by hand: its day is over, no hub runs, nothing is signed by all."""
    over = ready.close is not None and day > ready.close
    return over and not frozen and not console.month_end.is_running()


def _shown(standings: Sequence[Standing], viewer: Viewer, leaf: Leaf) -> tuple[Sequence[Standing], Paged]:
    wanted = [one for one in standings if sees_all(viewer, Area.MONTH) or one.key.body in viewer.units]
    if leaf.missing:
        wanted = [one for one in wanted if one.is_missing]
    place = paged(len(wanted), leaf.page)
    return wanted[place.first : place.last], place
