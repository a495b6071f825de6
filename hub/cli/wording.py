"""A message in both languages, and which one a reader gets."""

from __future__ import annotations

import locale
import os
from collections.abc import Mapping
from enum import StrEnum
from typing import Self


class Language(StrEnum):
    """Languages of the command line."""

    ZH = "zh"
    EN = "en"


class Message(str):
    """One text: the string itself is Chinese, ``en`` is English. Both take the same ``{placeholders}``."""

    __slots__ = ("en",)
    en: str

    def __new__(cls, zh: str, en: str) -> Self:
        """Return the message."""
        message = super().__new__(cls, zh)
        message.en = en
        return message

    def render(self, language: Language, **values: object) -> str:
        """Return the text in *language* with *values* filled in."""
        template = str(self) if language is Language.ZH else self.en
        return template.format(**values) if values else template


def preferred_language(environment: Mapping[str, str] = os.environ) -> Language:
    """Return the language of ``HUB_LANG`` or the locale; Chinese unless the locale names another language."""
    wanted = environment.get("HUB_LANG", "")
    if not wanted:
        names = (environment.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
        wanted = next((name for name in names if name), "") or (locale.getlocale()[0] or "")
    neutral = wanted.split(".")[0] in ("", "C", "POSIX")
    return Language.ZH if neutral or wanted.lower().startswith(("zh", "chinese")) else Language.EN
