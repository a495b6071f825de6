"""
The mark that every form carries (CSRF): made from the session's or the visit's cookie with a key of the console.

A page shows it masked by a pad that is drawn for each answer, pad and masked mark side by side: what stands in pages is
never the same twice, so that the length of a packed page tells nothing of it (decision 0143).

Cookies are same-site strict besides, and a form that a browser says comes from another site is refused unread.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

from fastapi import Request

from hub.console.entry import is_proven
from hub.console.errors import StaleFormError
from hub.console.seam import console_of

FIELD = "form_mark"
HEADER = "X-Form-Mark"
VISIT = "hub_visit"
"""Cookie of a browser that isn't signed in."""

_BYTES = 16
"""Of the mark, and of the pad: 128 bits that nobody guesses."""
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def visit_of(request: Request) -> str:
    """Return the visit's cookie, a new one where there's none: the page that shows a form sets it."""
    if not hasattr(request.state, "visit"):
        request.state.visit = request.cookies.get(VISIT) or secrets.token_urlsafe(18)
    return str(request.state.visit)


def mark_of(request: Request) -> str:
    """Return the mark of forms on the page that *request* asks for, masked anew for each answer."""
    if not hasattr(request.state, "mark"):
        pad = secrets.token_bytes(_BYTES)
        request.state.mark = (pad + _masked(_mark(request), pad)).hex()
    return str(request.state.mark)


def _is_marked(request: Request, given: str) -> bool:
    """Return whether *given*, whatever its pad, is the mark of who sends *request*."""
    try:
        shown = bytes.fromhex(given)
    except ValueError:
        return False
    pad, masked = shown[:_BYTES], shown[_BYTES:]
    return len(shown) == 2 * _BYTES and hmac.compare_digest(_masked(masked, pad), _mark(request))


def _mark(request: Request) -> bytes:
    console = console_of(request)
    bound = request.cookies.get(console.session_cookie) or visit_of(request)
    return hmac.new(console.forms_key, bound.encode(), hashlib.sha256).digest()[:_BYTES]


def _masked(mark: bytes, pad: bytes) -> bytes:
    return bytes(one ^ other for one, other in zip(mark, pad, strict=True))


async def check_form(request: Request) -> None:
    """
    Let a call that changes something pass when it carries the mark; a dependency of the whole application.

    Raises:
        StaleFormError: it doesn't, or it comes from another site.
    """
    if request.method in _SAFE or is_proven(request):
        return
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise StaleFormError
    given = request.headers.get(HEADER)
    if given is None:
        found = (await request.form()).get(FIELD)
        given = found if isinstance(found, str) else ""
    if not _is_marked(request, given):
        raise StaleFormError
