"""统一认证: to the outside provider and back, from where a page of one's own leads in."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from hub.console import frame
from hub.console.entry import Anyone
from hub.console.pages.look import own_path
from hub.console.pages.signing_in import NEXT, STEP, landing, put, refused_at_the_door, seat, source_of
from hub.console.seam import SIGN_IN, Console, console_of
from hub.console.texts import accounts as said
from hub.core.errors import UnknownRecordError
from hub.people.oidc import Arrival, OutsideSignIn
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


def _outside(console: Console) -> OutsideSignIn:
    if console.people.outside is None:
        raise UnknownRecordError("no outside provider is set", where="people.oidc", remedy="see the settings")
    return console.people.outside
