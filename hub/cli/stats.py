"""``hub stats``: the month's form, and why each figure is what it is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from openpyxl import Workbook

from hub.bootstrap import Holdings, read_hub
from hub.cli import messages
from hub.cli.adjusting import say_signed
from hub.cli.explaining import Explainer, explanation
from hub.cli.form_export import Wanted, export_revision
from hub.cli.messages import forms as said
from hub.cli.messages.words import CHECKS
from hub.cli.options import AsOf, Json, Yes, day_of, month_text
from hub.cli.running import known_day
from hub.cli.table_files import no_such_kind, table_file
from hub.cli.terminal import Outcome, Terminal
from hub.cli.wording import Message
from hub.connectors.files import append_row, new_book, sheet_title, write_atomically
from hub.core.daytime import SHANGHAI, local_day
from hub.core.errors import UnknownRecordError
from hub.queries.figures import KnownMonth, revisions
from hub.queries.form import KnownRows, month_form
from hub.queries.layout import FormCell, Label, MonthForm
from hub.reference.definitions import load_definitions
from hub.reference.divisions import divisions
from hub.settings import load_settings, settings_path

_COMPUTED_FROM = {"rate": ("success", "failed", "consent_withdrawn"), "median": ("concl",)}
"""Figures that have no disputes of their own, and those that they are computed from."""

verbs = typer.Typer(no_args_is_help=True, help=messages.STATS)

Month = Annotated[str, typer.Option("--month", help=messages.OPTION_MONTH, metavar="YYYY-MM")]


@dataclass(frozen=True, slots=True)
class _Figure:
    """One figure under the name by which it's asked for; one cell for each revision."""

    name: str
    table: Label | None
    row: Label
    column: Label | None
    cells: tuple[FormCell, ...]

    def title(self, terminal: Terminal) -> str:
        parts = [label for label in (self.table, self.row, self.column) if label is not None]
        return " · ".join(terminal.label(label.zh, label.en) for label in parts)


def _form(terminal: Terminal, month: str, as_of: str | None) -> tuple[MonthForm, list[KnownMonth]]:
    form, known, _ = _opened(terminal, month, as_of)
    return form, known


def _opened(terminal: Terminal, month: str, as_of: str | None) -> tuple[MonthForm, list[KnownMonth], Holdings]:
    wanted = month_text(month)
    settings = load_settings(settings_path(terminal.settings))
    holdings = read_hub(settings)
    # asked for a day, nobody needs to look up the last one
    asked = day_of(as_of)
    last = asked or known_day(settings, holdings)
    known = revisions(holdings.reader, wanted, holdings.rules.terms.calendar, last)
    day = local_day(known[-1].as_known_at)

    def name(code: str) -> str:
        unit = holdings.registry.find(code, day)
        return divisions().name_of(code) or code if unit is None else unit.name

    bases = load_definitions(settings.forms).bases_of(wanted)
    form = month_form(wanted, [KnownRows(one.as_known_at, one.rows) for one in known], name, bases)
    return form, known, holdings


def _figures(form: MonthForm) -> Iterator[_Figure]:
    for row in form.headline:
        yield _Figure(row.key.code, None, row.key, None, row.cells)
    for table in form.tables:
        for row in table.rows:
            for column, cell in zip(table.columns, row.cells, strict=True):
                name = f"{table.title.code}:{row.key.code}:{column.code}"
                yield _Figure(name, table.title, row.key, column, (cell,))


def _revision(terminal: Terminal, number: int, known: KnownMonth, *, alone: bool) -> str:
    at = known.as_known_at.astimezone(SHANGHAI).date()
    if known.closed:
        return terminal.text(messages.REVISION_CLOSED, number=number, at=at)
    return terminal.text(messages.REVISION_OPEN if alone else messages.REVISION_LATER, number=number, at=at)


def _revisions(terminal: Terminal, known: list[KnownMonth]) -> list[str]:
    return [_revision(terminal, number, one, alone=len(known) == 1) for number, one in enumerate(known, 1)]


