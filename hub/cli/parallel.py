"""``hub stats parallel``: the paper form beside the hub's, each difference named (users §2)."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated

import typer

from hub.catalogue import reporting as said
from hub.cli import comparing
from hub.cli.desk import Desk
from hub.cli.options import AsOf, Json, Yes, day_of, month_text
from hub.cli.terminal import Outcome, Terminal
from hub.connectors.files.delimited import read_csv
from hub.connectors.files.limits import FileLimits, read_bytes
from hub.connectors.files.workbook import read_workbook
from hub.connectors.form_layout import Layout, Reading, read_layout, standard_layout
from hub.core.daytime import end_of
from hub.core.errors import ClosedInputError, ConfigurationError
from hub.core.reports import CITY_BODY, ReportKind

LIMITS = FileLimits(file_bytes=5 * 1024 * 1024, unpacked_bytes=50 * 1024 * 1024, rows=2000, columns=200)
"""A form is some ten kilobytes."""


def parallel(
    context: typer.Context,
    month: Annotated[str, typer.Option("--month", help=said.OPTION_MONTH, metavar="YYYY-MM")],
    form: Annotated[Path, typer.Option("--form", help=said.OPTION_FORM)],
    body: Annotated[str, typer.Option("--body", help=said.OPTION_COMPARED_BODY)] = CITY_BODY,
    made_on: Annotated[str | None, typer.Option("--made-on", help=said.OPTION_MADE_ON, metavar="YYYY-MM-DD")] = None,
    layout: Annotated[Path | None, typer.Option("--layout", help=said.OPTION_LAYOUT)] = None,
    to: Annotated[Path | None, typer.Option("--to", help=said.OPTION_BOOK)] = None,
    as_of: AsOf = None,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Lay a paper form beside the hub's figures of the same month."""
    terminal = Terminal.of(context, as_json=as_json)
    wanted = month_text(month)
    reading = _read(terminal, form, _layout(terminal, layout))
    desk = Desk(terminal, as_of)
    found = None if body == CITY_BODY else desk.body(body, ReportKind.MONTHLY, wanted)
    made = day_of(made_on)
    comparison = comparing.compared(desk, (found, wanted), reading.lines, None if made is None else end_of(made))
    if to is not None:
        terminal.confirm(said.WRITE_BOOK, yes=yes, path=to)
        comparing.write_workbook(terminal, comparison, desk.number, to)
    if as_json:
        terminal.json({"month": wanted, **comparing.document(comparison, desk.number), "unknown": reading.unknown})
    else:
        name = terminal.text(said.CITY_NAME) if found is None else found.name
        terminal.say(said.PARALLEL_HEAD, name=name, month=wanted, file=form.name, day=desk.day)
        comparing.show(terminal, comparison, desk.number)
        _print_unknown(terminal, reading)
    if comparison.differences or reading.unknown:
        raise typer.Exit(Outcome.ATTEND)


def _print_unknown(terminal: Terminal, reading: Reading) -> None:
    if reading.unknown:
        terminal.say(said.UNKNOWN_LINES, count=len(reading.unknown))
        for line in reading.unknown:
            terminal.line(f"  {line}")


def _layout(terminal: Terminal, path: Path | None) -> Layout:
    if path is None:
        return standard_layout()
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        labels = {str(label): str(measure) for label, measure in dict(content.get("labels", {})).items()}
        return standard_layout(labels, str(content.get("money", "元")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, ValueError, TypeError) as error:
        raise ConfigurationError(terminal.text(said.LAYOUT_BROKEN), where=str(path), remedy=str(error)) from error


def _read(terminal: Terminal, path: Path, layout: Layout) -> Reading:
    """
    Return what the form states.

    Raises:
        ClosedInputError: it can't be read as a whole, or holds no figure under a label that is known.
    """
    content = read_bytes(path, LIMITS)
    if path.suffix.lower() == ".csv":
        reading = read_layout(read_csv(content, where=path.name, limits=LIMITS).rows, layout)
    else:
        sheets = read_workbook(content, where=path.name, limits=LIMITS)
        reading = read_layout(sheets[0].rows if sheets else (), layout)
    if not reading.lines:
        remedy = terminal.text(said.GIVE_LAYOUT)
        raise ClosedInputError(terminal.text(said.NO_FIGURES), where=path.name, remedy=remedy)
    return reading
