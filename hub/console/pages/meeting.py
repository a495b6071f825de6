"""半年会: which cases for the meeting? Criteria met, owner and due day; the sheet goes out, decisions come back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Query, Request, Response, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse

from hub.console import frame
from hub.console.actions.counters import ATTENDANCE
from hub.console.asking import known_day, namer, paged, reads_cases, region_asked
from hub.console.entry import entitled
from hub.console.kept import kept_of
from hub.console.pages.bench import own_rows
from hub.console.seam import Console, Viewer, console_of
from hub.console.texts import bench as bench_said
from hub.console.texts import statistics as said
from hub.core.acts.catalogue import MEETING_WORK, Act
from hub.core.clocks import DeadlineStatus
from hub.core.codes import Attendance, DisputeType, Risk
from hub.core.daytime import local_day
from hub.core.dispute import DocketItem
from hub.core.errors import ClosedInputError, PermanentError, UnknownRecordError
from hub.core.events import Submission
from hub.core.halfyear import is_half
from hub.core.knowledge import state_of
from hub.core.machines import DOCKET
from hub.core.permissions import Area, Deed
from hub.core.wording import Language
from hub.office.bureau import Bureau
from hub.office.docket_sheet import SheetLine, docket_sheet
from hub.queries.docket import DocketEntry, Scope, docket, last_half, tasks
from hub.queries.live import live
from hub.queries.meeting_rows import may_be_asked, with_tasks
from hub.reference.divisions import CITY, divisions
from hub.service.clerk import officer_code
from hub.service.decisions import HEADINGS, TASK_FORCE, Decisions, Desk, nomination, read_decisions
from hub.service.indicator_file import table_of
from hub.service.returned_desk import IMPORTS, Imported, ReturnedDesk

router = APIRouter()
Reader = Annotated[Viewer, Depends(entitled(Area.MEETING, Deed.READ))]
Preparer = Annotated[Viewer, Depends(entitled(Area.MEETING, Deed.PROPOSE))]
Chief = Annotated[Viewer, Depends(entitled(Area.MEETING, Deed.DECIDE))]
MOST_BYTES = 1_900_000
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Asked:
    """Which half, of which region, which page."""

    half: Annotated[str, Query(max_length=7)] = ""
    region: Annotated[str, Query(max_length=12)] = CITY
    page: Annotated[int, Query(ge=1, le=1_000_000)] = 1


@dataclass(frozen=True, slots=True)
class Docket:
    """The docket of one half as known on a day, and how its codes are said."""

    half: str
    region: str
    day: date
    entries: Sequence[DocketEntry]
    name: Callable[[str], str]


def _docket(request: Request, bureau: Bureau, viewer: Viewer, asked: Asked) -> Docket:
    papers = bureau.holdings
    day = known_day(request, papers)
    half, region = _half(asked.half, day), region_asked(asked.region)
    scope, terms = Scope(half, day, region), papers.rules.terms
    found = kept_of(request).get(("docket", scope), lambda: docket(may_be_asked(papers, scope), scope, terms))
    return Docket(half, region, day, found, namer(papers.registry, day, viewer.language))


def _half(text: str, day: date) -> str:
    wanted = text or last_half(day)
    if not is_half(wanted):
        raise UnknownRecordError("no such half", where=wanted[:10], remedy="write a half as 2026-H1")
    return wanted


@router.get("/meeting")
def meeting(request: Request, viewer: Reader, asked: Annotated[Asked, Depends()]) -> HTMLResponse:
    """Show the docket and the tasks that came of it."""
    with console_of(request).bureau() as bureau:
        found = _docket(request, bureau, viewer, asked)
        terms, states = bureau.holdings.rules.terms, live(with_tasks(bureau.holdings))
        owed = kept_of(request).get(("tasks", found.day), lambda: tasks(states, terms, found.day))
    return _page(request, viewer, found, page=asked.page, owed=owed)


def _page(
    request: Request, viewer: Viewer, found: Docket, *, page: int = 1, owed: object = (), **more: object
) -> HTMLResponse:
    place = paged(len(found.entries), page)
    line_of = _line_of(found, viewer.language)
    shown = {
        "found": found,
        "lines": [(one, line_of(one)) for one in found.entries[place.first : place.last]],
        "paged": place,
        "tasks": owed,
        "fresh": [one for one in found.entries if one.item is None],
        "overdue": DeadlineStatus.OVERDUE,
        "regions": [(CITY, divisions().name_of(CITY)), *((one.code, one.name) for one in divisions().counties)],
        "may_propose": viewer.may_somewhere(Area.MEETING, Deed.PROPOSE),
        "may_decide": viewer.may_somewhere(Area.MEETING, Deed.DECIDE),
        "name": found.name,
        "cases": reads_cases(viewer),
        "decisions": None,
        "attendance_of": lambda entry: _attendance_address(viewer, entry),
        "came": lambda item: said.CAME.render(viewer.language, **_counted(item)),
        "bench": bench_said,
        **own_rows(request, viewer),
        "said": said,
        **more,
    }
    return frame.page(request, viewer, "meeting.html", said.MEETING, **shown)


def _attendance_address(viewer: Viewer, entry: DocketEntry) -> str:
    """Return where it's noted who came to the meeting on *entry*; empty where there's no meeting on it, or no right."""
    stands = entry.item is not None and entry.item.state not in DOCKET.final_states
    if entry.item is None or not stands or not viewer.may_somewhere(MEETING_WORK.area, MEETING_WORK.deed):
        return ""
    return ATTENDANCE.address(entry.dispute, f"{Act.MEETING_ATTENDED.value}:{entry.item.half}")


def _counted(item: DocketItem) -> dict[str, object]:
    absent = sum(how == Attendance.ABSENT for how in item.attendance.values())
    return {"came": len(item.attendance) - absent, "absent": absent}


def _line_of(found: Docket, language: Language) -> Callable[[DocketEntry], SheetLine]:
    types = {one.value: one.zh if language is Language.ZH else one.en for one in DisputeType}
    risks = {one.value: one.zh if language is Language.ZH else one.en for one in Risk}

    def worded(evidence: str) -> str:
        return " ".join(risks.get(word) or found.name(word) for word in evidence.split())

    def line(entry: DocketEntry) -> SheetLine:
        rules = "；".join(
            f"{one.criterion.zh if language is Language.ZH else one.criterion.en}（{worded(one.evidence)}）"
            for one in entry.findings
        )
        item = entry.item
        state, task = said.NOT_YET.render(language), ""
        if item is not None:
            state = item.state.zh if language is Language.ZH else item.state.en
            if item.carried_from is not None:
                state += f"（{said.CARRIED.render(language, half=item.carried_from)}）"
            task = "" if item.task is None else f"{found.name(item.task.owner)} {item.task.due}"
        held = found.name(entry.held_by) if entry.held_by else ""
        return SheetLine(types.get(entry.type, entry.type), held, rules, state, task)

    return line


@router.get("/meeting/sheet.xlsx")
def sheet(request: Request, viewer: Reader, asked: Annotated[Asked, Depends()]) -> Response:
    """Return the sheet that the meeting fills in; its headings and decisions are Chinese, as they come back."""
    with console_of(request).bureau() as bureau:
        found = _docket(request, bureau, viewer, asked)
    content = BytesIO()
    docket_sheet(found.half, found.entries, _line_of(found, Language.ZH)).save(content)
    name = f"meeting-{found.half}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content.getvalue(), media_type=_XLSX, headers=headers)


@router.post("/meeting/nominate")
def nominate(
    request: Request,
    viewer: Preparer,
    half: Annotated[str, Form(max_length=7)],
    region: Annotated[str, Form(max_length=12)] = CITY,
    dispute: Annotated[str, Form(max_length=120)] = "",
) -> RedirectResponse:
    """Put on the docket what meets a rule and isn't on it yet: one dispute, or all."""
    console = console_of(request)
    with console.bureau() as bureau:
        found = _docket(request, bureau, viewer, Asked(half, region))
    chosen = [one for one in found.entries if one.item is None and dispute in ("", one.dispute)]
    today, officer = local_day(console.clock.now()), officer_code(viewer.person)
    _state(
        console,
        [
            nomination(one.dispute, found.half, [f.criterion.value for f in one.findings], today, officer)
            for one in chosen
        ],
    )
    kept_of(request).forget()
    return frame.moved(request, f"/meeting?half={found.half}&region={region}", said.NOMINATED, count=len(chosen))


