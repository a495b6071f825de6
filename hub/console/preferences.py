"""What a browser prefers: language, look, whether single keys count. Kept in cookies that say nothing of a person."""

from __future__ import annotations

from enum import StrEnum

from fastapi import Request
from fastapi.responses import Response

from hub.core.wording import Language

_YEAR = 366 * 24 * 3600
LANGUAGE, THEME, KEYS = "hub_lang", "hub_theme", "hub_keys"


class Theme(StrEnum):
    """How the pages look; AUTO follows the machine."""

    AUTO = "auto"
    LIGHT = "light"
    DARK = "dark"


def language_of(request: Request) -> Language:
    """Return the language that was chosen, Chinese until one was."""
    chosen = request.cookies.get(LANGUAGE, "")
    return Language(chosen) if chosen in tuple(Language) else Language.ZH


def theme_of(request: Request) -> Theme:
    """Return the look that was chosen."""
    chosen = request.cookies.get(THEME, "")
    return Theme(chosen) if chosen in tuple(Theme) else Theme.AUTO


def has_keys(request: Request) -> bool:
    """Return whether single keys are shortcuts; they can be switched off (WCAG 2.1.4)."""
    return request.cookies.get(KEYS) != "off"


def remember(response: Response, name: str, value: str, *, secure: bool) -> None:
    """Keep one preference for a year."""
    response.set_cookie(name, value, max_age=_YEAR, httponly=True, samesite="strict", secure=secure)
