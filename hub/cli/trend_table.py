"""The six reductions as a table: one line each where a terminal is wide enough, else what matters first."""

from __future__ import annotations

from collections.abc import Sequence

from hub.catalogue import trends as said
from hub.cli.terminal import Terminal
from hub.cli.wording import Message
from hub.core.fairness import Change
from hub.queries.trends import HIDDEN, TrendLine, Trends, before_of, is_small, known_now, tells_small

WIDE = 150
"""Columns of a terminal that hold a whole line without breaking its cells."""

_FIRST = (0, 1, 2, 3, 9)
_COMPARED = (4, 5, 6, 7)
_LAST = (8, 10)
"""Of a whole line: what stands first in a narrow terminal, the comparisons below it, and what else is below."""


def show_table(terminal: Terminal, found: Trends, *, public: bool) -> None:
    """Print every reduction: as one table, in a narrow terminal with the comparisons below each figure."""
    heads = headings(terminal, found)
    rows = [cells(terminal, line, public=public) for line in found.lines]
    if terminal.out.width >= WIDE:
        terminal.table(heads, rows)
        return
    narrow = [*(heads[place] for place in _FIRST), said.COLUMN_COMPARED, *(heads[place] for place in _LAST)]
    terminal.entries(narrow, [_narrow(terminal, heads, row) for row in rows], below=1 + len(_LAST))


def _narrow(terminal: Terminal, heads: Sequence[Message], row: Sequence[str]) -> list[str]:
    told = (f"{terminal.text(heads[place])} {row[place]}" for place in _COMPARED if row[place] != HIDDEN)
    compared = terminal.label("；", "; ").join(told)
    return [
        *(row[place] for place in _FIRST),
        compared,
        *("" if row[place] == HIDDEN else row[place] for place in _LAST),
    ]


def headings(terminal: Terminal, found: Trends) -> list[Message]:
    """Return the headings of :func:`cells`."""
    base = Message(said.COLUMN_BASE.format(year=found.base_year), said.COLUMN_BASE.en.format(year=found.base_year))
    return [
        said.COLUMN_FIGURE,
        said.COLUMN_NOW,
        said.COLUMN_LAST_YEAR,
        said.COLUMN_CHANGE,
        said.COLUMN_YOY,
        said.COLUMN_MOM_DAY,
        said.COLUMN_YTD,
        base,
        said.COLUMN_COUNTER,
        said.COLUMN_SIGNAL,
        said.COLUMN_SOURCE,
    ]


def cells(terminal: Terminal, line: TrendLine, *, public: bool = False) -> list[str]:
    """Return one line of the table; for publishing with small figures, and all that comes of them, hidden."""
    compared = line.compared
    yoy, name = compared.yoy, terminal.label(line.reduction.zh, line.reduction.en)
    month_on_month = compared.mom if line.figure.over is not None else compared.mom_per_day
    if public and tells_small(line):
        return [name, *[HIDDEN] * 9, terminal.label(line.source.zh, line.source.en)]
    return [
        name,
        known_now(line),
        before_of(line),
        _absolute(terminal, line, yoy),
        *(percent(terminal, change) for change in (yoy, month_on_month, compared.ytd, compared.vs_base)),
        _counter(terminal, line, public=public),
        terminal.label(line.signal.zh, line.signal.en),
        terminal.label(line.source.zh, line.source.en),
    ]


def _absolute(terminal: Terminal, line: TrendLine, change: Change) -> str:
    if change.absolute is None:
        return "—"
    if line.figure.over is not None and change.percent is not None:
        return terminal.text(said.POINTS, points=f"{change.absolute:+}")
    return f"{change.absolute:+}"


def percent(terminal: Terminal, change: Change) -> str:
    """Return a change in percent, or why it isn't told."""
    if change.percent is not None:
        return f"{change.percent:+} %"
    return "—" if change.why is None else terminal.label(change.why.zh, change.why.en)


def _counter(terminal: Terminal, line: TrendLine, *, public: bool) -> str:
    if line.counter is None or line.reduction.counter is None:
        return terminal.text(said.NO_COUNTER)
    name = terminal.label(line.reduction.counter.zh, line.reduction.counter.en)
    change = line.counter.yoy
    if public and is_small(change):
        return f"{name} {HIDDEN}"
    if change.absolute is None:
        return f"{name} —"
    return f"{name} {change.base}→{change.now}"
