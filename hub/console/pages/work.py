"""正在进行: what takes long, how far it is, and a way to stop it; whoever closed the tab finds it here."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from hub.console import frame
from hub.console.entry import signed_in
from hub.console.errors import LostWorkError
from hub.console.navigation import MENU
from hub.console.seam import Viewer, console_of
from hub.console.texts import work as said
from hub.console.works import Work, owner_of, works_of
from hub.core.wording import Message

router = APIRouter()
PATH = "/work"

Reader = Annotated[Viewer, Depends(signed_in(is_deed=False))]


class _Kept(Response):
    """What a work answered, word for word."""

    def __init__(self, work: Work) -> None:
        super().__init__()
        self._work = work

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        del scope, receive
        await self._work.answer(send)


@router.get(PATH)
def listed(request: Request, viewer: Reader) -> HTMLResponse:
    """Show the viewer's works: those that go on, and those whose answer waits."""
    works = [(one, _page_of(one)) for one in works_of(request).of_person(viewer.person)]
    return frame.page(request, viewer, "works.html", said.TITLE, said=said, works=works)


@router.get(f"{PATH}/{{number}}")
def show(request: Request, viewer: Reader, number: str) -> HTMLResponse:
    """Show how far a work is; its part of the page asks again by itself."""
    work = works_of(request).named(number, viewer)
    context = {"said": said, "work": work, "page": _page_of(work), "is_here": _is_here(request, work)}
    if frame.asked_by_htmx(request):
        return frame.fragment(request, viewer, "work.html", "work", **context)
    return frame.page(request, viewer, "work.html", said.TITLE, **context)


@router.get(f"{PATH}/{{number}}/result")
def result(request: Request, viewer: Reader, number: str) -> Response:
    """Show what a work answered, to the session that began it; of a question its own address does."""
    work = works_of(request).named(number, viewer)
    if not work.is_over:
        return RedirectResponse(f"{PATH}/{number}", 303)
    if not work.changes:
        return RedirectResponse(work.asked, 303)
    if not _is_here(request, work) or work.viewer is None or work.viewer.grants != viewer.grants:
        raise LostWorkError(number)
    return _Kept(work)


@router.post(f"{PATH}/{{number}}/stop")
def stop(request: Request, viewer: Reader, number: str) -> Response:
    """Stop a work at its next step, unless it's writing."""
    work = works_of(request).named(number, viewer)
    if work.progress.can_stop:
        work.progress.stop()
    return RedirectResponse(f"{PATH}/{number}", 303)


def _page_of(work: Work) -> Message:
    """Return what the page of *work* is called in the menu; its address stands beside it."""
    path = work.asked.partition("?")[0]
    found = [one for one in MENU if path == one.path or (one.path != "/" and path.startswith(f"{one.path}/"))]
    return max(found, key=lambda one: len(one.path)).title if found else said.TITLE


def _is_here(request: Request, work: Work) -> bool:
    return owner_of(request.cookies.get(console_of(request).session_cookie, "")) == work.owner
