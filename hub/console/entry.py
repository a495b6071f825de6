"""
Who may enter a route: one dependency, which names area and deed, so that a test can list every route with its own.

A route that is open to everybody says so too: nothing is open by being forgotten.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from fastapi import Request

from hub.console.errors import NotGrantedError, SignInNeededError
from hub.console.preferences import language_of
from hub.console.seam import Viewer, console_of
from hub.core.permissions import Area, Deed

UNATTENDED = "X-Unattended"
"""Header of what a page asks by itself, such as a poll: it doesn't keep a session alive; nor does a stream."""


@dataclass(frozen=True, slots=True)
class Entitled:
    """
    Lets those in whose grants permit *deed* in *area* with anything at all, and returns who it is.

    What concerns one thing (a dispute, a row, a month) is asked again by the page, with the units whose it is:
    :meth:`hub.console.seam.Viewer.may_with`.

    ``is_deed`` is False of a call that changes nothing which anybody else will see, such as a draft that a page keeps:
    the journal isn't told of it (:mod:`hub.console.record`).
    """

    area: Area
    deed: Deed
    is_deed: bool = True

    def __call__(self, request: Request) -> Viewer:
        """
        Return who looks.

        Raises:
            SignInNeededError: nobody is signed in.
            AccessDeniedError: the person may not do this.
        """
        request.state.entrance = self
        viewer = viewer_of(request)
        if not viewer.may_somewhere(self.area, self.deed):
            raise NotGrantedError(self.area, self.deed)
        return viewer


@dataclass(frozen=True, slots=True)
class Anyone:
    """A route that needs no session: signing in, the look of the pages, whether the console lives."""

    def __call__(self) -> None:
        """Let everybody in."""


@dataclass(frozen=True, slots=True)
class Proven(Anyone):
    """
    A route that another system calls, and no browser: what it carries proves itself by a signature.

    It has no session and no form, so that no form's mark is asked of it (:mod:`hub.console.forms`).
    """


def is_proven(request: Request) -> bool:
    """Return whether the route that *request* found is one that another system calls."""
    dependant = getattr(request.scope.get("route"), "dependant", None)
    return any(isinstance(one.call, Proven) for one in getattr(dependant, "dependencies", ()))


def entitled(area: Area, deed: Deed, *, is_deed: bool = True) -> Entitled:
    """Return the requirement of a route; its value is the :class:`Viewer`."""
    return Entitled(area, deed, is_deed)


def signed_in(*, is_deed: bool = True) -> Entitled:
    """Return the requirement of what concerns nobody but who is signed in."""
    return Entitled(Area.SELF, Deed.READ, is_deed)


def viewer_of(request: Request) -> Viewer:
    """
    Return who looks.

    Raises:
        SignInNeededError: nobody is signed in.
    """
    found = viewer_or_none(request)
    if found is None:
        raise SignInNeededError(_page_of(request))
    return found


def _page_of(request: Request) -> str:
    """Return the page at which somebody was who called *request*: a form and a part of a page aren't pages."""
    told = request.headers.get("hx-current-url") or (request.method != "GET" and request.headers.get("referer", "/"))
    page = urlsplit(told or str(request.url))
    if told and page.netloc != request.url.netloc:
        return "/"
    return page.path + (f"?{page.query}" if page.query else "")


def viewer_or_none(request: Request) -> Viewer | None:
    """Return who looks, None when nobody is signed in; asked of the sessions once a call."""
    if not hasattr(request.state, "viewer"):
        console = console_of(request)
        secret = request.cookies.get(console.session_cookie, "")
        request.state.viewer = _seated(request, secret) if secret else None
    found = request.state.viewer
    return found if isinstance(found, Viewer) else None


def _seated(request: Request, secret: str) -> Viewer | None:
    by_itself = UNATTENDED in request.headers or "text/event-stream" in request.headers.get("accept", "")
    return console_of(request).sessions.viewer(secret, language_of(request), is_attended=not by_itself)
