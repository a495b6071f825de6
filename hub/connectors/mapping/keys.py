"""The key of a row: what always means the same case, made the same however it was typed."""

from __future__ import annotations

from collections.abc import Mapping as Map
from collections.abc import Sequence

from hub.connectors.mapping.model import Mapping, title_of
from hub.connectors.mapping.rows import read_day
from hub.connectors.mapping.words import CellType
from hub.connectors.native import Native
from hub.connectors.parsing import RowRejectedError, is_blank
from hub.core.privacy import half_width

LONGEST_KEY = 120
_LEAST = 2


def key_of(mapping: Mapping, fields: Map[str, Native], period: str) -> str:
    """Return the key of a row, days in one spelling; empty when a part of it is blank."""
    parts = [_part(mapping, heading, fields.get(heading), period) for heading in mapping.key]
    return "" if not all(parts) else "/".join(parts)[:LONGEST_KEY]


def _part(mapping: Mapping, heading: str, cell: Native, period: str) -> str:
    if is_blank(cell) or isinstance(cell, list | dict):
        return ""
    is_day = any(column.type is CellType.DATE and heading in column.headings for column in mapping.columns.values())
    if is_day:
        try:
            return read_day(cell, heading, period, mapping.contact).isoformat()
        except RowRejectedError:
            pass  # the day is refused when the row is read; here it only has to stay the same
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "".join(half_width(str(cell)).split())


def is_serial(keys: Sequence[str]) -> bool:
    """
    Return whether *keys* only count the rows of their file: 1, 2, 3 … start again in the next one.

    >>> is_serial(["1", "2", "3"]), is_serial(["3", "7", "8"])
    (True, False)
    """
    return len(keys) >= _LEAST and list(keys) == [str(number) for number in range(1, len(keys) + 1)]


def compound_proposed(mapping: Mapping) -> str:
    """Return a key that would do instead of a serial number, as it's written in the file."""
    dates = [
        heading
        for name in ("accepted_on", "reported_on", "referred_on")
        if (column := mapping.columns.get(name)) is not None
        for heading in column.headings[:1]
    ]
    return f"[{'，'.join([*dates[:1], *mapping.key])}]".replace("，", ", ")


def has_heading(headings: Sequence[str], wanted: str) -> bool:
    """Return whether *wanted* is one of *headings*."""
    return title_of(wanted) in headings