@verbs.command("show", help=messages.STATS_SHOW)
def show(
    context: typer.Context,
    month: Month,
    table: Annotated[str | None, typer.Option("--table", help=messages.OPTION_TABLE)] = None,
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """Show the headline figures of every revision, or one table of the last."""
    terminal = Terminal.of(context, as_json=as_json)
    form, known = _form(terminal, month, as_of)
    broken = [check.name for check in form.revisions[-1].checks if not check.holds]
    if as_json:
        terminal.json(_document(form, known))
    else:
        terminal.say(messages.STATS_HEAD, month=month, revisions="  ".join(_revisions(terminal, known)))
        _print_table(terminal, form, table) if table else _print_headline(terminal, form, known)
        checks = form.revisions[-1].checks
        if broken:
            terminal.say(
                messages.CHECKS_BROKEN, names=terminal.between.join(terminal.word(CHECKS, name) for name in broken)
            )
        else:
            terminal.say(messages.CHECKS_HOLD, count=len(checks))
    if broken:
        raise typer.Exit(Outcome.ATTEND)


def _print_headline(terminal: Terminal, form: MonthForm, known: list[KnownMonth]) -> None:
    for row in form.headline:
        values = "  →  ".join(cell.text for cell in row.cells) if len(known) > 1 else row.cells[0].text
        terminal.line(f"  {terminal.label(row.key.zh, row.key.en)}  {values}")


def _print_table(terminal: Terminal, form: MonthForm, wanted: str) -> None:
    table = next((found for found in form.tables if found.title.code == wanted), None)
    if table is None:
        names = " ".join(found.title.code for found in form.tables)
        remedy = terminal.text(messages.ONE_OF, names=names)
        raise UnknownRecordError(terminal.text(messages.NO_SUCH_TABLE), where=wanted, remedy=remedy)
    labels = [Message(column.zh, column.en) for column in table.columns]
    terminal.table(
        [messages.COLUMN_ROW, *labels],
        [[terminal.label(row.key.zh, row.key.en), *(cell.text for cell in row.cells)] for row in table.rows],
    )


def _document(form: MonthForm, known: list[KnownMonth]) -> dict[str, object]:
    return {
        "month": form.month,
        "revisions": [
            {"number": number, "as_known_at": one.as_known_at, "closed": one.closed}
            for number, one in enumerate(known, 1)
        ],
        "headline": {row.key.code: [cell.text for cell in row.cells] for row in form.headline},
        "tables": {
            table.title.code: {
                row.key.code: {column.code: cell.text for column, cell in zip(table.columns, row.cells, strict=True)}
                for row in table.rows
            }
            for table in form.tables
        },
        "checks": {check.name: check.holds for check in form.revisions[-1].checks},
    }


@verbs.command("explain", help=messages.STATS_EXPLAIN)
def explain(
    context: typer.Context,
    figure: Annotated[str, typer.Argument(help=messages.ARGUMENT_FIGURE)],
    month: Month,
    everything: Annotated[bool, typer.Option("--all", help=messages.OPTION_EVERY)] = False,
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """Open one figure into its disputes: those of the first revision, then what each later one changed."""
    terminal = Terminal.of(context, as_json=as_json)
    form, known, holdings = _opened(terminal, month, as_of)
    found = next((one for one in _figures(form) if figure in (one.name, one.row.zh if one.table is None else "")), None)
    if found is None:
        names = " ".join(row.key.code for row in form.headline)
        remedy = terminal.text(messages.ONE_OF_FIGURES, names=names)
        raise UnknownRecordError(terminal.text(messages.NO_SUCH_FIGURE), where=figure, remedy=remedy)
    titles = _revisions(terminal, known)[-len(found.cells) :]
    if as_json:
        terminal.json(explanation(holdings, found.name, found.cells))
        return
    for part in _COMPUTED_FROM.get(found.name.partition("@")[0], ()):
        terminal.say(messages.EXPLAIN_PART, command=f"hub stats explain {part} --month {month}")
    Explainer(terminal, holdings, everything=everything).print(found.title(terminal), found.cells, titles)
    say_signed(terminal, holdings, found.name, month)


@verbs.command("diff", help=messages.STATS_DIFF)
def diff(context: typer.Context, month: Month, as_of: AsOf = None, as_json: Json = False) -> None:
    """Show every figure that the last revision changed."""
    terminal = Terminal.of(context, as_json=as_json)
    form, known = _form(terminal, month, as_of)
    changed = [(one, *_before_and_now(one)) for one in _figures(form) if _before_and_now(one)[0] is not None]
    if as_json:
        terminal.json([{"figure": one.name, "before": before, "now": now} for one, before, now in changed])
        return
    if len(known) == 1:
        terminal.say(messages.DIFF_ONE)
    elif not changed:
        terminal.say(messages.DIFF_NONE)
    else:
        terminal.say(messages.STATS_HEAD, month=month, revisions="  ".join(_revisions(terminal, known)))
        terminal.table(
            [messages.COLUMN_FIGURE, messages.COLUMN_BEFORE, messages.COLUMN_NOW],
            [[one.title(terminal), before or "", now] for one, before, now in changed],
        )


def _before_and_now(figure: _Figure) -> tuple[str | None, str]:
    now = figure.cells[-1].text
    if figure.table is not None:
        return figure.cells[-1].before, now
    before = figure.cells[-2].text if len(figure.cells) > 1 else now
    return (before, now) if before != now else (None, now)


@verbs.command("export", help=messages.STATS_EXPORT)
def export(
    context: typer.Context,
    month: Month,
    to: Annotated[Path, typer.Option("--to", help=messages.OPTION_TO)],
    form_id: Annotated[str | None, typer.Option("--form", help=said.OPTION_FORM)] = None,
    revision: Annotated[int | None, typer.Option("--revision", help=said.OPTION_REVISION, min=1)] = None,
    public: Annotated[bool, typer.Option("--public", help=said.OPTION_PUBLIC)] = False,
    as_of: AsOf = None,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Write the figures as a workbook, a CSV or a JSON file; a published revision as the bureau's form or for all."""
    terminal = Terminal.of(context, as_json=as_json)
    if public or form_id is not None or revision is not None or to.suffix == ".pdf":
        export_revision(terminal, month_text(month), Wanted(to, form_id, revision, public=public), yes=yes)
        return
    form, known = _form(terminal, month, as_of)
    terminal.confirm(messages.EXPORT_WHAT, yes=yes, path=to)
    lines = [["指标 / Figure", "数值 / Value"], *([one.title(terminal), one.cells[-1].text] for one in _figures(form))]
    if to.suffix == ".json":
        to.write_text(json.dumps(_document(form, known), ensure_ascii=False, indent=2, default=str), encoding="utf-8")
    elif to.suffix == ".csv":
        write_atomically(to, table_file(terminal, to, "", lines))
    elif to.suffix == ".xlsx":
        _workbook(terminal, form).save(to)
    else:
        raise no_such_kind(terminal, to)
    if as_json:
        terminal.json({"path": to})
    terminal.say(messages.EXPORT_DONE, path=to)


def _workbook(terminal: Terminal, form: MonthForm) -> Workbook:
    book, sheet = new_book(terminal.text(messages.STATS_SHOW))
    for row in form.headline:
        append_row(sheet, [terminal.label(row.key.zh, row.key.en), *(cell.text for cell in row.cells)])
    for table in form.tables:
        sheet = book.create_sheet(sheet_title(terminal.label(table.title.zh, table.title.en)))
        append_row(sheet, ["", *(terminal.label(column.zh, column.en) for column in table.columns)])
        for row in table.rows:
            append_row(sheet, [terminal.label(row.key.zh, row.key.en), *(_number(cell.text) for cell in row.cells)])
    return book


def _number(text: str) -> int | float:
    return float(text) if "." in text else int(text)
