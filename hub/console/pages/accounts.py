"""账号: who may what, what waits for a second person, who hasn't come for long; adding, granting, locking."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field

from hub.console import frame
from hub.console.entry import entitled
from hub.console.seam import Viewer, console_of
from hub.console.texts import accounts as said
from hub.core.permissions import Area, Deed, Grant, Role
from hub.people.accounts import Account
from hub.people.grants import GrantLine

router = APIRouter()
PATH = "/people"
PAGE = 50
_USUAL = timedelta(days=180)

Reading = Annotated[Viewer, Depends(entitled(Area.ACCOUNTS, Deed.READ))]
Writing = Annotated[Viewer, Depends(entitled(Area.ACCOUNTS, Deed.WRITE))]
Proposing = Annotated[Viewer, Depends(entitled(Area.ACCOUNTS, Deed.PROPOSE))]
Deciding = Annotated[Viewer, Depends(entitled(Area.ACCOUNTS, Deed.DECIDE))]
Text = Annotated[str, Form(max_length=100)]


class Proposal(BaseModel):
    """The form of a proposal."""

    code: str = Field(max_length=30)
    role: Role
    unit: str = Field(min_length=1, max_length=40)
    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One account of the list, with what it holds and what stands of it."""

    account: Account
    state: str
    lines: tuple[GrantLine, ...]


@router.get(PATH)
def show(request: Request, viewer: Reading, q: str = "", show: str = "", page: int = 1) -> HTMLResponse:
    """Show the accounts, those that fit *q*, or those that nobody uses."""
    people, now = console_of(request).people, console_of(request).clock.now()
    wanted = q.strip().casefold()
    listed = people.accounts.unused(now) if show == "unused" else people.accounts.all()
    found = [one for one in listed if wanted in one.code.casefold() or wanted in one.display.casefold()]
    pages = max(1, -(-len(found) // PAGE))
    current = min(max(page, 1), pages)
    lines = people.grants.lines()
    rows = [_row(one, lines, now) for one in found[(current - 1) * PAGE : current * PAGE]]
    return frame.page(
        request, viewer, "people.html", said.ACCOUNTS, rows=rows, q=q.strip(), show=show, page=current, pages=pages,
        count=len(found), address=f"{PATH}?{urlencode({'q': q.strip(), 'show': show})}&page=", roles=tuple(Role),
        waiting=[line for line in lines if line.is_waiting], seals=people.seals.all(), policy=people.policy,
        may=_deeds(viewer), first_day=viewer.today, last_day=viewer.today + _USUAL,
    )  # fmt: skip


@router.post(f"{PATH}/add")
def add(request: Request, viewer: Writing, code: Text, display: Text, speaks: Text = "zh") -> HTMLResponse:
    """Add an account and show its first password once."""
    console = console_of(request)
    account = code.strip()
    password = console.people.accounts.add(account, display, viewer.actor, console.clock.now(), language=speaks)
    return _first_password(request, viewer, account, password)


@router.post(f"{PATH}/propose")
def propose(request: Request, viewer: Proposing, wanted: Annotated[Proposal, Form()]) -> Response:
    """Propose a grant."""
    console = console_of(request)
    grant = Grant(wanted.role, wanted.unit.strip(), wanted.first, wanted.last)
    console.people.grants.propose(wanted.code.strip(), grant, viewer.actor, console.clock.now())
    return frame.moved(request, PATH, said.PROPOSED)


@router.post(f"{PATH}/grants/{{number:int}}/confirm")
def confirm(request: Request, viewer: Deciding, number: int) -> Response:
    """Confirm a grant as the second person."""
    console = console_of(request)
    console.people.grants.confirm(number, viewer.actor, console.clock.now())
    return frame.moved(request, PATH, said.CONFIRMED)


@router.post(f"{PATH}/grants/{{number:int}}/revoke")
def revoke(request: Request, viewer: Deciding, number: int) -> Response:
    """Revoke a grant or withdraw a proposal."""
    console = console_of(request)
    console.people.grants.revoke(number, viewer.actor, console.clock.now())
    return frame.moved(request, PATH, said.REVOKED)


@router.post(f"{PATH}/{{code}}/lock")
def lock(request: Request, viewer: Writing, code: str) -> Response:
    """Lock an account."""
    console = console_of(request)
    console.people.accounts.lock(code, viewer.actor, console.clock.now())
    return frame.moved(request, PATH, said.LOCKED, code=code)


@router.post(f"{PATH}/{{code}}/unlock")
def unlock(request: Request, viewer: Writing, code: str) -> Response:
    """Unlock an account."""
    console = console_of(request)
    console.people.accounts.unlock(code, viewer.actor, console.clock.now())
    return frame.moved(request, PATH, said.UNLOCKED, code=code)


@router.post(f"{PATH}/{{code}}/reset")
def reset(request: Request, viewer: Writing, code: str) -> HTMLResponse:
    """Give an account a new first password and show it once; a lost second factor takes two administrators."""
    console = console_of(request)
    password = console.people.accounts.reset(code, viewer.actor, console.clock.now())
    return _first_password(request, viewer, code, password)


@router.post("/account/openings/{number:int}/agree")
def agree(
    request: Request, viewer: Annotated[Viewer, Depends(entitled(Area.SELF, Deed.WRITE))], number: int
) -> Response:
    """Agree to an opening of personal data as the second person, where the table lets one."""
    console = console_of(request)
    console.people.openings.agree(number, viewer, console.clock.now())
    return frame.moved(request, "/account", said.AGREED)


def _first_password(request: Request, viewer: Viewer, code: str, password: str) -> HTMLResponse:
    return frame.page(request, viewer, "first_password.html", said.FIRST_PASSWORD, code=code, password=password)


def _deeds(viewer: Viewer) -> frozenset[str]:
    return frozenset(deed.value for deed in Deed if viewer.may_somewhere(Area.ACCOUNTS, deed))


def _row(account: Account, lines: list[GrantLine], now: datetime) -> Row:
    state = (
        "sealed" if account.is_emergency
        else "locked" if account.is_locked
        else "held" if account.held_until is not None and account.held_until > now
        else "active" if account.has_second_factor or account.signed_in_at is not None
        else "first"
    )  # fmt: skip
    own = tuple(line for line in lines if line.account == account.code and line.ended_by is None)
    return Row(account=account, state=state, lines=own)
