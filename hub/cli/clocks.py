"""``hub clocks``: every clock of the mechanism, and which local length is in force where."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from hub.bootstrap.rules import terms_of
from hub.bootstrap.surroundings import SystemClock
from hub.catalogue import clocks as said
from hub.cli.options import Json, day_of
from hub.cli.terminal import Terminal
from hub.core.clocks import CLOCKS, ClockRule, DayUnit, Override, Terms
from hub.core.daytime import local_day
from hub.core.errors import UnknownRecordError
from hub.core.events import Event
from hub.reference import load_calendar
from hub.settings.loading import load_settings, settings_path

verbs = typer.Typer(no_args_is_help=True, help=said.VERBS)


@verbs.command("list", help=said.LIST)
def list_clocks(context: typer.Context, as_json: Json = False) -> None:
    """List every clock: length, source, whether it's the law's."""
    terminal = Terminal.of(context, as_json=as_json)
    terms = _terms(terminal)
    if as_json:
        terminal.json([_document(rule, terms) for rule in CLOCKS.values()])
        return
    headings = [said.COLUMN_NAME, said.COLUMN_MEANING, said.COLUMN_LENGTH, said.COLUMN_LOCAL, said.COLUMN_SOURCE]
    terminal.entries(
        headings,
        [
            [
                rule.name,
                terminal.label(rule.zh, rule.en),
                _length(terminal, rule, rule.length),
                _kind(terminal, rule, terms),
                rule.source,
            ]
            for rule in CLOCKS.values()
        ],
        below=1,
    )


def _terms(terminal: Terminal) -> Terms:
    """Return the terms of the settings; before there are any the defaults hold."""
    path = settings_path(terminal.settings)
    if terminal.settings is None and not path.is_file():
        return Terms(load_calendar())
    return terms_of(load_settings(path))


def _length(terminal: Terminal, rule: ClockRule, length: int) -> str:
    if rule.unit is DayUnit.NAMED:
        return terminal.text(said.NAMED)
    unit = terminal.label(rule.unit.zh, rule.unit.en)
    more = terminal.text(said.MORE, extra=rule.extra) if rule.extra else ""
    return terminal.text(said.LENGTH, length=length, unit=unit) + more


def _kind(terminal: Terminal, rule: ClockRule, terms: Terms) -> str:
    if not rule.configurable:
        return terminal.text(said.LEGAL)
    count = len(terms.overrides.of_clock(rule.name))
    return terminal.text(said.LOCAL_COUNT, count=count) if count else terminal.text(said.LOCAL_DEFAULT)


@verbs.command("show", help=said.SHOW)
def show_clock(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help=said.ARGUMENT_CLOCK)],
    on: Annotated[str | None, typer.Option("--on", help=said.OPTION_ON, metavar="YYYY-MM-DD")] = None,
    as_json: Json = False,
) -> None:
    """Show one clock: what starts and stops it, whose it is, and every local length."""
    terminal = Terminal.of(context, as_json=as_json)
    rule = CLOCKS.get(name.upper().partition(":")[0])
    if rule is None:
        raise UnknownRecordError("there is no such clock", where=name, remedy=terminal.command("clocks list"))
    terms = _terms(terminal)
    if as_json:
        terminal.json(_document(rule, terms))
        return
    length = _length(terminal, rule, rule.length)
    terminal.say(said.HEAD, name=rule.name, label=terminal.label(rule.zh, rule.en), length=length)
    terminal.say(said.SOURCE, source=rule.source, kind=_kind(terminal, rule, terms))
    terminal.say(said.WORKING if rule.unit is DayUnit.WORKING else said.ROLLS if rule.rolls else said.ROLLS_NOT)
    terminal.say(said.STARTS, events=_events(terminal, rule.starts))
    terminal.say(said.STOPS, events=_events(terminal, rule.stops) or "—")
    if rule.when:
        terminal.say(said.WHEN, when=terminal.word(said.WHENS, rule.when))
    words = {
        "owner": rule.owner,
        "passing": rule.passing,
        "successor": rule.successor,
    }
    terminal.say(said.OWNER, **{key: terminal.label(word.zh, word.en) for key, word in words.items()})
    terminal.say(said.WARNINGS)
    _local(terminal, rule, terms, day_of(on) or local_day(SystemClock().now()))


def _events(terminal: Terminal, events: tuple[Event, ...]) -> str:
    return terminal.label("、", ", ").join(terminal.label(event.zh, event.en) for event in events)


def _local(terminal: Terminal, rule: ClockRule, terms: Terms, day: date) -> None:
    overrides = terms.overrides.of_clock(rule.name)
    if not overrides:
        terminal.say(said.NO_LOCAL if rule.configurable else said.LEGAL_NOTE)
        return
    headings = [said.COLUMN_FOR, said.COLUMN_LENGTH, said.COLUMN_FROM, said.COLUMN_TO, said.COLUMN_FORCE]
    terminal.table(
        [*headings, said.COLUMN_BASIS],
        [
            [
                _for(terminal, one),
                _length(terminal, rule, one.length),
                "" if one.since is None else one.since.isoformat(),
                "" if one.until is None else one.until.isoformat(),
                terminal.text(said.IN_FORCE) if one.is_dated(day) else "",
                one.basis,
            ]
            for one in overrides
        ],
    )


def _for(terminal: Terminal, one: Override) -> str:
    parts = [
        terminal.text(said.FOR_REGION, region=one.region) if one.region else "",
        terminal.text(said.FOR_AGENCY, agency=one.agency) if one.agency else "",
    ]
    return " ".join(part for part in parts if part) or terminal.text(said.EVERYWHERE)


def _document(rule: ClockRule, terms: Terms) -> dict[str, object]:
    return {
        "name": rule.name,
        "label": {"zh": rule.zh, "en": rule.en},
        "length": rule.length,
        "unit": rule.unit.value,
        "rolls": rule.rolls,
        "extra": rule.extra,
        "configurable": rule.configurable,
        "source": rule.source,
        "starts": [event.value for event in rule.starts],
        "stops": [event.value for event in rule.stops],
        "when": rule.when,
        "passing": rule.passing.value,
        "owner": rule.owner.value,
        "successor": rule.successor.value,
        "supervision": rule.cause,
        "local": list(terms.overrides.of_clock(rule.name)),
    }
