"""Reads what only clerks of a petition office type: lists of names, and telephones that must not hold up a petition."""

from __future__ import annotations

import re

from hub.connectors.parsing import RowRejectedError, is_blank, parse_phone
from hub.core.privacy import half_width

_SEPARATORS = re.compile(r"[、,;/\s]+")
_SIGNATURES_MORE = re.compile(r"等(?:\d+|[一二三四五六七八九十]+)?(?:余|多)?(?:人|户|名)?$")


def names_of(value: object) -> tuple[str, ...]:
    """
    Return the names of a list as people write them.

    >>> names_of("张三、李四,王五等5人"), names_of("无")
    (('张三', '李四', '王五'), ())
    """
    if is_blank(value):
        return ()
    parts = (_SIGNATURES_MORE.sub("", part) for part in _SEPARATORS.split(half_width(str(value))))
    return tuple(dict.fromkeys(part for part in parts if part))


def phone_of(text: str) -> str:
    """
    Return the digits of a telephone number, empty where *text* holds none: a petition doesn't wait for a telephone.

    >>> phone_of("139-4540-1234"), phone_of("邻居代接")
    ('13945401234', '')
    """
    try:
        return parse_phone(text, "电话")
    except RowRejectedError:
        return ""
