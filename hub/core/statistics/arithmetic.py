"""How single figures are made of counts: rates, medians, and what isn't published of small cells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal

from hub.core.definitions import STANDARD, Definition

SMALL_CELL = 4
"""Published cells from 1 to this are suppressed (domain §6.4)."""


def success_rate(outcomes: Mapping[str, int], definition: Definition = STANDARD) -> float | None:
    """
    Return SUCCESS / (SUCCESS + FAILED + CONSENT_WITHDRAWN) in percent, half up to two places; None without a base.

    Which outcomes stand above and below the line is the *definition*'s.

    >>> success_rate({"SUCCESS": 5, "FAILED": 1, "CONSENT_WITHDRAWN": 1, "SETTLED": 3})
    71.43
    """
    base = sum(outcomes.get(outcome, 0) for outcome in definition.rated)
    if not base:
        return None
    percent = Decimal(100 * sum(outcomes.get(outcome, 0) for outcome in definition.success)) / Decimal(base)
    return float(percent.quantize(Decimal("0.01"), ROUND_HALF_UP))


def median(values: Iterable[int]) -> float | None:
    """
    Return the median; of an even count the mean of the middle two (convention 7).

    >>> median([2, 16, 9, 3, 32, 3, 21]), median([2, 16, 9, 3, 32, 3, 21, 7])
    (9, 8.0)
    """
    ordered = sorted(values)
    if not ordered:
        return None
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def suppress(cells: Mapping[str, int]) -> tuple[list[str], list[str]]:
    """
    Return (suppressed, complementary) cells of a published line (domain §6.4, convention 17).

    Cells from 1 to 4 are suppressed. One suppressed cell alone could be computed from the total, so the smallest
    unsuppressed non-zero cell goes with it, ties by code.

    >>> suppress({"A": 2, "B": 9, "C": 7})
    (['A'], ['C'])
    """
    small = sorted(name for name, count in cells.items() if 0 < count <= SMALL_CELL)
    rest = sorted((count, name) for name, count in cells.items() if count > SMALL_CELL)
    return small, [rest[0][1]] if len(small) == 1 and rest else []
