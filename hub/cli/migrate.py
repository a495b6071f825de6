"""``hub migrate``: the whole hub to a Kafka cluster, and back to one machine, with proof."""

from __future__ import annotations

from typing import Annotated

import typer

from hub.bootstrap.moves import open_migration
from hub.catalogue import moving as said
from hub.cli.cluster_file import AsUser, settings_as
from hub.cli.moving import Step, carry, write_setting
from hub.cli.options import Json, Yes
from hub.cli.terminal import Terminal
from hub.settings.kafka import EngineKind
from hub.settings.loading import load_settings, settings_path

verbs = typer.Typer(no_args_is_help=True, help=said.MIGRATE)

PrepareOnly = Annotated[bool, typer.Option("--prepare-only", help=said.OPTION_PREPARE)]
Undo = Annotated[bool, typer.Option("--undo", help=said.OPTION_UNDO)]


@verbs.command("embedded-to-kafka", help=said.UP)
def up(
    context: typer.Context,
    prepare_only: PrepareOnly = False,
    undo: Undo = False,
    cluster: AsUser = None,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Carry the hub to the cluster of the settings."""
    terminal = Terminal.of(context, as_json=as_json)
    step = Step.asked(prepare_only=prepare_only, undo=undo)
    terminal.confirm(step.what(said.WHAT_PREPARE_MIGRATION, said.WHAT_UP), yes=yes)
    _run(terminal, EngineKind.KAFKA, step, cluster)


@verbs.command("kafka-to-embedded", help=said.DOWN)
def down(
    context: typer.Context,
    prepare_only: PrepareOnly = False,
    undo: Undo = False,
    cluster: AsUser = None,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Carry the hub from the cluster to this machine."""
    terminal = Terminal.of(context, as_json=as_json)
    step = Step.asked(prepare_only=prepare_only, undo=undo)
    terminal.confirm(step.what(said.WHAT_PREPARE_MIGRATION, said.WHAT_DOWN), yes=yes)
    _run(terminal, EngineKind.EMBEDDED, step, cluster)


def _run(terminal: Terminal, engine: EngineKind, step: Step, cluster: AsUser) -> None:
    path = settings_path(terminal.settings)
    settings = settings_as(load_settings(path), cluster)
    here = "embedded-to-kafka" if engine is EngineKind.KAFKA else "kafka-to-embedded"

    def moved() -> None:
        done = write_setting(path, "engine", f'"{engine.value}"')
        terminal.say(said.ENGINE_DONE if done else said.ENGINE_TODO, path=path, engine=engine.value)
        if engine is EngineKind.KAFKA:
            terminal.say(said.START_WORKERS)

    work = open_migration(settings, up=engine is EngineKind.KAFKA)
    carry(terminal, work, step, f"migrate {here}", moved)
