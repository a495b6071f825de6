"""How a comparison of a form with the hub's ledger is printed, as JSON and as a workbook."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from hub.bootstrap.workshop import open_beside
from hub.catalogue import reporting as said
from hub.cli.desk import Desk
from hub.cli.terminal import Terminal
from hub.connectors.files import append_row, new_book
from hub.core.ledger_rules import Candidate
from hub.core.reporting_bodies import ReportingBody
from hub.core.reports import ReportLine
from hub.core.second_ledger import Comparison, Difference
from hub.office.comparing import compare_form
from hub.plugins.records import QuarantineItem
from hub.queries.beside import figure, measure_label
from hub.settings.whole import HubSettings

Number = Callable[[str], str]
"""Gives how people call a dispute."""

SHOWN = 8
"""Disputes of one cause on the terminal; JSON and the workbook have every one."""

COLUMNS = (
    said.COLUMN_MEASURE,
    said.COLUMN_SUBMITTED,
    said.COLUMN_HUB,
    said.COLUMN_DIFFERENCE,
    said.COLUMN_CAUSE,
    said.COLUMN_EVIDENCE,
)


def compared(
    desk: Desk, whose: tuple[ReportingBody | None, str], lines: Sequence[ReportLine], made_at: datetime | None
) -> Comparison:
    """Return how *lines* of a body (None = the city) and month differ from the hub as known on the desk's day."""
    body, month = whose
    held = [] if body is None else held_items(desk.settings)
    return compare_form(desk.holdings, (body, month, desk.day), lines, made_at, held)


def held_items(settings: HubSettings) -> list[QuarantineItem]:
    """Return what is held of every configured adapter that has run."""
    workshop = open_beside(settings)
    items: list[QuarantineItem] = []
    for code in workshop.codes:
        if workshop.has_store(code):
            items += workshop.quarantine(workshop.store(code)).listed()
    return items


def document(comparison: Comparison, number: Number) -> dict[str, object]:
    """Return the comparison as JSON shows it."""
    return {
        "differences": [
            {
                "measure": one.measure,
                "stated": one.stated,
                "hub": one.hub,
                "difference": one.delta,
                "causes": [_cause(cause, number) for cause in one.causes],
                "also": [_cause(cause, number) for cause in one.also],
            }
            for one in comparison.differences
        ],
        "agreed": comparison.agreed,
        "not_compared": comparison.not_compared,
    }


def _cause(cause: Candidate, number: Number) -> dict[str, object]:
    return {
        "cause": cause.cause,
        "delta": cause.delta,
        "zh": cause.zh,
        "en": cause.en,
        "disputes": {number(dispute): share for dispute, share in cause.disputes.items()},
    }


def show(terminal: Terminal, comparison: Comparison, number: Number) -> None:
    """Print every difference with its cause and evidence."""
    if comparison.differences:
        rows = [_row(terminal, one, number, SHOWN) for one in comparison.differences]
        terminal.table(list(COLUMNS), rows)
    else:
        terminal.say(said.NO_DIFFERENCE)
    terminal.say(said.AGREED, count=len(comparison.agreed))
    if comparison.not_compared:
        names = (measure_label(measure) for measure in comparison.not_compared)
        terminal.say(said.NOT_COMPARED, names="、".join(terminal.label(name.zh, name.en) for name in names))


def _row(terminal: Terminal, one: Difference, number: Number, most: int) -> list[str]:
    label = measure_label(one.measure)
    evidence = "；".join(_evidence(terminal, cause, number, most) for cause in one.causes)
    if one.also:
        others = dict.fromkeys(terminal.label(cause.cause.zh, cause.cause.en) for cause in one.also)
        evidence += terminal.text(said.ALSO, causes="、".join(others))
    return [
        terminal.label(label.zh, label.en),
        figure(one.measure, one.stated),
        figure(one.measure, one.hub),
        _signed(one),
        " + ".join(terminal.label(cause.cause.zh, cause.cause.en) for cause in one.causes),
        evidence,
    ]


def _signed(one: Difference) -> str:
    return ("+" if one.delta > 0 else "") + figure(one.measure, one.delta)


def _evidence(terminal: Terminal, cause: Candidate, number: Number, most: int) -> str:
    names = [f"{number(dispute)}({share:+d})" for dispute, share in cause.disputes.items()]
    more = "" if len(names) <= most else terminal.text(said.AND_MORE, count=len(names) - most)
    listed = " ".join(names[:most]) + more
    return terminal.label(cause.zh, cause.en) + (f"：{listed}" if listed else "")


def write_workbook(terminal: Terminal, comparison: Comparison, number: Number, path: Path) -> None:
    """Write every difference with all its disputes, what agrees, and what can't be compared."""
    book, sheet = new_book(terminal.text(said.SHEET_DIFFERENCES))
    append_row(sheet, [terminal.text(column) for column in COLUMNS])
    for one in comparison.differences:
        append_row(sheet, _row(terminal, one, number, len(one.causes[0].disputes)))
    rest = book.create_sheet(terminal.text(said.SHEET_REST))
    for line in _rest(terminal, comparison):
        append_row(rest, line)
    book.save(path)


def _rest(terminal: Terminal, comparison: Comparison) -> Iterator[list[str]]:
    for heading, measures in ((said.WORD_AGREED, comparison.agreed), (said.WORD_NOT_COMPARED, comparison.not_compared)):
        for measure in measures:
            label = measure_label(measure)
            yield [terminal.text(heading), terminal.label(label.zh, label.en)]
