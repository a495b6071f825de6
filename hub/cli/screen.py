"""``hub report fields``: a body's month in the order of another platform's screen, to type or to import (OFF-1)."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated

import typer

from hub.catalogue import reporting as said
from hub.cli.desk import Desk
from hub.cli.options import AsOf, Json, Yes, month_text
from hub.cli.terminal import Terminal
from hub.connectors.files.delimited import write_csv
from hub.connectors.files.limits import write_atomically
from hub.core.body_figures import COUNTED_WITHOUT_EVENTS, body_figures
from hub.core.daytime import end_of, month_bounds
from hub.core.errors import ConfigurationError
from hub.core.measures import MEASURES
from hub.core.reporting_bodies import units_of
from hub.core.reports import CITY_BODY, ReportKind
from hub.queries.beside import figure, measure_label

Field = tuple[str, str]
"""What the screen calls a field, and its measure."""


def fields(
    context: typer.Context,
    body: Annotated[str, typer.Argument(help=said.ARGUMENT_BODY)],
    month: Annotated[str, typer.Option("--month", help=said.OPTION_MONTH, metavar="YYYY-MM")],
    screen: Annotated[Path | None, typer.Option("--screen", help=said.OPTION_SCREEN)] = None,
    to: Annotated[Path | None, typer.Option("--to", help=said.OPTION_IMPORT_FILE)] = None,
    as_of: AsOf = None,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Give the hub's figures of one body and month in the order of a screen."""
    terminal = Terminal.of(context, as_json=as_json)
    wanted = month_text(month)
    desk = Desk(terminal, as_of)
    order = _order(terminal, screen)
    values = _values(desk, body, wanted)
    shown = [(name, figure(measure, values.get(measure, 0)), measure) for name, measure in order]
    if to is not None:
        terminal.confirm(said.WRITE_BOOK, yes=yes, path=to)
        write_atomically(to, write_csv([(name, value) for name, value, _ in shown]))
    if as_json:
        documents = [{"field": name, "value": value, "measure": measure} for name, value, measure in shown]
        terminal.json({"body": body, "month": wanted, "as_known_on": desk.day, "fields": documents})
        return
    name = terminal.text(said.CITY_NAME) if body == CITY_BODY else body
    terminal.say(said.FIELDS_HEAD, body=name, month=wanted, day=desk.day)
    headings = [said.COLUMN_PLACE, said.COLUMN_FIELD, said.COLUMN_VALUE]
    terminal.table(headings, [[str(place), name, value] for place, (name, value, _) in enumerate(shown, 1)])


def _values(desk: Desk, body: str, month: str) -> dict[str, int]:
    rows = desk.holdings.reader.rows(end_of(desk.day))
    if body == CITY_BODY:
        return body_figures(rows, month).values
    found = desk.body(body, ReportKind.MONTHLY, month)
    units = units_of(found, desk.holdings.registry, month_bounds(month)[1])
    return body_figures(rows, month, units).values


def _order(terminal: Terminal, screen: Path | None) -> list[Field]:
    """
    Return the fields of the screen file in its order, else every measure in the form's.

    Raises:
        ConfigurationError: the file can't be read, or a field names no measure.
    """
    if screen is None:
        known = [code for code in MEASURES if code not in COUNTED_WITHOUT_EVENTS and not code.startswith("risk.")]
        return [(terminal.label(measure_label(code).zh, measure_label(code).en), code) for code in known]
    try:
        entries = tomllib.loads(screen.read_text(encoding="utf-8"))["field"]
        order = [(str(entry["name"]), str(entry["measure"])) for entry in entries]
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError) as error:
        remedy = "[[field]] name = … measure = …"
        raise ConfigurationError(terminal.text(said.SCREEN_BROKEN), where=str(screen), remedy=remedy) from error
    strange = [measure for _, measure in order if measure not in MEASURES]
    if strange:
        remedy = " ".join(MEASURES)
        raise ConfigurationError(terminal.text(said.NO_SUCH_MEASURE), where=" ".join(strange), remedy=remedy)
    return order
