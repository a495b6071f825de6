"""登录: account and password, then what is asked next, one step a page; the steps themselves are the people's."""

from __future__ import annotations

import hashlib
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from hub.console import frame, preferences
from hub.console.actions.sitting import own_units
from hub.console.entry import Anyone, signed_in
from hub.console.pages.look import own_path
from hub.console.seam import SIGN_IN, Console, Viewer, console_of
from hub.console.texts import accounts as said
from hub.core.wording import Language, Message
from hub.documents.qr import qr_picture
from hub.people.deeds import Actor
from hub.people.sessions import Session
from hub.people.signing_in import Enrolled, Pending, Refused, Step
from hub.people.totp import base32, provisioning_uri

router = APIRouter()
ISSUER = "枫桥枢纽"
STEP = f"{SIGN_IN}/step"
NEXT = "hub_next"
_SECONDS = 600
_KNOWN_SECONDS = 180 * 24 * 3600
"""How long a browser that isn't used for it is known; who signs in again begins anew."""

Text = Annotated[str, Form(max_length=300)]
_OPEN = [Depends(Anyone())]


def source_of(request: Request) -> str:
    """Return from where the call comes: the address of who called; a proxy's own word is the server's to take."""
    return request.client.host if request.client is not None else "?"


@router.get(SIGN_IN, dependencies=_OPEN)
def ask(request: Request, next: str = "/") -> HTMLResponse:
    """Ask for account and password."""
    return _asked(request, own_path(next))


@router.post(SIGN_IN, dependencies=_OPEN)
def take(request: Request, code: Text, password: Text, back: Text = "/") -> Response:
    """Take account and password."""
    console = console_of(request)
    came = console.people.signing_in.begin(
        code, password, source_of(request), console.clock.now(), known_mark(request, code)
    )  # fmt: skip
    if isinstance(came, Refused):
        return _asked(request, own_path(back), code=code, refused=came)
    return pending(console, came, own_path(back))


@router.get(STEP, dependencies=_OPEN)
def ask_step(request: Request) -> Response:
    """Ask for what comes next."""
    return _step_asked(request)


@router.post(STEP, dependencies=_OPEN)
def take_step(request: Request, code: Text = "", new: Text = "", again: Text = "") -> Response:
    """Take what was asked."""
    console = console_of(request)
    token, now = request.cookies.get(console.pending_cookie, ""), console.clock.now()
    door = console.people.signing_in
    standing = door.standing(token, now)
    if isinstance(standing, Refused):
        return _step_asked(request, refused=standing)
    if standing.step is Step.CHANGE_PASSWORD and new != again:
        return _step_asked(request, fault=said.NOT_THE_SAME)
    mark = known_mark(request, standing.account)
    came = (
        door.second_factor(token, code, now, mark) if standing.step is Step.SECOND_FACTOR
        else door.change_password(token, new, now) if standing.step is Step.CHANGE_PASSWORD
        else door.confirm_enrolment(token, code, now)
    )  # fmt: skip
    if isinstance(came, Refused):
        return _step_asked(request, refused=came)
    if isinstance(came, Pending):
        return RedirectResponse(STEP, 303)
    return _enrolled(request, came) if isinstance(came, Enrolled) else seated(request, came)


@router.get(f"{SIGN_IN}/emergency", dependencies=_OPEN)
def ask_seal(request: Request) -> HTMLResponse:
    """Ask for the code of a sealed account."""
    return frame.page(request, None, "emergency.html", said.EMERGENCY, refused=None)


@router.post(f"{SIGN_IN}/emergency", dependencies=_OPEN)
def open_seal(request: Request, account: Text, code: Text, opener: Text) -> Response:
    """Open a sealed account."""
    console = console_of(request)
    actor = Actor(opener.strip()[:30], source_of(request), is_emergency=True)
    came = console.people.signing_in.open_seal(account, code, actor, console.clock.now())
    if isinstance(came, Refused):
        return frame.page(request, None, "emergency.html", said.EMERGENCY, status=401, refused=came)
    return seated(request, came)


@router.post("/sign-out")
def sign_out(request: Request, viewer: Annotated[Viewer, Depends(signed_in())]) -> Response:
    """
    Sign out, at the outside provider too where it vouched.

    A page leads there: browsers hold what a form leads to against the policy that forms stay here.
    """
    console = console_of(request)
    now = console.clock.now()
    vouched = console.people.signing_in.end(request.cookies.get(console.session_cookie, ""), now)
    outside = console.people.outside_end
    onward = None if vouched is None or outside is None else outside.farewell(vouched, now)
    answer = (
        frame.moved(request, SIGN_IN, said.SIGNED_OUT) if onward is None
        else frame.page(request, None, "outside.html", said.SIGNED_OUT, onward=onward)
    )  # fmt: skip
    answer.delete_cookie(console.session_cookie, secure=console.secure, httponly=True, samesite="strict")
    return answer


def pending(console: Console, begun: Pending, back: str) -> Response:
    """Send the browser to the next step of the sign-in *begun*."""
    answer = RedirectResponse(STEP, 303)
    put(console, answer, console.pending_cookie, begun.token)
    put(console, answer, NEXT, back)
    return answer


