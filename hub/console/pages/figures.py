"""数字: the month's figures as known now, and why each is so; the code that opens them is the command line's."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse

from hub.catalogue.words import CHECKS
from hub.console import frame
from hub.console.asking import Paged, known_day, month_asked, namer, opens_disputes, paged, reads_cases, sees_all
from hub.console.entry import entitled
from hub.console.kept import Answer, kept_of
from hub.console.live import Kind, marks_of
from hub.console.seam import Viewer, console_of
from hub.console.texts import statistics as said
from hub.core.daytime import end_of, month_of
from hub.core.errors import AccessDeniedError, UnknownRecordError
from hub.core.permissions import Area, Deed
from hub.core.reporting import Adjustment
from hub.core.wording import Language
from hub.office.bureau import Bureau
from hub.office.known import known_months
from hub.queries.figures import KnownMonth
from hub.queries.form import REPORTS, KnownRows, month_form
from hub.queries.layout import FormRow, FormTable
from hub.queries.month_figures import OpenedMonth
from hub.queries.why import FORM, Why, WhySources, why

router = APIRouter()
Reader = Annotated[Viewer, Depends(entitled(Area.FIGURES, Deed.READ))]
Month = Annotated[str, Query(max_length=7)]
PageNumber = Annotated[int, Query(ge=1, le=1_000_000)]

UNITS = "unit"
"""The one table that grows with the city: it's paged."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A month as counted for a page: its form over all revisions, and the day up to which the hub knows."""

    opened: OpenedMonth
    day: date
    revisions: tuple[KnownMonth, ...]


def counted_month(request: Request, bureau: Bureau, viewer: Viewer, month: str, day: date) -> Answer[Counted]:
    """Return *month* with the names of *viewer*'s language, counted anew where the log has changed."""
    language = viewer.language

    def count() -> Counted:
        known = known_months(bureau, month, day).known
        name_of = namer(bureau.holdings.registry, day, language)
        rows = [KnownRows(one.as_known_at, one.rows) for one in known]
        form = month_form(month, rows, name_of, bureau.definitions.bases_of(month))
        told = tuple(without_rows(one) for one in known)
        return Counted(OpenedMonth(form, told), day, told)

    return kept_of(request).fresh(("month", month, day, language), _mark(request), count)


def _mark(request: Request) -> object:
    """Return what changes when the log does."""
    return marks_of(console_of(request).settings.data)[Kind.DISPUTE]


@dataclass(frozen=True, slots=True)
class Leaf:
    """Which month, which of its revisions (0 is the last), which page of a list."""

    month: Month = ""
    revision: Annotated[int, Query(ge=0, le=10_000)] = 0
    page: PageNumber = 1


@router.get("/figures")
def figures(request: Request, viewer: Reader, leaf: Annotated[Leaf, Depends()], part: bool = False) -> HTMLResponse:
    """Show the figures of a month, revision beside revision; each opens."""
    with console_of(request).bureau() as bureau:
        day = known_day(request, bureau.holdings)
        wanted = month_asked(leaf.month, month_of(day))
        answer = counted_month(request, bureau, viewer, wanted, day)
    counted = answer.value
    everything = sees_all(viewer, Area.FIGURES)
    tables = [_shown(table, viewer, leaf.page, everything=everything) for table in counted.opened.form.tables]
    context: dict[str, Any] = {
        "month": wanted,
        "page": leaf.page,
        "due": math.ceil(answer.due),
        "day": day,
        "form": counted.opened.form,
        "revisions": counted.revisions,
        "headline": counted.opened.form.headline if everything else (),
        "tables": [one for one in tables if one is not None],
        "is_empty": _is_empty(counted.opened),
        "everything": everything,
        "units": "、".join(sorted(viewer.units)),
        "said": said,
        "checks": CHECKS,
    }
    if part and frame.asked_by_htmx(request):
        return frame.fragment(request, viewer, "figures.html", "figures", **context)
    return frame.page(request, viewer, "figures.html", said.FIGURES, **context)


