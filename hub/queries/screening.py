"""
Directional stability problems (INFO-3): types and counties whose accepted disputes rise against last year.

The comparison is the fair one of the six reductions: January and February joined, a small base in absolute numbers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal  # noqa: F401 - for the doctest

from hub.core.codes import DisputeType, LabelledCode
from hub.core.counters import counted
from hub.core.fairness import Change, compare, joined, shifted
from hub.core.indicators import Monthly, in_region
from hub.core.ports import Row
from hub.reference.divisions import divisions

PERCENT_RISE = 20
"""From a base of 20: a rise of so many percent is listed (cfg)."""
ABSOLUTE_RISE = 5
"""Below a base of 20: so many more are listed (cfg)."""


class Dimension(LabelledCode):
    """By what disputes are told apart."""

    TYPE = "TYPE", "纠纷类别", "Dispute type"
    COUNTY = "COUNTY", "区县", "County"


@dataclass(frozen=True, slots=True)
class Rising:
    """One type or county that rises."""

    dimension: Dimension
    code: str
    zh: str
    en: str
    change: Change


@dataclass(frozen=True, slots=True)
class Screening:
    """What rises in *months*; ``missing`` are months of last year of which the hub knows nothing."""

    months: tuple[str, ...]
    rising: tuple[Rising, ...]
    missing: tuple[str, ...] = ()


def rises(change: Change) -> bool:
    """
    Return whether *change* is a rise that must be looked into.

    >>> rises(Change(24, 20, Decimal(4), Decimal("20.00"))), rises(Change(9, 5, Decimal(4), None))
    (True, False)
    """
    if change.absolute is None:
        return False
    return change.absolute >= ABSOLUTE_RISE if change.percent is None else change.percent >= PERCENT_RISE


def screen(rows: Iterable[Row], month: str, region: str, until: date) -> Screening:
    """Return what rises in *region* in *month*, of the contribution *rows* known up to the day *until*."""
    everywhere = [row for row in rows if row.measure == "accepted"]
    accepted = [row for row in everywhere if _lies(row, region)]
    now = joined(month)
    base = tuple(shifted(one, 1) for one in now)
    since = min((date.fromisoformat(row.day) for row in everywhere), default=None)
    known = counted({}, since, until)
    missing = tuple(one for one in base if not known.knows(one))
    if month.endswith("-01") or missing:
        return Screening(now, (), missing)
    found: list[Rising] = []
    for dimension in Dimension:
        counts: dict[str, Counter[str]] = {}
        for row in accepted:
            code = row.type if dimension is Dimension.TYPE else row.county
            if code is not None:
                counts.setdefault(code, Counter())[row.day[:7]] += row.value
        for code, by_month in sorted(counts.items()):
            figure = Monthly(counts={one: by_month[one] for one in (*base, *now)})
            change = compare(figure, now, base)
            if rises(change):
                found.append(Rising(dimension, code, *_names(dimension, code), change))
    return Screening(now, tuple(found))


def _lies(row: Row, region: str) -> bool:
    """Rows name a county; within a county all of them are looked at."""
    return in_region(row.county, region[:6])


def _names(dimension: Dimension, code: str) -> tuple[str, str]:
    if dimension is Dimension.COUNTY:
        name = divisions().name_of(code)
        return name, name
    known = {member.value: member for member in DisputeType}
    return (known[code].zh, known[code].en) if code in known else (code, code)
