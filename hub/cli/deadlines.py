"""``hub deadlines``: the list of those on duty."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby
from typing import Annotated

import typer

from hub.bootstrap.holdings import Holdings, read_hub
from hub.catalogue import deadlines as said
from hub.cli.naming import name_of
from hub.cli.options import AsOf, Json, day_of
from hub.cli.running import known_day
from hub.cli.terminal import Outcome, Terminal
from hub.core.clocks import CLOCKS
from hub.core.clocks.missing import MissingYear, missing_years, near_years
from hub.queries.duty import Asked, Duty, duties
from hub.queries.live import running_clocks
from hub.settings.loading import load_settings, settings_path

AHEAD = 3


def deadlines(
    context: typer.Context,
    as_of: AsOf = None,
    within: Annotated[int, typer.Option("--within", help=said.OPTION_WITHIN, min=0)] = AHEAD,
    owner: Annotated[str | None, typer.Option("--owner", help=said.OPTION_OWNER)] = None,
    as_json: Json = False,
) -> None:
    """Say what is overdue or due soon, per owner, with who takes over."""
    terminal = Terminal.of(context, as_json=as_json)
    settings = load_settings(settings_path(terminal.settings))
    holdings = read_hub(settings)
    day = day_of(as_of) or known_day(settings, holdings)
    asked = Asked(day, timedelta(days=within), owner)
    found = duties(holdings.disputes(), holdings.rules.terms, holdings.registry, asked)
    missing = missing_calendars(holdings, day)
    overdue = sum(duty.is_overdue for duty in found)
    if as_json:
        terminal.json({"as_of": day, "overdue": overdue, "duties": found, "missing_calendars": missing})
    else:
        terminal.say(said.HEAD, day=day, overdue=overdue, within=within, near=len(found) - overdue)
        say_missing(terminal, missing)
        _tell(terminal, holdings, found, day)
    if overdue or missing:
        raise typer.Exit(Outcome.ATTEND)


def missing_calendars(holdings: Holdings, day: date) -> list[MissingYear]:
    """Return the years that running clocks need and nobody has loaded; looks only when one is near."""
    terms = holdings.rules.terms
    if not near_years(terms.calendar, day):
        return []
    return missing_years(terms.calendar, running_clocks(holdings.disputes(), terms), day)


def say_missing(terminal: Terminal, missing: list[MissingYear]) -> None:
    """Print the alarm of missing calendars: which year, how many clocks, whose task."""
    for one in missing:
        terminal.say(said.CALENDAR_MISSING, year=one.year, clocks=one.clocks)
        terminal.say(said.CALENDAR_REMEDY, year=one.year)


def _tell(terminal: Terminal, holdings: Holdings, found: list[Duty], day: date) -> None:
    if not found:
        terminal.say(said.NOTHING)
    for owner, group in groupby(found, key=lambda duty: duty.owner):
        theirs = list(group)
        overdue = sum(duty.is_overdue for duty in theirs)
        name = name_of(terminal, holdings.registry, owner, day)
        terminal.line("")
        terminal.say(said.OWNER, name=name, overdue=overdue, near=len(theirs) - overdue)
        terminal.entries(
            [
                said.COLUMN_DISPUTE,
                said.COLUMN_CLOCK,
                said.COLUMN_DUE,
                said.COLUMN_DAYS,
                said.COLUMN_SUCCESSOR,
                said.COLUMN_SUPERVISION,
            ],
            [list(_cells(terminal, holdings, duty, day)) for duty in theirs],
            below=2,
        )


def _cells(terminal: Terminal, holdings: Holdings, duty: Duty, day: date) -> Iterator[str]:
    rule = CLOCKS[duty.clock.partition(":")[0]]
    yield duty.number
    yield terminal.label(rule.zh, rule.en)
    yield duty.due.isoformat() + (terminal.text(said.PENDING) if duty.roll_pending else "")
    if duty.days == 0:
        yield terminal.text(said.TODAY)
    else:
        yield terminal.text(said.LEFT if duty.days > 0 else said.OVER, days=abs(duty.days))
    if duty.successor is None:
        yield terminal.text(said.NOBODY_TAKES_OVER)
    else:
        yield name_of(terminal, holdings.registry, duty.successor, day)
    yield duty.supervision or ""
