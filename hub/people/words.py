"""The few words that people add to a reason: they go into a journal that names no person."""

from __future__ import annotations

import re

from hub.core.errors import PermanentError

LONGEST = 100
_LONG_NUMBER = re.compile(r"\d[\d\s-]{6,}\d")


def checked_words(text: str) -> str:
    """
    Return *text* as it's kept.

    Raises:
        PermanentError: it's too long, or holds a number that could be a person's.
    """
    words = text.strip()
    if len(words) > LONGEST or _LONG_NUMBER.search(words):
        raise PermanentError(
            "the words are too long, or hold a number that could be a person's", remedy="say it without numbers"
        )
    return words
