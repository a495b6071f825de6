"""``hub topics repartition``: another number of shards, by a new layout that is filled, proven and switched to."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hub.bootstrap import open_repartition, shards_of
from hub.cli.messages import moving as said
from hub.cli.moving import Step, carry, say_json, write_setting
from hub.cli.options import Json, Yes
from hub.cli.terminal import Terminal
from hub.settings import load_settings, settings_path

verbs = typer.Typer(no_args_is_help=True, help=said.TOPICS)


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
    step = Step.asked(prepare_only=prepare_only, undo=undo)
    terminal.confirm(step.what(said.WHAT_PREPARE, said.WHAT_REPARTITION), yes=yes, shards=shards)
    settings = load_settings(path)
    if settings.shards != shards and shards_of(settings) == shards:
        # a move that was killed between its switch and this line
        _tell_settings(terminal, path, shards)
        say_json(terminal, {"moved": True})
        return
    work = open_repartition(settings, shards)
    carry(
        terminal,
        work,
        step,
        f"topics repartition --shards {shards}",
        lambda: _tell_settings(terminal, path, shards),
    )


def _tell_settings(terminal: Terminal, path: Path, shards: int) -> None:
    done = write_setting(path, "shards", str(shards))
    terminal.say(said.SETTINGS_DONE if done else said.SETTINGS_TODO, path=path, shards=shards)
