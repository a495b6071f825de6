"""Language, look and single keys, chosen by whoever sits there, signed in or not."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response

from hub.console import frame, preferences
from hub.console.entry import Anyone
from hub.console.preferences import Theme
from hub.console.seam import console_of
from hub.core.wording import Language

router = APIRouter()


def own_path(text: str) -> str:
    """
    Return *text* when it's a path of this console, else its first page: nobody is sent elsewhere by a form.

    >>> own_path("/cases?q=101"), own_path("//elsewhere"), own_path("https://elsewhere")
    ('/cases?q=101', '/', '/')
    """
    inside = text.startswith("/") and not text.startswith("//") and "\\" not in text and text.isprintable()
    return text if inside else "/"


@router.post("/look", dependencies=[Depends(Anyone())])
def choose(
    request: Request,
    back: Annotated[str, Form(max_length=2000)] = "/",
    lang: Annotated[Language | None, Form()] = None,
    theme: Annotated[Theme | None, Form()] = None,
    keys: Annotated[str | None, Form(pattern="^(on|off)$")] = None,
) -> Response:
    """Keep what was chosen, and show the same page again."""
    answer = frame.moved(request, own_path(back))
    chosen = {preferences.LANGUAGE: lang, preferences.THEME: theme, preferences.KEYS: keys}
    for name, value in chosen.items():
        if value is not None:
            preferences.remember(answer, name, str(value), secure=console_of(request).secure)
    return answer
