"""两人办理: what one proposes with a reason and another agrees to, before it's carried out, once (users §9)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, Response

from hub.console import frame
from hub.console.entry import entitled
from hub.console.joint_deeds import PROPOSABLE, about, carried_out
from hub.console.paging import SIZE
from hub.console.seam import Viewer, console_of
from hub.console.texts import joint as said
from hub.core.errors import UnknownRecordError
from hub.core.permissions import Area, Deed, JointDeed, may_join
from hub.core.second_person import Standing

router = APIRouter()
PATH = "/joint"

Reading = Annotated[Viewer, Depends(entitled(Area.SELF, Deed.READ))]
Writing = Annotated[Viewer, Depends(entitled(Area.SELF, Deed.WRITE))]
Words = Annotated[str, Form(max_length=200)]
_TONES = {Standing.AGREED: "good", Standing.CARRIED_OUT: "good", Standing.WAITING: "warn", Standing.REFUSED: "bad"}


@dataclass(frozen=True, slots=True)
class Proposing:
    """The form of a proposal."""

    deed: Annotated[JointDeed, Form()]
    reason: Words
    subject: Annotated[str, Form(max_length=4000)] = ""


@router.get(PATH)
def show(request: Request, viewer: Reading) -> HTMLResponse:
    """Show what waits for the viewer's answer, what became of the own proposals, and what may be proposed."""
    console = console_of(request)
    joint, now = console.people.joint, console.clock.now()
    own = joint.of(viewer.person)
    return frame.page(
        request, viewer, "joint.html", said.TITLE, said=said, to_answer=joint.to_answer(viewer, now),
        own=[(one, one.standing(now)) for one in own], most=SIZE, tones=_TONES,
        may_propose=[one for one in PROPOSABLE if may_join(one, viewer.grants, viewer.today, second=False)],
        key_id=console.people.key_copies.key_id,
    )  # fmt: skip


@router.post(f"{PATH}/propose")
def propose(request: Request, viewer: Writing, asked: Annotated[Proposing, Depends()]) -> Response:
    """Propose something; nothing comes of it until a second person agrees."""
    console = console_of(request)
    if asked.deed not in PROPOSABLE:
        raise UnknownRecordError("no such page", where=asked.deed.value, remedy="start from the first page")
    subjects: tuple[str, ...] = ()
    if may_join(asked.deed, viewer.grants, viewer.today, second=False):
        subjects = about(request, viewer, asked.deed, asked.subject)  # who may not is refused below, on the record
    console.people.joint.propose(asked.deed, subjects, asked.reason, viewer, console.clock.now())
    return frame.moved(request, PATH, said.PROPOSED)


@router.post(f"{PATH}/{{number:int}}/agree")
def agree(request: Request, viewer: Writing, number: int) -> Response:
    """Agree as the second person; of a key's copy the second person gets the code, once."""
    console = console_of(request)
    joint, now = console.people.joint, console.clock.now()
    if joint.named(number).deed is not JointDeed.KEY_USE:
        joint.agree(number, viewer, now)
        return frame.moved(request, PATH, said.AGREED)
    code, copy = console.people.key_copies.drawn()
    joint.agree(number, viewer, now, sealed=copy)
    return frame.page(request, viewer, "key_code.html", said.KEY_CODE, said=said, code=code)


@router.post(f"{PATH}/{{number:int}}/refuse")
def refuse(request: Request, viewer: Writing, number: int, why: Words = "") -> Response:
    """Refuse as the second person, with a reason."""
    console = console_of(request)
    console.people.joint.refuse(number, viewer, why, console.clock.now())
    return frame.moved(request, PATH, said.REFUSED)


@router.post(f"{PATH}/{{number:int}}/withdraw")
def withdraw(request: Request, viewer: Writing, number: int) -> Response:
    """Take the own proposal back."""
    console = console_of(request)
    console.people.joint.withdraw(number, viewer, console.clock.now())
    return frame.moved(request, PATH, said.WITHDRAWN)


@router.post(f"{PATH}/{{number:int}}/carry-out")
def carry_out(request: Request, viewer: Writing, number: int) -> Response:
    """Carry out the own proposal that was agreed to, once."""
    console = console_of(request)
    with console.people.joint.carried_out(number, viewer, console.clock.now()) as agreed:
        return carried_out(request, viewer, agreed)
