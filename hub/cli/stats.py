"""``hub stats``: the month's form, and why each figure is what it is."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from hub import catalogue
from hub.catalogue import forms as said
from hub.catalogue import stats as stats_said
from hub.catalogue.words import CHECKS
from hub.cli.adjusting import say_signed
from hub.cli.explaining import Explainer, explanation
from hub.cli.figures_book import figures_book
from hub.cli.form_export import Wanted, export_revision
from hub.cli.opening import opened, title_of
from hub.cli.options import AsOf, Json, Yes, month_text
from hub.cli.table_files import no_such_kind, table_file
from hub.cli.terminal import Outcome, Terminal
from hub.cli.wording import Message
from hub.connectors.files import write_atomically
from hub.core.daytime import SHANGHAI
from hub.core.errors import UnknownRecordError
from hub.documents.figures_book import write_figures
from hub.queries.figures import KnownMonth
from hub.queries.layout import MonthForm

verbs = typer.Typer(no_args_is_help=True, help=stats_said.STATS)

Month = Annotated[str, typer.Option("--month", help=catalogue.OPTION_MONTH, metavar="YYYY-MM")]


def _revision(terminal: Terminal, number: int, known: KnownMonth, *, alone: bool) -> str:
    at = known.as_known_at.astimezone(SHANGHAI).date()
    if known.closed:
        return terminal.text(stats_said.REVISION_CLOSED, number=number, at=at)
    return terminal.text(stats_said.REVISION_OPEN if alone else stats_said.REVISION_LATER, number=number, at=at)


def _revisions(terminal: Terminal, known: Sequence[KnownMonth]) -> list[str]:
    return [_revision(terminal, number, one, alone=len(known) == 1) for number, one in enumerate(known, 1)]


@verbs.command("show", help=stats_said.STATS_SHOW)
def show(
    context: typer.Context,
    month: Month,
    table: Annotated[str | None, typer.Option("--table", help=stats_said.OPTION_TABLE)] = None,
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """Show the headline figures of every revision, or one table of the last."""
    terminal = Terminal.of(context, as_json=as_json)
    found, _ = opened(terminal, month, as_of)
    form, known = found.form, found.known
    broken = [check.name for check in form.revisions[-1].checks if not check.holds]
    if as_json:
        terminal.json(_document(form, known))
    else:
        terminal.say(stats_said.STATS_HEAD, month=month, revisions="  ".join(_revisions(terminal, known)))
        _print_table(terminal, form, table) if table else _print_headline(terminal, form, known)
        checks = form.revisions[-1].checks
        if broken:
            terminal.say(
                stats_said.CHECKS_BROKEN, names=terminal.between.join(terminal.word(CHECKS, name) for name in broken)
            )
        else:
            terminal.say(stats_said.CHECKS_HOLD, count=len(checks))
    if broken:
        raise typer.Exit(Outcome.ATTEND)


def _print_headline(terminal: Terminal, form: MonthForm, known: Sequence[KnownMonth]) -> None:
    for row in form.headline:
        values = "  →  ".join(cell.text for cell in row.cells) if len(known) > 1 else row.cells[0].text
        terminal.line(f"  {terminal.label(row.key.zh, row.key.en)}  {values}")


def _print_table(terminal: Terminal, form: MonthForm, wanted: str) -> None:
    table = next((found for found in form.tables if found.title.code == wanted), None)
    if table is None:
        names = " ".join(found.title.code for found in form.tables)
        remedy = terminal.text(catalogue.ONE_OF, names=names)
        raise UnknownRecordError(terminal.text(catalogue.NO_SUCH_TABLE), where=wanted, remedy=remedy)
    labels = [Message(column.zh, column.en) for column in table.columns]
    terminal.table(
        [catalogue.COLUMN_ROW, *labels],
        [[terminal.label(row.key.zh, row.key.en), *(cell.text for cell in row.cells)] for row in table.rows],
    )


def _document(form: MonthForm, known: Sequence[KnownMonth]) -> dict[str, object]:
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


@verbs.command("explain", help=stats_said.STATS_EXPLAIN)
def explain(
    context: typer.Context,
    figure: Annotated[str, typer.Argument(help=stats_said.ARGUMENT_FIGURE)],
    month: Month,
    everything: Annotated[bool, typer.Option("--all", help=stats_said.OPTION_EVERY)] = False,
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """Open one figure into its disputes: those of the first revision, then what each later one changed."""
    terminal = Terminal.of(context, as_json=as_json)
    month_known, holdings = opened(terminal, month, as_of)
    found = month_known.find(figure)
    if found is None:
        names = " ".join(row.key.code for row in month_known.form.headline)
        remedy = terminal.text(catalogue.ONE_OF_FIGURES, names=names)
        raise UnknownRecordError(terminal.text(catalogue.NO_SUCH_FIGURE), where=figure, remedy=remedy)
    titles = _revisions(terminal, month_known.known)[-len(found.cells) :]
    if as_json:
        terminal.json(explanation(holdings, found.name, found.cells))
        return
    for part in found.parts:
        terminal.say(stats_said.EXPLAIN_PART, command=f"hub stats explain {part} --month {month}")
    Explainer(terminal, holdings, everything=everything).print(title_of(terminal, found), found.cells, titles)
    say_signed(terminal, holdings, found.name, month)


@verbs.command("diff", help=stats_said.STATS_DIFF)
def diff(context: typer.Context, month: Month, as_of: AsOf = None, as_json: Json = False) -> None:
    """Show every figure that the last revision changed."""
    terminal = Terminal.of(context, as_json=as_json)
    found, _ = opened(terminal, month, as_of)
    known = found.known
    changed = [one for one in found.figures() if one.before is not None]
    if as_json:
        terminal.json([{"figure": one.name, "before": one.before, "now": one.cells[-1].text} for one in changed])
        return
    if len(known) == 1:
        terminal.say(stats_said.DIFF_ONE)
    elif not changed:
        terminal.say(stats_said.DIFF_NONE)
    else:
        terminal.say(stats_said.STATS_HEAD, month=month, revisions="  ".join(_revisions(terminal, known)))
        terminal.table(
            [catalogue.COLUMN_FIGURE, catalogue.COLUMN_BEFORE, catalogue.COLUMN_NOW],
            [[title_of(terminal, one), one.before or "", one.cells[-1].text] for one in changed],
        )


@verbs.command("export", help=stats_said.STATS_EXPORT)
def export(
    context: typer.Context,
    month: Month,
    to: Annotated[Path, typer.Option("--to", help=catalogue.OPTION_TO)],
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
    found, _ = opened(terminal, month, as_of)
    terminal.confirm(catalogue.EXPORT_WHAT, yes=yes, path=to)
    if to.suffix == ".json":
        document = _document(found.form, found.known)
        to.write_text(json.dumps(document, ensure_ascii=False, indent=2, default=str), encoding="utf-8")
    elif to.suffix == ".csv":
        lines = ([title_of(terminal, one), one.cells[-1].text] for one in found.figures())
        write_atomically(to, table_file(terminal, to, "", [["指标 / Figure", "数值 / Value"], *lines]))
    elif to.suffix == ".xlsx":
        to.write_bytes(write_figures(figures_book(terminal.language, found)))
    else:
        raise no_such_kind(terminal, to)
    if as_json:
        terminal.json({"path": to})
    terminal.say(catalogue.EXPORT_DONE, path=to)
