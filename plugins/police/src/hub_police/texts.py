"""Text that may stand in the database as GBK bytes, and text that GBK can't hold."""

from __future__ import annotations

import base64
import re

from hub.connectors.native import Native
from hub.connectors.parsing import reject

REPLACEMENT = "\ufffd"
_CHINESE = re.compile("[\u4e00-\u9fff]")
GETA = "〓"
"""What Chinese printers set for a character that they don't have."""


def decoded(value: object, field: str) -> Native:
    """
    Return a column's value; bytes are read as GB18030, which contains GBK.

    Bytes in another encoding are kept, marked, for :func:`refuse_mojibake` to hold the row: nothing is guessed.
    """
    if isinstance(value, memoryview | bytearray):
        value = bytes(value)
    if not isinstance(value, bytes):
        return value if isinstance(value, str | int | float | bool) or value is None else str(value)
    try:
        if not _is_chinese_utf8(value):
            return value.decode("gb18030")
    except UnicodeDecodeError:
        pass
    return f"{REPLACEMENT}{field}:{base64.b64encode(value).decode('ascii')}"


def _is_chinese_utf8(value: bytes) -> bool:
    """Return whether *value* is Chinese in UTF-8, which GB18030 often takes for other, senseless characters."""
    try:
        return _CHINESE.search(value.decode("utf-8")) is not None
    except UnicodeDecodeError:
        return False


def refuse_mojibake(fields: object, path: str = "") -> None:
    """
    Hold a row one of whose texts could not be decoded.

    Raises:
        RowRejectedError: naming the column, never the text.
    """
    if isinstance(fields, dict):
        for key, value in fields.items():
            refuse_mojibake(value, str(key))
    elif isinstance(fields, list | tuple):
        for value in fields:
            refuse_mojibake(value, path)
    elif isinstance(fields, str) and REPLACEMENT in fields:
        reject(None, path, "text isn't in the encoding of the table (GBK)", "E-ENC-01", "police")


def in_gbk(text: str) -> str:
    """
    Return *text* as a GBK column can keep it, missing characters as 〓 instead of a question mark.

    >>> in_gbk("王䶮 13904540000")
    '王〓 13904540000'
    """
    return "".join(character if _has(character) else GETA for character in text)


def _has(character: str) -> bool:
    try:
        character.encode("gbk")
    except UnicodeEncodeError:
        return False
    return True
