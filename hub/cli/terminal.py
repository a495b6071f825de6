"""How a command speaks: a table or a line for people, JSON for scripts, an error with its next command."""

from __future__ import annotations

import json
import os
import shlex
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, is_dataclass
from datetime import date, datetime
from enum import Enum, IntEnum
from pathlib import Path

import typer
from rich import box
from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from hub import catalogue
from hub.cli.wording import Language, Message
from hub.core.errors import (
    HubError,
    PermanentError,
    RowRejectedError,
    StaleOwnerError,
    TransientError,
    UnknownRecordError,
)


class Outcome(IntEnum):
    """Exit codes: what a caller must do."""

    FINE = 0
    ATTEND = 1
    STOPPED = 2


def outcome_of(error: HubError) -> Outcome:
    """Return the exit code for *error*: something to look at, or nothing goes on."""
    attend = isinstance(error, UnknownRecordError | RowRejectedError | TransientError)
    attend = attend and not isinstance(error, StaleOwnerError)
    return Outcome.ATTEND if attend else Outcome.STOPPED


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, frozenset | set):
        return sorted(value)
    if isinstance(value, Path):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


@dataclass(slots=True)
class Terminal:
    """What a command prints on, in which language, for whom."""

    language: Language
    out: Console
    err: Console
    settings: Path | None = None
    as_json: bool = False

    @classmethod
    def of(cls, context: typer.Context, *, as_json: bool = False) -> Terminal:
        """Return the terminal that the root command made, set to JSON when the verb was asked for it."""
        terminal = context.find_object(cls)
        if terminal is None:
            terminal = cls(Language.ZH, Console(), Console(stderr=True))
        terminal.as_json = as_json
        return terminal

    @property
    def is_watched(self) -> bool:
        """Whether a person sits in front of it."""
        return self.out.is_terminal and not os.environ.get("ONCE")

    @property
    def between(self) -> str:
        """What stands between the items of a list in a sentence."""
        return "、" if self.language is Language.ZH else ", "

    def text(self, message: Message, **values: object) -> str:
        """Return *message* in the reader's language."""
        return message.render(self.language, **values)

    def word(self, words: Mapping[str, Message], code: str) -> str:
        """Return the word of *words* for *code*; the code itself where nobody has a word for it."""
        return self.text(words[code]) if code in words else code

    def label(self, zh: str, en: str) -> str:
        """Return the label of the reader's language."""
        return zh if self.language is Language.ZH else en

    def say(self, message: Message, **values: object) -> None:
        """Print one message; nothing when JSON was asked for."""
        if not self.as_json:
            self.out.print(self.text(message, **values), markup=False, highlight=False)

    def line(self, text: str, style: str = "") -> None:
        """Print one line that is no message (a name, a figure); nothing when JSON was asked for."""
        if not self.as_json:
            self.out.print(text, markup=False, highlight=False, style=style or None)

    def json(self, document: object) -> None:
        """Print *document* as JSON: what scripts read."""
        self.out.file.write(json.dumps(document, ensure_ascii=False, indent=2, default=_plain) + "\n")

    def table(self, headings: Sequence[Message], rows: Sequence[Sequence[str]]) -> None:
        """Print *rows* under *headings*; nothing when JSON was asked for."""
        if self.as_json:
            return
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
        for heading in headings:
            table.add_column(self.text(heading), overflow="fold")
        for row in rows:
            table.add_row(*(cell.replace("[", "\\[") for cell in row))
        self.out.print(table)

    def entries(self, headings: Sequence[Message], rows: Sequence[Sequence[str]], *, below: int) -> None:
        """
        Print *rows* as lines under *headings*, the last *below* cells of each under its line, where they have room.

        For what a table of 80 columns would break into pieces: numbers stay whole, so that people can copy them.
        """
        if self.as_json:
            return
        short = len(headings) - below
        titles = [self.text(heading) for heading in headings]
        colon = self.label("：", ": ")
        lines = [[cell.replace("\n", " ") for cell in row[:short]] for row in rows]
        widths = [max(cell_len(line[place]) for line in [titles, *lines]) for place in range(short)]

        def show(cells: Sequence[str]) -> None:
            aligned = (set_cell_size(cell, width) for cell, width in zip(cells, widths, strict=True))
            self.line("  ".join(aligned).rstrip())

        show(titles[:short])
        for line, row in zip(lines, rows, strict=True):
            show(line)
            for title, cell in zip(titles[short:], row[short:], strict=True):
                if cell:
                    self.out.print(Padding(Text(f"{title}{colon}{cell}"), (0, 0, 0, 4)), highlight=False)

    def confirm(self, what: Message, *, yes: bool, **values: object) -> None:
        """
        Ask before something is written; a script, which can't be asked, must say ``--yes``.

        Raises:
            PermanentError: nobody is there to ask.
        """
        if yes:
            return
        sentence = self.text(what, **values)
        if not sys.stdin.isatty() or self.as_json:
            raise PermanentError(self.text(catalogue.NEEDS_YES), where=sentence, remedy=self.text(catalogue.SAY_YES))
        typer.confirm(self.text(catalogue.CONFIRM, what=sentence), abort=True)

    def command(self, verb: str) -> str:
        """Return how *verb* is typed for the settings that this command was given."""
        return f"hub {verb}" if self.settings is None else f"hub --settings {shlex.quote(str(self.settings))} {verb}"

    def fail(self, error: HubError) -> Outcome:
        """Print *error*: code, what, where, whose task, next command. Return the exit code."""
        headline, task, command = catalogue.for_code(error.code)
        document = {
            "error": error.code,
            "headline": self.text(headline),
            "what": self.text(catalogue.heard(error.what)),
            "where": error.where,
            "whose_task": self.text(task),
            "next": self.text(catalogue.heard(error.remedy)) if error.remedy else self.text(command),
        }
        if self.as_json:
            self.json(document)
            return outcome_of(error)
        lines = [f"{document['error']}  {document['headline']}"]
        lines += [f"  {error.where}  {document['what']}" if error.where else f"  {document['what']}"]
        lines += [f"  {self.text(catalogue.WHOSE_TASK)}{document['whose_task']}"]
        lines += [f"  {self.text(catalogue.NEXT_STEP)}{document['next']}"]
        for line in lines:
            self.err.print(line, markup=False, highlight=False)
        return outcome_of(error)
