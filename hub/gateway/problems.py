"""What went wrong, as a document of RFC 9457: the code that people quote, what happened, what to do next."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import msgspec
from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from hub.catalogue import for_code, heard
from hub.core.errors import (
    AccessDeniedError,
    ClosedInputError,
    HubError,
    PermanentError,
    TransientError,
    UnknownRecordError,
)
from hub.core.wording import Language, Message
from hub.gateway.errors import BusyError, NotEntitledError, TooLargeError, TooSlowError, UnsupportedTypeError

MEDIA_TYPE = "application/problem+json"
_SOON = 5
_SAID_BY_CODE = (404, 405)
"""What the framework says itself, in English alone: the catalogue has it under its code."""


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


def language_of(accepted: str) -> Language:
    """Return the language that ``Accept-Language`` asks for, Chinese unless English is wanted more."""
    best = {Language.ZH: 0.0, Language.EN: 0.0}
    for part in accepted.lower().split(","):
        tag, _, parameters = part.strip().partition(";")
        language = next((one for one in Language if tag.partition("-")[0] == one.value), None)
        if language is not None:
            best[language] = max(best[language], _quality(parameters))
    return Language.EN if best[Language.EN] > best[Language.ZH] else Language.ZH


def _quality(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    try:
        return float(value) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0


@lru_cache(maxsize=1_024)
def _heard(text: str) -> Message:
    return heard(text)


def problem(request: Request, status: int, told: Told, headers: dict[str, str] | None = None) -> Response:
    """Return one problem document, in the language that the caller reads."""
    language = language_of(request.headers.get("accept-language", ""))
    headline, _, next_step = for_code(told.code)
    document = {
        "type": "about:blank",
        "status": status,
        "title": headline.render(language),
        "detail": (_heard(told.what) if told.what else headline).render(language),
        "code": told.code,
        "remedy": (_heard(told.remedy) if told.remedy else next_step).render(language),
    }
    also = {**(headers or {}), "Content-Language": language.value, "Vary": "Accept-Language"}
    return Response(msgspec.json.encode(document), status, also, MEDIA_TYPE)


@dataclass(frozen=True, slots=True)
class Told:
    """What is told: the code that people quote, what happened (where its headline isn't enough), what to do next."""

    code: str
    what: str
    remedy: str = ""


_FAILED = Told("E-HUB-00", "the gateway failed")


def told_as(request: Request, status: int, error: HubError, headers: dict[str, str] | None = None) -> Response:
    """Tell *error* under *status*."""
    return problem(request, status, Told(error.code, error.what, error.remedy), headers)


async def tell_hub_error(request: Request, error: Exception) -> Response:
    """Tell an error of the hub's own."""
    if not isinstance(error, HubError):
        return problem(request, 500, _FAILED)
    headers: dict[str, str] = {}
    if isinstance(error, BusyError):
        headers["Retry-After"] = str(error.retry_after)
    elif isinstance(error, TransientError):
        headers["Retry-After"] = str(_SOON)
    if status_of(error) == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return told_as(request, status_of(error), error, headers)


async def tell_http_error(request: Request, error: Exception) -> Response:
    """Tell what the framework refuses: no such address, no such method."""
    if not isinstance(error, HTTPException):
        return problem(request, 500, _FAILED)
    what = "" if error.status_code in _SAID_BY_CODE else str(error.detail)
    told = Told(f"E-HTTP-{error.status_code}", what)
    return problem(request, error.status_code, told, dict(error.headers or {}))


async def tell_misfit(request: Request, error: Exception) -> Response:
    """Tell which parameter doesn't fit; its value stays unsaid."""
    faults = error.errors() if isinstance(error, RequestValidationError) else []
    named = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in faults[:5])
    what = f"a parameter doesn't fit: {named}" if named else "a parameter doesn't fit"
    return problem(request, 422, Told("E-CALL-01", what, "see /openapi.json"))
