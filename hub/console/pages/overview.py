"""总览: what is stuck, with whom, since when, the longest first; and the pages that one's grants open."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from hub.console import frame
from hub.console.entry import Anyone, signed_in
from hub.console.kept import kept_of
from hub.console.seam import Viewer, console_of
from hub.console.stuck import standstill
from hub.console.texts import frame as said
from hub.console.words import Words
from hub.core.permissions import Area, Deed

router = APIRouter()


@router.get("/")
def overview(request: Request, viewer: Annotated[Viewer, Depends(signed_in())]) -> HTMLResponse:
    """Show what stands still, and the pages that are open to the viewer."""
    console = console_of(request)
    # by who asks: what's kept for one isn't another's to see
    found = kept_of(request).get(("standstill", viewer.person, viewer.grants), lambda: standstill(console, viewer))
    listed = sum(one.path.startswith("/cases/") for one in found.lines)
    with console.books() as books:
        words = Words(viewer.language, books.registry, console.agencies, viewer.today)
        return frame.page(
            request,
            viewer,
            "overview.html",
            said.OVERVIEW,
            found=found,
            has_arrived=next(iter(books.disputes()), None) is not None,
            rest=max(0, (found.cases or 0) - listed),
            watches=any(viewer.may_somewhere(area, Deed.READ) for area in _WATCHED),
            words=words,
        )


_WATCHED = (Area.CASES, Area.QUARANTINE, Area.ADAPTERS, Area.MERGE)


@router.get("/alive", dependencies=[Depends(Anyone())])
def alive() -> dict[str, str]:
    """Say that the console lives, to whoever watches it."""
    return {"console": "alive"}
