"""The application: routes, errors told in one way, every call counted."""

from __future__ import annotations

import time

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hub import __version__
from hub.core.errors import HubError
from hub.gateway import problems
from hub.gateway.meters import Meters
from hub.gateway.routes import contracts, disputes, inbox, standing, statistics, submissions, tokens
from hub.gateway.seam import Gateway
from hub.web.compression import Packed


def create_app(gateway: Gateway) -> FastAPI:
    """Return the application that serves *gateway*."""
    app = FastAPI(
        title="枫桥枢纽网关 / Fengqiao Hub gateway",
        version=__version__,
        docs_url=None,  # its page would fetch scripts from the open network
        redoc_url=None,
        openapi_url="/openapi.json",
    )
    app.state.gateway = gateway
    for room in (submissions, inbox, disputes, tokens, statistics, contracts, standing):
        app.include_router(room.router)
    app.add_exception_handler(HubError, problems.tell_hub_error)
    app.add_exception_handler(HTTPException, problems.tell_http_error)
    app.add_exception_handler(RequestValidationError, problems.tell_misfit)
    app.add_exception_handler(OverflowError, problems.tell_misfit)  # a number or a day beyond all that are kept

    app.add_middleware(Measured, meters=gateway.meters)
    app.add_middleware(Packed)
    return app


class Measured:
    """Counts every call and adds the headers that every answer has."""

    def __init__(self, app: ASGIApp, meters: Meters) -> None:
        self._app = app
        self._meters = meters

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one call."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        status = "none"

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = str(message["status"])
                headers = MutableHeaders(scope=message)
                headers.setdefault("Cache-Control", "no-store")
                headers.setdefault("X-Content-Type-Options", "nosniff")
            await send(message)

        try:
            await self._app(scope, receive, answer)
        finally:
            route = getattr(scope.get("route"), "path", "none")
            self._meters.calls.labels(route, status).inc()
            self._meters.seconds.labels(route).observe(time.perf_counter() - began)
