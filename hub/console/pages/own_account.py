"""本人账号: what one may do, the password, the second factor's standing, and where one is signed in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, Response

from hub.console import frame
from hub.console.entry import entitled
from hub.console.pages.signing_in import ISSUER, grouped, take_seat
from hub.console.seam import SIGN_IN, Viewer, console_of
from hub.console.texts import accounts as said
from hub.core.permissions import Area, Deed
from hub.core.wording import Message
from hub.documents.qr import qr_picture
from hub.people.openings import Reason
from hub.people.rules import Weakness
from hub.people.signing_in import Refusal, Refused
from hub.people.totp import base32, provisioning_uri

router = APIRouter()
FACTOR = "/account/factor"

Reading = Annotated[Viewer, Depends(entitled(Area.SELF, Deed.READ))]
Writing = Annotated[Viewer, Depends(entitled(Area.SELF, Deed.WRITE))]
Text = Annotated[str, Form(max_length=300)]


@router.get("/account")
def show(request: Request, viewer: Reading) -> HTMLResponse:
    """Show one's own account."""
    return _shown(request, viewer)


@router.post("/account/password")
def change_password(request: Request, viewer: Writing, present: Text, new: Text, again: Text) -> Response:
    """Change the password; all other sessions end, and this one goes on under another token."""
    console = console_of(request)
    people, now = console.people, console.clock.now()
    account = people.accounts.sought(viewer.person)
    if account is None or new != again:
        return _shown(request, viewer, fault=said.NOT_THE_SAME)
    refused = people.signing_in.choose_password(account, present, new, viewer.actor, now)
    if refused is not None and refused.why is Refusal.WEAK:
        return _shown(request, viewer, weaknesses=refused.weaknesses)
    if refused is not None:
        return _shown(request, viewer, fault=said.WRONG_PASSWORD if refused.until is None else said.PASSWORD_HELD)
    people.sessions.end_others(account.code, viewer.session, viewer.actor, now)
    return _reseated(request, viewer, lambda: frame.moved(request, "/account", said.CHANGED))


@router.post("/account/sign-out-everywhere")
def end_everywhere(request: Request, viewer: Writing) -> Response:
    """End every session of one's own, this one too."""
    console = console_of(request)
    ended = console.people.sessions.end_everywhere(viewer.person, viewer.actor, console.clock.now())
    return frame.moved(request, SIGN_IN, said.ENDED_EVERYWHERE, count=ended)


@router.post("/account/sessions/{number}/end")
def end_one(request: Request, viewer: Writing, number: str) -> Response:
    """End one session of one's own."""
    console = console_of(request)
    console.people.sessions.end_one(viewer.person, number, viewer.actor, console.clock.now())
    return frame.moved(request, SIGN_IN if number == viewer.session else "/account", said.ENDED_ONE)


@router.post(FACTOR)
def begin_factor(request: Request, viewer: Writing, present: Text, code: Text) -> Response:
    """Begin to enrol another authenticator: password and present code, or a recovery code, are asked again."""
    people, now = console_of(request).people, console_of(request).clock.now()
    refused = people.signing_in.prove(viewer.person, present, code, viewer.actor, now)
    if refused is not None:
        return _shown(request, viewer, refused=refused)
    people.factors.begin_change(viewer.person, now)
    return frame.moved(request, FACTOR)


@router.get(FACTOR)
def show_factor(request: Request, viewer: Reading) -> Response:
    """Show the secret of the other authenticator, while it waits for its first code."""
    return _factor_asked(request, viewer)


@router.post(f"{FACTOR}/confirm")
def confirm_factor(request: Request, viewer: Writing, code: Text) -> Response:
    """Take the first code: from now on the other authenticator counts, the recovery codes are new, others are out."""
    people, now = console_of(request).people, console_of(request).clock.now()
    codes = people.factors.confirm_change(viewer.person, code, viewer.actor, now)
    if codes is None:
        return _factor_asked(request, viewer, fault=said.WRONG_CODE)
    people.sessions.end_others(viewer.person, viewer.session, viewer.actor, now)
    return _reseated(
        request, viewer,
        lambda: frame.page(request, viewer, "recovery.html", said.RECOVERY, codes=codes, onward="/account"),
    )  # fmt: skip


def _reseated(request: Request, viewer: Viewer, answered: Callable[[], Response]) -> Response:
    """Give the session another token: whoever copied its cookie is out, as whoever knew the password is."""
    console = console_of(request)
    token = console.people.sessions.renewed(viewer.person, viewer.session)
    request.cookies[console.session_cookie] = token  # the answer's forms carry the mark of the new one
    answer = answered()
    take_seat(console, answer, token)
    return answer


def _factor_asked(request: Request, viewer: Viewer, fault: Message | None = None) -> Response:
    console = console_of(request)
    secret = console.people.factors.changing(viewer.person, console.clock.now())
    if secret is None:
        return frame.moved(request, "/account", said.FACTOR_LATE)
    return frame.page(
        request, viewer, "own_factor.html", said.ENROL_ANEW, status=200 if fault is None else 422, fault=fault,
        picture=qr_picture(provisioning_uri(secret, viewer.person, ISSUER)), typed_key=grouped(base32(secret)),
    )  # fmt: skip


def _shown(
    request: Request, viewer: Viewer, fault: Message | None = None, weaknesses: tuple[Weakness, ...] = (),
    refused: Refused | None = None,
) -> HTMLResponse:  # fmt: skip
    console = console_of(request)
    is_fine = fault is None and refused is None and not weaknesses
    return frame.page(
        request, viewer, "own_account.html", said.OWN, status=200 if is_fine else 422, refused=refused,
        reasons={reason.value: reason for reason in Reason}, fault=fault, weaknesses=weaknesses,
        policy=console.people.policy,
        recovery_left=console.people.factors.recovery_left(viewer.person),
        waiting=console.people.openings.to_answer(viewer, console.clock.now()),
        sessions=console.people.sessions.open_ones(viewer.person, console.clock.now()),
    )  # fmt: skip
