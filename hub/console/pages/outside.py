"""统一认证: to the outside provider and back, from where a page of one's own leads in."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from hub.console import frame
from hub.console.entry import Anyone, Proven
from hub.console.pages.look import own_path
from hub.console.pages.signing_in import NEXT, STEP, landing, put, refused_at_the_door, seat, source_of
from hub.console.seam import SIGN_IN, Console, console_of
from hub.console.texts import accounts as said
from hub.core.errors import AgencyUnavailableError, UnknownRecordError
from hub.people.oidc import Arrival, OutsideSignIn
from hub.people.oidc_provider import InvalidAnswerError
from hub.people.signing_in import Pending, Refused

router = APIRouter()
_OPEN = [Depends(Anyone())]
_COOKIE, _NEXT = "hub_outside", "hub_outside_next"


@router.get(f"{SIGN_IN}/outside", dependencies=_OPEN)
def depart(request: Request, next: str = "/") -> Response:
    """Send the browser to the provider."""
    console = console_of(request)
    departure = _outside(console).depart(console.clock.now())
    answer = RedirectResponse(departure.url, 303)
    # lax, since the browser comes back from another site; what they carry is worth nothing but for that
    put(console, answer, _COOKIE, departure.token, samesite="lax")
    put(console, answer, _NEXT, own_path(next), samesite="lax")
    return answer


@router.get(f"{SIGN_IN}/outside/back", dependencies=_OPEN)
def arrive(request: Request, *, code: str = "", state: str = "", iss: str = "", error: str = "") -> Response:
    """
    Take what the provider sends back.

    What follows is a page that leads on by itself: strict cookies don't go with a chain that began on another site.
    """
    console = console_of(request)
    token = request.cookies.get(_COOKIE, "")
    arrival = Arrival(token=token, code=code, state=state, issuer=iss, error=error)
    came = _outside(console).arrive(arrival, source_of(request), console.clock.now())
    if isinstance(came, Refused):
        return refused_at_the_door(request, came)
    wanted = own_path(request.cookies.get(_NEXT, "/"))
    onward = STEP if isinstance(came, Pending) else landing(console, came, wanted)
    answer = frame.page(request, None, "outside.html", said.SIGN_IN, onward=onward)
    if isinstance(came, Pending):
        put(console, answer, console.pending_cookie, came.token)
        put(console, answer, NEXT, wanted)
    else:
        seat(console, answer, came)
    for name in (_COOKIE, _NEXT):
        answer.delete_cookie(name, secure=console.secure, httponly=True, samesite="lax")
    return answer


@router.post(f"{SIGN_IN}/outside/ended", dependencies=[Depends(Proven())])
def end(request: Request, logout_token: Annotated[str, Form()] = "") -> Response:
    """
    End the sessions that the provider's token names (OpenID Connect Back-Channel Logout 1.0); no browser calls it.

    What is refused is told in the standard's own form; a provider whose keys can't be fetched now may say it again.
    """
    console = console_of(request)
    ending = console.people.outside_end
    if ending is None:
        return JSONResponse({"error": "invalid_request", "error_description": "no outside provider is set"}, 400)
    try:
        ending.end_told(logout_token, source_of(request), console.clock.now())
    except InvalidAnswerError as error:
        return JSONResponse({"error": "invalid_request", "error_description": error.what}, 400)
    except AgencyUnavailableError as error:
        return JSONResponse({"error": "temporarily_unavailable", "error_description": error.what}, 503)
    return Response(status_code=200)


def _outside(console: Console) -> OutsideSignIn:
    if console.people.outside is None:
        raise UnknownRecordError("no outside provider is set", where="people.oidc", remedy="see the settings")
    return console.people.outside
