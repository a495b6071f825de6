"""Which keys do what: a page of its own, so that it's there without scripts too."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from hub.console import frame
from hub.console.entry import signed_in
from hub.console.seam import Viewer
from hub.console.texts import frame as said

router = APIRouter()


@router.get("/keyboard")
def keyboard(request: Request, viewer: Annotated[Viewer, Depends(signed_in())]) -> HTMLResponse:
    """Show the keys."""
    return frame.page(request, viewer, "keyboard.html", said.KEYBOARD)
