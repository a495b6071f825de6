"""``/v1/disputes`` and ``/v1/dossiers``: what the entitled may know of one dispute."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import date
from typing import Annotated

import msgspec
from fastapi import APIRouter, Path, Query
from fastapi.responses import Response

from hub.core.concern import agencies_concerned
from hub.core.daytime import local_day
from hub.core.deliveries import Dossier
from hub.core.errors import ClosedInputError, PermanentError, RowRejectedError, UnknownRecordError
from hub.core.holder import Holder
from hub.gateway.answers import answered, inline, json_answer
from hub.gateway.errors import NotEntitledError
from hub.gateway.formats import JSON, misread
from hub.gateway.seam import Body, Caller, Gateway, Here
from hub.queries.trace import Step, find, trace

router = APIRouter(tags=["disputes"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """One dispute as known at the end of a day; tokens and names are left out."""

    dispute: str
    as_of: date
    numbers: tuple[str, ...]
    steps: tuple[Step, ...]
    held_by: Holder | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The answer to a dossier."""

    root: str


Number = Annotated[str, Path(min_length=1, max_length=200)]
Root = Annotated[str, Path(min_length=3, max_length=300)]
Purpose = Annotated[str, Query(min_length=4, max_length=200)]
_dossier = msgspec.json.Decoder(Dossier)


@router.get("/v1/disputes/{number:path}/timeline", responses=answered(Timeline, 404, 422))
def timeline(
    gateway: Here, agency: Caller, number: Number, as_of: Annotated[date | None, Query(alias="as_of")] = None
) -> Response:
    """Tell whom it concerns the story of the dispute that *number* means: the hub's id or any number of a record."""
    with gateway.books() as books:
        found = [
            knowledge
            for knowledge in find(books.reader, number, books.index)
            if agency in agencies_concerned([*knowledge.facts.values(), *knowledge.derived])
        ]
        if len(found) != 1:
            # What doesn't concern the caller is as unknown as what isn't there.
            what = "several disputes have this number" if found else "no dispute of this number concerns you"
            raise UnknownRecordError(what, where=number[:80], remedy="give the whole number")
        told = trace(found[0], books.rules.terms, as_of or local_day(gateway.clock.now()))
    return json_answer(
        Timeline(
            dispute=found[0].dispute,
            as_of=told.as_of,
            numbers=told.numbers,
            steps=told.steps,
            held_by=told.holder,
        )
    )


@router.put(
    "/v1/dossiers/{root:path}",
    responses=answered(Kept, 400, 404, 408, 409, 413, 422),
    openapi_extra={"requestBody": {"required": True, "content": {JSON: {"schema": inline(Dossier)}}}},
)
async def keep(gateway: Here, agency: Caller, root: Root, body: Body) -> Response:
    """Seal names, numbers and narrative of the caller's own report; only whom a delivery entitles can open them."""
    try:
        dossier = _dossier.decode(body)
    except (msgspec.DecodeError, RecursionError) as error:
        raise ClosedInputError(f"no dossier: {misread(error)}", remedy="see /openapi.json") from error
    if dossier.root != root:
        raise PermanentError("the dossier names another root", remedy="put it under its own root")
    await asyncio.wrap_future(gateway.counter.ask(lambda: _seal(gateway, agency, dossier)))
    return json_answer(Kept(root=root))


def _seal(gateway: Gateway, agency: str, dossier: Dossier) -> None:
    try:
        gateway.systems.check(agency, dossier.root.partition(":")[0])
    except RowRejectedError as error:  # whoever seals first is believed: nobody seals in another's name
        raise NotEntitledError(error.reason, remedy="seal the people of your own reports") from error
    gateway.door.submit(agency, (), dossier)
    gateway.door.settle(agency)


@router.get("/v1/dossiers/{root:path}", responses=answered(Dossier, 404, 409, 422))
async def open_dossier(gateway: Here, agency: Caller, root: Root, purpose: Purpose) -> Response:
    """Open the dossier of a root that a delivery to the caller names; who opened it and why is kept for ever."""
    found = await asyncio.wrap_future(gateway.counter.ask(lambda: gateway.door.dossier(root, agency, purpose)))
    if found is None:
        raise UnknownRecordError("there is no dossier, or it was erased", where=root[:80])
    return json_answer(found)
