"""How a figure is opened on the terminal: its disputes by the numbers that people use, later revisions as changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from hub.bootstrap.holdings import Holdings
from hub.catalogue import stats as stats_said
from hub.cli.terminal import Terminal
from hub.core.knowledge import state_of
from hub.queries.layout import FormCell

PAGE = 20
"""Disputes of one list on the terminal; ``--all`` and JSON have every one."""


def number_of(holdings: Holdings, dispute: str) -> str:
    """Return how people call *dispute*: its case number, else its number in the system that reported it."""
    knowledge = holdings.dispute(dispute)
    report = None if knowledge is None else state_of(knowledge).primary
    return dispute if report is None else report.number or report.native_id


def explanation(holdings: Holdings, name: str, cells: Sequence[FormCell]) -> dict[str, object]:
    """Return the figure with every dispute of every revision, and the number of each, as JSON shows it."""
    disputes = dict.fromkeys(dispute for cell in cells for dispute in cell.disputes)
    return {
        "figure": name,
        "revisions": [{"value": cell.text, "disputes": tuple(dict.fromkeys(cell.disputes))} for cell in cells],
        "numbers": {dispute: number_of(holdings, dispute) for dispute in disputes},
    }


class Explainer:
    """Prints a figure: the disputes of the first revision once, of a later one what it added or dropped."""

    def __init__(self, terminal: Terminal, holdings: Holdings, *, everything: bool) -> None:
        self._terminal = terminal
        self._holdings = holdings
        self._everything = everything

    def print(self, name: str, cells: Sequence[FormCell], revisions: Sequence[str]) -> None:
        """Print the figure *name*: a cell for each of *revisions*."""
        former: FormCell | None = None
        for revision, cell in zip(revisions, cells, strict=True):
            self._terminal.say(stats_said.EXPLAIN_FIGURE, name=name, value=cell.text, revision=revision)
            if former is None:
                self._first(cell)
            else:
                self._change(former, cell)
            former = cell

    def _first(self, cell: FormCell) -> None:
        disputes = list(dict.fromkeys(cell.disputes))
        if disputes:
            self._terminal.say(stats_said.EXPLAIN_MADE_OF, count=len(disputes))
            self._lines("", disputes)
        else:
            self._terminal.say(stats_said.EXPLAIN_NO_LIST)

    def _change(self, former: FormCell, cell: FormCell) -> None:
        before, now = set(former.disputes), set(cell.disputes)
        added, dropped = sorted(now - before), sorted(before - now)
        if added or dropped:
            self._terminal.say(stats_said.EXPLAIN_CHANGED, added=len(added), dropped=len(dropped))
        else:
            self._terminal.say(stats_said.EXPLAIN_SAME)
        self._lines("+ ", added)
        self._lines("- ", dropped)

    def _lines(self, sign: str, disputes: Sequence[str]) -> None:
        shown = disputes if self._everything else disputes[:PAGE]
        for dispute, number in self._numbered(shown):
            self._terminal.line(f"  {sign}{number}" + (f"  {dispute}" if number != dispute else ""))
        if len(shown) < len(disputes):
            self._terminal.say(stats_said.EXPLAIN_MORE, count=len(disputes) - len(shown))

    def _numbered(self, disputes: Iterable[str]) -> Iterable[tuple[str, str]]:
        return ((dispute, number_of(self._holdings, dispute)) for dispute in disputes)
