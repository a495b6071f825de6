"""The statistics office for the time of one command: published revisions as forms, signatures, frozen files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Protocol

from hub.contracts import Serde
from hub.core.definitions import Definition, Definitions
from hub.core.errors import UnknownRecordError
from hub.core.forms import FormLayout, FormSheet, layout_of_month
from hub.core.knowledge import Knowledge, Rules
from hub.core.messages import MonthlyStatistics
from hub.core.ports import Bus, HubReader
from hub.core.reporting import Report, report_of
from hub.core.reporting_bodies import Bodies
from hub.core.units import Registry
from hub.queries.month_rows import rows_of_month
from hub.queries.search import Index
from hub.queries.sheet import SheetSources, form_sheet
from hub.service.monthly import MonthlyBook
from hub.service.signing import Officers, SigningDesk, city_report


class Papers(Protocol):
    """What of the hub's holdings the office reads."""

    @property
    def reader(self) -> HubReader:
        """Read access to states and rows."""

    @property
    def index(self) -> Index | None:
        """The read model, where there is one that keeps abreast."""

    @property
    def registry(self) -> Registry:
        """The dated registry of units."""

    @property
    def rules(self) -> Rules:
        """The rules in force."""

    @property
    def bodies(self) -> Bodies:
        """Who owes reports."""

    def disputes(self) -> Iterator[Knowledge]:
        """Yield what the hub knows of every dispute."""

    def dispute(self, key: str) -> Knowledge | None:
        """Return what the hub knows of one dispute."""

    def report(self, root: str, known_at: datetime | None = None) -> Report | None:
        """Return one report as known at *known_at*."""

    def reports(self, known_at: datetime | None = None, period: str | None = None) -> Iterator[Report]:
        """Yield every report, or those of *period*, as known at *known_at*."""


@dataclass(frozen=True, slots=True)
class Bureau:
    """What the statistics office works with: published revisions as forms, signatures, the folder of frozen files."""

    holdings: Papers
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
        now, then = published.as_known_at, (before or published).as_known_at
        rows = rows_of_month(self.holdings, month, [then, now])
        sources = SheetSources(
            layout=layout_of_month(self.layouts, month, form),
            published=published,
            rows=rows.at(now),
            former=None if before is None else rows.at(then),
            bases=self.bases_of(published),
            registry=self.holdings.registry,
            reports=list(self.holdings.reports(published.as_known_at, month)),
        )
        return replace(form_sheet(sources), signatures=self.desk(month).signed(published.revision))

    def desk(self, month: str) -> SigningDesk:
        """Return the desk at which *month* is signed."""
        root = city_report(month).root
        report = self.holdings.report(root) or report_of(root, ())
        return SigningDesk(month, report, self.officers, self.bus, Serde())
