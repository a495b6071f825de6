"""``/v1/submissions``: what an agency states, one or many in a call, each with its own answer."""

from __future__ import annotations

import asyncio
import hashlib
from typing import Annotated

from fastapi import APIRouter, Header, Request
from fastapi.responses import Response

from hub.core.events import Submission
from hub.gateway.answers import Document, answered, inline, json_answer
from hub.gateway.formats import AVRO, AVRO_BATCH, CLOUD_EVENT, CLOUD_EVENTS, JSON, MOST_RECORDS, read_call
from hub.gateway.reception import Result
from hub.gateway.seam import Body, Caller, Here

router = APIRouter(tags=["submissions"])


def _many(one: Document) -> Document:
    return {"type": "array", "items": one, "minItems": 1, "maxItems": MOST_RECORDS}


_BINARY: Document = {"schema": {"type": "string", "format": "binary"}}
_ENVELOPE: Document = {
    "type": "object",
    "required": ["specversion", "id", "source", "type"],
    "properties": {
        "specversion": {"const": "1.0"},
        "id": {"type": "string"},
        "source": {"type": "string"},
        "type": {"type": "string"},
        "data": inline(Submission),
        "data_base64": {"type": "string"},
    },
}
_CONTENT: Document = {
    JSON: {"schema": {"oneOf": [inline(Submission), _many(inline(Submission))]}},
    CLOUD_EVENT: {"schema": _ENVELOPE},
    CLOUD_EVENTS: {"schema": _many(_ENVELOPE)},
    AVRO: _BINARY,
    AVRO_BATCH: _BINARY,
}

Key = Annotated[str | None, Header(alias="Idempotency-Key", min_length=8, max_length=200)]


@router.post(
    "/v1/submissions",
    responses=answered(dict[str, list[Result]], 400, 408, 409, 413, 415, 422),
    openapi_extra={"requestBody": {"required": True, "content": _CONTENT}},
)
async def submit(request: Request, gateway: Here, agency: Caller, body: Body, idempotency_key: Key = None) -> Response:
    """
    Take statements in, durable when the answer comes.

    Each has its own result: what can't enter is held in quarantine with its reason and number, the rest goes in. The
    same statement (event id) made again is counted once; the same call under the same Idempotency-Key is answered as
    it was.
    """
    digest = hashlib.sha256(body).hexdigest()
    kept = gateway.replies.kept(agency, idempotency_key, digest)
    if kept is not None:
        return Response(kept, 200, {"Idempotent-Replay": "true"}, JSON)
    media_type = request.headers.get("content-type", JSON).partition(";")[0].strip().lower()
    records = read_call(media_type, body, gateway.serde)
    gateway.rates.take(agency, len(records), gateway.clock.now())
    results = await asyncio.wrap_future(gateway.counter.state(agency, records))
    for result in results:
        gateway.meters.statements.labels(agency, result.fate.value).inc()
    answer = json_answer({"results": results})
    gateway.replies.keep(agency, idempotency_key, digest, bytes(answer.body))
    return answer
