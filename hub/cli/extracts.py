"""``hub stats extract | year``: counts for other bodies, and a year beside itself."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from hub import catalogue
from hub.bureau import open_bureau
from hub.catalogue import extracts as said
from hub.cli import forms
from hub.cli.options import Json, Yes, month_text
from hub.cli.table_files import table_file
from hub.cli.terminal import Terminal
from hub.connectors.files import write_atomically
from hub.core.daytime import months_between
from hub.core.errors import UnknownRecordError
from hub.core.messages import MonthlyStatistics
from hub.core.reports import CITY_BODY
from hub.core.statistics import monthly_view
from hub.office.bureau import Bureau
from hub.queries.extracts import (
    APPRAISAL_HEADINGS,
    GRID_HEADINGS,
    Line,
    appraisal_lines,
    grid_lines,
)
from hub.queries.layout import days_text, rate_text
from hub.reference.divisions import divisions
from hub.settings.loading import load_settings, settings_path

verbs = forms.verbs
"""The group of all that is about figures: each module adds its verbs to that of the one before."""


@verbs.command("extract", help=said.EXTRACT)
def extract(
    context: typer.Context,
    kind: Annotated[str, typer.Argument(help=said.ARGUMENT_KIND)],
    first: Annotated[str, typer.Option("--from", help=said.OPTION_FROM, metavar="YYYY-MM")],
    to: Annotated[Path, typer.Option("--to", help=catalogue.OPTION_TO)],
    until: Annotated[str | None, typer.Option("--until", help=said.OPTION_UNTIL, metavar="YYYY-MM")] = None,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Write counts of closed months as CSV or XLSX."""
    terminal = Terminal.of(context, as_json=as_json)
    bureau = open_bureau(load_settings(settings_path(terminal.settings)))
    closed = _closed(terminal, bureau, month_text(first), month_text(until or first))
    headings: Line
    if kind == "appraisal":
        headings, lines = APPRAISAL_HEADINGS, _appraisal(bureau, closed)
    elif kind == "grid":
        headings, lines = GRID_HEADINGS, _grid(bureau, closed)
    else:
        remedy = terminal.text(catalogue.ONE_OF, names="appraisal grid")
        raise UnknownRecordError(terminal.text(said.NO_SUCH_KIND), where=kind, remedy=remedy)
    content = table_file(terminal, to, "汇总", [headings, *lines])
    terminal.confirm(said.WRITE_WHAT, yes=yes, path=to)
    write_atomically(to, content)
    if as_json:
        terminal.json({"path": to, "lines": len(lines)})
    terminal.say(said.WRITTEN, path=to, count=len(lines))


def _closed(terminal: Terminal, bureau: Bureau, first: str, last: str) -> list[MonthlyStatistics]:
    """Return the city's last revision of each closed month."""
    found = [bureau.last_of(month) for month in months_between(first, last)]
    closed = [units[CITY_BODY] for units in found if CITY_BODY in units]
    if not closed:
        raise UnknownRecordError(
            terminal.text(said.NOTHING_CLOSED), where=f"{first}–{last}", remedy=terminal.text(said.CLOSE_FIRST)
        )
    return closed


def _appraisal(bureau: Bureau, closed: Sequence[MonthlyStatistics]) -> list[Line]:
    published = [one for city in closed for one in bureau.last_of(city.month).values()]
    registry = bureau.holdings.registry
    names = {code: versions[-1].name for code, versions in registry.units.items()}
    return list(appraisal_lines(published, names))


def _grid(bureau: Bureau, closed: Sequence[MonthlyStatistics]) -> list[Line]:
    names = {county.code: county.name for county in divisions().counties}
    reader = bureau.holdings.reader
    return [line for city in closed for line in grid_lines(reader.rows(city.as_known_at), city.month, names)]


@verbs.command("year", help=said.YEAR)
def year(
    context: typer.Context,
    number: Annotated[int, typer.Option("--year", help=said.OPTION_YEAR, min=2000, max=2999)],
    as_json: Json = False,
) -> None:
    """Show the latest revision of each month of a year, by its own definition and the others of a year of change."""
    terminal = Terminal.of(context, as_json=as_json)
    bureau = open_bureau(load_settings(settings_path(terminal.settings)))
    closed = _closed(terminal, bureau, f"{number}-01", f"{number}-12")
    rows = [line for city in closed for line in _year_lines(bureau, city)]
    if as_json:
        terminal.json([dict(zip(_YEAR_KEYS, row, strict=True)) for row in rows])
        return
    headings = (
        said.COLUMN_MONTH, said.COLUMN_REVISION, said.COLUMN_ACCEPTED, said.COLUMN_CONCLUDED, said.COLUMN_BASIS,
        said.COLUMN_RATE, said.COLUMN_MEDIAN,
    )  # fmt: skip
    shown = [[str(value) for value in row[:-1]] for row in rows]
    for line, row in zip(shown, rows, strict=True):
        if row[-1]:
            line[4] = terminal.text(said.OWN_BASIS, basis=line[4])
    own = [row for row in rows if row[-1]]
    total = [terminal.text(said.YEAR_TOTAL), "", *(str(sum(int(str(row[place])) for row in own)) for place in (2, 3))]
    terminal.table(headings, [*shown, [*total, "", "", ""]])


_YEAR_KEYS = ("month", "revision", "accepted", "concluded", "definition", "success_rate", "median_days", "is_own")


def _year_lines(bureau: Bureau, city: MonthlyStatistics) -> list[tuple[object, ...]]:
    rows = list(bureau.holdings.reader.rows(city.as_known_at))
    lines: list[tuple[object, ...]] = []
    for definition in bureau.bases_of(city):
        view = monthly_view(rows, city.month, definition)
        rate, days = rate_text(view.success_rate), days_text(view.median_days)
        is_own = definition.id == city.definition
        lines.append((city.month, f"R{city.revision}", view.city["acc"], view.city["concl"], definition.id, rate, days,
                      is_own))  # fmt: skip
    return lines
