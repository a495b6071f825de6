"""总览: the first page of whoever has no workbench: what one's grants open, and whether the hub is well."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from hub.console import frame
from hub.console.entry import Anyone, signed_in
from hub.console.seam import Viewer
from hub.console.texts import frame as said

router = APIRouter()


@router.get("/")
def overview(request: Request, viewer: Annotated[Viewer, Depends(signed_in())]) -> HTMLResponse:
    """Show the pages that are open to the viewer."""
    return frame.page(request, viewer, "overview.html", said.OVERVIEW)


@router.get("/alive", dependencies=[Depends(Anyone())])
def alive() -> dict[str, str]:
    """Say that the console lives, to whoever watches it."""
    return {"console": "alive"}
