"""``hub quarantine letters``: records that no processor could take, given again or put aside."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Annotated

import typer

from hub.bootstrap.engines import open_letters
from hub.catalogue import letters as said
from hub.cli.cluster_file import AsUser, settings_as
from hub.cli.options import Json, Yes
from hub.cli.terminal import Outcome, Terminal
from hub.engines.ports import Letters
from hub.engines.processing.letters import DeadLetter
from hub.settings.loading import load_settings, settings_path

Numbers = list[str]
_NUMBER = re.compile(r"^(\d+)/(\d+)$")


def letters(
    context: typer.Context,
    retry: Annotated[Numbers, typer.Option("--retry", help=said.OPTION_RETRY, default_factory=list)],
    dismiss: Annotated[Numbers, typer.Option("--dismiss", help=said.OPTION_DISMISS, default_factory=list)],
    cluster: AsUser = None,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """List what waits; settle what is named; exit code 1 while something waits."""
    terminal = Terminal.of(context, as_json=as_json)
    again, aside = _places(terminal, retry), _places(terminal, dismiss)
    opened = open_letters(settings_as(load_settings(settings_path(terminal.settings)), cluster))
    if again or aside:
        terminal.confirm(said.WHAT_SETTLE, yes=yes, again=len(again), aside=len(aside))
        for place in again:
            _tell(terminal, place, done=opened.retry(*place))
        for place in aside:
            _tell(terminal, place, done=opened.dismiss(*place))
    if _list(terminal, opened):
        raise typer.Exit(Outcome.ATTEND)


def _places(terminal: Terminal, numbers: Sequence[str]) -> list[tuple[int, int]]:
    found = [_NUMBER.match(number) for number in numbers]
    if not all(found):
        raise typer.BadParameter(terminal.text(said.NO_NUMBER))
    return [(int(one[1]), int(one[2])) for one in found if one is not None]


def _tell(terminal: Terminal, place: tuple[int, int], *, done: bool) -> None:
    terminal.say(said.DONE if done else said.BEFORE, number="/".join(map(str, place)))


def _list(terminal: Terminal, opened: Letters) -> int:
    """Show what waits and return how much that is; the record itself is never shown."""
    waiting = list(opened.pending())
    if terminal.as_json:
        terminal.json(
            [
                {
                    "number": _number(one),
                    "found_at": one.found_at,
                    "processor": one.processor,
                    "code": one.code,
                    "reason": one.reason,
                    "task_of": one.task_of,
                    "at": one.time,
                }
                for one in waiting
            ]
        )
    elif not waiting:
        terminal.say(said.NONE)
    else:
        headings = [said.NUMBER, said.PROCESSOR, said.TASK, said.FOUND_AT, said.REASON]
        rows = [
            [
                f"{one.partition}/{one.offset}",
                one.processor,
                one.task_of or "-",
                one.found_at,
                f"{one.code} {one.reason}",
            ]
            for one in waiting
        ]
        terminal.entries(headings, rows, below=1)
        terminal.say(said.COUNT, count=len(waiting))
    return len(waiting)


def _number(letter: DeadLetter) -> str:
    return f"{letter.partition}/{letter.offset}"
