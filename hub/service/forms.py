"""
The monthly form of each published revision, put into the departments that sign it.

A form is made from the rows that the revision was counted from, so its totals are the published ones.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from hub.core.codes import Outcome, Performance, Risk
from hub.core.daytime import local_day, month_bounds
from hub.core.errors import HubError, TransientError
from hub.core.messages import MonthlyStatistics
from hub.core.ports import Bus, HubReader, Row, Serde
from hub.plugins.host import AdapterHost, in_hub_terms
from hub.plugins.spec import MonthlyFigures, TakesMonthlyForms
from hub.service.monthly import MonthlyBook

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


def monthly_figures(rows: Iterable[Row], statistics: MonthlyStatistics) -> MonthlyFigures:
    """Return the figures of the published revision *statistics* by unit; *rows* are those known at its instant."""
    first, last = (day.isoformat() for day in month_bounds(statistics.month))
    by_unit: dict[str, dict[str, int]] = defaultdict(dict)
    for row in rows:
        if _is_counted(row, first, last):
            figures = by_unit[row.unit or ""]
            for measure in _measures_of(row):
                figures[measure] = figures.get(measure, 0) + row.value
    return MonthlyFigures(
        month=statistics.month,
        revision=statistics.revision,
        as_known_on=local_day(statistics.as_known_at),
        definition=statistics.definition,
        hash=statistics.hash,
        rows={unit: dict(sorted(figures.items())) for unit, figures in sorted(by_unit.items()) if figures},
    )


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


@dataclass(slots=True)
class MonthlyPost:
    """
    Puts each published revision's form, once, where an adapter wants it.

    What was put stands in the adapter's own store, so a kill between publishing and putting loses nothing, and a form
    that the bureau signed and filed elsewhere doesn't come back.
    """

    bus: Bus
    serde: Serde
    reader: HubReader
    hosts: Mapping[str, AdapterHost]
    _figures: dict[tuple[str, int], MonthlyFigures] = field(default_factory=dict, init=False)

    def perform(self) -> dict[str, str]:
        """Put what isn't there yet; return the fault code by agency, whose forms come again in the next round."""
        takers = self._takers()
        published = MonthlyBook(self.bus, self.serde).all_revisions() if takers else []
        faults: dict[str, str] = {}
        for code, host, adapter in takers:
            for statistics in published:
                if host.store.has_form(statistics.month, statistics.revision, statistics.hash):
                    continue
                try:
                    self._put(host, adapter, statistics)
                except TransientError as fault:
                    faults[code] = fault.code
                    break  # the folder is away for all of them
                except HubError as fault:
                    faults[code] = fault.code
        if not faults:
            self._figures.clear()
        return faults

    def _takers(self) -> list[tuple[str, AdapterHost, TakesMonthlyForms]]:
        return [
            (code, host, host.adapter)
            for code, host in self.hosts.items()
            if isinstance(host.adapter, TakesMonthlyForms)
            and host.adapter.wants_monthly_forms
            and not host.store.is_paused
        ]

    def _put(self, host: AdapterHost, adapter: TakesMonthlyForms, statistics: MonthlyStatistics) -> None:
        # Kept while a department is away: counting a large city again every round would slow the others down.
        revision = (statistics.month, statistics.revision)
        figures = self._figures.get(revision)
        if figures is None:
            figures = monthly_figures(self.reader.rows(statistics.as_known_at), statistics)
            self._figures[revision] = figures
        in_hub_terms(lambda: adapter.put_monthly_form(figures))
        host.store.note_form(statistics.month, statistics.revision, statistics.hash)