def _is_empty(opened: OpenedMonth) -> bool:
    """Return whether nothing of the month is known: nothing came into it, nothing was left of earlier ones."""
    told = (row for row in opened.form.headline if row.key.code in ("open", "acc", "concl", "pend", "onsite"))
    return all(cell.text == "0" for row in told for cell in row.cells)


@dataclass(frozen=True, slots=True)
class _Table:
    """A table with the lines that this page shows."""

    table: FormTable
    rows: Sequence[FormRow]
    paged: Paged


def _shown(table: FormTable, viewer: Viewer, page: int, *, everything: bool) -> _Table | None:
    rows = table.rows
    if not everything:
        if table.title.code != UNITS:
            return None
        rows = tuple(row for row in rows if row.key.code in viewer.units)
    place = paged(len(rows), page if table.title.code == UNITS else 1, 50 if table.title.code == UNITS else 500)
    return _Table(table, rows[place.first : place.last], place) if rows else None


@router.get("/figures/{name:path}")
def figure(request: Request, viewer: Reader, name: str, leaf: Annotated[Leaf, Depends()]) -> HTMLResponse:
    """Open one figure: formula, what's in it and what isn't, what later revisions changed, the balance of its line."""
    _require_own(viewer, name)
    with console_of(request).bureau() as bureau:
        day = known_day(request, bureau.holdings)
        wanted = month_asked(leaf.month, month_of(day))
        asked = ("why", wanted, name, day, viewer.language)
        found = (
            kept_of(request)
            .fresh(asked, _mark(request), lambda: _why(bureau, wanted, name, day, viewer.language))
            .value
        )
        signed = list(_signed(bureau, wanted, found.measure, day))
    number = leaf.revision or len(found.revisions)
    if number > len(found.revisions):
        raise UnknownRecordError("no such revision", where=f"{wanted} R{number}", remedy="choose one on the page")
    chosen = found.revisions[number - 1]
    place = paged(len(chosen.parts), leaf.page)
    return frame.page(
        request,
        viewer,
        "figure.html",
        said.FIGURES,
        month=wanted,
        day=day,
        why=found,
        chosen=chosen,
        parts=list(chosen.parts.items())[place.first : place.last],
        paged=place,
        opens=opens_disputes(viewer, Area.FIGURES),
        cases=reads_cases(viewer),
        signed=signed,
        said=said,
        checks=CHECKS,
        yuan=found.measure == "amount_fen",
    )


def _require_own(viewer: Viewer, name: str) -> None:
    if sees_all(viewer, Area.FIGURES):
        return
    table, _, rest = name.partition(":")
    if table not in (UNITS, FORM) or rest.partition(":")[0] not in viewer.units:
        raise AccessDeniedError("this figure isn't of your own unit", remedy="open a figure of your own unit")


def _why(bureau: Bureau, month: str, name: str, day: date, language: Language) -> Why:
    known = known_months(bureau, month, day, each_report=name in REPORTS)
    sources = WhySources(
        month=month,
        revisions=known.known,
        history=known.history,
        bases=bureau.definitions.bases_of(month),
        name_of=namer(bureau.holdings.registry, day, language),
    )
    found = why(sources, name)
    if found is None:
        raise UnknownRecordError("no such figure", where=f"{name[:60]} {month}", remedy="choose one on the page")
    told = tuple(replace(one, known=without_rows(one.known)) for one in found.revisions)
    return replace(found, revisions=told)


def without_rows(known: KnownMonth) -> KnownMonth:
    """Return *known* as a page keeps it: the rows are the whole city's and have been counted."""
    return replace(known, rows=())


def _signed(bureau: Bureau, month: str, measure: str, day: date) -> Sequence[Adjustment]:
    reports = bureau.holdings.reports(end_of(day), month)
    return [line for report in reports for line in report.adjustments if measure and line.measure == measure]
