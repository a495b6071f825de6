"""How the gateway stands: alive, ready, and figures for Prometheus."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from hub.core.errors import HubError
from hub.gateway.answers import json_answer, public
from hub.gateway.counter import MOST_WAITING
from hub.gateway.errors import BusyError
from hub.gateway.meters import CONTENT_TYPE
from hub.gateway.problems import told_as
from hub.gateway.seam import Here
from hub.web.headers import SETTINGS_VERSION

router = APIRouter(tags=["standing"])


@router.get("/health/live", responses=public(dict[str, str]))
def live(gateway: Here) -> Response:
    """Say that the process serves, and in a header under which version of the settings."""
    return json_answer({"status": "alive"}, headers={SETTINGS_VERSION: str(gateway.settings())})


@router.get("/health/ready", responses=public(dict[str, str], 503))
def ready(request: Request, gateway: Here) -> Response:
    """Say whether statements can be taken in now."""
    if gateway.counter.waiting >= MOST_WAITING:
        raise BusyError("too many calls wait", retry_after=1)
    try:
        with gateway.books():
            return json_answer({"status": "ready"})
    except HubError as error:
        return told_as(request, 503, error, {"Retry-After": "5"})


@router.get("/metrics", responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}})
def metrics(gateway: Here) -> Response:
    """Return the gateway's figures; none names a person or a dispute."""
    return Response(gateway.meters.text(), media_type=CONTENT_TYPE)
