"""``hub stats changes``: what a later revision changed, signed, by dispute and reason."""

from __future__ import annotations

from typing import Annotated

import typer

from hub.catalogue import reporting as said
from hub.cli.desk import Desk
from hub.cli.options import AsOf, Json, day_of, month_text
from hub.cli.terminal import Terminal
from hub.core.daytime import end_of
from hub.queries.beside import figure, measure_label
from hub.queries.changes import Change, Share, changes
from hub.queries.month_rows import rows_of_month


def show_changes(
    context: typer.Context,
    month: Annotated[str, typer.Option("--month", help=said.OPTION_MONTH, metavar="YYYY-MM")],
    since: Annotated[str | None, typer.Option("--since", help=said.OPTION_SINCE, metavar="YYYY-MM-DD")] = None,
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """Show each figure that changed since a day (by default the month's close), with disputes and reasons."""
    terminal = Terminal.of(context, as_json=as_json)
    wanted = month_text(month)
    desk = Desk(terminal, as_of)
    start = day_of(since) or desk.holdings.rules.terms.calendar.monthly_close(wanted, desk.settings.report_day)
    instants = end_of(start), end_of(desk.day)
    found = list(changes(rows_of_month(desk.holdings, wanted, instants), wanted, *instants))
    if as_json:
        terminal.json({"month": wanted, "since": start, "until": desk.day, "changes": found})
        return
    terminal.say(said.CHANGES_HEAD, month=wanted, since=start, until=desk.day, count=len(found))
    columns = [said.COLUMN_MEASURE, said.COLUMN_BEFORE, said.COLUMN_NOW, said.COLUMN_DIFFERENCE, said.COLUMN_EVIDENCE]
    terminal.entries(columns, [_row(terminal, desk, one) for one in found], below=1)


def _row(terminal: Terminal, desk: Desk, one: Change) -> list[str]:
    label = measure_label(one.measure)
    sign = "+" if one.delta > 0 else ""
    return [
        terminal.label(label.zh, label.en),
        figure(one.measure, one.before),
        figure(one.measure, one.now),
        sign + figure(one.measure, one.delta),
        terminal.label("；", "; ").join(_share(terminal, desk, one.measure, share) for share in one.shares),
    ]


def _share(terminal: Terminal, desk: Desk, measure: str, share: Share) -> str:
    sign = "+" if share.value > 0 else ""
    known = "" if share.known_on is None else f" {share.known_on:%m-%d}"
    cause = terminal.label(share.cause.zh, share.cause.en)
    return f"{desk.number(share.label)} {sign}{figure(measure, share.value)} {cause}{known}"
