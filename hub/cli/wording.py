"""Which of both languages a reader of the command line gets."""

from __future__ import annotations

import locale
import os
from collections.abc import Mapping

from hub.core.wording import Language, Message

__all__ = ["Language", "Message", "preferred_language"]


def preferred_language(environment: Mapping[str, str] = os.environ) -> Language:
    """Return the language of ``HUB_LANG`` or the locale; Chinese unless the locale names another language."""
    wanted = environment.get("HUB_LANG", "")
    if not wanted:
        names = (environment.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
        wanted = next((name for name in names if name), "") or (locale.getlocale()[0] or "")
    neutral = wanted.split(".")[0] in ("", "C", "POSIX")
    return Language.ZH if neutral or wanted.lower().startswith(("zh", "chinese")) else Language.EN
