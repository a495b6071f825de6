"""Answers as JSON by the codec of the rest of the hub, described in the API document by their classes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import msgspec
from fastapi.responses import Response

from hub.gateway.problems import MEDIA_TYPE as PROBLEM

Document = dict[str, Any]
"""A piece of JSON that other specifications describe."""

_REFUSALS = {
    400: "the call can't be read as a whole",
    401: "no valid token",
    403: "not for this agency",
    404: "the hub has no such thing",
    408: "the body didn't arrive in time",
    409: "not as things stand",
    413: "the body is too large",
    415: "a media type that isn't read here",
    422: "a parameter doesn't fit",
    429: "too much waits, or too often: see Retry-After",
    503: "the hub's log can't be reached: see Retry-After",
}


def json_answer(value: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Return *value* as JSON."""
    return Response(msgspec.json.encode(value), status, dict(headers or {}), "application/json")


@cache
def shape(kind: object) -> Document:
    """Return the JSON schema of *kind*, whole: what it refers to stands in its own definitions."""
    return msgspec.json.schema(kind)


def inline(kind: object) -> Document:
    """Return the JSON schema of *kind* without references, as the API document needs it."""
    whole = shape(kind)
    definitions = whole.get("$defs", {})

    def resolved(node: object) -> object:
        if isinstance(node, dict):
            reference = node.get("$ref")
            if isinstance(reference, str) and isinstance(definitions, dict):
                return resolved(definitions[reference.rpartition("/")[2]])
            return {name: resolved(inner) for name, inner in node.items() if name != "$defs"}
        return [resolved(inner) for inner in node] if isinstance(node, list) else node

    found = resolved(whole)
    return found if isinstance(found, dict) else {}


_PROBLEM: Document = {
    "type": "object",
    "required": ["type", "status", "title", "detail", "code", "remedy"],
    "properties": {
        "type": {"type": "string"},
        "status": {"type": "integer"},
        "title": {"type": "string"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "remedy": {"type": "string"},
    },
}


def public(kind: object, *refusals: int, media_type: str = "application/json") -> dict[int | str, Document]:
    """Return the responses of an address that needs no token: what is well, and which refusals there are."""
    found: dict[int | str, Document] = {
        200: {"description": "done", "content": {media_type: {"schema": inline(kind)}}},
    }
    for status in sorted(refusals):
        found[status] = {"description": _REFUSALS[status], "content": {PROBLEM: {"schema": _PROBLEM}}}
    return found


def answered(kind: object, *refusals: int, media_type: str = "application/json") -> dict[int | str, Document]:
    """Return the responses of an address for agencies, to whom some refusals are common."""
    return public(kind, 401, 403, 429, 503, *refusals, media_type=media_type)
