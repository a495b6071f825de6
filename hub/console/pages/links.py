"""疑似重复: are these one dispute? Side by side, same, not, or not sure; every decision can be taken back."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from hub.catalogue import links as spoken
from hub.console import frame
from hub.console.entry import entitled
from hub.console.paging import paged
from hub.console.reading import known_day, seen
from hub.console.seam import Books, Viewer, console_of
from hub.console.texts import links as said
from hub.console.words import Words
from hub.core.codes import LinkReason
from hub.core.errors import AccessDeniedError, PermanentError, UnknownRecordError
from hub.core.linking import BY_RULE
from hub.core.permissions import Area, Deed, Ownership
from hub.core.tokens import Mark
from hub.core.wording import Message
from hub.service.clerk import ACCEPT_REASONS, REJECT_REASONS, UNDO_REASONS, Judgement, LinkDesk
from hub.service.links import LinkItem, find_items, waiting_items

router = APIRouter()

Reader = Annotated[Viewer, Depends(entitled(Area.MERGE, Deed.READ))]
Judge = Annotated[Viewer, Depends(entitled(Area.MERGE, Deed.DECIDE))]
SHORT = 8

MARKS = {
    Mark.PERSON: spoken.MARK_PERSON,
    Mark.BODY: spoken.MARK_BODY,
    Mark.NAME: spoken.MARK_NAME,
    Mark.SOUND: spoken.MARK_SOUND,
    Mark.PHONE: spoken.MARK_PHONE,
    Mark.BIRTH: spoken.MARK_BIRTH,
}
ACTIONS = {
    "LINK": spoken.ACTION_LINK,
    "PROPOSE": spoken.ACTION_PROPOSE,
    "SPLIT": spoken.ACTION_SPLIT,
    "REJECT": spoken.ACTION_REJECT,
    "REOPEN": spoken.ACTION_REOPEN,
    "VOID": spoken.ACTION_VOID,
}


@router.get("/links")
def listed(request: Request, viewer: Reader, page: Annotated[int, Query(ge=1, le=100_000)] = 1) -> Response:
    """List the pairs that wait, the likeliest first."""
    console = console_of(request)
    with console.books() as books:
        context = {
            "said": said,
            "spoken": spoken,
            "short": SHORT,
            "marks": MARKS,
            "paged": paged(_waiting(books, viewer), page),
            "words": Words(viewer.language, books.registry, console.agencies, viewer.today),
        }
    if frame.asked_by_htmx(request):
        return frame.fragment(request, viewer, "links.html", "list", **context)
    return frame.page(request, viewer, "links.html", said.TITLE, **context)


@router.get("/links/{pair}")
def show(request: Request, viewer: Reader, pair: str) -> Response:
    """Show both reports side by side; of the people only which of their tokens agree."""
    console = console_of(request)
    with console.books() as books:
        item = _one(books, viewer, pair)
        context = {
            "said": said,
            "spoken": spoken,
            "item": item,
            "marks": MARKS,
            "actions": ACTIONS,
            "by_rule": BY_RULE,
            "reason_of": reason_of,
            "may_decide": viewer.may_with(Area.MERGE, Deed.DECIDE, _owners(books, viewer, item)),
            "same": ACCEPT_REASONS,
            "different": REJECT_REASONS,
            "undo": UNDO_REASONS,
            "words": Words(viewer.language, books.registry, console.agencies, viewer.today),
        }
    return frame.page(request, viewer, "link.html", said.PAIR, **context)


@router.get("/links/{pair}/next")
def following(request: Request, viewer: Reader, pair: str) -> Response:
    """Go on to the pair after this one in the queue: whoever isn't sure leaves it waiting."""
    with console_of(request).books() as books:
        queue = [item.id for item in _waiting(books, viewer)]
    place = queue.index(pair) + 1 if pair in queue else 0
    return RedirectResponse(f"/links/{queue[place]}" if place < len(queue) else "/links", 303)


@router.post("/links/{pair}")
def judge(
    request: Request,
    viewer: Judge,
    pair: str,
    verdict: Annotated[str, Form(pattern="^(same|different|undo)$")],
    reason: Annotated[LinkReason, Form()],
) -> Response:
    """State what the viewer decides, through the door that every statement takes; it counts with the next round."""
    console = console_of(request)
    with console.books() as books, console.workbench() as bench:
        item = _one(books, viewer, pair)
        if not viewer.may_with(Area.MERGE, Deed.DECIDE, _owners(books, viewer, item)):
            raise AccessDeniedError("this pair isn't yours to judge", where=pair, remedy="ask the duty clerk")
        desk = LinkDesk(books.reader, bench.door, console.clock)
        act, allowed, told = {
            "same": (desk.accept, ACCEPT_REASONS, said.SAID_SAME),
            "different": (desk.reject, REJECT_REASONS, said.SAID_DIFFERENT),
            "undo": (desk.undo, UNDO_REASONS, said.SAID_UNDONE),
        }[verdict]
        if reason not in allowed:
            raise PermanentError("this reason doesn't go with the decision", where=pair, remedy="choose another reason")
        act(item, Judgement(viewer.person, reason))
    return frame.moved(request, "/links" if verdict != "undo" else f"/links/{pair}", told, pair=pair[:SHORT])


def reason_of(code: str) -> Message | None:
    """Return the reason that a clerk's decision names, None for the evidence of a rule."""
    found = next((one for one in LinkReason if one.value == code), None)
    return None if found is None else Message(found.zh, found.en)


def _waiting(books: Books, viewer: Viewer) -> list[LinkItem]:
    queue = waiting_items(books.reader)
    if viewer.may(Area.MERGE, Deed.READ, Ownership.OTHERS):
        return queue
    return [item for item in queue if viewer.may_with(Area.MERGE, Deed.READ, _owners(books, viewer, item))]


def _owners(books: Books, viewer: Viewer, item: LinkItem) -> frozenset[str]:
    """Return whose a pair is: it's own when one of the two is (users §9)."""
    owners: set[str] = set()
    for side in (item.earlier, item.later):
        knowledge = None if side is None else books.dispute(side.dispute)
        told = None if knowledge is None else seen(knowledge, books, viewer, known_day(knowledge, viewer))
        owners |= set() if told is None else told.owners
        owners |= set() if side is None else {side.agency}
    return frozenset(owners)


def _one(books: Books, viewer: Viewer, pair: str) -> LinkItem:
    found = find_items(books.reader, pair)
    mine = [item for item in found if viewer.may_with(Area.MERGE, Deed.READ, _owners(books, viewer, item))]
    if len(mine) != 1:
        raise UnknownRecordError("no such pair", where=pair[:80], remedy="start from the list")
    return mine[0]
