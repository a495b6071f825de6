"""工作台: what must I do now; the acts that wait, with undo; what came back; half-filled forms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, Response

from hub.console import frame
from hub.console.actions.opening import record_act
from hub.console.actions.sitting import Sitting, clerk_of, desk_of, own_units, sitting
from hub.console.actions.worklist import sections
from hub.console.entry import entitled
from hub.console.seam import Viewer, console_of
from hub.console.texts import bench as said
from hub.core.acts.catalogue import Act
from hub.core.permissions import Area, Deed
from hub.core.wording import Message
from hub.workbench.desk import REGISTER_FORM, Clerk, ClerkDesk
from hub.workbench.records import Action, ActionState, WhyRefused

router = APIRouter(prefix="/bench")

Reader = Annotated[Viewer, Depends(entitled(Area.CASES, Deed.READ))]
Worker = Annotated[Viewer, Depends(entitled(Area.CASES, Deed.WRITE))]
Looking = Annotated[Viewer, Depends(entitled(Area.CASES, Deed.WRITE, is_deed=False))]
"""Who asks for what changes nothing that others see."""
Click = Annotated[str, Form(max_length=64)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One act that waits or came back, as the page lists it."""

    click: str
    act: Act
    number: str
    dispute: str
    due_at: datetime
    clicked_at: datetime
    state: ActionState
    why: Message | None = None
    code: str = ""


@router.get("")
def bench(request: Request, viewer: Reader) -> HTMLResponse:
    """Show what must be done now."""
    if console_of(request).desk is None or not own_units(viewer, console_of(request).settings.workbench.units):
        note = said.NO_DESK if console_of(request).desk is None else said.NO_UNITS
        shown = {"said": said, "note": note, "sections": (), "waiting": (), "refused": (), "drafts": ()}
        return frame.page(request, viewer, "bench.html", said.BENCH, status=200, **shown)
    with sitting(request, viewer) as sat:
        return frame.page(
            request,
            viewer,
            "bench.html",
            said.BENCH,
            status=200,
            said=said,
            note=None,
            sections=sections(sat),
            drafts=_drafts(sat.desk, sat.clerk),
            **_rows(sat.desk, sat.clerk),
        )


@router.get("/waiting")
def waiting(request: Request, viewer: Worker) -> HTMLResponse:
    """Show the acts that wait, for the bar that follows the clock."""
    return frame.fragment(
        request, viewer, "bench_bar.html", "bar", said=said, **_rows(desk_of(request), clerk_of(request, viewer))
    )


@router.post("/undo")
def undo(request: Request, viewer: Worker, click: Click) -> Response:
    """Take an act back that still waits."""
    undone = desk_of(request).undo(clerk_of(request, viewer), click)
    record_act(request, viewer, undone.dispute, undone.act, "undone")
    return frame.moved(request, "/bench", said.UNDONE)


@router.post("/send-now")
def send_now(request: Request, viewer: Worker, click: Click) -> Response:
    """Let an act be sent at once."""
    desk_of(request).hasten(clerk_of(request, viewer), click)
    return frame.moved(request, "/bench", said.HASTENED)


@router.post("/dealt-with")
def dealt_with(request: Request, viewer: Worker, click: Click) -> Response:
    """Note that a refused act was looked at."""
    desk_of(request).outbox.dismiss(click, clerk_of(request, viewer).person)
    return frame.moved(request, "/bench", said.DISMISSED)


@router.post("/drop-draft")
def drop_draft(request: Request, viewer: Looking, form: Annotated[str, Form(max_length=700)]) -> Response:
    """Throw a half-filled form away."""
    desk_of(request).drafts.drop(clerk_of(request, viewer).person, form)
    return frame.moved(request, "/bench")


def waiting_rows(sat: Sitting) -> dict[str, object]:
    """Return what the bar of waiting acts shows on any page of the workbench."""
    return _rows(sat.desk, sat.clerk)


def _rows(desk: ClerkDesk, clerk: Clerk) -> dict[str, object]:
    states = (ActionState.WAITING, ActionState.SENDING)
    return {
        "waiting": [_row(one) for one in desk.outbox.of_person(clerk.person, states)],
        "refused": [_row(one) for one in desk.outbox.of_person(clerk.person, (ActionState.REFUSED,))],
    }


def _row(action: Action) -> Row:
    why, _, code = action.why.partition(" ")
    reason = WhyRefused(why) if why else None
    number = next((one.details["number"] for one in action.submissions if "number" in one.details), action.dispute)
    return Row(
        click=action.click,
        act=Act(action.act),
        number=number,
        dispute=action.dispute,
        due_at=action.due_at,
        clicked_at=action.clicked_at,
        state=action.state,
        why=None if reason is None else Message(reason.zh, reason.en),
        code=code,
    )


def _drafts(desk: ClerkDesk, clerk: Clerk) -> list[tuple[str, str, Act, datetime]]:
    """Return the half-filled forms: name, where it's gone on with, what it is, when it was saved."""
    found = []
    for form, saved_at in desk.drafts.of_person(clerk.person):
        dispute, _, key = form.partition(" ")
        is_registration = form == REGISTER_FORM
        address = "/register" if is_registration else f"/bench/act?dispute={dispute}&do={key}"
        act = Act.REGISTER if is_registration else Act(key.partition(":")[0])
        found.append((form, address, act, saved_at))
    return found
