"""The statistics office: published revisions as forms, signatures under them, closing a month by hand."""

from __future__ import annotations

from datetime import date

from hub.bootstrap.engines import open_bus, open_engine
from hub.bootstrap.holdings import Holdings, read_hub
from hub.contracts import Serde
from hub.core.daytime import end_of
from hub.core.ports import Bus
from hub.core.statistics import MonthlyView, monthly_view
from hub.office.bureau import Bureau
from hub.reference.definitions import load_definitions
from hub.reference.forms import load_forms
from hub.service.monthly import close_month, marker_of, rows_at_cut
from hub.service.signing import Officer, Officers
from hub.settings.whole import HubSettings


def open_bureau(settings: HubSettings, bus: Bus | None = None, holdings: Holdings | None = None) -> Bureau:
    """
    Open the statistics office of *settings* beside a running hub, on *bus* and *holdings* where they're open already.

    Raises:
        UnknownRecordError: no hub has run there yet.
        ConfigurationError: a form or definition file doesn't fit.
    """
    officers = {code: Officer(code=code, office=one.office, roles=one.roles) for code, one in settings.officers.items()}
    return Bureau(
        read_hub(settings) if holdings is None else holdings,
        open_bus(settings) if bus is None else bus,
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
