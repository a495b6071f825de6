"""Which encoding a text is in, decided strictly: a wrong guess would turn names into other names."""

from __future__ import annotations

import codecs
from collections.abc import Sequence

from hub.core.errors import ClosedInputError

CHINESE = ("utf-8", "gb18030")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def decode_text(content: bytes, *, where: str, encodings: Sequence[str] = CHINESE) -> str:
    """
    Return *content* in the first of *encodings* that fits without a single bad byte; a byte order mark decides alone.

    Raises:
        ClosedInputError: none fits, or the text holds characters that no record has (a sign of a wrong encoding).

    >>> decode_text("信访".encode("gb18030"), where="a.csv")
    '信访'
    """
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return _decoded(content[len(mark) :], encoding, where)
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return _plausible(text, where)
    raise ClosedInputError(
        f"text is not in {' or '.join(encodings)}", where=where, remedy="export it again in UTF-8 or GB18030"
    )


def _decoded(content: bytes, encoding: str, where: str) -> str:
    try:
        return _plausible(content.decode(encoding), where)
    except UnicodeDecodeError as fault:
        raise ClosedInputError(f"byte order mark says {encoding}, the text isn't", where=where) from fault


def _plausible(text: str, where: str) -> str:
    # U+FFFD was typed by nobody: an earlier system already lost the character. NUL means UTF-16 read as bytes; private
    # use characters are what GB18030 gives for bytes of another encoding.
    if "\ufffd" in text or "\x00" in text:
        raise ClosedInputError("text holds replacement characters or NULs", where=where, remedy="export it again")
    strange = sum("\ue000" <= character <= "\uf8ff" for character in text)
    if strange * 20 > len(text):
        raise ClosedInputError("text is in another encoding than it seems", where=where, remedy="export it in UTF-8")
    return text
