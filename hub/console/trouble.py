"""What went wrong, as a page or as a part of one: what happened, what to do next, whom to quote the code to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from hub.catalogue import for_code, heard
from hub.console import frame
from hub.console.entry import viewer_or_none
from hub.console.errors import NotGrantedError, SignInNeededError, StaleFormError, TooLargeFormError
from hub.console.seam import SIGN_IN, Viewer
from hub.console.texts import frame as said
from hub.core.errors import (
    AccessDeniedError,
    ClosedInputError,
    ConfigurationError,
    HubError,
    PermanentError,
    TransientError,
    UnknownRecordError,
)
from hub.core.wording import Language, Message

_STATUS: tuple[tuple[type[HubError], int], ...] = (
    (TransientError, 503),
    (SignInNeededError, 401),
    (AccessDeniedError, 403),
    (UnknownRecordError, 404),
    (TooLargeFormError, 413),
    (ClosedInputError, 400),
    (PermanentError, 409),
    (ConfigurationError, 500),
)
_NOT_THERE = (404, 405)
_FAILED = 500
_RAW = re.compile(r"(?P<what>.+?) ?[（(](?P<raw>[ -~]+)[)）]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """What is told: the code that people quote, what happened, to what, what to do next."""

    code: str
    what: Message
    remedy: Message
    where: str = ""
    raw: str = ""


def status_of(error: HubError) -> int:
    """Return the status under which *error* is told."""
    return next((status for kind, status in _STATUS if isinstance(error, kind)), 500)


async def tell_hub_error(request: Request, error: Exception) -> Response:
    """Tell an error of the hub's own."""
    if isinstance(error, SignInNeededError):
        return _to_sign_in(request, error.back)
    if not isinstance(error, HubError):
        return _told(request, 500, Trouble(code="E-HUB-00", what=said.FAILED, remedy=said.FAILED_NEXT))
    headline, _, next_step = for_code(error.code)
    what = _heard(error) if error.what else headline
    remedy = heard(error.remedy) if error.remedy else next_step
    what, raw = _parted(what)
    told = Trouble(code=error.code, what=what, remedy=remedy, where=error.where, raw=raw)
    return _told(request, status_of(error), told)


def _parted(what: Message) -> tuple[Message, str]:
    """Return *what* without the words of the machine at its end, which are told apart: they're nobody's language."""
    zh, en = _RAW.fullmatch(what), _RAW.fullmatch(what.en)
    if zh is None or en is None:
        return what, ""
    return Message(zh["what"], en["what"]), en["raw"]


def _heard(error: HubError) -> Message:
    if isinstance(error, NotGrantedError):  # its codes are words of the table, which people read
        area, deed = error.area, error.deed
        return Message(
            said.NOT_GRANTED.render(Language.ZH, area=area.zh, deed=deed.zh),
            said.NOT_GRANTED.render(Language.EN, area=area.en, deed=deed.en),
        )
    return heard(error.what)


async def tell_http_error(request: Request, error: Exception) -> Response:
    """Tell what the framework refuses: no such page, no such method."""
    if isinstance(error.__cause__, HubError):
        return await tell_hub_error(request, error.__cause__)  # raised below while a form was read
    status = error.status_code if isinstance(error, HTTPException) else 500
    if status in _NOT_THERE:
        return _told(request, status, Trouble(code=f"E-HTTP-{status}", what=said.NO_PAGE, remedy=said.NO_PAGE_NEXT))
    return _told(request, status, Trouble(code=f"E-HTTP-{status}", what=said.FAILED, remedy=said.FAILED_NEXT))


async def tell_misfit(request: Request, error: Exception) -> Response:
    """Tell which field doesn't fit; its value stays unsaid."""
    faults = error.errors() if isinstance(error, RequestValidationError) else []
    named = ", ".join(dict.fromkeys(str(one["loc"][-1]) for one in faults[:5] if one.get("loc")))
    return _told(request, 422, Trouble(code="E-CALL-01", what=said.MISFIT, remedy=said.MISFIT_NEXT, where=named))


def _to_sign_in(request: Request, back: str) -> Response:
    address = f"{SIGN_IN}?next={quote(back, safe='/')}"
    if frame.asked_by_htmx(request):
        return Response(status_code=401, headers={"HX-Redirect": address})
    return RedirectResponse(address, 303)


def _told(request: Request, status: int, trouble: Trouble) -> Response:
    viewer = _viewer(request, status)
    is_refused = status == 403 and trouble.code != StaleFormError.code  # a form of another session is nobody's right
    title = said.NOT_ENTITLED if is_refused else said.NOT_FOUND if status == 404 else said.TROUBLE
    whose = said.BY_OPERATIONS if status >= _FAILED else said.BY_SECURITY if is_refused else said.BY_YOU
    if frame.asked_by_htmx(request) and viewer is not None:
        answer: Response = frame.fragment(
            request, viewer, "trouble.html", "told", title=title, trouble=trouble, whose=whose
        )
        answer.status_code = status
        answer.headers.update({"HX-Retarget": "#trouble", "HX-Reswap": "innerHTML"})
    else:
        answer = _whole(request, viewer, title=title, trouble=trouble, whose=whose)
        answer.status_code = status
    if status == 503:
        answer.headers["Retry-After"] = "5"
    return answer


def _whole(request: Request, viewer: Viewer | None, title: Message, **told: object) -> Response:
    try:
        return frame.page(request, viewer, "trouble.html", title, **told)
    except HubError:
        # What stands around every page comes from the file of the people, which may be what's damaged.
        return frame.page(request, None, "trouble.html", title, **told)


def _viewer(request: Request, status: int) -> Viewer | None:
    """Return who looks: of a failure whoever was known before it, since what failed may be where sessions are kept."""
    if status < _FAILED:
        return viewer_or_none(request)
    known = getattr(request.state, "viewer", None)
    return known if isinstance(known, Viewer) else None
