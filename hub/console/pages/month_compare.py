"""A form beside the hub's ledger: what a body sent, or the paper form of a parallel month, each difference named."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Request, UploadFile
from fastapi.responses import HTMLResponse

from hub.connectors.files import FileLimits, read_csv, read_workbook
from hub.connectors.form_layout import Reading, read_layout, standard_layout
from hub.console import frame
from hub.console.asking import known_day, month_asked, namer, opens_disputes, sees_all
from hub.console.entry import entitled
from hub.console.pages.months import held_now
from hub.console.seam import Viewer, console_of
from hub.console.texts import statistics as said
from hub.core.daytime import end_of
from hub.core.errors import AccessDeniedError, ClosedInputError, UnknownRecordError
from hub.core.permissions import Area, Deed
from hub.core.reports import ReportKey, ReportKind
from hub.core.second_ledger import Comparison
from hub.office.comparing import compare_form
from hub.progress import stoppable
from hub.queries.beside import figure as figure_text
from hub.queries.beside import measure_label

router = APIRouter()
Reader = Annotated[Viewer, Depends(entitled(Area.MONTH, Deed.READ))]
Preparer = Annotated[Viewer, Depends(entitled(Area.MONTH, Deed.PROPOSE))]
Looking = Annotated[Viewer, Depends(entitled(Area.MONTH, Deed.PROPOSE, is_deed=False))]
"""Who asks for what changes nothing that others see."""
LIMITS = FileLimits(file_bytes=1_900_000, unpacked_bytes=50_000_000, rows=2000, columns=200)
"""A form is some ten kilobytes."""


@router.get("/months/{month}/bodies/{code}")
def body(request: Request, viewer: Reader, month: str, code: str) -> HTMLResponse:
    """Lay the form that a body sent beside the hub's figures of the same units."""
    if not sees_all(viewer, Area.MONTH) and code not in viewer.units:
        raise AccessDeniedError("this form isn't of your own unit", remedy="open that of your own unit")
    console, wanted = console_of(request), month_asked(month, "")
    held, _ = held_now(console)
    with console.bureau() as bureau:
        papers = bureau.holdings
        day = known_day(request, papers)
        found = papers.bodies.named(code, ReportKind.MONTHLY, wanted)
        report = papers.report(ReportKey(ReportKind.MONTHLY, wanted, code).root, end_of(day))
        version = None if report is None else report.counting or (report.versions[-1] if report.versions else None)
        if found is None or version is None:
            raise UnknownRecordError(
                "no report of this body", where=f"{code[:40]} {wanted}", remedy="choose another one"
            )
        comparison = compare_form(papers, (found, wanted, day), version.lines, version.received_at, held)
        name = namer(papers.registry, day, viewer.language)
    return _page(request, viewer, comparison, month=wanted, day=day, whose=name(code), unknown=(), name=name)


@router.post("/months/{month}/parallel")
def parallel(request: Request, viewer: Looking, month: str, file: Annotated[UploadFile, File()]) -> HTMLResponse:
    """Lay an uploaded form of the city beside the hub's; nothing of it is kept."""
    wanted = month_asked(month, "")
    reading = _read(file)
    with console_of(request).bureau() as bureau:
        papers = bureau.holdings
        day = known_day(request, papers)
        with stoppable():
            comparison = compare_form(papers, (None, wanted, day), reading.lines, None)
        name = namer(papers.registry, day, viewer.language)
    return _page(
        request,
        viewer,
        comparison,
        month=wanted,
        day=day,
        whose=file.filename or "",
        unknown=reading.unknown,
        name=name,
    )


def _read(file: UploadFile) -> Reading:
    where = (file.filename or "form")[-60:]
    content = file.file.read(LIMITS.file_bytes + 1)
    if len(content) > LIMITS.file_bytes:
        raise ClosedInputError("the file is too large for a form", where=where, remedy="give the form alone")
    layout = standard_layout()
    if where.lower().endswith(".csv"):
        reading = read_layout(read_csv(content, where=where, limits=LIMITS).rows, layout)
    else:
        sheets = read_workbook(content, where=where, limits=LIMITS)
        reading = read_layout(sheets[0].rows if sheets else (), layout)
    if not reading.lines:
        raise ClosedInputError(
            "the form has no figure under a known label", where=where, remedy="hub stats parallel --layout names labels"
        )
    return reading


def _page(request: Request, viewer: Viewer, comparison: Comparison, **context: object) -> HTMLResponse:
    shown = {"opens": opens_disputes(viewer, Area.FIGURES), "measure_label": measure_label, "figure_text": figure_text}
    whole: dict[str, Any] = {"comparison": comparison, "said": said, **shown, **context}
    return frame.page(request, viewer, "compare.html", said.COMPARE, **whole)
