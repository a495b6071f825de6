"""``/v1/statistics``: the merged monthly figures, revision by revision, for whom they are made."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator, Iterator, Sequence
from enum import StrEnum
from typing import Annotated

import msgspec
from fastapi import APIRouter, Header, Path, Query, Request
from fastapi.responses import Response, StreamingResponse

from hub.connectors.files import append_row, new_book, write_csv
from hub.core.errors import UnknownRecordError
from hub.core.messages import MonthlyStatistics
from hub.core.reports import CITY_BODY
from hub.gateway.answers import answered, json_answer
from hub.gateway.errors import NotEntitledError
from hub.gateway.seam import Caller, Gateway, Here
from hub.gateway.staying import Staying, stay
from hub.service.monthly import MonthlyBook

router = APIRouter(tags=["statistics"])

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COLUMNS = ("month", "unit", "revision", "table", "key", "measure", "value", "scale", "basis")
_LOOKS_EVERY = 1.0
_HEARTBEAT = 15.0


class Format(StrEnum):
    """How figures are written."""

    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"


Month = Annotated[str, Path(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
_MONTH = answered(dict[str, list[MonthlyStatistics]], 404, 422)
_MONTH[200]["content"] |= {"text/csv": {"schema": {"type": "string"}}, XLSX: {"schema": {"type": "string"}}}
UnitCode = Annotated[str, Query(min_length=1, max_length=40)]


@router.get("/v1/statistics/stream", responses={200: {"content": {"text/event-stream": {}}}})
async def stream(
    request: Request,
    gateway: Here,
    agency: Caller,
    last_event_id: Annotated[str | None, Header(alias="Last-Event-ID", pattern=r"^\d{4}-\d\d\+\d{1,6}$")] = None,
) -> Response:
    """
    Send every revision of the city's months as it is published, from the one behind Last-Event-ID on.

    The stream ends with the token that it was asked for with: the client comes back with a new one.
    """
    _require(gateway, agency)
    events = _events(stay(request, gateway, agency), last_event_id)
    return StreamingResponse(events, media_type="text/event-stream", headers={"Cache-Control": "no-store"})


async def _events(call: Staying, behind: str | None) -> AsyncIterator[bytes]:
    with call.counted():
        async for event in _revisions(call, behind):
            yield event


async def _revisions(call: Staying, behind: str | None) -> AsyncIterator[bytes]:
    book = MonthlyBook(call.gateway.bus, call.gateway.serde)
    positions: dict[int, int] = {}
    clock = asyncio.get_running_loop().time
    spoke = clock()
    yield b": open\n\n"
    while await call.is_known() and not await call.request.is_disconnected():
        for one in await asyncio.to_thread(book.revisions_since, positions):
            name = f"{one.month}+{one.revision}"
            if behind is not None:
                behind = None if name == behind else behind
                continue
            spoke = clock()
            yield b"id: %s\nevent: revision\ndata: %s\n\n" % (name.encode(), msgspec.json.encode(one))
        behind = None  # it isn't there any more, or was passed: nothing more is left out
        if clock() - spoke > _HEARTBEAT:
            spoke = clock()
            yield b": alive\n\n"
        await asyncio.sleep(_LOOKS_EVERY)


@router.get("/v1/statistics/{month}", responses=_MONTH)
def month(
    gateway: Here, agency: Caller, month: Month, unit: UnitCode = CITY_BODY, format: Format = Format.JSON
) -> Response:
    """Return every published revision of a month: of the city, a level (``LEVEL_1`` …) or a unit."""
    _require(gateway, agency)
    found = [published.statistics for published in MonthlyBook(gateway.bus, gateway.serde).revisions(month, unit)]
    if not found:
        raise UnknownRecordError(
            "nothing was published for it", where=f"{month} {unit[:40]}", remedy="wait for the close"
        )
    if format is Format.JSON:
        return json_answer({"revisions": found})
    name = {"Content-Disposition": f'attachment; filename="statistics-{month}.{format.value}"'}
    if format is Format.CSV:
        return Response(write_csv([COLUMNS, *_lines(found)]), 200, name, "text/csv; charset=utf-8")
    return Response(_xlsx(found), 200, name, XLSX)


def _require(gateway: Gateway, agency: str) -> None:
    if agency not in gateway.statisticians:
        raise NotEntitledError("the merged figures aren't for this agency", remedy="the justice bureau gives them")


def _lines(revisions: Sequence[MonthlyStatistics]) -> Iterator[list[str | int]]:
    for one in revisions:
        for cell in one.cells:
            value = "" if cell.value is None else cell.value
            named: list[str | int] = [one.month, one.unit, one.revision, cell.table, cell.key, cell.measure]
            yield [*named, value, cell.scale, cell.basis or "EVENTS"]


def _xlsx(revisions: Sequence[MonthlyStatistics]) -> bytes:
    book, sheet = new_book("statistics")
    append_row(sheet, list(COLUMNS))
    for line in _lines(revisions):
        append_row(sheet, line)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
