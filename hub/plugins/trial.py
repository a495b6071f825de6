"""A trial translation for ``hub adapter check``: what would be refused, before anything is sent."""

from __future__ import annotations

from collections.abc import Callable, Collection

from hub.core.errors import RowRejectedError
from hub.plugins.spec import CheckLine, NativeRecord, Translation

_NAMED = 5
"""So many refused rows are named; the others are only counted."""


def trial_line(
    records: Collection[NativeRecord], translate: Callable[[NativeRecord], Translation], *, remedy: str
) -> CheckLine:
    """Return how many of *records* can be translated, and place, field and code of the first that can't."""
    refused: list[str] = []
    for record in records:
        try:
            translate(record)
        except RowRejectedError as error:
            refused.append(f"{record.place} {error.field} {error.code}")
    return CheckLine(
        zh="试译",
        en="Trial translation",
        ok=not refused,
        detail=f"{len(records) - len(refused)}/{len(records)}" + "".join(f"\n{line}" for line in refused[:_NAMED]),
        remedy=remedy if refused else "",
    )
