"""查案 and 纠纷页: where a case is, who holds it, by which rule, until when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from hub.console import frame
from hub.console.actions.sitting import own_units
from hub.console.entry import entitled
from hub.console.paging import paged
from hub.console.parties import names_for, parties_of
from hub.console.reading import Registrars, Seen, known_day, nobody, seen
from hub.console.seam import Books, Console, Reason, Viewer, console_of
from hub.console.texts import cases as said
from hub.console.words import Words
from hub.core.checklist import checklist
from hub.core.errors import UnknownRecordError
from hub.core.knowledge import Knowledge
from hub.core.permissions import Area, Deed
from hub.queries.handed import handed_over
from hub.queries.parties import find_by_name
from hub.queries.trace import MOST_MATCHES, find
from hub.workbench.papers import Filed

router = APIRouter()

Reader = Annotated[Viewer, Depends(entitled(Area.CASES, Deed.READ))]
STEPS = 100
"""Lines of a story on one page, the last of which is shown first; rows of its other tables."""

Opener = Annotated[Viewer, Depends(entitled(Area.PERSONAL, Deed.READ))]


def address_of(dispute: str) -> str:
    """Return where the page of *dispute* is."""
    return f"/cases/{quote(dispute, safe=':')}"


@router.get("/cases")
def search(request: Request, viewer: Reader, q: Annotated[str, Query(max_length=200)] = "") -> Response:
    """Find by any number, in any form; one that is meant by it alone is shown at once."""
    spoken = q.strip()
    with console_of(request).books() as books:
        found = find(books.reader, spoken, books.index) if spoken else []
        shown = _seen_of(found, books, viewer, _registrars(request))
        if len(shown) == 1 and len(found) == 1:
            return RedirectResponse(address_of(shown[0].key), 303)
        return _results(request, viewer, books, shown=shown, spoken=spoken, more=len(found) >= MOST_MATCHES)


@router.post("/cases/by-name")
def search_by_name(
    request: Request,
    viewer: Opener,
    name: Annotated[str, Form(max_length=100)],
    reason: Annotated[str, Form(max_length=40)] = "",
    note: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Find by a party's whole name, through its token; who looked and why is on record, the name is not."""
    console = console_of(request)
    token = names_for(console, name)
    with console.books() as books:
        found = [one for key in find_by_name(books.index, token) if (one := books.dispute(key)) is not None]
        shown = [
            one
            for one in _seen_of(found, books, viewer, _registrars(request))
            if viewer.opens_personal(one.owners) is not None
        ]
        owners = frozenset(owner for one in shown for owner in one.owners) or viewer.units
        subject = f"name:{token[-16:]}"
        # who searches again once the second person has agreed finds it, as long as that opening lasts
        opened = console.personal.is_open(viewer, subject) or console.personal.open(
            viewer, subject, owners, Reason(reason, note)
        )
        return _results(
            request, viewer, books, shown=shown if opened else [], spoken="", by_name=True, waits=not opened,
            more=len(found) >= MOST_MATCHES,
        )  # fmt: skip


@router.get("/cases/{dispute:path}")
def show(
    request: Request,
    viewer: Reader,
    dispute: str,
    as_of: Annotated[date | None, Query(alias="as_of")] = None,
    page: Annotated[int, Query(ge=1, le=100_000)] = 100_000,
) -> Response:
    """Show one dispute; a part of the page is asked for by htmx when something new is known."""
    console = console_of(request)
    with console.books() as books:
        knowledge, one = _one(books, viewer, dispute, as_of, _registrars(request))
        context = {
            "said": said,
            "one": one,
            "story": paged(one.told.steps, page, STEPS),
            "most": STEPS,
            "checks": checklist(one.told.state, one.told.deadlines, one.told.as_of),
            "is_now": as_of is None,
            "words": Words(viewer.language, books.registry, console.agencies, one.told.as_of),
            "conditions": viewer.opens_personal(one.owners),
            "reasons": console.personal.reasons,
            "parties": (),
            "papers": _papers_of(console, one) if one.has_story else (),
            "handed": handed_over(books.reader, books.index, one.told.state) if one.has_story and as_of is None else (),
            "works_here": console.desk is not None and bool(own_units(viewer, console.settings.workbench.units)),
        }
        if context["conditions"] is not None and console.personal.is_open(viewer, knowledge.dispute):
            context["parties"] = parties_of(console, viewer, one)
    if frame.asked_by_htmx(request):
        return frame.fragment(request, viewer, "case.html", "story", **context)
    return frame.page(request, viewer, "case.html", said.CASE, **context)


@router.post("/parties/{dispute:path}")
def open_parties(
    request: Request,
    viewer: Opener,
    dispute: str,
    reason: Annotated[str, Form(max_length=40)] = "",
    note: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Open names and numbers of the parties, with a reason, on the record."""
    console = console_of(request)
    with console.books() as books:
        knowledge, one = _one(books, viewer, dispute, None, _registrars(request))
    opened = console.personal.open(viewer, knowledge.dispute, one.owners, Reason(reason, note))
    return frame.moved(
        request, address_of(knowledge.dispute) + "#parties", said.OPENED if opened else said.WAITS_SECOND
    )


def _papers_of(console: Console, one: Seen) -> Sequence[Filed]:
    """Return the numbered papers of *one*, under whichever of its reports they were drawn up."""
    if console.desk is None:
        return ()
    roots = {one.key, *(report.root for report in one.told.state.reports.values())}
    return console.desk.papers.all_of_disputes(sorted(roots))


def _registrars(request: Request) -> Registrars:
    desk = console_of(request).desk
    return nobody if desk is None else desk.papers.registrars


def _one(
    books: Books, viewer: Viewer, dispute: str, as_of: date | None, registrars: Registrars
) -> tuple[Knowledge, Seen]:
    knowledge = books.dispute(dispute)
    day = None if knowledge is None else as_of or known_day(knowledge, viewer)
    one = None if knowledge is None or day is None else seen(knowledge, books, viewer, day, registrars)
    if knowledge is None or one is None:
        # What doesn't concern the viewer is as unknown as what isn't there.
        raise UnknownRecordError(
            "no such dispute that concerns you", where=dispute[:80], remedy="search for another number"
        )
    return knowledge, one


def _seen_of(found: list[Knowledge], books: Books, viewer: Viewer, registrars: Registrars) -> list[Seen]:
    shown = [seen(knowledge, books, viewer, known_day(knowledge, viewer), registrars) for knowledge in found]
    return [one for one in shown if one is not None]


def _results(request: Request, viewer: Viewer, books: Books, **shown: object) -> Response:
    console = console_of(request)
    words = Words(viewer.language, books.registry, console.agencies, viewer.today)
    context = {"by_name": False, "waits": False, **shown, "most": MOST_MATCHES, "address_of": address_of}
    context["may_name"] = bool(console.personal.reasons) and viewer.may_somewhere(Area.PERSONAL, Deed.READ)
    context["reasons"] = console.personal.reasons
    return frame.page(request, viewer, "cases.html", said.SEARCH, said=said, words=words, **context)
