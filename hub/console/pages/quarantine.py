"""待处理: which rows could not enter, who mends them; one is mended here and tried again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import Response

from hub.console import frame
from hub.console.departments import (
    adapter_of,
    codes_at,
    held_items,
    held_of_each,
    owners_of_agency,
    sees_values,
    visible,
)
from hub.console.entry import entitled
from hub.console.paging import paged
from hub.console.seam import Console, Viewer, console_of
from hub.console.texts import quarantine as said
from hub.console.words import Words
from hub.core.errors import AccessDeniedError, UnknownRecordError
from hub.core.permissions import Area, Deed
from hub.documents.returned_list import returned_list
from hub.plugins.desk import DeskResult, QuarantineDesk
from hub.plugins.records import ItemKind, QuarantineItem

router = APIRouter()

Reader = Annotated[Viewer, Depends(entitled(Area.QUARANTINE, Deed.READ))]
Mender = Annotated[Viewer, Depends(entitled(Area.QUARANTINE, Deed.WRITE))]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get("/quarantine")
def listed(
    request: Request,
    viewer: Reader,
    agency: Annotated[str, Query(max_length=60)] = "",
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> Response:
    """List what is held, a page at a time, of one department or of all that the viewer may see."""
    console = console_of(request)
    with console.books() as books, console.workbench() as bench:
        codes = visible(viewer, Area.QUARANTINE, codes_at(bench), books.registry)
        items, unread = held_of_each(bench, [code for code in codes if agency in ("", code)])
        context = {
            "said": said,
            "codes": codes,
            "agency": agency,
            "unread": unread,
            "paged": paged(sorted(items, key=lambda item: (item.adapter, item.id)), page),
            "with_values": {code: sees_values(viewer, code, books.registry) for code in codes},
            "words": Words(viewer.language, books.registry, console.agencies, viewer.today),
            "address_of": address_of,
        }
    if frame.asked_by_htmx(request):
        return frame.fragment(request, viewer, "quarantine.html", "list", **context)
    return frame.page(request, viewer, "quarantine.html", said.TITLE, **context)


@router.get("/quarantine/return-list")
def return_list(request: Request, viewer: Reader, agency: Annotated[str, Query(max_length=60)]) -> Response:
    """Return the held rows of one department as a workbook to send back to it."""
    console = console_of(request)
    with console.books() as books, console.workbench() as bench:
        if agency not in visible(viewer, Area.QUARANTINE, codes_at(bench), books.registry):
            raise UnknownRecordError("no such page", where=agency, remedy="start from the first page")
        if not sees_values(viewer, agency, books.registry):
            raise AccessDeniedError("this role sees no values of rows", where=agency, remedy="ask the department")
        content = returned_list(held_items(bench, (agency,)), viewer.language)
    name = f"{agency}-{viewer.today.isoformat()}.xlsx"
    return Response(content, headers={"Content-Disposition": f'attachment; filename="{name}"'}, media_type=XLSX)


@router.get("/quarantine/{item}")
def show(request: Request, viewer: Reader, item: str) -> Response:
    """Show one held thing: place, field, value, reason, proposal, and what may be done with it."""
    console = console_of(request)
    with _opened(console, viewer, item, Deed.READ) as (found, one):
        context = {"said": said, "item": found, "is_row": found.kind in (ItemKind.ROW, ItemKind.STATEMENT), **one}
    return frame.page(request, viewer, "quarantine_item.html", said.ITEM, **context)


@router.post("/quarantine/{item}/fix")
def fix(
    request: Request,
    viewer: Mender,
    item: str,
    value: Annotated[str, Form(max_length=2000)] = "",
    why: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Set the field of the row to *value* and take the row in; the department's own row stays as it is."""
    return _mended(request, viewer, item, _Mending(value=value, why=why))


@router.post("/quarantine/{item}/accept")
def accept(request: Request, viewer: Mender, item: str) -> Response:
    """Take the proposal."""
    return _mended(request, viewer, item, _Mending())


@router.post("/quarantine/{item}/retry")
def retry(request: Request, viewer: Mender, item: str) -> Response:
    """Take it in again as it is."""
    console = console_of(request)
    with _opened(console, viewer, item, Deed.WRITE), console.workbench() as bench:
        host = bench.host(adapter_of(item, codes_at(bench)))
        with closing(host.store):
            result = QuarantineDesk(host).retry(item, who=viewer.person)
    return _told(request, item, result)


@router.post("/quarantine/{item}/discard")
def discard(request: Request, viewer: Mender, item: str, why: Annotated[str, Form(max_length=200)] = "") -> Response:
    """Give a row up, with a reason that stays."""
    console = console_of(request)
    with _opened(console, viewer, item, Deed.WRITE, values=True), console.workbench() as bench:
        host = bench.host(adapter_of(item, codes_at(bench)))
        with closing(host.store):
            QuarantineDesk(host).discard(item, who=viewer.person, why=why)
    return frame.moved(request, "/quarantine", said.GIVEN_UP, item=item)


def address_of(item: str) -> str:
    """Return where the page of *item* is."""
    return f"/quarantine/{quote(item)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mending:
    value: str | None = None
    why: str = ""


def _mended(request: Request, viewer: Viewer, item: str, mending: _Mending) -> Response:
    console = console_of(request)
    with _opened(console, viewer, item, Deed.WRITE, values=True) as (found, _), console.workbench() as bench:
        host = bench.host(adapter_of(item, codes_at(bench)))
        with closing(host.store):
            desk = QuarantineDesk(host)
            if mending.value is None:
                result = desk.accept(item, who=viewer.person)
            else:
                patch = {found.field: mending.value or None}
                result = desk.fix(item, patch, who=viewer.person, why=mending.why)
    return _told(request, item, result)


def _told(request: Request, item: str, result: DeskResult) -> Response:
    if result.entered:
        return frame.moved(request, "/quarantine", said.ENTERED, item=item)
    following = result.still[0].id if result.still else item
    return frame.moved(request, address_of(following), said.NOT_ENTERED, item=item)


@contextmanager
def _opened(
    console: Console, viewer: Viewer, item: str, deed: Deed, *, values: bool = False
) -> Iterator[tuple[QuarantineItem, dict[str, object]]]:
    """Open the item for *deed*; one that isn't the viewer's is as unknown as one that isn't there."""
    with console.books() as books:
        with console.workbench() as bench:
            code = adapter_of(item, visible(viewer, Area.QUARANTINE, codes_at(bench), books.registry))
            with closing(bench.store(code)) as store:
                found = bench.quarantine(store).show(item)
        owners = owners_of_agency(code, books.registry)
        has_values = sees_values(viewer, code, books.registry)
        if not viewer.may_with(Area.QUARANTINE, deed, owners) or (values and not has_values):
            raise AccessDeniedError("this row isn't yours to mend", where=item, remedy="ask its department")
        yield (
            found,
            {
                "may_mend": viewer.may_with(Area.QUARANTINE, Deed.WRITE, owners),
                "has_values": has_values,
                "words": Words(viewer.language, books.registry, console.agencies, viewer.today),
            },
        )
