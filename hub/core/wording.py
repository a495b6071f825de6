"""A text in both languages: Chinese first, English second. Every sentence that people read is one of these."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Language(StrEnum):
    """Languages of the command line and of the console."""

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
