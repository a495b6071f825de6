"""The statistics office: published revisions as forms, signatures under them, closing a month by hand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from hub.bootstrap import Holdings, open_bus, open_engine, read_hub
from hub.contracts import Serde
from hub.core.daytime import end_of
from hub.core.definitions import Definition, Definitions
from hub.core.errors import UnknownRecordError
from hub.core.forms import FormLayout, FormSheet, layout_of_month
from hub.core.messages import MonthlyStatistics
from hub.core.ports import Bus
from hub.core.reporting import report_of
from hub.core.statistics import MonthlyView, monthly_view
from hub.queries.sheet import SheetSources, form_sheet
from hub.reference.definitions import load_definitions
from hub.reference.forms import load_forms
from hub.service.monthly import MonthlyBook, close_month, marker_of, rows_at_cut
from hub.service.signing import Officer, Officers, SigningDesk, city_report
from hub.settings import HubSettings


@dataclass(frozen=True, slots=True)
class Bureau:
    """What the statistics office works with: published revisions as forms, signatures, the folder of frozen files."""

    holdings: Holdings
    bus: Bus
    layouts: tuple[FormLayout, ...]
    definitions: Definitions
    officers: Officers
    folder: Path

    def revisions(self, month: str) -> list[MonthlyStatistics]:
        """
        Return the published revisions of *month*, oldest first.

        Raises:
            UnknownRecordError: the month hasn't been closed.
        """
        found = [one.statistics for one in MonthlyBook(self.bus, Serde()).revisions(month)]
        if not found:
            raise UnknownRecordError("this month hasn't been closed", where=month, remedy="hub stats close")
        return found

    def last_of(self, month: str) -> dict[str, MonthlyStatistics]:
        """Return the last published revision of *month* of the city, each level and each unit."""
        return MonthlyBook(self.bus, Serde()).last_of(month)

    def bases_of(self, published: MonthlyStatistics) -> tuple[Definition, ...]:
        """Return the definition by which a revision was counted, then those shown beside it in a year of change."""
        own = self.definitions.by_id(published.definition)
        return own, *(one for one in self.definitions.bases_of(published.month) if one != own)

    def sheet(self, month: str, revision: int | None = None, form: str | None = None) -> FormSheet:
        """
        Return one published revision (the last one unless told) as a form, with the signatures that it has.

        Raises:
            UnknownRecordError: there's no such revision.
            ConfigurationError: no form is in force, or there's none of that name.
        """
        known = self.revisions(month)
        published = next((one for one in known if one.revision == (revision or known[-1].revision)), None)
        if published is None:
            numbers = ", ".join(f"R{one.revision}" for one in known)
            raise UnknownRecordError("no such revision", where=f"{month} R{revision}", remedy=f"one of: {numbers}")
        before = next((one for one in known if one.revision == published.revision - 1), None)
        reader = self.holdings.reader
        sources = SheetSources(
            layout=layout_of_month(self.layouts, month, form),
            published=published,
            rows=list(reader.rows(published.as_known_at)),
            former=None if before is None else list(reader.rows(before.as_known_at)),
            bases=self.bases_of(published),
            registry=self.holdings.registry,
            reports=[one for one in self.holdings.reports(published.as_known_at) if one.key.period == month],
        )
        return replace(form_sheet(sources), signatures=self.desk(month).signed(published.revision))

    def desk(self, month: str) -> SigningDesk:
        """Return the desk at which *month* is signed."""
        root = city_report(month).root
        report = self.holdings.report(root) or report_of(root, ())
        return SigningDesk(month, report, self.officers, self.bus, Serde())


def open_bureau(settings: HubSettings) -> Bureau:
    """
    Open the statistics office of *settings* beside a running hub.

    Raises:
        UnknownRecordError: no hub has run there yet.
        ConfigurationError: a form or definition file doesn't fit.
    """
    officers = {code: Officer(code=code, office=one.office, roles=one.roles) for code, one in settings.officers.items()}
    return Bureau(
        read_hub(settings),
        open_bus(settings),
        load_forms(settings.forms),
        load_definitions(settings.forms),
        Officers(officers),
        settings.data / "forms",
    )


def settle(settings: HubSettings) -> None:
    """Let the processors take in what was stated beside a hub that isn't running."""
    engine = open_engine(settings)
    try:
        engine.run_until_idle()
    finally:
        engine.close()


def close_by_hand(settings: HubSettings, month: str, day: date, *, publish: bool) -> tuple[MonthlyView, int | None]:
    """
    Look at *month* as known at the end of *day*, at an aligned cut; with *publish* append its next revision.

    Return the city's view and the number of the new revision, None where nothing differs. The hub must not be running.

    Raises:
        BusUnavailableError: the cut didn't complete.
    """
    engine = open_engine(settings)
    try:
        definitions = load_definitions(settings.forms)
        definition = definitions.of_month(month)
        if not publish:
            return monthly_view(
                rows_at_cut(engine, f"look:{marker_of(month, day)}", end_of(day)), month, definition
            ), None
        statistics = close_month(engine, Serde(), month, day, definitions)
        view = monthly_view(engine.reader().rows(end_of(day)), month, definition)
        return view, None if statistics is None else statistics.revision
    finally:
        engine.close()
