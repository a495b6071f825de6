"""工作台: what must I do now; the acts that wait, with undo; what came back; half-filled forms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, Response

from hub.catalogue import for_code
from hub.console import frame
from hub.console.actions.counters import counter_of
from hub.console.actions.opening import record_act
from hub.console.actions.sitting import Sitting, desk_of, own_units, sitting
from hub.console.actions.worklist import sections
from hub.console.entry import entitled, signed_in
from hub.console.seam import Viewer, console_of
from hub.console.texts import bench as said
from hub.core.acts.catalogue import Act
from hub.core.knowledge import state_of
from hub.core.permissions import Area, Deed
from hub.core.wording import Message
from hub.plugins.reasons import REASONS
from hub.service.roots import HubKnown
from hub.workbench.desk import REGISTER_FORM, Clerk, ClerkDesk, form_behind
from hub.workbench.outbox import Outbox
from hub.workbench.records import Action, ActionState, WhyRefused
from hub.workbench.sender import Known

router = APIRouter(prefix="/bench")
_LATE = timedelta(minutes=1)
"""What the hub hasn't taken in for so long is shown: it may not be running."""

Reader = Annotated[Viewer, Depends(entitled(Area.CASES, Deed.READ))]
Own = Annotated[Viewer, Depends(signed_in())]
"""Whoever clicked takes back, hastens or puts aside what they clicked themselves, on whatever page that was."""
Looking = Annotated[Viewer, Depends(signed_in(is_deed=False))]
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
    reason: Message | None = None
    held: str = ""


@router.get("")
def bench(request: Request, viewer: Reader) -> HTMLResponse:
    """Show what must be done now."""
    if console_of(request).desk is None or not own_units(viewer, console_of(request).settings.workbench.units):
        note = said.NO_DESK if console_of(request).desk is None else said.NO_UNITS
        shown = {"said": said, "note": note, "sections": (), "drafts": (), **own_rows(request, viewer)}
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
            **waiting_rows(sat),
        )


@router.get("/waiting")
def waiting(request: Request, viewer: Own) -> HTMLResponse:
    """Show the acts that wait, for the bar that follows the clock."""
    return frame.fragment(request, viewer, "bench_bar.html", "bar", said=said, **own_rows(request, viewer))


@router.post("/undo")
def undo(request: Request, viewer: Own, click: Click) -> Response:
    """Take an act back that still waits."""
    desk = desk_of(request)
    undone = desk.undo(Clerk(viewer.person, frozenset()), click)
    record_act(request, viewer, undone.dispute, undone.act, "undone")
    is_kept = desk.drafts.find(viewer.person, form_behind(undone)) is not None
    return frame.moved(request, _place_of(undone), said.UNDONE_KEPT if is_kept else said.UNDONE)


@router.post("/send-now")
def send_now(request: Request, viewer: Own, click: Click) -> Response:
    """Let an act be sent at once."""
    desk = desk_of(request)
    desk.hasten(Clerk(viewer.person, frozenset()), click)
    return frame.moved(request, _place_of(desk.outbox.find(click)), said.HASTENED)


@router.post("/dealt-with")
def dealt_with(request: Request, viewer: Own, click: Click) -> Response:
    """Note that a refused act was looked at."""
    outbox = desk_of(request).outbox
    outbox.dismiss(click, viewer.person)
    return frame.moved(request, _place_of(outbox.find(click)), said.DISMISSED)


@router.post("/drop-draft")
def drop_draft(request: Request, viewer: Looking, form: Annotated[str, Form(max_length=700)]) -> Response:
    """Throw a half-filled form away."""
    desk_of(request).drafts.drop(viewer.person, form)
    return frame.moved(request, "/bench")


def waiting_rows(sat: Sitting) -> dict[str, object]:
    """Return what the bar of waiting acts shows on any page of the workbench."""
    return _rows(sat.desk, sat.viewer.person, Numbers(sat.desk.outbox, sat.known))


def own_rows(request: Request, viewer: Viewer) -> dict[str, object]:
    """Return what the bar shows to whoever has no desk here, but clicked on another page."""
    desk = console_of(request).desk
    if desk is None or not desk.outbox.of_person(viewer.person, _SHOWN):
        return {"waiting": (), "lagging": (), "refused": ()}
    with console_of(request).books() as books:
        return _rows(desk, viewer.person, Numbers(desk.outbox, HubKnown(books.reader)))


def _place_of(action: Action | None) -> str:
    """Return the page on which *action* was clicked."""
    return "/bench" if action is None else counter_of(Act(action.act)).page


_SHOWN = (ActionState.WAITING, ActionState.SENDING, ActionState.SENT, ActionState.HELD, ActionState.REFUSED)


@dataclass(frozen=True, slots=True)
class Numbers:
    """How the disputes of acts are called."""

    outbox: Outbox
    known: Known

    def of(self, action: Action) -> str:
        """Return the number of the dispute: as the hub knows it, or a registration that waits states it."""
        knowledge = self.known.of_root(action.dispute)
        report = None if knowledge is None else state_of(knowledge).primary
        if report is not None:
            return report.number or report.native_id
        waiting = (one for other in (action, *self.outbox.under_way(action.dispute)) for one in other.submissions)
        return next((one.details["number"] for one in waiting if "number" in one.details), action.dispute)


def _rows(desk: ClerkDesk, person: str, numbers: Numbers) -> dict[str, object]:
    states = (ActionState.WAITING, ActionState.SENDING)
    sent, now = desk.outbox.of_person(person, (ActionState.SENT,)), desk.clock.now()
    return {
        "waiting": [_row(one, numbers.of(one)) for one in desk.outbox.of_person(person, states)],
        "lagging": [
            _row(one, numbers.of(one)) for one in sent if one.sent_at is not None and now - one.sent_at >= _LATE
        ],
        "refused": [
            _row(one, numbers.of(one)) for one in desk.outbox.of_person(person, (ActionState.HELD, ActionState.REFUSED))
        ],
    }


def _row(action: Action, number: str) -> Row:
    why, code, held = (*action.why.split(" "), "", "", "")[:3]
    reason = next((one for one in WhyRefused if one.value == why), None)
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
        reason=Message(REASONS[code], for_code(code)[0].en) if code in REASONS else None,
        held=held,
    )


def _drafts(desk: ClerkDesk, clerk: Clerk) -> list[tuple[str, str, Act, datetime]]:
    """Return the half-filled forms: name, where it's gone on with, what it is, when it was saved."""
    found = []
    for form, saved_at in desk.drafts.of_person(clerk.person):
        dispute, _, key = form.partition(" ")
        is_registration = form == REGISTER_FORM
        act = Act.REGISTER if is_registration else Act(key.partition(":")[0])
        address = "/register" if is_registration else counter_of(act).address(dispute, key)
        found.append((form, address, act, saved_at))
    return found
