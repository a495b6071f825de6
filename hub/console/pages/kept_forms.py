"""What pages ask by themselves while somebody types: keep it, and give a form the mark of a session begun meanwhile."""

from __future__ import annotations

from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse

from hub.console import forms, frame, kept_forms
from hub.console.entry import signed_in
from hub.console.seam import Viewer, console_of
from hub.console.texts import bench as said
from hub.core.errors import ClosedInputError

router = APIRouter()

Typist = Annotated[Viewer, Depends(signed_in(is_deed=False))]
_MOST = 60_000


@router.post("/kept")
def keep(
    request: Request,
    viewer: Typist,
    page: Annotated[str, Form(max_length=600)],
    form: Annotated[str, Form(max_length=900)],
    fields: Annotated[str, Form(max_length=_MOST)],
) -> HTMLResponse:
    """Keep what was typed into one form of *page* so far."""
    try:
        kept_forms.keep(request, viewer, page, form, fields)
    except msgspec.DecodeError as error:
        raise ClosedInputError("the form can't be read as it was sent", remedy="open the page again") from error
    now = console_of(request).clock.now()
    return frame.fragment(request, viewer, "bench_saved.html", "saved", said=said, saved=now)


@router.get("/mark")
def mark(request: Request, viewer: Typist) -> dict[str, str]:
    """Give an open page the mark of the session that its person has begun meanwhile."""
    return {"person": viewer.person, "mark": forms.mark_of(request)}
