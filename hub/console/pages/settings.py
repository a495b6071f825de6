"""设置: what is in force, since when, by whom and by which document; what is the law's, and what the city may set."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, TypeVar

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from hub import __version__
from hub.catalogue import heard
from hub.console import frame
from hub.console.asking import paged
from hub.console.entry import entitled
from hub.console.kept import kept_of
from hub.console.ruled import Ruled, Wording, spans_of
from hub.console.seam import Viewer, console_of
from hub.console.texts import settings as said
from hub.contracts.reference import code_lists
from hub.core.amendments import Content, Holidays, Kind, Length, agencies_of
from hub.core.clocks import CLOCKS, ClockRule, Override
from hub.core.clocks.rules import SUBJECTS
from hub.core.codes import MediationKind, OrgKind
from hub.core.errors import HubError, UnknownRecordError
from hub.core.permissions import Area, Deed
from hub.core.wording import Message
from hub.people.amendments import AmendmentLine
from hub.queries.amended import Effects, effects
from hub.reference.holidays import Notice, notices
from hub.service.heartbeat import Heartbeat

router = APIRouter()
PATH = "/settings"
MOST = 5_000
"""Disputes that are looked at for what an amendment does: seconds, not minutes."""

Reading = Annotated[Viewer, Depends(entitled(Area.SETTINGS, Deed.READ))]
T = TypeVar("T")
_TERM, _CAPITAL = re.compile(r"[\u4e00-\u9fff]+"), re.compile(r"[A-Z]")

SECTIONS = (
    (PATH, said.VERSIONS),
    (f"{PATH}/calendar", said.CALENDAR),
    (f"{PATH}/clocks", said.CLOCKS),
    (f"{PATH}/codes", said.CODES),
    (f"{PATH}/units", said.UNITS),
)


@dataclass(frozen=True, slots=True)
class Broken:
    """What of the settings can't be read: told on the page, which shows the rest."""

    code: str
    what: str
    where: str
    remedy: str


@router.get(PATH)
def versions(request: Request, viewer: Reading, low: int = -1, high: int = -1, page: int = 1) -> HTMLResponse:
    """Show which version stands, what waits, every amendment, and what two versions have otherwise."""
    console = console_of(request)
    heart = Heartbeat.read(console.settings.data)
    ruled, broken = looked(viewer, lambda: Ruled.of(console))
    workers = console.workers
    taken, silent = (None, None) if workers is None else looked(viewer, workers.taken)
    every = () if ruled is None else ruled.lines
    lines = tuple(line for line in every if not line.is_waiting)
    part = paged(len(lines), page)
    chosen = ruled is not None and min(low, high) >= 0
    return _page(
        request, viewer, "settings.html", broken,
        ruled=ruled, waiting=[line for line in every if line.is_waiting], lines=lines[part.first : part.last],
        part=part,
        running=heart.settings if heart is not None and heart.is_alive else None,
        low=min(low, high), high=max(low, high), due=console.due(), taken=taken, silent=silent,
        other_files=() if taken is None or workers is None else taken.with_other_files(workers.files()),
        compared=_compared(ruled, min(low, high), max(low, high)) if ruled is not None and chosen else None,
    )  # fmt: skip


@router.get(f"{PATH}/calendar")
def calendar(request: Request, viewer: Reading, year: int = 0) -> HTMLResponse:
    """Show the working days of one year: the State Council's notice, and the city's own rest days."""
    console = console_of(request)
    asked = year or viewer.today.year
    found, broken = looked(viewer, lambda: (notices(console.settings.calendar), Ruled.of(console)))
    known, ruled = found or (dict[int, Notice](), None)
    stated = None if ruled is None else ruled.set_years.get(asked)
    notice = known.get(asked) if stated is None else _notice(stated)
    own = {} if ruled is None else {day: line for day, line in sorted(ruled.set_days.items()) if day.year == asked}
    return _page(
        request, viewer, "settings_calendar.html", broken,
        year=asked, years=sorted({*known, viewer.today.year, viewer.today.year + 1}), statutory=notice,
        spans=() if notice is None else spans_of(notice.days), own=own, ruled=ruled,
        stated=stated, former_spans=() if asked - 1 not in known else spans_of(known[asked - 1].days),
        may_state=notice is None or stated is not None,
    )  # fmt: skip


def _notice(line: AmendmentLine) -> Notice | None:
    said, basis = line.amendment.content, line.amendment.basis
    return Notice(said.year, said.days, (basis,), shipped=False) if isinstance(said, Holidays) else None


@router.get(f"{PATH}/clocks")
def clocks(request: Request, viewer: Reading) -> HTMLResponse:
    """Show every clock with its length, its source, whether it's the law's, and the local lengths."""
    console = console_of(request)
    ruled, broken = looked(viewer, lambda: Ruled.of(console))
    groups = () if ruled is None else tuple(
        (subject.partition(" "), tuple(_clock(rule, ruled) for rule in rules)) for subject, rules in SUBJECTS.items()
    )  # fmt: skip
    return _page(
        request, viewer, "settings_clocks.html", broken,
        groups=groups, configurable=[rule for rule in CLOCKS.values() if rule.configurable],
        agencies=() if ruled is None else agencies_of(ruled.standing.registry, viewer.today),
    )  # fmt: skip


@router.get(f"{PATH}/codes")
def codes(request: Request, viewer: Reading, which: str = "") -> HTMLResponse:
    """Show the code lists, one of them whole."""
    lists = code_lists()
    if which and which not in lists:
        raise UnknownRecordError("no such page", where=which[:40], remedy="start from the first page")
    titles = {name: _title(name, kind.__doc__ or "") for name, kind in lists.items()}
    return _page(
        request, viewer, "settings_codes.html", None,
        lists=lists, titles=titles, which=which, shown=tuple(lists[which]) if which else (),
    )  # fmt: skip


