"""The whole hub, running."""

from __future__ import annotations

from hub.bootstrap.amended import settled
from hub.bootstrap.engines import arrivals_of, open_bus, open_engine
from hub.bootstrap.holdings import open_projection
from hub.bootstrap.rules import calendar_of, terms_of
from hub.bootstrap.surroundings import Surroundings
from hub.bootstrap.workshop import open_workshop
from hub.contracts import Serde
from hub.reference.definitions import load_definitions
from hub.service.calendar_watch import CalendarWatch
from hub.service.indicators import IndicatorBook
from hub.service.rounds import RunningHub
from hub.settings.whole import HubSettings


def open_indicators(settings: HubSettings) -> IndicatorBook:
    """Open the stream of the six reductions beside a running hub, for reading and for stating."""
    return IndicatorBook(open_bus(settings), Serde())


def open_hub(settings: HubSettings, around: Surroundings | None = None) -> RunningHub:
    """
    Open the whole hub, taking it over from a process that had it: engine, and a host for every configured adapter.

    Raises:
        ConfigurationError: something is missing or doesn't fit; nothing was started.
    """
    around, settings = around or Surroundings(), settled(settings)
    engine = open_engine(settings, observe=around.observe)
    reader = engine.reader()
    workshop = open_workshop(settings, engine.bus, around)
    return RunningHub(
        engine=engine,
        reader=reader,
        serde=Serde(),
        hosts={code: workshop.host(code) for code in workshop.codes if not workshop.is_set_aside(code)},
        clock=around.clock,
        calendar=calendar_of(settings),
        report_day=settings.report_day,
        projection=open_projection(settings, reader, engine.bus),
        arrivals=arrivals_of(settings),
        definitions=load_definitions(settings.forms),
        watch=CalendarWatch(reader, terms_of(settings)),
        bodies=workshop.context.bodies,
        trouble="; ".join(f"{fault.distribution}: {fault.reason}" for fault in workshop.plugins.faults),
    )
