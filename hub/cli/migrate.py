"""``hub migrate``: the whole hub to a Kafka cluster, and back to one machine, with proof."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Annotated

import typer

from hub.bootstrap import open_migration
from hub.cli.messages import moving as said
from hub.cli.moving import document, tell, watching
from hub.cli.options import Json, Yes
from hub.cli.terminal import Outcome, Terminal
from hub.connectors.files.limits import write_atomically
from hub.engines.moving import Move
from hub.settings import EngineKind, load_settings, settings_path

verbs = typer.Typer(no_args_is_help=True, help=said.MIGRATE)

PrepareOnly = Annotated[bool, typer.Option("--prepare-only", help=said.OPTION_PREPARE)]
Undo = Annotated[bool, typer.Option("--undo", help=said.OPTION_UNDO)]

_LINE = re.compile(r"^#?\s*engine\s*=.*$", re.MULTILINE)


@verbs.command("embedded-to-kafka", help=said.UP)
def up(
    context: typer.Context,
    prepare_only: PrepareOnly = False,
    undo: Undo = False,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Carry the hub to the cluster of the settings."""
    terminal = Terminal.of(context, as_json=as_json)
    what = said.WHAT_UNDO if undo else said.WHAT_PREPARE_MIGRATION if prepare_only else said.WHAT_UP
    terminal.confirm(what, yes=yes)
    _run(terminal, EngineKind.KAFKA, prepare_only=prepare_only, undo=undo)


@verbs.command("kafka-to-embedded", help=said.DOWN)
def down(
    context: typer.Context,
    prepare_only: PrepareOnly = False,
    undo: Undo = False,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Carry the hub from the cluster to this machine."""
    terminal = Terminal.of(context, as_json=as_json)
    what = said.WHAT_UNDO if undo else said.WHAT_PREPARE_MIGRATION if prepare_only else said.WHAT_DOWN
    terminal.confirm(what, yes=yes)
    _run(terminal, EngineKind.EMBEDDED, prepare_only=prepare_only, undo=undo)


def _run(terminal: Terminal, engine: EngineKind, *, prepare_only: bool, undo: bool) -> None:
    path = settings_path(terminal.settings)
    verb = "migrate embedded-to-kafka" if engine is EngineKind.KAFKA else "migrate kafka-to-embedded"
    work = open_migration(load_settings(path), up=engine is EngineKind.KAFKA)
    try:
        if undo:
            work.undo()
            terminal.say(said.UNDONE)
            _json(terminal, {"undone": True})
        elif prepare_only:
            with watching(terminal) as watch:
                work.prepare(watch)
            terminal.say(said.MIGRATION_PREPARED, command=terminal.command(verb))
            _json(terminal, {"prepared": True})
        else:
            _switch(terminal, work, engine, path)
    finally:
        work.close()


def _json(terminal: Terminal, shown: dict[str, object]) -> None:
    if terminal.as_json:
        terminal.json(shown)


def _switch(terminal: Terminal, work: Move, engine: EngineKind, path: Path) -> None:
    with watching(terminal) as watch:
        work.prepare(watch)
        outcome = work.finish(watch)
    _json(terminal, document(outcome))
    tell(terminal, outcome)
    if not outcome.moved:
        differing = next((name for name, each in outcome.processors.items() if not each.is_equal), "lifecycle")
        terminal.say(said.NOT_MOVED, command=terminal.command(f"rebuild {differing}"))
        raise typer.Exit(Outcome.ATTEND)
    done = write_engine(path, engine)
    terminal.say(said.ENGINE_DONE if done else said.ENGINE_TODO, path=path, engine=engine.value)
    terminal.say(said.MOVED)
    if engine is EngineKind.KAFKA:
        terminal.say(said.START_WORKERS)


def write_engine(path: Path, engine: EngineKind) -> bool:
    """Write the engine into the settings file; False where the environment says another, which only people mend."""
    text = path.read_text(encoding="utf-8")
    line = f'engine = "{engine.value}"'
    changed, count = _LINE.subn(line, text, count=1)
    write_atomically(path, (changed if count else f"{line}\n{text}").encode())
    return "HUB_ENGINE" not in os.environ