def seated(request: Request, session: Session) -> Response:
    """Send the browser in, with the cookie of *session*."""
    console = console_of(request)
    answer = RedirectResponse(landing(console, session, own_path(request.cookies.get(NEXT, "/"))), 303)
    seat(console, answer, session)
    _speak(request, answer, session.account)
    return answer


def landing(console: Console, session: Session, wanted: str) -> str:
    """Return where *session* begins: on the page that was wanted, else on the workbench of who has one."""
    viewer = console.sessions.viewer(session.token, Language.ZH) if wanted == "/" else None
    if viewer is None or console.desk is None:
        return wanted
    return "/bench" if own_units(viewer, console.settings.workbench.units) else wanted


def _enrolled(request: Request, enrolled: Enrolled) -> HTMLResponse:
    console = console_of(request)
    answer = frame.page(
        request, None, "recovery.html", said.RECOVERY,
        codes=enrolled.recovery_codes,
        onward=landing(console, enrolled.session, own_path(request.cookies.get(NEXT, "/"))),
    )  # fmt: skip
    seat(console, answer, enrolled.session)
    _speak(request, answer, enrolled.session.account)
    return answer


def _speak(request: Request, answer: Response, account: str) -> None:
    """Speak the account's language in a browser in which none was chosen yet."""
    if preferences.LANGUAGE not in request.cookies:
        console = console_of(request)
        language = console.people.accounts.named(account).language
        preferences.remember(answer, preferences.LANGUAGE, language, secure=console.secure)


def seat(console: Console, answer: Response, session: Session) -> None:
    """Set the cookie of *session*, until the browser is closed, and forget those of the sign-in."""
    take_seat(console, answer, session.token)
    answer.set_cookie(
        known_cookie(console, session.account), console.people.signing_in.known_browser(session.account),
        max_age=_KNOWN_SECONDS, httponly=True, samesite="strict", secure=console.secure, path="/",
    )  # fmt: skip
    for name in (console.pending_cookie, NEXT):
        answer.delete_cookie(name, secure=console.secure, httponly=True, samesite="strict")


def take_seat(console: Console, answer: Response, token: str) -> None:
    """Set the cookie of the session *token*, until the browser is closed."""
    answer.set_cookie(
        console.session_cookie, token, httponly=True, samesite="strict", secure=console.secure, path="/"
    )  # fmt: skip


def known_cookie(console: Console, account: str) -> str:
    """Return the name of the cookie by which a browser shows that *account* signed in there before."""
    return f"{'__Host-' if console.secure else ''}hub_known_{hashlib.sha256(account.encode()).hexdigest()[:16]}"


def known_mark(request: Request, account: str) -> str:
    """Return what this browser keeps of an earlier sign-in of *account*, empty where it never was here."""
    return request.cookies.get(known_cookie(console_of(request), account.strip()), "")


def put(
    console: Console, answer: Response, name: str, value: str, *, samesite: Literal["strict", "lax"] = "strict"
) -> None:
    """Set a cookie of the sign-in that is under way, which nobody needs for long."""
    answer.set_cookie(name, value, max_age=_SECONDS, httponly=True, samesite=samesite, secure=console.secure, path="/")


def refused_at_the_door(request: Request, refused: Refused) -> HTMLResponse:
    """Show the first page with why somebody wasn't let in."""
    return _asked(request, own_path(request.cookies.get(NEXT, "/")), refused=refused)


def _asked(request: Request, back: str, code: str = "", refused: Refused | None = None) -> HTMLResponse:
    return frame.page(
        request, None, "sign_in.html", said.SIGN_IN, status=200 if refused is None else 401,
        back_to=back, code=code, refused=refused, has_outside=console_of(request).people.outside is not None,
    )  # fmt: skip


def _step_asked(request: Request, refused: Refused | None = None, fault: Message | None = None) -> HTMLResponse:
    console = console_of(request)
    token, now = request.cookies.get(console.pending_cookie, ""), console.clock.now()
    standing = console.people.signing_in.standing(token, now)
    if isinstance(standing, Refused):
        return _asked(request, own_path(request.cookies.get(NEXT, "/")), refused=refused or standing)
    secret = console.people.signing_in.enrolment(token, now) if standing.step is Step.ENROL else b""
    shown = secret if isinstance(secret, bytes) and secret else None
    picture = None if shown is None else qr_picture(provisioning_uri(shown, standing.account, ISSUER))
    title = {Step.SECOND_FACTOR: said.SIGN_IN, Step.CHANGE_PASSWORD: said.CHANGE_PASSWORD, Step.ENROL: said.ENROL}
    return frame.page(
        request, None, "sign_in_step.html", title[standing.step],
        status=401 if refused is not None else 422 if fault is not None else 200,
        step=standing.step.value, account=standing.account, refused=refused, fault=fault, picture=picture,
        typed_key="" if shown is None else grouped(base32(shown)), policy=console.people.policy,
    )  # fmt: skip


def grouped(text: str) -> str:
    """Return a key as people type it, in groups of four."""
    return " ".join(text[place : place + 4] for place in range(0, len(text), 4))
