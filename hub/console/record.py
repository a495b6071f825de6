"""
What people do on pages leaves a line in the audit journal: one rule at the door of all pages.

A page that records what it does in the words of its own (accounts, openings of personal data, acts at the workbench)
is left alone; for every other call that changes something the door writes who did what to what, and how it ended. So a
page can't forget it. Whoever asks for what the grants don't give is a line, too. Lines hold codes: the address of the
page, and what a few fields of its form name.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from hub.console import frame, kept_forms
from hub.console.entry import UNATTENDED, Entitled, viewer_or_none
from hub.console.errors import SignInNeededError
from hub.console.seam import Viewer, console_of
from hub.core.errors import AccessDeniedError, HubError
from hub.people.deeds import Recorded
from hub.people.journal import watched

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_LOOKING = frozenset({Recorded.PERSONAL_ASKED, Recorded.PERSONAL_OPENED, Recorded.ACCESS_DENIED})
"""What is recorded on the way to a deed, and isn't the deed."""
_WHAT = ("month", "half", "dispute")
"""Fields of forms that name to what something is done."""
_HOW = {
    "act": "act", "cause": "cause", "subject": "about", "revision": "revision", "role": "role",
    "takes_back": "takes_back", "paused": "paused",
}  # fmt: skip
"""Fields that say what, by codes; free words and values of rows never go into the journal."""
_CODE = re.compile(r"[\w:：〔〕()（）\[\]#./-]{1,120}")
_MOST = 200


async def recorded(request: Request) -> AsyncIterator[None]:
    """Record what the call did or was refused; a dependency of the whole application, around the page itself."""
    told = watched()
    try:
        yield
    except AccessDeniedError as error:
        if not isinstance(error, SignInNeededError) and UNATTENDED not in request.headers:
            await _record(request, told, error)
        raise
    except HubError as error:
        if request.method not in _SAFE:
            await _record(request, told, error)
        raise
    if request.method not in _SAFE:
        await _record(request, told, None)
        await run_in_threadpool(_forget_draft, request)


def _forget_draft(request: Request) -> None:
    """What was sent, and wasn't refused, is no half-filled form any more."""
    viewer = viewer_or_none(request)
    if viewer is not None and not getattr(request.state, frame.REFUSED, 0):
        kept_forms.forget(request, viewer, request.url.path)


async def _record(request: Request, told: list[Recorded], error: HubError | None) -> None:
    entrance, viewer = getattr(request.state, "entrance", None), viewer_or_none(request)
    if viewer is None or not isinstance(entrance, Entitled) or not entrance.is_deed or not _LOOKING.issuperset(told):
        return
    # Of whom wasn't let in the form may be unread: it stays so.
    form = FormData() if isinstance(error, AccessDeniedError) else await request.form()
    named = {name: value for name, value in form.items() if isinstance(value, str) and _is_code(value)}
    await run_in_threadpool(_write, request, (viewer, entrance), named, error)


def _write(
    request: Request, who: tuple[Viewer, Entitled], named: Mapping[str, str], error: HubError | None
) -> None:  # fmt: skip
    viewer, entrance = who
    console = console_of(request)
    journal, now = console.people.journal, console.clock.now()
    path = str(getattr(request.scope.get("route"), "path", "?"))
    parts = [str(value) for value in request.path_params.values() if _is_code(str(value))]
    subject = " ".join([*parts, *(named[name] for name in _WHAT if name in named)])[:_MOST] or path
    details = {"at": path, "area": entrance.area.value, "right": entrance.deed.value}
    details |= {told: named[name] for name, told in _HOW.items() if name in named}
    status = getattr(request.state, frame.REFUSED, 0)
    if error is None and not status:
        journal.record(viewer.actor, Recorded.PAGE_ACTION, subject, now, **details)
        return
    deed = Recorded.ACCESS_DENIED if isinstance(error, AccessDeniedError) else Recorded.PAGE_ACTION
    journal.refuse(viewer.actor, deed, subject, now, **details, code=str(status) if error is None else error.code)


def _is_code(value: str) -> bool:
    """Return whether *value* is a code or a number; a name, which somebody may have typed there, has neither."""
    return _CODE.fullmatch(value) is not None and (value.isascii() or any(mark.isdigit() for mark in value))
