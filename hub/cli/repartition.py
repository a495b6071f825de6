"""``hub topics repartition``: another number of shards, by a new layout that is filled, proven and switched to."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Annotated

import typer

from hub.bootstrap import open_repartition, shards_of
from hub.cli.messages import moving as said
from hub.cli.moving import document, tell, watching
from hub.cli.options import Json, Yes
from hub.cli.terminal import Outcome, Terminal
from hub.connectors.files.limits import write_atomically
from hub.engines.moving import Move
from hub.settings import load_settings, settings_path

verbs = typer.Typer(no_args_is_help=True, help=said.TOPICS)

_LINE = re.compile(r"^shards\s*=\s*\d+", re.MULTILINE)


@verbs.callback()
def topics() -> None:
    """Keep the verbs of topics in a group of their own."""


@verbs.command("repartition", help=said.REPARTITION)
def repartition(
    context: typer.Context,
    shards: Annotated[int, typer.Option("--shards", min=1, max=64, help=said.OPTION_SHARDS)],
    prepare_only: Annotated[bool, typer.Option("--prepare-only", help=said.OPTION_PREPARE)] = False,
    undo: Annotated[bool, typer.Option("--undo", help=said.OPTION_UNDO)] = False,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Prepare beside the running hub, stop it, carry the rest over, prove, switch."""
    terminal = Terminal.of(context, as_json=as_json)
    path = settings_path(terminal.settings)
    what = said.WHAT_UNDO if undo else said.WHAT_PREPARE if prepare_only else said.WHAT_REPARTITION
    terminal.confirm(what, yes=yes, shards=shards)
    settings = load_settings(path)
    if settings.shards != shards and shards_of(settings) == shards:
        # a move that was killed between its switch and this line
        _tell_settings(terminal, path, shards)
        _json(terminal, {"moved": True})
        return
    work = open_repartition(settings, shards)
    try:
        if undo:
            work.undo()
            terminal.say(said.UNDONE)
            _json(terminal, {"undone": True})
        elif prepare_only:
            with watching(terminal) as watch:
                work.prepare(watch)
            terminal.say(said.PREPARED, command=terminal.command(f"topics repartition --shards {shards}"))
            _json(terminal, {"prepared": True})
        else:
            _switch(terminal, work, shards, path)
    finally:
        work.close()


def _json(terminal: Terminal, shown: dict[str, object]) -> None:
    if terminal.as_json:
        terminal.json(shown)


def _switch(terminal: Terminal, work: Move, shards: int, path: Path) -> None:
    with watching(terminal) as watch:
        work.prepare(watch)
        outcome = work.finish(watch)
    _json(terminal, document(outcome))
    tell(terminal, outcome)
    if not outcome.moved:
        differing = next((name for name, each in outcome.processors.items() if not each.is_equal), "lifecycle")
        terminal.say(said.NOT_MOVED, command=terminal.command(f"rebuild {differing}"))
        raise typer.Exit(Outcome.ATTEND)
    _tell_settings(terminal, path, shards)
    terminal.say(said.MOVED)


def _tell_settings(terminal: Terminal, path: Path, shards: int) -> None:
    if write_shards(path, shards):
        terminal.say(said.SETTINGS_DONE, path=path, shards=shards)
    else:
        terminal.say(said.SETTINGS_TODO, shards=shards)


def write_shards(path: Path, shards: int) -> bool:
    """Write the new number into the settings file; False where the environment says another, which only people mend."""
    text = path.read_text(encoding="utf-8")
    line = f"shards = {shards}"
    changed, count = _LINE.subn(line, text, count=1)
    write_atomically(path, (changed if count else f"{line}\n{text}").encode())
    return "HUB_SHARDS" not in os.environ
