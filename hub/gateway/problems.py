"""What went wrong, as a document of RFC 9457: the code that people quote, what happened, what to do next."""

from __future__ import annotations

import msgspec
from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from hub.core.errors import (
    AccessDeniedError,
    ClosedInputError,
    HubError,
    PermanentError,
    TransientError,
    UnknownRecordError,
)
from hub.gateway.errors import BusyError, NotEntitledError, TooLargeError, TooSlowError, UnsupportedTypeError

MEDIA_TYPE = "application/problem+json"
_SOON = 5


_STATUS: tuple[tuple[type[HubError], int], ...] = (
    (BusyError, 429),
    (TransientError, 503),
    (NotEntitledError, 403),
    (AccessDeniedError, 401),
    (UnknownRecordError, 404),
    (TooLargeError, 413),
    (TooSlowError, 408),
    (UnsupportedTypeError, 415),
    (ClosedInputError, 400),
    (PermanentError, 409),
)


def status_of(error: HubError) -> int:
    """Return the status under which *error* is told."""
    return next((status for kind, status in _STATUS if isinstance(error, kind)), 500)


def problem(status: int, code: str, what: str, remedy: str = "", headers: dict[str, str] | None = None) -> Response:
    """Return one problem document."""
    document = {"type": "about:blank", "status": status, "title": what, "code": code, "remedy": remedy}
    return Response(msgspec.json.encode(document), status, headers, MEDIA_TYPE)


async def tell_hub_error(_request: Request, error: Exception) -> Response:
    """Tell an error of the hub's own."""
    if not isinstance(error, HubError):
        return problem(500, "E-HUB-00", "the gateway failed")
    headers: dict[str, str] = {}
    if isinstance(error, BusyError):
        headers["Retry-After"] = str(error.retry_after)
    elif isinstance(error, TransientError):
        headers["Retry-After"] = str(_SOON)
    if status_of(error) == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return problem(status_of(error), error.code, error.what, error.remedy, headers)


async def tell_http_error(_request: Request, error: Exception) -> Response:
    """Tell what the framework refuses: no such address, no such method."""
    if isinstance(error, HTTPException):
        return problem(
            error.status_code, f"E-HTTP-{error.status_code}", str(error.detail), "", dict(error.headers or {})
        )
    return problem(500, "E-HUB-00", "the gateway failed")


async def tell_misfit(_request: Request, error: Exception) -> Response:
    """Tell which parameter doesn't fit; its value stays unsaid."""
    faults = error.errors() if isinstance(error, RequestValidationError) else []
    named = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in faults[:5])
    return problem(422, "E-CALL-01", named or "a parameter doesn't fit")
