"""The figures of one unit as the monthly form of people's mediation names them, from contribution rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from hub.core.codes import Outcome, Performance, Risk
from hub.core.daytime import month_bounds
from hub.core.ports import Row

_MEASURES: Mapping[tuple[str, str], str] = {
    ("concluded", Outcome.SUCCESS.value): "success",
    ("performance", Performance.PERFORMED.value): "performed",
    ("confirmation", "Granted"): "confirmed",
    ("prevented", Risk.CIVIL_TO_CRIMINAL.value): "criminal_cases",
    ("prevented_people", Risk.CIVIL_TO_CRIMINAL.value): "criminal_people",
    ("prevented", Risk.MASS.value): "mass_cases",
    ("prevented_people", Risk.MASS.value): "mass_people",
}
"""Measure of the form by (measure, item) of a row; the rest is named by what the row says."""

NOT_COUNTED = frozenset({"screenings"})
"""Columns of which the hub knows nothing; they are left blank for the bureau."""


def unit_figures(rows: Iterable[Row], month: str) -> dict[str, dict[str, int]]:
    """Return the form's figures of *month* by unit (``""`` where no unit is named), those that are none left out."""
    first, last = (day.isoformat() for day in month_bounds(month))
    by_unit: dict[str, dict[str, int]] = defaultdict(dict)
    for row in rows:
        if _is_counted(row, first, last):
            figures = by_unit[row.unit or ""]
            for measure in _measures_of(row):
                figures[measure] = figures.get(measure, 0) + row.value
    return {unit: dict(sorted(figures.items())) for unit, figures in sorted(by_unit.items()) if figures}


def _is_counted(row: Row, first: str, last: str) -> bool:
    """Whether *row* is of the month: by its day, a performance by its agreement's day and as it is at month's end."""
    if row.measure != "performance":
        return first <= row.day <= last
    holds_at_end = row.day <= last and (row.end_day is None or row.end_day > last)
    return holds_at_end and row.cohort is not None and first <= row.cohort <= last


def _measures_of(row: Row) -> Iterator[str]:
    """Yield every measure of the form to which *row* adds its value."""
    if row.measure == "accepted":
        yield "cases"
        if row.type is not None:
            yield f"type.{row.type}"
        if row.channel is not None:
            yield f"channel.{row.channel}"
    elif row.measure == "agreement":
        yield f"form.{row.item}"
    elif row.measure == "amount":
        yield "amount_fen"
    elif (row.measure, row.item) in _MEASURES:
        yield _MEASURES[row.measure, row.item]
