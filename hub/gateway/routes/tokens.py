"""
``/v1/tokens``: the keyed tokens by which people are recognised, made here so that the key never leaves the hub.

Whoever holds the key could try out every identity number; an agency that asks here is counted and slowed down.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Annotated, Literal

import msgspec
from fastapi import APIRouter
from fastapi.responses import Response

from hub.core.codes import IdKind
from hub.core.errors import ClosedInputError, PermanentError
from hub.core.privacy import Tokeniser
from hub.gateway.answers import answered, inline, json_answer
from hub.gateway.formats import JSON, MOST_RECORDS
from hub.gateway.seam import Body, Caller, Here

router = APIRouter(tags=["tokens"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One token: strong for a normalised identity number, weak for a name, a telephone number or a birth date."""

    strength: Literal["strong", "weak"]
    kind: Annotated[str, msgspec.Meta(max_length=40)]
    value: Annotated[str, msgspec.Meta(max_length=200)]


_wanted = msgspec.json.Decoder(list[Wanted])


@router.post(
    "/v1/tokens",
    responses=answered(dict[str, list[str]], 400, 408, 409, 413),
    openapi_extra={"requestBody": {"required": True, "content": {JSON: {"schema": inline(list[Wanted])}}}},
)
async def tokens(gateway: Here, agency: Caller, body: Body) -> Response:
    """Return a token for each value, in order; the values are kept nowhere."""
    try:
        wanted = _wanted.decode(body)
    except (msgspec.DecodeError, RecursionError) as error:
        raise ClosedInputError("no list of what tokens are wanted for", remedy="see /openapi.json") from error
    if len(wanted) > MOST_RECORDS:
        raise ClosedInputError(f"more than {MOST_RECORDS} values", remedy="send several calls")
    gateway.rates.take(agency, len(wanted), gateway.clock.now())
    made = await asyncio.to_thread(lambda: [_token(gateway.tokeniser, one) for one in wanted])
    return json_answer({"tokens": made})


def _token(tokeniser: Tokeniser, wanted: Wanted) -> str:
    if wanted.strength == "weak":
        return tokeniser.weak(wanted.kind, wanted.value)
    try:
        return tokeniser.strong(IdKind(wanted.kind), wanted.value)
    except ValueError as error:
        raise PermanentError("no kind of identity number of this name", remedy="see idKind in /v1/codes") from error
