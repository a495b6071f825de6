"""
The monthly form of each published revision, put into the departments that sign it.

A form is made from the rows that the revision was counted from, so its totals are the published ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from hub.core.daytime import local_day
from hub.core.errors import HubError, TransientError
from hub.core.form_figures import unit_figures
from hub.core.messages import MonthlyStatistics
from hub.core.ports import Bus, HubReader, Row, Serde
from hub.plugins.host import AdapterHost
from hub.plugins.patience import in_hub_terms
from hub.plugins.spec import MonthlyFigures, TakesMonthlyForms
from hub.service.monthly import MonthlyBook


def monthly_figures(rows: Iterable[Row], statistics: MonthlyStatistics) -> MonthlyFigures:
    """Return the figures of the published revision *statistics* by unit; *rows* are those known at its instant."""
    return MonthlyFigures(
        month=statistics.month,
        revision=statistics.revision,
        as_known_on=local_day(statistics.as_known_at),
        definition=statistics.definition,
        hash=statistics.hash,
        rows=unit_figures(rows, statistics.month),
    )


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
    _positions: dict[int, int] = field(default_factory=dict, init=False)
    _revisions: dict[tuple[str, int], MonthlyStatistics] = field(default_factory=dict, init=False)
    _figures: dict[tuple[str, int], MonthlyFigures] = field(default_factory=dict, init=False)

    def perform(self) -> dict[str, str]:
        """Put what isn't there yet; return the fault code by agency, whose forms come again in the next round."""
        takers = self._takers()
        faults: dict[str, str] = {}
        if takers:
            self._look_for_new()
        for code, host, adapter in takers:
            fault = None if host.store.is_paused else self._put_all(host, adapter)
            if fault is not None:
                faults[code] = fault
        self._forget_what_everyone_has([host for _, host, _ in takers])
        return faults

    def _put_all(self, host: AdapterHost, adapter: TakesMonthlyForms) -> str | None:
        """Put what *host* hasn't got and return the code of the last fault."""
        code = None
        for statistics in self._revisions.values():
            if _has(host, statistics):
                continue
            try:
                self._put(host, adapter, statistics)
            except TransientError as fault:
                return fault.code  # the folder is away for all of them
            except HubError as fault:
                code = fault.code
        return code

    def _look_for_new(self) -> None:
        """Read on from where the last round ended, from the beginning after a start."""
        for statistics in MonthlyBook(self.bus, self.serde).revisions_since(self._positions):
            self._revisions.setdefault((statistics.month, statistics.revision), statistics)

    def _forget_what_everyone_has(self, hosts: Sequence[AdapterHost]) -> None:
        for key, statistics in list(self._revisions.items()):
            if all(_has(host, statistics) for host in hosts):
                del self._revisions[key]
                self._figures.pop(key, None)

    def _takers(self) -> list[tuple[str, AdapterHost, TakesMonthlyForms]]:
        return [
            (code, host, host.adapter)
            for code, host in self.hosts.items()
            if isinstance(host.adapter, TakesMonthlyForms) and host.adapter.wants_monthly_forms
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


def _has(host: AdapterHost, statistics: MonthlyStatistics) -> bool:
    return host.store.has_form(statistics.month, statistics.revision, statistics.hash)