def _state(console: Console, statements: Sequence[Submission]) -> None:
    """State them through the hub's own door, which stamps them."""
    if not statements:
        return
    with console.workbench() as bench:
        refused = bench.door.submit(TASK_FORCE, statements, None).refused
        bench.door.settle(TASK_FORCE)
    console.month_end.settle()
    if refused:
        raise PermanentError(refused[0].reason, where=refused[0].event_id)


@router.post("/meeting/decisions")
def decisions(
    request: Request, viewer: Chief, file: Annotated[UploadFile, File()], half: Annotated[str, Form(max_length=7)] = ""
) -> HTMLResponse:
    """Take every good decision in; the other rows are shown with field and reason, and wait in the quarantine."""
    console = console_of(request)
    where = (file.filename or "sheet.xlsx")[-60:]
    content = file.file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise ClosedInputError("the file is too large for a form", where=where, remedy="give the form alone")
    table = table_of(content, where, HEADINGS)
    officer, today = officer_code(viewer.person), local_day(console.clock.now())
    with console.books() as books:
        keys = {str(row.fields.get("纠纷标识") or "").strip() for row in table}
        known = {key: knowledge for key in keys if key and (knowledge := books.dispute(key)) is not None}
        states = {key: state_of(knowledge) for key, knowledge in known.items()}
        desk = Desk(states.get, lambda code, day: books.registry.find(code, day) is not None, today, officer)
        read: Decisions = read_decisions(table, desk)
    _state(console, read.submissions)
    _hold(console, Imported(where, "meeting", officer), read)
    kept_of(request).forget()
    with console.bureau() as bureau:
        found = _docket(request, bureau, viewer, Asked(half))
        owed = tasks(live(with_tasks(bureau.holdings)), bureau.holdings.rules.terms, found.day)
    return _page(request, viewer, found, owed=owed, decisions=read)


def _hold(console: Console, imported: Imported, read: Decisions) -> None:
    with console.workbench() as bench:
        if read.rejected or bench.has_store(IMPORTS):
            ReturnedDesk(bench.quarantine(bench.store(IMPORTS))).take(imported, read.rejected)
