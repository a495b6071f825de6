"""Opening a month's form at the command line."""

from __future__ import annotations

from hub.bootstrap.holdings import Holdings, read_hub
from hub.cli.options import day_of, month_text
from hub.cli.running import known_day
from hub.cli.terminal import Terminal
from hub.queries.month_figures import Figure, MonthSources, OpenedMonth, open_month
from hub.reference.definitions import load_definitions
from hub.settings.loading import load_settings, settings_path


def title_of(terminal: Terminal, figure: Figure) -> str:
    """Return what *figure* is called in the reader's language."""
    return " · ".join(terminal.label(label.zh, label.en) for label in figure.labels)


def opened(terminal: Terminal, month: str, as_of: str | None) -> tuple[OpenedMonth, Holdings]:
    """Return *month* as known on a day, by default on the last one that the hub knows of."""
    wanted = month_text(month)
    settings = load_settings(settings_path(terminal.settings))
    holdings = read_hub(settings)
    # asked for a day, nobody needs to look up the last one
    last = day_of(as_of) or known_day(settings, holdings)
    calendar, bases_of = holdings.rules.terms.calendar, load_definitions(settings.forms).bases_of
    return open_month(MonthSources(holdings.reader, calendar, holdings.registry, bases_of), wanted, last), holdings
