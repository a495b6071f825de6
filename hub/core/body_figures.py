"""
The hub's own figures of one body for one month, in the measures of the form, each with the disputes it's made of.

It's the hub's side of the second ledger: the same rows as the city's report, restricted to the body's units.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from hub.core.codes import Outcome, Performance, Risk
from hub.core.daytime import month_bounds
from hub.core.ports import Row

Parts = dict[str, dict[str, int]]
"""Measure → dispute → what it contributes."""

STOCK_SIGNS = {"accepted": 1, "transferred_in": 1, "concluded": -1, "transferred_out": -1}
_PREVENTED = {
    ("prevented", Risk.CIVIL_TO_CRIMINAL.value): "criminal_cases",
    ("prevented_people", Risk.CIVIL_TO_CRIMINAL.value): "criminal_people",
    ("prevented", Risk.MASS.value): "mass_cases",
    ("prevented_people", Risk.MASS.value): "mass_people",
}
_OUTCOMES = {
    Outcome.SUCCESS.value: "success",
    Outcome.FAILED.value: "failed",
    Outcome.CONSENT_WITHDRAWN.value: "consent_withdrawn",
    Outcome.WITHDRAWN.value: "withdrawn",
    Outcome.SETTLED.value: "settled",
}
_CONFIRMED = {"Applied": "applied", "Granted": "confirmed"}

COUNTED_WITHOUT_EVENTS = frozenset({"screenings"})
"""Measures of the form of which the hub can know nothing: nobody states them about a dispute."""


@dataclass(slots=True)
class BodyFigures:
    """
    Figures by measure with their parts; a measure that isn't there is 0.

    ``inside`` are the transfers between two units of the body itself: seen from outside nothing was transferred.
    """

    month: str
    parts: Parts = field(default_factory=dict)
    inside: dict[str, int] = field(default_factory=dict)

    def value(self, measure: str) -> int:
        """Return the figure of *measure*."""
        return sum(self.parts.get(measure, {}).values())

    @property
    def values(self) -> dict[str, int]:
        """Every figure that isn't 0, and what it's made of may cancel out to 0, too."""
        return {measure: sum(parts.values()) for measure, parts in sorted(self.parts.items())}


def body_figures(rows: Iterable[Row], month: str, units: frozenset[str] | None = None) -> BodyFigures:
    """Return the figures of *units* (None = the whole city) for *month* from rows as known at one instant."""
    first, last = (day.isoformat() for day in month_bounds(month))
    parts: defaultdict[str, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in rows:
        if units is not None and row.unit not in units:
            continue
        for measure, value in _counts(row, first, last):
            parts[measure][row.label] += value
    figures = BodyFigures(month, {measure: dict(found) for measure, found in parts.items()})
    _cancel_inside(figures)
    return figures


def _cancel_inside(figures: BodyFigures) -> None:
    came, left = figures.parts.get("transferred_in", {}), figures.parts.get("transferred_out", {})
    for dispute in sorted(came.keys() & left.keys()):
        both = min(came[dispute], left[dispute])
        if both > 0:
            came[dispute] -= both
            left[dispute] -= both
            figures.inside[dispute] = both


def _counts(row: Row, first: str, last: str) -> Iterator[tuple[str, int]]:
    """Yield each measure to which *row* adds, with what it adds."""
    sign = STOCK_SIGNS.get(row.measure)
    if sign is not None and row.day <= last:
        yield "pending", sign * row.value
        if row.day < first:
            yield "opening", sign * row.value
    if row.measure == "performance":
        holds = row.day <= last and (row.end_day is None or row.end_day > last)
        if holds and row.item == Performance.PERFORMED.value and row.cohort is not None and first <= row.cohort <= last:
            yield "performed", row.value
        return
    if first <= row.day <= last:
        yield from measures_of(row)


def measures_of(row: Row) -> Iterator[tuple[str, int]]:
    """Yield each measure of flow to which *row* adds in the month of its day, with what it adds."""
    if row.measure == "accepted":
        yield "cases", row.value
        yield from (
            (f"{name}.{code}", row.value) for name, code in (("type", row.type), ("channel", row.channel)) if code
        )
    elif row.measure in ("transferred_in", "transferred_out", "people"):
        yield row.measure, row.value
    elif row.measure == "concluded":
        yield "concluded", row.value
        yield _OUTCOMES.get(row.item, row.item), row.value
    elif row.measure == "agreement":
        yield f"form.{row.item}", row.value
    elif row.measure == "amount":
        yield "amount_fen", row.value
    elif row.measure == "confirmation" and row.item in _CONFIRMED:
        yield _CONFIRMED[row.item], row.value
    elif (row.measure, row.item) in _PREVENTED:
        yield _PREVENTED[row.measure, row.item], row.value


def difference_by_dispute(before: Mapping[str, int], now: Mapping[str, int]) -> dict[str, int]:
    """Return what each dispute added to or took from a figure, without those that changed nothing."""
    changed = {label: now.get(label, 0) - before.get(label, 0) for label in {**before, **now}}
    return {label: value for label, value in sorted(changed.items()) if value}
