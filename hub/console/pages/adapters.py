"""接入: is every department's data arriving; one is stopped and goes on here, nothing is lost."""

from __future__ import annotations

from contextlib import closing
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response

from hub.console import frame
from hub.console.departments import owners_of_agency, standings, visible
from hub.console.entry import entitled
from hub.console.seam import Viewer, Workbench, console_of
from hub.console.texts import adapters as said
from hub.console.words import Words
from hub.core.errors import AccessDeniedError, UnknownRecordError
from hub.core.permissions import Area, Deed
from hub.service.heartbeat import Heartbeat

router = APIRouter()


@router.get("/adapters")
def listed(request: Request, viewer: Annotated[Viewer, Depends(entitled(Area.ADAPTERS, Deed.READ))]) -> Response:
    """Show every department: last and next look, what is held, gaps, drifting codes."""
    console = console_of(request)
    with console.books() as books, console.workbench() as bench:
        codes = visible(viewer, Area.ADAPTERS, _codes(bench), books.registry)
        heart = Heartbeat.read(console.settings.data)
        context = {
            "said": said,
            "heart": heart,
            "is_running": heart is not None and heart.is_alive,
            "standings": standings(console, bench, codes),
            "faults": bench.plugins.faults if viewer.may_somewhere(Area.ADAPTERS, Deed.WRITE) else (),
            "pausable": {
                code
                for code in codes
                if code in bench.codes
                and viewer.may_with(Area.ADAPTERS, Deed.WRITE, owners_of_agency(code, books.registry))
            },
            "words": Words(viewer.language, books.registry, console.agencies, viewer.today),
        }
    if frame.asked_by_htmx(request):
        return frame.fragment(request, viewer, "adapters.html", "list", **context)
    return frame.page(request, viewer, "adapters.html", said.TITLE, **context)


@router.post("/adapters/{code}/pause")
def pause(
    request: Request,
    viewer: Annotated[Viewer, Depends(entitled(Area.ADAPTERS, Deed.WRITE))],
    code: str,
    paused: Annotated[bool, Form()],
) -> Response:
    """Stop reading from and writing to a department at once, or go on."""
    console = console_of(request)
    with console.books() as books, console.workbench() as bench:
        if code not in bench.codes:
            raise UnknownRecordError("no such page", where=code[:60], remedy="start from the first page")
        if not viewer.may_with(Area.ADAPTERS, Deed.WRITE, owners_of_agency(code, books.registry)):
            raise AccessDeniedError("this adapter isn't yours to stop", where=code, remedy="ask its department")
        with closing(bench.store(code)) as store:
            store.is_paused = paused
    return frame.moved(request, "/adapters", said.PAUSED if paused else said.RESUMED, code=code)


def _codes(bench: Workbench) -> tuple[str, ...]:
    return tuple(sorted({*bench.codes, *bench.settings.gateway.agencies}))