def _title(name: str, told: str) -> Message:
    """Return what a list is called: the Chinese term that opens what is told of it, and the words of its name."""
    zh = _TERM.match(told.strip())
    spaced = _CAPITAL.sub(lambda found: f" {found[0].lower()}", name)
    return said.LISTS.get(name) or Message(zh[0] if zh is not None else name, spaced[:1].upper() + spaced[1:])


@router.get(f"{PATH}/units")
def units(request: Request, viewer: Reading, q: str = "", edit: str = "", page: int = 1) -> HTMLResponse:
    """Show the registry of units of today and ahead, those that fit *q*, and one of them to be amended."""
    console = console_of(request)
    ruled, broken = looked(viewer, lambda: Ruled.of(console))
    every = () if ruled is None else tuple(ruled.standing.registry.all_units())
    wanted = q.strip().casefold()
    found = sorted(
        (
            unit
            for unit in every
            if (unit.valid_to is None or unit.valid_to >= viewer.today)
            and (wanted in unit.code.casefold() or wanted in unit.name.casefold())
        ),
        key=lambda unit: (-unit.level, unit.code, unit.valid_from or date.min),
    )
    part = paged(len(found), page)
    edited = next((unit for unit in reversed(every) if unit.code == edit), None)
    return _page(
        request, viewer, "settings_units.html", broken,
        ruled=ruled, units=found[part.first : part.last], part=part, q=q.strip(), edited=edited,
        agencies=() if ruled is None else agencies_of(ruled.standing.registry, viewer.today),
        kinds=tuple(MediationKind), org_kinds=tuple(OrgKind),
    )  # fmt: skip


@router.get(f"{PATH}/changes/{{number:int}}")
def change(request: Request, viewer: Reading, number: int) -> HTMLResponse:
    """Show one amendment, and what it does to what runs before anybody confirms it."""
    console = console_of(request)
    line = console.people.amendments.line(number)
    ruled = Ruled.of(console)
    found = _effects(request, ruled, line) if line.is_waiting else None
    return _page(
        request, viewer, "settings_change.html", None, line=line, ruled=ruled, effects=found, clock_rules=CLOCKS,
        is_other=viewer.person != line.proposed_by,
    )  # fmt: skip


def _effects(request: Request, ruled: Ruled, line: AmendmentLine) -> Effects | None:
    """Return what the amendment of *line* does, None where no hub has run here yet."""
    console, amendment = console_of(request), line.amendment

    def count() -> Effects | None:
        try:
            with console.books() as books:
                before, after = ruled.terms(), ruled.terms(amendment)
                return effects(books.disputes(), before, after, amendment, MOST)
        except UnknownRecordError:
            return None

    return kept_of(request).get(("amendment", line.id, ruled.version), count)


def _page(request: Request, viewer: Viewer, template: str, broken: Broken | None, **context: object) -> HTMLResponse:
    return frame.page(
        request, viewer, template, said.SETTINGS, said=said, sections=SECTIONS, broken=broken,
        words=Wording(viewer.language), may=_deeds(request, viewer), release=__version__,
        reads_audit=viewer.may_somewhere(Area.AUDIT, Deed.READ),
        keeps_accounts=viewer.may_somewhere(Area.ACCOUNTS, Deed.READ), first_day=viewer.today + timedelta(days=1),
        **context,
    )  # fmt: skip


def _deeds(request: Request, viewer: Viewer) -> frozenset[str]:
    return frozenset(deed.value for deed in Deed if viewer.may_somewhere(Area.SETTINGS, deed))


def looked(viewer: Viewer, look: Callable[[], T]) -> tuple[T | None, Broken | None]:
    """Return what *look* gives, or what can't be read: a page of settings tells it, for that's where it's mended."""
    try:
        return look(), None
    except HubError as error:
        what, remedy = (heard(text).render(viewer.language) for text in (error.what, error.remedy))
        return None, Broken(error.code, what, error.where, remedy)


@dataclass(frozen=True, slots=True)
class Compared:
    """What one thing was under the earlier of two versions, and is under the later."""

    subject: Content
    before: Content
    after: Content


def _compared(ruled: Ruled, low: int, high: int) -> list[Compared]:
    found: dict[tuple[Kind, str], Compared] = {}
    for one in ruled.decided:
        if low < one.version <= high:
            key = one.kind, one.content.subject
            first = found[key].before if key in found else ruled.before(one)
            found[key] = Compared(one.content, first, one.content)
    return [one for one in found.values() if one.before != one.after]


@dataclass(frozen=True, slots=True)
class LocalLength:
    """One local length of a clock, and who set it; None where the settings file did."""

    override: Override
    line: AmendmentLine | None


@dataclass(frozen=True, slots=True)
class Clock:
    """One clock of the list."""

    rule: ClockRule
    local: tuple[LocalLength, ...]


def _clock(rule: ClockRule, ruled: Ruled) -> Clock:
    found = sorted(
        (one for one in ruled.standing.lengths if one.clock == rule.name),
        key=lambda one: (one.region or "", one.agency or "", one.since or date.min),
    )
    return Clock(rule, tuple(LocalLength(one, ruled.set_lengths.get((_subject(one), one.since))) for one in found))


def _subject(one: Override) -> str:
    return Length(clock=one.clock, length=one.length, agency=one.agency, region=one.region).subject
