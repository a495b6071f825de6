"""``hub stats rehearse``: on the 1st, what would make the month fail or change, and whose task it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Annotated

import typer

from hub.catalogue import reporting as said
from hub.catalogue.words import CELLS, CHECKS
from hub.cli.comparing import held_items
from hub.cli.desk import Desk
from hub.cli.options import AsOf, Json, month_text
from hub.cli.terminal import Outcome, Terminal
from hub.core.reports import ReportKind
from hub.office.readiness import MonthOn, obstacles
from hub.queries.rehearsal import Obstacle, ObstacleKind

NAMED = 2
"""Bodies that the table names; the command beside them has every one."""

NAMED_CELLS = 5
"""Parts of the form that the table names; JSON has every one."""


def rehearse(
    context: typer.Context,
    month: Annotated[str, typer.Option("--month", help=said.OPTION_MONTH, metavar="YYYY-MM")],
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """Say what stands in the way of a month's form before it is closed."""
    terminal = Terminal.of(context, as_json=as_json)
    wanted = month_text(month)
    desk = Desk(terminal, as_of)
    found = list(_obstacles(desk, wanted))
    due = desk.due(ReportKind.MONTHLY, wanted)
    if as_json:
        terminal.json({"month": wanted, "day": desk.day, "due": due.day, "obstacles": found})
    else:
        _print(terminal, desk, wanted, found)
    if any(one.kind is not ObstacleKind.TOO_OLD for one in found):
        raise typer.Exit(Outcome.ATTEND)


def _obstacles(desk: Desk, month: str) -> Iterator[Obstacle]:
    asked = MonthOn(month, desk.day, desk.due(ReportKind.MONTHLY, month))
    return obstacles(desk.holdings, asked, desk.standings(ReportKind.MONTHLY, month), held_items(desk.settings))


def _print(terminal: Terminal, desk: Desk, month: str, found: list[Obstacle]) -> None:
    due = desk.due(ReportKind.MONTHLY, month)
    terminal.say(said.REHEARSE_HEAD, month=month, day=desk.day, due=due.day, count=len(found))
    if not found:
        terminal.say(said.REHEARSE_CLEAR)
        return
    columns = [said.COLUMN_OBSTACLE, said.COLUMN_COUNT, said.COLUMN_WHAT, said.COLUMN_OWNER]
    columns += [said.COLUMN_CELLS, said.COLUMN_NEXT]
    rows = [
        [
            terminal.label(one.kind.zh, one.kind.en),
            str(one.count),
            terminal.word(CHECKS, one.what),
            desk.name(one.task_of),
            _cells(terminal, one.cells),
            one.command,
        ]
        for one in gathered(terminal, found)
    ]
    terminal.entries(columns, rows, below=4)


def _cells(terminal: Terminal, cells: Sequence[str]) -> str:
    names = terminal.between.join(terminal.word(CELLS | CHECKS, cell) for cell in cells[:NAMED_CELLS])
    if len(cells) <= NAMED_CELLS:
        return names
    return terminal.text(said.AND_OTHER_CELLS, names=names, count=len(cells))


def gathered(terminal: Terminal, found: Iterable[Obstacle]) -> list[Obstacle]:
    """Return *found* with the bodies that have not filed in one line: the command names each of them."""
    everything = list(found)
    bodies = [one for one in everything if one.kind is ObstacleKind.BODY]
    others = [one for one in everything if one.kind is not ObstacleKind.BODY]
    if len(bodies) <= 1:
        return [*bodies, *others]
    names = terminal.between.join(one.what for one in bodies[:NAMED])
    what = names if len(bodies) <= NAMED else terminal.text(said.AND_OTHERS, names=names, count=len(bodies))
    task = terminal.text(said.EACH_BODY)
    return [
        replace(bodies[0], what=what, count=len(bodies), task_of=task, command=f"{bodies[0].command} --missing"),
        *others,
    ]
