"""What the city's row of the monthly form must say, read off the published cells of a revision."""

from __future__ import annotations

from hub.core.messages import MonthlyStatistics

_CELLS = {
    ("city", "", "acc"): "cases",
    ("outcome", "SUCCESS", "count"): "success",
    ("city", "", "amount_yuan"): "amount_fen",
    ("performance_cohort", "PERFORMED", "count"): "performed",
    ("confirmation", "Granted", "count"): "confirmed",
    ("prevented_cases", "CIVIL_TO_CRIMINAL", "count"): "criminal_cases",
    ("prevented_people", "CIVIL_TO_CRIMINAL", "count"): "criminal_people",
    ("prevented_cases", "MASS", "count"): "mass_cases",
    ("prevented_people", "MASS", "count"): "mass_people",
}
_TABLES = {("type", "acc"): "type", ("channel", "acc"): "channel", ("agreement", "count"): "form"}


def published_totals(statistics: MonthlyStatistics) -> dict[str, int]:
    """Return measure → figure of *statistics* for every measure of the form that isn't 0."""
    totals = {}
    for cell in statistics.cells:
        measure = _CELLS.get((cell.table, cell.key, cell.measure))
        if (cell.table, cell.measure) in _TABLES:
            measure = f"{_TABLES[cell.table, cell.measure]}.{cell.key}"
        if measure is not None and cell.value:
            totals[measure] = cell.value
    return totals
