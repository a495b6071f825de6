"""What every verb of the half-year works on: the hub's holdings, the half and the day up to which it's known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

import typer

from hub.bootstrap.holdings import Holdings, read_hub
from hub.catalogue import halfyear as said
from hub.cli.options import day_of
from hub.cli.running import known_day, require_data
from hub.cli.terminal import Terminal
from hub.cli.trends import checked_region
from hub.core.errors import UnknownRecordError
from hub.core.halfyear import is_half
from hub.core.reports import CITY_BODY
from hub.queries.docket import DocketEntry, Scope, docket, last_half
from hub.queries.meeting_rows import may_be_asked
from hub.reference.divisions import CITY
from hub.settings.loading import load_settings, settings_path
from hub.settings.whole import HubSettings

Half = Annotated[str | None, typer.Option("--half", help=said.OPTION_HALF, metavar="YYYY-H1|H2")]
Body = Annotated[str, typer.Option("--body", help=said.OPTION_BODY)]
Region = Annotated[str, typer.Option("--region", help=said.OPTION_REGION)]
Who = Annotated[str, typer.Option("--officer", "--who", help=said.OPTION_WHO)]


@dataclass(frozen=True, slots=True)
class Bench:
    """One verb at work."""

    terminal: Terminal
    settings: HubSettings
    holdings: Holdings
    known: date
    half: str

    @classmethod
    def open(cls, context: typer.Context, half: str | None, as_of: str | None, *, as_json: bool) -> Bench:
        """
        Open the hub's holdings for reading.

        Raises:
            typer.BadParameter: *half* names no half.
        """
        terminal = Terminal.of(context, as_json=as_json)
        if half is not None and not is_half(half):
            raise typer.BadParameter(terminal.text(said.BAD_HALF, text=half))
        settings = load_settings(settings_path(terminal.settings))
        require_data(settings)
        holdings = read_hub(settings)
        known = day_of(as_of) or known_day(settings, holdings)
        return cls(terminal, settings, holdings, known, half or last_half(known))

    def docket(self, region: str = CITY) -> list[DocketEntry]:
        """Return the half's docket in *region*."""
        scope = Scope(self.half, self.known, checked_region(self.terminal, region))
        return docket(may_be_asked(self.holdings, scope), scope, self.holdings.rules.terms)

    def name_of(self, body: str) -> str:
        """
        Return what *body* is called.

        Raises:
            UnknownRecordError: it's neither the city nor a registered unit.
        """
        if body == CITY_BODY:
            return said.CITY_NAME
        unit = self.holdings.registry.find(body, self.known)
        if unit is None:
            hint = self.terminal.text(said.NO_BODY_HINT)
            raise UnknownRecordError(self.terminal.text(said.NO_BODY), where=body, remedy=hint)
        return unit.name
