"""Values as native systems give them, in the few shapes that an adapter's record may hold."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal

Native = str | int | float | bool | None | list["Native"] | dict[str, "Native"]
"""A value as a native system gives it; the same shapes as in :mod:`hub.plugins.spec`."""


def as_native(value: object) -> Native:
    """
    Return *value* in the shapes that JSON has, losing nothing: a decimal and a date become text.

    >>> as_native(Decimal("1200.50")), as_native(date(2026, 3, 5))
    ('1200.50', '2026-03-05')
    """
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, Mapping):
        return {str(key): as_native(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [as_native(entry) for entry in value]
    return _scalar_text(value)


def _scalar_text(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, bytes | bytearray | memoryview):
        return base64.b64encode(bytes(value)).decode("ascii")
    return str(value)


def version_of(fields: Mapping[str, object]) -> str:
    """
    Return a version for a record whose system keeps none: it changes when, and only when, the content does.

    >>> version_of({"a": 1, "b": 2}) == version_of({"b": 2, "a": 1})
    True
    """
    text = json.dumps(as_native(fields), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:24]
