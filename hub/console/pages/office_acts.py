"""Acts beside the workbench, on the page where they come up: a reply to supervision, who came to the meeting."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response

from hub.console.actions.counters import ATTENDANCE, REPLY
from hub.console.actions.sitting import Sitting, Typed, asked_of, sitting
from hub.console.entry import entitled
from hub.console.pages.bench_acts import act_form, clicked, view_of
from hub.console.seam import Viewer
from hub.core.acts.catalogue import ACTS, MEETING_WORK, REPLYING, Right
from hub.core.acts.offers import Offer, View, find_offer
from hub.core.acts.statements import Refusal
from hub.core.errors import PermanentError
from hub.workbench.desk import Asked

router = APIRouter()

Replier = Annotated[Viewer, Depends(entitled(REPLYING.area, REPLYING.deed))]
Keeper = Annotated[Viewer, Depends(entitled(MEETING_WORK.area, MEETING_WORK.deed))]
Named = Annotated[str, Query(max_length=300)]


@router.get(REPLY.form)
def reply_form(request: Request, viewer: Replier, dispute: Named, do: Named) -> HTMLResponse:
    """Show the form of a reply to an order that supervises one of the viewer's units."""
    return _form(request, viewer, REPLYING, Asked(click="", dispute=dispute, key=do, values={}))


@router.post(REPLY.form)
def reply(request: Request, viewer: Replier, values: Typed) -> Response:
    """Reply."""
    return _do(request, viewer, REPLYING, values)


@router.get(ATTENDANCE.form)
def attendance_form(request: Request, viewer: Keeper, dispute: Named, do: Named) -> HTMLResponse:
    """Show the form that says who came to the half-yearly meeting on a dispute."""
    return _form(request, viewer, MEETING_WORK, Asked(click="", dispute=dispute, key=do, values={}))


@router.post(ATTENDANCE.form)
def attendance(request: Request, viewer: Keeper, values: Typed) -> Response:
    """Note who came."""
    return _do(request, viewer, MEETING_WORK, values)


def _form(request: Request, viewer: Viewer, right: Right, asked: Asked) -> HTMLResponse:
    with sitting(request, viewer, right) as sat:
        view, offer = _offered(sat, asked)
        return act_form(request, sat, view, offer)


def _do(request: Request, viewer: Viewer, right: Right, values: dict[str, list[str]]) -> Response:
    asked = asked_of(values)
    with sitting(request, viewer, right) as sat:
        done = sat.desk.click(sat.clerk, sat.known, asked)
        if done.action is not None:
            return clicked(request, sat, done.action)
        view, offer = _offered(sat, asked)
        if done.stated.refusal is Refusal.NOT_NOW:
            raise _moved_on(asked)
        return act_form(request, sat, view, offer, values=values, stated=done.stated)


def _offered(sat: Sitting, asked: Asked) -> tuple[View, Offer]:
    view = view_of(sat, asked.dispute)
    offer = find_offer(view, asked.key)
    if offer is None or ACTS[offer.act].right not in sat.clerk.rights:
        raise _moved_on(asked)
    return view, offer


def _moved_on(asked: Asked) -> PermanentError:
    return PermanentError(
        "the dispute has moved: this can't be done now", where=asked.dispute[:80], remedy="open the list again"
    )
