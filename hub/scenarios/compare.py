"""Comparing a replayed document with the expected one: every difference, as a path and two values."""

from __future__ import annotations

import json
from collections.abc import Iterator

NOT_COMPARED = "stated_in_section_7"
"""A remark of the author, not a figure."""

_EMPTY: tuple[object, ...] = (0, {}, [], None)
_TOLERANCE = 1e-6


def differences(expected: object, actual: object, path: str = "$") -> Iterator[str]:
    """
    Yield each place where *actual* lacks or contradicts *expected*; it may hold more.

    Lists are compared without regard to order, deadlines by dispute, clock and unit.
    """
    if isinstance(expected, dict):
        yield from _in_objects(expected, actual, path)
    elif isinstance(expected, list):
        yield from _in_lists(expected, actual, path)
    elif isinstance(expected, int | float) and not isinstance(expected, bool):
        if not isinstance(actual, int | float) or abs(expected - actual) > _TOLERANCE:
            yield f"{path}: expected {expected!r}, got {actual!r}"
    elif expected != actual:
        yield f"{path}: expected {expected!r}, got {actual!r}"


def _in_objects(expected: dict[str, object], actual: object, path: str) -> Iterator[str]:
    if not isinstance(actual, dict):
        yield f"{path}: expected an object, got {actual!r}"
        return
    for name, value in expected.items():
        if name == NOT_COMPARED:
            continue
        if name in actual:
            yield from differences(value, actual[name], f"{path}.{name}")
        elif value not in _EMPTY:
            yield f"{path}.{name}: missing, expected {value!r}"


def _in_lists(expected: list[object], actual: object, path: str) -> Iterator[str]:
    if not isinstance(actual, list):
        yield f"{path}: expected a list, got {actual!r}"
    elif expected and all(isinstance(item, dict) and "clock" in item for item in expected):
        found = {_identity(item): item for item in actual}
        for item in expected:
            name = _identity(item)
            if name not in found:
                yield f"{path}: no clock {name}"
            else:
                yield from differences(item, found[name], f"{path}[{name}]")
    elif sorted(map(_text, expected)) != sorted(map(_text, actual)):
        yield f"{path}: expected {expected!r}, got {actual!r}"


def _identity(item: object) -> str:
    return "/".join(str(item.get(name)) for name in ("dispute", "clock", "unit")) if isinstance(item, dict) else ""


def _text(item: object) -> str:
    return json.dumps(item, ensure_ascii=False, sort_keys=True)
