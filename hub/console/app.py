"""The application: pages, errors told in one way, forms checked, headers on every answer."""

from __future__ import annotations

import secrets

from fastapi import Depends, FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from hub import __version__
from hub.console import assets, trouble
from hub.console.forms import check_form
from hub.console.guard import Guarded
from hub.console.live import Stream, marks_of
from hub.console.pages import (
    accounts,
    adapters,
    audit,
    bench,
    bench_acts,
    bench_papers,
    bench_register,
    cases,
    changes,
    joint,
    kept_forms,
    keyboard,
    links,
    look,
    office_acts,
    outside,
    overview,
    own_account,
    quarantine,
    settings,
    settings_changes,
    signing_in,
    statistics,
    work,
)
from hub.console.patience import Patient
from hub.console.record import recorded
from hub.console.seam import Console
from hub.console.works import Works
from hub.core.errors import HubError
from hub.web.compression import Packed

ROOMS = (
    assets,
    look,
    keyboard,
    kept_forms,
    overview,
    signing_in,
    outside,
    own_account,
    accounts,
    joint,
    audit,
    bench,
    bench_acts,
    bench_register,
    bench_papers,
    office_acts,
    cases,
    links,
    quarantine,
    adapters,
    changes,
    work,
    settings,
    settings_changes,
    *statistics.ROOMS,
)
"""Every module with routes; a new page adds itself here and to the menu."""


def create_app(console: Console, patience: float | None = None) -> FastAPI:
    """
    Return the application that serves *console*.

    What hasn't begun to answer after *patience* seconds goes on by itself, and the browser is shown how far it is; None
    lets it wait.
    """
    app = FastAPI(
        title="枫桥枢纽 / Fengqiao Hub",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,  # pages are for people
        dependencies=[Depends(check_form), Depends(recorded, scope="function")],
    )
    app.state.console = console
    stream = Stream(secrets.token_hex(4), lambda: marks_of(console.settings.data))
    app.state.stream = stream
    app.state.works = works = Works()

    def end() -> None:
        stream.end()
        works.end()

    app.state.at_end = end
    for room in ROOMS:
        app.include_router(room.router)
    app.add_exception_handler(HubError, trouble.tell_hub_error)
    app.add_exception_handler(HTTPException, trouble.tell_http_error)
    app.add_exception_handler(RequestValidationError, trouble.tell_misfit)
    app.add_exception_handler(OverflowError, trouble.tell_misfit)  # a number or a day beyond all that are kept
    app.add_exception_handler(Exception, trouble.tell_hub_error)
    app.add_middleware(Patient, works=works, cookie=console.session_cookie, seconds=patience)
    app.add_middleware(Guarded, secure=console.secure)
    app.add_middleware(Packed)
    return app
