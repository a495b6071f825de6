"""Numbers that people type (a 案号, a 卷号) and the key under which the directory knows them (design §1)."""

from __future__ import annotations

from hub.core.privacy import half_width

REFERENCE = "ref:"
"""How the key of a directory actor begins; a statement under such a root waits there for the root it means."""


def reference_key(number: str) -> str:
    """
    Return the directory key of a typed *number*: any width, any bracket, any blank.

    >>> reference_key("（2026）黑0803民诉前调 101号") == reference_key("(2026)黑0803民诉前调101号")
    True
    """
    text = half_width(number).translate(str.maketrans("〔〕［］【】", "()()()", "")).replace("[", "(").replace("]", ")")
    return REFERENCE + "".join(text.split())
