"""文书: the papers of a unit, drawn up with a number, opened by a reason, voided with one; and the hand-over sheet."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, Response

from hub.console import frame
from hub.console.actions.drawing import DRAWABLE, Drawing, drawable, people_of
from hub.console.actions.opening import open_people
from hub.console.actions.shift import shift_of
from hub.console.actions.sitting import Sitting, Typed, asked_of, new_click, sitting
from hub.console.asking import paged
from hub.console.entry import entitled
from hub.console.pages.bench import waiting_rows
from hub.console.seam import Viewer
from hub.console.texts import bench as said
from hub.core.daytime import SHANGHAI
from hub.core.errors import PermanentError
from hub.core.papers import Paper, PaperKind
from hub.core.permissions import Area, Deed
from hub.documents import papers as written
from hub.documents.paper_pdf import write_paper
from hub.documents.papers import Printed
from hub.workbench.papers import Filed, Wanted

router = APIRouter(prefix="/bench")

Worker = Annotated[Viewer, Depends(entitled(Area.CASES, Deed.WRITE))]
Opener = Annotated[Viewer, Depends(entitled(Area.PERSONAL, Deed.READ))]
PAGE = 50
_SHIFT = timedelta(hours=8)


@router.get("/papers")
def papers(request: Request, viewer: Worker, page: Annotated[int, Query(ge=1, le=10_000)] = 1) -> HTMLResponse:
    """List every paper of the clerk's units, voided ones too."""
    with sitting(request, viewer) as sat:
        place = paged(sat.desk.papers.count_of_units(sat.clerk.units), page, PAGE)
        found = sat.desk.papers.of_units(sat.clerk.units, place.number - 1, PAGE)
        return frame.page(
            request,
            viewer,
            "bench_papers.html",
            said.PAPERS,
            status=200,
            said=said,
            papers=found,
            paged=place,
            reasons=sat.reasons,
            **waiting_rows(sat),
        )


@router.get("/papers/{number}")
def paper(request: Request, viewer: Worker, number: int) -> HTMLResponse:
    """Show one paper's line, and what it takes to open or void it."""
    with sitting(request, viewer) as sat:
        filed = _filed(sat, number)
        return frame.page(
            request,
            viewer,
            "bench_paper.html",
            said.PAPERS,
            status=200,
            said=said,
            one=filed,
            reasons=sat.reasons,
            **waiting_rows(sat),
        )


def _filed(sat: Sitting, number: int) -> Filed:
    return sat.desk.papers.read(number, sat.clerk.units)[0]


@router.post("/papers/{number}/open")
def open_paper(
    request: Request, viewer: Opener, number: int, reason: Annotated[str, Form(max_length=40)] = ""
) -> Response:
    """Return a paper as PDF: who opened it and why is on record."""
    with sitting(request, viewer) as sat:
        filed, content = sat.desk.papers.read(number, sat.clerk.units)
        if filed.kind is not PaperKind.HANDOVER:
            open_people(request, viewer, filed.unit, filed.dispute, reason)
    name = quote(f"{filed.kind.zh}{filed.number}.pdf")
    headers = {"Content-Disposition": f"inline; filename*=UTF-8''{name}"}
    return Response(write_paper(content), media_type="application/pdf", headers=headers)


@router.post("/papers/{number}/void")
def void(request: Request, viewer: Worker, number: int, why: Annotated[str, Form(max_length=200)] = "") -> Response:
    """Void a paper; its number stays in the list with the reason."""
    with sitting(request, viewer) as sat:
        sat.desk.papers.void(number, sat.clerk.units, viewer.person, why, sat.desk.clock.now())
    return frame.moved(request, f"/bench/papers/{number}")


@router.post("/papers")
def draw(request: Request, viewer: Opener, values: Typed) -> Response:
    """Draw up a paper of a dispute: it gets its number, names come from the sealed dossier, on the record."""
    asked = asked_of(values)
    kind = PaperKind("".join(values.get("kind", ())) or PaperKind.NOTICE.value)
    reason = "".join(values.get("reason", ()))[:40]
    with sitting(request, viewer) as sat:
        view = sat.view(asked.dispute)
        unit = drawable(sat, view).get(kind)
        if unit is None:
            raise PermanentError("this paper can't be drawn up of this dispute now", where=kind.value)
        open_people(request, viewer, unit, asked.dispute, reason)
        people, narrative = people_of(request, sat, view)
        drawing = Drawing(view, people, narrative)
        at = view.now

        def filled(number: str) -> Paper:
            printed = Printed(number=number, unit=sat.unit_name(unit), officer=viewer.person, at=at)
            return DRAWABLE[kind].write(printed, drawing)

        wanted = Wanted(
            kind=kind,
            unit=unit,
            mark=sat.desk.mark(unit),
            dispute=asked.dispute,
            person=viewer.person,
            click=asked.click,
        )
        filed = sat.desk.draw(sat.clerk, wanted, filled, view)
    return frame.moved(request, f"/bench/papers/{filed.id}", said.DRAWN, number=filed.number)


@router.get("/handover")
def handover(request: Request, viewer: Worker, since: Annotated[str, Query(max_length=30)] = "") -> HTMLResponse:
    """Show what this shift leaves to the next."""
    with sitting(request, viewer) as sat:
        start = _start(since, sat.desk.clock.now())
        return frame.page(
            request,
            viewer,
            "bench_handover.html",
            said.HANDOVER,
            status=200,
            said=said,
            since=start.astimezone(SHANGHAI),
            shift=shift_of(sat, start),
            click=new_click(),
            **waiting_rows(sat),
        )


@router.post("/handover")
def draw_handover(request: Request, viewer: Worker, values: Typed) -> Response:
    """Number and file the hand-over sheet."""
    asked = asked_of(values)
    with sitting(request, viewer) as sat:
        now = sat.desk.clock.now()
        shift = shift_of(sat, _start("".join(values.get("since", ())), now))
        unit = min(sat.clerk.units)
        wanted = Wanted(
            kind=PaperKind.HANDOVER,
            unit=unit,
            mark=sat.desk.mark(unit),
            dispute="",
            person=viewer.person,
            click=asked.click,
        )

        def filled(number: str) -> Paper:
            printed = Printed(number=number, unit=sat.unit_name(unit), officer=viewer.person, at=now)
            return written.handover(printed, shift)

        filed = sat.desk.draw(sat.clerk, wanted, filled)
    return frame.moved(request, f"/bench/papers/{filed.id}", said.DRAWN, number=filed.number)


def _start(text: str, now: datetime) -> datetime:
    """Return when the shift began: as typed in Beijing time, else eight hours ago; never ahead, a week back at most."""
    try:
        typed = datetime.fromisoformat(text).replace(tzinfo=SHANGHAI) if text else now - _SHIFT
    except ValueError:
        typed = now - _SHIFT
    return max(min(typed, now), now - timedelta(days=7))
