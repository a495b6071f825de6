"""本人账号: what one may do, the password, the second factor's standing, and where one is signed in."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, Response

from hub.console import frame
from hub.console.entry import entitled
from hub.console.seam import SIGN_IN, Viewer, console_of
from hub.console.texts import accounts as said
from hub.core.permissions import Area, Deed, JointDeed, may_join
from hub.core.wording import Message
from hub.people.openings import Opening, Reason
from hub.people.rules import Weakness

router = APIRouter()

Reading = Annotated[Viewer, Depends(entitled(Area.SELF, Deed.READ))]
Writing = Annotated[Viewer, Depends(entitled(Area.SELF, Deed.WRITE))]
Text = Annotated[str, Form(max_length=300)]


@router.get("/account")
def show(request: Request, viewer: Reading) -> HTMLResponse:
    """Show one's own account."""
    return _shown(request, viewer)


@router.post("/account/password")
def change_password(request: Request, viewer: Writing, present: Text, new: Text, again: Text) -> Response:
    """Change the password; all sessions end, and this browser signs in anew."""
    console = console_of(request)
    people, now = console.people, console.clock.now()
    account = people.accounts.sought(viewer.person)
    if account is None or new != again:
        return _shown(request, viewer, fault=said.NOT_THE_SAME)
    if not people.passwords.is_right(account.code, present):
        return _shown(request, viewer, fault=said.WRONG_PASSWORD)
    weaknesses = people.passwords.change(account, new, viewer.actor, now)
    if weaknesses:
        return _shown(request, viewer, weaknesses=weaknesses)
    people.sessions.end_others(account.code, viewer.session, viewer.actor, now)
    return frame.moved(request, "/account", said.CHANGED)


@router.post("/account/sign-out-everywhere")
def end_everywhere(request: Request, viewer: Writing) -> Response:
    """End every session of one's own, this one too."""
    console = console_of(request)
    ended = console.people.sessions.end_everywhere(viewer.person, viewer.actor, console.clock.now())
    return frame.moved(request, SIGN_IN, said.ENDED_EVERYWHERE, count=ended)


def _to_agree(request: Request, viewer: Viewer) -> list[Opening]:
    """Return what waits for the viewer's agreement: only those see it who may be the second person."""
    console = console_of(request)
    if not may_join(JointDeed.PERSONAL_EXPORT, viewer.grants, viewer.today, second=True):
        return []
    return [one for one in console.people.openings.waiting(console.clock.now()) if one.account != viewer.person]


def _shown(
    request: Request, viewer: Viewer, fault: Message | None = None, weaknesses: tuple[Weakness, ...] = ()
) -> HTMLResponse:
    console = console_of(request)
    return frame.page(
        request, viewer, "own_account.html", said.OWN, status=422 if fault is not None or weaknesses else 200,
        reasons={reason.value: reason for reason in Reason}, fault=fault, weaknesses=weaknesses,
        policy=console.people.policy,
        recovery_left=console.people.factors.recovery_left(viewer.person),
        waiting=_to_agree(request, viewer),
        sessions=console.people.sessions.open_ones(viewer.person, console.clock.now()),
    )  # fmt: skip
