"""``hub read-model``: the file for plain SQL, and questions to it."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich import box
from rich.table import Table

from hub import catalogue
from hub.bootstrap.holdings import open_projection_beside, read_hub, read_model_path
from hub.catalogue import read_model as said
from hub.cli.options import AsOf, Json, Yes, day_of, month_text
from hub.cli.running import known_day
from hub.cli.terminal import Terminal
from hub.core.daytime import end_of
from hub.core.errors import PermanentError, UnknownRecordError
from hub.queries.read_model import MonthAsked, sql_of, table_names
from hub.readmodel.store import open_for_reading
from hub.reference.definitions import load_definitions
from hub.settings.loading import load_settings, settings_path
from hub.settings.whole import HubSettings

verbs = typer.Typer(no_args_is_help=True, help=said.GROUP)


@verbs.command("build", help=said.BUILD)
def build(
    context: typer.Context,
    anew: Annotated[bool, typer.Option("--anew", help=said.OPTION_ANEW)] = False,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Bring the read model up to what the hub has taken in; a running hub does so each round."""
    terminal = Terminal.of(context, as_json=as_json)
    settings = load_settings(settings_path(terminal.settings))
    path = read_model_path(settings)
    terminal.confirm(said.BUILD_ANEW_WHAT if anew else said.BUILD_WHAT, yes=yes, path=path)
    projection = open_projection_beside(settings)
    count = projection.rebuild() if anew else projection.refresh()
    projection.model.close()
    if as_json:
        terminal.json({"path": path, "records": count})
    terminal.say(said.BUILT, path=path, count=count)


@verbs.command("path", help=said.PATH)
def path_of(context: typer.Context, as_json: Json = False) -> None:
    """Say where the file is."""
    terminal = Terminal.of(context, as_json=as_json)
    path = _existing(terminal, load_settings(settings_path(terminal.settings)))
    if as_json:
        terminal.json({"path": path})
    terminal.line(str(path))


@verbs.command("query", help=said.QUERY)
def query(
    context: typer.Context,
    table: Annotated[str, typer.Argument(help=said.ARGUMENT_TABLE)],
    month: Annotated[str, typer.Option("--month", help=catalogue.OPTION_MONTH, metavar="YYYY-MM")],
    unit: Annotated[str | None, typer.Option("--unit", help=said.OPTION_UNIT)] = None,
    show_sql: Annotated[bool, typer.Option("--sql", help=said.OPTION_SQL)] = False,
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """Run one SQL file for a month as known at the end of a day."""
    terminal = Terminal.of(context, as_json=as_json)
    settings = load_settings(settings_path(terminal.settings))
    sql = _sql(terminal, table)
    if show_sql:
        terminal.line(sql)
        return
    path = _existing(terminal, settings)
    wanted = month_text(month)
    known_at = _known_at(settings, as_of)
    asked = MonthAsked(
        month=wanted, known_at=known_at, definition=load_definitions(settings.forms).of_month(wanted).id, unit=unit
    )
    columns, rows = _run(terminal, path, sql, asked)
    if as_json:
        terminal.json([dict(zip(columns, row, strict=True)) for row in rows])
        return
    _print(terminal, columns, rows)


def _known_at(settings: HubSettings, as_of: str | None) -> datetime:
    return end_of(day_of(as_of) or known_day(settings, read_hub(settings)))


def _existing(terminal: Terminal, settings: HubSettings) -> Path:
    path = read_model_path(settings)
    if not path.is_file():
        raise UnknownRecordError(terminal.text(said.MISSING), where=path.name, remedy=terminal.text(said.BUILD_IT))
    return path


def _sql(terminal: Terminal, table: str) -> str:
    if table in table_names():
        return sql_of(table)
    own = Path(table)
    if own.suffix == ".sql":
        return own.read_text(encoding="utf-8")
    remedy = terminal.text(catalogue.ONE_OF, names=" ".join(table_names()))
    raise UnknownRecordError(terminal.text(said.NO_SUCH_TABLE), where=table, remedy=remedy)


def _run(terminal: Terminal, path: Path, sql: str, asked: MonthAsked) -> tuple[list[str], list[tuple[object, ...]]]:
    try:
        found = open_for_reading(path).execute(sql, asked.parameters)
        return [column[0] for column in found.description or ()], found.fetchall()
    except (sqlite3.Error, sqlite3.Warning) as fault:
        raise PermanentError(
            terminal.text(said.BAD_SQL, fault=fault), where="SQL", remedy=terminal.text(said.MEND_SQL)
        ) from fault


def _print(terminal: Terminal, columns: list[str], rows: list[tuple[object, ...]]) -> None:
    if not rows:
        terminal.say(said.EMPTY)
        return
    shown = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for column in columns:
        shown.add_column(column, overflow="fold")
    for row in rows:
        shown.add_row(*("" if value is None else str(value).replace("[", "\\[") for value in row))
    terminal.out.print(shown)
