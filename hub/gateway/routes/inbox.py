"""``/v1/inbox``: what an agency must receive, handed out until it's acknowledged or refused."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

import msgspec
from fastapi import APIRouter, Header, Path, Query, Request
from fastapi.responses import Response, StreamingResponse

from hub.core.deliveries import Delivery
from hub.core.errors import ClosedInputError, UnknownRecordError
from hub.core.topics import inbox_of
from hub.gateway.answers import answered, inline, json_answer
from hub.gateway.formats import JSON, MOST_RECORDS, misread
from hub.gateway.mailbox import WINDOW, Acknowledgement, Noted, Waiting
from hub.gateway.seam import Body, Caller, Gateway, Here
from hub.gateway.staying import Staying, stay

router = APIRouter(tags=["inbox"])

LONGEST_WAIT = 55.0
"""Seconds that a call waits for something to come: shorter than most proxies cut a silent connection."""
_LOOKS_EVERY = 0.2
_HEARTBEAT = 15.0
_PAGE = 100


_acknowledgements = msgspec.json.Decoder(list[Acknowledgement])

Limit = Annotated[int, Query(ge=1, le=500)]
Id = Annotated[str, Path(min_length=1, max_length=200)]
Wait = Annotated[float, Query(ge=0, le=LONGEST_WAIT)]


@router.get("/v1/inbox", responses=answered(dict[str, list[Waiting]], 422))
async def inbox(request: Request, gateway: Here, agency: Caller, limit: Limit = _PAGE, wait: Wait = 0) -> Response:
    """
    Return what waits, oldest first; with *wait* the call stays open until something comes or the seconds are over.

    The same deliveries are returned again until they are acknowledged.
    """
    found = await _waiting(gateway, agency, limit)
    if not found and wait:
        call, until = stay(request, gateway, agency), asyncio.get_running_loop().time() + wait
        with call.counted():
            while not found and asyncio.get_running_loop().time() < until and await call.is_known():
                await asyncio.sleep(_LOOKS_EVERY)
                found = await _waiting(gateway, agency, limit)
    return json_answer({"deliveries": found})


async def _waiting(gateway: Gateway, agency: str, limit: int) -> list[Waiting]:
    mailbox = gateway.mailboxes[agency]
    return await asyncio.wrap_future(gateway.counter.ask(lambda: mailbox.waiting(limit)))


@router.get(
    "/v1/inbox/stream",
    responses={
        200: {"description": "server-sent events", "content": {"text/event-stream": {"schema": {"type": "string"}}}},
        **{status: told for status, told in answered(dict[str, str], 422).items() if status != 200},
    },
)
async def stream(
    request: Request,
    gateway: Here,
    agency: Caller,
    last_event_id: Annotated[str | None, Header(alias="Last-Event-ID", pattern=r"^\d{1,19}$")] = None,
) -> Response:
    """
    Send what waits as it comes (server-sent events, the position is the event's id).

    A client that comes back with Last-Event-ID goes on behind it; what it hasn't acknowledged comes again with the
    next connection without that header. The stream ends with the token that it was asked for with: the client comes
    back with a new one.
    """
    call = stay(request, gateway, agency)
    events = _events(call, -1 if last_event_id is None else int(last_event_id))
    return StreamingResponse(events, media_type="text/event-stream", headers={"Cache-Control": "no-store"})


async def _events(call: Staying, behind: int) -> AsyncIterator[bytes]:
    with call.counted():
        async for event in _deliveries(call, behind):
            yield event


async def _deliveries(call: Staying, behind: int) -> AsyncIterator[bytes]:
    sent: set[int] = set()
    clock = asyncio.get_running_loop().time
    spoke = clock()
    yield b": open\n\n"
    while await call.is_known() and not await call.request.is_disconnected():
        waiting = await _waiting(call.gateway, call.agency, WINDOW)
        positions = [int(one.position) for one in waiting]
        if behind in positions:
            sent.update(positions[: positions.index(behind) + 1])
        behind = -1
        for position, one in zip(positions, waiting, strict=True):
            if position in sent:
                continue
            sent.add(position)
            spoke = clock()
            yield b"id: %d\nevent: delivery\ndata: %s\n\n" % (position, msgspec.json.encode(one))
        if clock() - spoke > _HEARTBEAT:
            spoke = clock()
            yield b": alive\n\n"
        await asyncio.sleep(_LOOKS_EVERY)


@router.post(
    "/v1/inbox/receipts",
    responses=answered(dict[str, list[Noted]], 400, 408, 413),
    openapi_extra={
        "requestBody": {"required": True, "content": {JSON: {"schema": inline(list[Acknowledgement])}}},
    },
)
async def acknowledge(gateway: Here, agency: Caller, body: Body) -> Response:
    """
    Note what became of deliveries: written, already there, or refused with a reason.

    An acknowledged delivery isn't handed out again by the inbox; ``/v1/deliveries`` still has it. A receipt repeated
    is harmless.
    """
    try:
        receipts = _acknowledgements.decode(body)
    except (msgspec.DecodeError, RecursionError) as error:
        raise ClosedInputError(f"no list of receipts: {misread(error)}", remedy="see /openapi.json") from error
    if len(receipts) > MOST_RECORDS:
        raise ClosedInputError(f"more than {MOST_RECORDS} receipts", remedy="send several calls")
    mailbox = gateway.mailboxes[agency]
    answer = await asyncio.wrap_future(gateway.counter.ask(lambda: mailbox.note(receipts)))
    return json_answer({"results": answer})


@router.get("/v1/deliveries/{delivery_id:path}", responses=answered(Delivery, 404, 422))
async def redeliver(gateway: Here, agency: Caller, delivery_id: Id) -> Response:
    """Hand one delivery out again, whether it was acknowledged or not."""
    found = await asyncio.to_thread(_find, gateway, agency, delivery_id)
    return json_answer(found)


def _find(gateway: Gateway, agency: str, delivery_id: str) -> Delivery:
    topic = inbox_of(agency)
    for partition in range(gateway.bus.partitions(topic)):
        offset = 0
        while records := gateway.bus.read(topic, partition, offset, MOST_RECORDS):
            for record in records:
                delivery = gateway.serde.decode(topic, record.value)
                if isinstance(delivery, Delivery) and delivery.delivery_id == delivery_id:
                    return delivery
            offset = records[-1].offset + 1
    raise UnknownRecordError("no such delivery", where=delivery_id, remedy="look at the inbox")
