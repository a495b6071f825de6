"""The desk of whoever works on reports: the hub's holdings as known on a day, bodies by their names."""

from __future__ import annotations

from datetime import date

from hub.bootstrap.holdings import Holdings, read_hub
from hub.catalogue import reporting as said
from hub.cli.explaining import number_of
from hub.cli.naming import name_of
from hub.cli.options import day_of
from hub.cli.running import known_day
from hub.cli.terminal import Terminal
from hub.core.daytime import end_of
from hub.core.errors import UnknownRecordError
from hub.core.reporting import Report
from hub.core.reporting_bodies import ReportingBody
from hub.core.reports import ReportKey, ReportKind
from hub.queries.reports import Asked, Standing, standings
from hub.service.reporting import DueDay, monthly_due_day
from hub.settings.loading import load_settings, settings_path
from hub.settings.whole import HubSettings


class Desk:
    """What the verbs of this subject share: the hub's holdings as known on a day."""

    def __init__(self, terminal: Terminal, as_of: str | None = None) -> None:
        self.terminal = terminal
        self.settings: HubSettings = load_settings(settings_path(terminal.settings))
        self.holdings: Holdings = read_hub(self.settings)
        self.day: date = day_of(as_of) or known_day(self.settings, self.holdings)

    def due(self, kind: ReportKind, period: str) -> DueDay:
        """Return by when the reports of *period* are owed."""
        if kind is ReportKind.MONTHLY:
            return monthly_due_day(self.holdings.rules.terms.calendar, period, self.settings.report_day)
        stated = (report.due for report in self.holdings.reports(period=period))
        return DueDay(next((day for day in stated if day is not None), ReportKey(kind, period, "x").bounds[1]))

    def standings(self, kind: ReportKind, period: str) -> list[Standing]:
        """Return how the report of each body stands."""
        asked = Asked(kind, period, self.day, self.due(kind, period).day)
        return list(standings(self.holdings.bodies, self.report, asked))

    def report(self, root: str) -> Report | None:
        """Return a report as known on the day that was asked for."""
        return self.holdings.report(root, end_of(self.day))

    def number(self, dispute: str) -> str:
        """Return how people call *dispute*."""
        return number_of(self.holdings, dispute)

    def name(self, code: str) -> str:
        """Return what a unit or an agency is called."""
        return name_of(self.terminal, self.holdings.registry, code, self.day)

    def body(self, name: str, kind: ReportKind, period: str) -> ReportingBody:
        """
        Return the body that is called *name*.

        Raises:
            UnknownRecordError: nobody who reports is.
        """
        found = self.holdings.bodies.named(name, kind, period)
        if found is None:
            remedy = self.terminal.text(said.SEE_OWED, period=period)
            raise UnknownRecordError(self.terminal.text(said.NO_SUCH_BODY), where=name, remedy=remedy)
        return found
