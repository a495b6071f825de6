"""设置的修订: proposed by the system administrator, confirmed by the security administrator, or withdrawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Request, UploadFile
from fastapi.responses import Response
from pydantic import BaseModel, Field

from hub.console import frame
from hub.console.entry import entitled
from hub.console.kept import kept_of
from hub.console.pages.settings import PATH, looked
from hub.console.ruled import Ruled
from hub.console.seam import Viewer, console_of
from hub.console.texts import settings as said
from hub.core.amendments import (
    Amendment,
    AskedUnit,
    Content,
    Holidays,
    Length,
    Organisation,
    RestDays,
    check,
    first_of,
    organisation_of,
)
from hub.core.codes import MediationKind, OrgKind
from hub.core.errors import PermanentError
from hub.core.permissions import Area, Deed
from hub.core.units import Registry, Unit
from hub.reference.divisions import is_division
from hub.reference.holidays import notice_in

router = APIRouter()
_LARGEST = 1 << 16
"""Bytes of a file that are read: a year of the holiday-cn project has 4,000."""

Proposing = Annotated[Viewer, Depends(entitled(Area.SETTINGS, Deed.PROPOSE))]
Deciding = Annotated[Viewer, Depends(entitled(Area.SETTINGS, Deed.DECIDE))]
Writing = Annotated[Viewer, Depends(entitled(Area.SETTINGS, Deed.WRITE))]


class RestForm(BaseModel):
    """The form of rest days."""

    first: date
    last: date
    rests: bool = True
    basis: str = Field(max_length=120)


@dataclass(frozen=True, slots=True)
class NoticeForm:
    """The form of a year's notice, but for its file."""

    year: int
    notice: str
    basis: str


def notice_form(
    year: Annotated[int, Form(ge=2000, le=2999)],
    basis: Annotated[str, Form(max_length=120)],
    notice: Annotated[str, Form(max_length=20_000)] = "",
) -> NoticeForm:
    """Return the form that was sent beside a file."""
    return NoticeForm(year, notice, basis)


class LengthForm(BaseModel):
    """The form of another length; none gives the default back."""

    clock: str = Field(max_length=40)
    length: str = Field(default="", pattern=r"^\s*\d{0,3}\s*$")
    region: str = Field(default="", max_length=12)
    agency: str = Field(default="", max_length=40)
    since: date
    basis: str = Field(max_length=120)


class UnitForm(BaseModel):
    """The form of a unit, as it is from a day on."""

    code: str = Field(max_length=40)
    name: str = Field(default="", max_length=60)
    level: int = Field(default=1, ge=1, le=4)
    kind: MediationKind = MediationKind.PEOPLE
    org_kind: OrgKind = OrgKind.RMC_VILLAGE
    division: str = Field(default="", max_length=12)
    agency: str = Field(default="", max_length=40)
    parent: str = Field(default="", max_length=40)
    roster: str = Field(default="", pattern="^(yes|no|)$")
    ends: bool = False
    since: date
    basis: str = Field(max_length=120)


@router.post(f"{PATH}/calendar/propose")
def propose_rest(request: Request, viewer: Proposing, asked: Annotated[RestForm, Form()]) -> Response:
    """Propose that days rest, or are worked after all."""
    content = RestDays(first=asked.first, last=asked.last, rests=asked.rests)
    return _proposed(request, viewer, asked.basis, asked.first, lambda _: content)


@router.post(f"{PATH}/calendar/notice")
def propose_notice(
    request: Request,
    viewer: Proposing,
    asked: Annotated[NoticeForm, Depends(notice_form)],
    file: Annotated[UploadFile | None, File()] = None,
) -> Response:
    """Propose the State Council's notice of a year that no file has, typed in or as a file."""
    written = b"" if file is None else file.file.read(_LARGEST)
    text = written.decode("utf-8-sig", errors="replace").strip() or asked.notice
    content = Holidays(year=asked.year, days=notice_in(text))
    return _proposed(request, viewer, asked.basis, first_of(asked.year, viewer.today), lambda _: content)


@router.post(f"{PATH}/clocks/propose")
def propose_length(request: Request, viewer: Proposing, asked: Annotated[LengthForm, Form()]) -> Response:
    """Propose another length of a clock."""
    region, agency = asked.region.strip() or None, asked.agency.strip() or None
    if region is not None and not is_division(region):
        raise PermanentError("no such division", where=region, remedy="choose one of the list")
    length = int(asked.length) if asked.length.strip() else None
    content = Length(clock=asked.clock, length=length, region=region, agency=agency)
    return _proposed(request, viewer, asked.basis, asked.since, lambda _: content)


@router.post(f"{PATH}/units/propose")
def propose_unit(request: Request, viewer: Proposing, asked: Annotated[UnitForm, Form()]) -> Response:
    """Propose how a unit is from a day on, a new unit, or that one ends."""
    return _proposed(request, viewer, asked.basis, asked.since, lambda ruled: _unit(asked, ruled.standing.registry))


@router.post(f"{PATH}/changes/{{number:int}}/confirm")
def confirm(request: Request, viewer: Deciding, number: int) -> Response:
    """Confirm an amendment as the second person: the next version."""
    console = console_of(request)
    if console.workers is not None:
        console.workers.check()
    line = console.people.amendments.confirm(number, viewer.actor, console.clock.now(), _fits(request, viewer))
    kept_of(request).forget()
    path, version = f"{PATH}/changes/{number}", line.amendment.version
    if console.workers is None:
        return frame.moved(request, path, said.SAID_CONFIRMED, version=version)
    _, untold = looked(viewer, console.workers.tell)
    if untold is None:
        return frame.moved(request, path, said.SAID_TOLD, version=version)
    return frame.moved(request, path, said.SAID_UNTOLD, version=version, code=untold.code, what=untold.what)


@router.post(f"{PATH}/changes/{{number:int}}/withdraw")
def withdraw(request: Request, viewer: Writing, number: int) -> Response:
    """Take back an amendment that waits."""
    console = console_of(request)
    console.people.amendments.withdraw(number, viewer.actor, console.clock.now())
    return frame.moved(request, PATH, said.SAID_WITHDRAWN)


def _proposed(request: Request, viewer: Viewer, basis: str, since: date, made: Callable[[Ruled], Content]) -> Response:
    console = console_of(request)
    amendment = Amendment(content=made(Ruled.of(console)), since=since, basis=basis.strip())
    line = console.people.amendments.propose(amendment, viewer.actor, console.clock.now(), _fits(request, viewer))
    return frame.moved(request, f"{PATH}/changes/{line.id}", said.SAID_PROPOSED)


def _fits(request: Request, viewer: Viewer) -> Callable[[Amendment], None]:
    return lambda amendment: check(amendment, Ruled.of(console_of(request)).standing, viewer.today)


def _unit(asked: UnitForm, registry: Registry) -> Organisation:
    """Return the unit that *asked* means; the form says all that may change."""
    code = asked.code.strip()
    first = Unit(
        code=code,
        name="",
        level=asked.level,
        kind=asked.kind,
        org_kind=asked.org_kind,
        division=asked.division.strip(),
        agency="",
    )
    wanted = AskedUnit(
        code=code,
        first=first,
        name=asked.name,
        agency=asked.agency,
        parent=asked.parent,
        roster=asked.roster,
        ends=asked.ends,
    )
    return organisation_of(wanted, registry, asked.since)
