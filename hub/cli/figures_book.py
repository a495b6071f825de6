"""The workbook that ``hub stats export`` writes of a month, and what ``hub stats verify`` finds in one."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import typer

from hub.catalogue import forms as said
from hub.catalogue import stats as stats_said
from hub.cli.opening import opened
from hub.cli.terminal import Outcome, Terminal
from hub.cli.wording import Language
from hub.connectors.files import read_bytes, sheet_title
from hub.core.daytime import local_day
from hub.documents.figures_book import FiguresBook, FiguresRead, FiguresSheet, Row, changed_cells, read_figures
from hub.queries.layout import FormTable, Label
from hub.queries.month_figures import OpenedMonth


def figures_book(language: Language, found: OpenedMonth) -> FiguresBook:
    """Return all figures of a month, labelled in *language*."""

    def say(label: Label) -> str:
        return label.zh if language is Language.ZH else label.en

    headline = tuple((row.key.code, say(row.key), *(cell.text for cell in row.cells)) for row in found.form.headline)
    tables = (FiguresSheet(sheet_title(say(table.title)), _rows(table, language)) for table in found.form.tables)
    first = FiguresSheet(sheet_title(stats_said.STATS_SHOW.render(language)), headline)
    day = local_day(found.known[-1].as_known_at)
    return FiguresBook(found.form.month, day, language.value, (first, *tables))


def _rows(table: FormTable, language: Language) -> tuple[Row, ...]:
    zh = language is Language.ZH
    head: Row = ("", "", *(column.zh if zh else column.en for column in table.columns))
    lines = (
        (row.key.code, row.key.zh if zh else row.key.en, *(_number(cell.text) for cell in row.cells))
        for row in table.rows
    )
    return (head, *lines)


def _number(text: str) -> int | float:
    return float(text) if "." in text else int(text)


def figures_in(file: Path) -> FiguresRead | None:
    """Return what *file* says when it's a workbook of figures, None for a form or anything else."""
    return read_figures(read_bytes(file), file.name) if file.suffix.lower() == ".xlsx" else None


def verify_figures(terminal: Terminal, read: FiguresRead) -> None:
    """
    Count the figures of a workbook again, as known on its day, and tell every cell that differs.

    Raises:
        typer.Exit: something differs.
    """
    book = read.book
    language = Language.EN if book.language == Language.EN else Language.ZH
    counted = figures_book(language, opened(terminal, book.month, book.as_known_on.isoformat())[0])
    changed = list(changed_cells(book, counted))
    same = book.digest == read.printed
    if terminal.as_json:
        terminal.json(
            {"month": book.month, "as_known_on": book.as_known_on, "printed": read.printed, "digest": book.digest,
             "differences": [asdict(one) for one in changed], "equal": same and not changed}
        )  # fmt: skip
    terminal.say(said.FIGURES_HEAD, month=book.month, day=book.as_known_on)
    terminal.say(said.DIGEST_EQUAL if same else said.DIGEST_DIFFERS, digest=book.digest, found=book.digest,
                 printed=read.printed)  # fmt: skip
    if not changed:
        terminal.say(said.COUNTED_EQUAL, count=sum(len(row) for sheet in counted.sheets for row in sheet.rows))
    for one in changed:
        place = f"{one.sheet} {one.row}:{one.column}"
        terminal.say(said.COUNTED_DIFFERS, place=place, label=one.label, file=one.is_now, hub=one.should_be)
    terminal.say(said.FIGURES_PROVEN if same and not changed else said.FIGURES_NOT_PROVEN)
    if changed or not same:
        raise typer.Exit(Outcome.ATTEND)
