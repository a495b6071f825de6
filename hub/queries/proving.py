"""A form's file beside what the stream says: which cell differs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from hub.core.forms import STOCK_HEADINGS, FormSheet, figures_shown


@dataclass(frozen=True, slots=True)
class CellDifference:
    """One cell: what the file says and what the stream says; None where one of them has no such cell."""

    line: str
    column: str
    file: int | None
    stream: int | None


Lines = Sequence[tuple[str, Sequence[int | None]]]


def cell_differences(sheet: FormSheet, lines: Lines, stocks: Lines) -> Iterator[CellDifference]:
    """Yield every cell in which a file (its *lines* and *stocks*, by code) differs from *sheet*."""
    columns = [f"{column.group}·{column.heading}" for column in sheet.layout.columns]
    stated = {line.code: figures_shown(line, sheet.layout) for line in sheet.lines}
    yield from _compared(columns, dict(lines), stated)
    flows: dict[str, Sequence[int | None]] = {line.code: line.figures for line in sheet.stocks}
    yield from _compared(list(STOCK_HEADINGS.values()), dict(stocks), flows)


def _compared(
    columns: Sequence[str], file: Mapping[str, Sequence[int | None]], stream: Mapping[str, Sequence[int | None]]
) -> Iterator[CellDifference]:
    nothing: Sequence[int | None] = [None] * len(columns)
    for code in dict.fromkeys([*stream, *file]):
        both = zip(columns, file.get(code, nothing), stream.get(code, nothing), strict=True)
        yield from (CellDifference(code, column, mine, theirs) for column, mine, theirs in both if mine != theirs)


def count_of_cells(sheet: FormSheet) -> int:
    """Return how many figures stand on *sheet*."""
    return len(sheet.lines) * len(sheet.layout.columns) + len(sheet.stocks) * len(STOCK_HEADINGS)
