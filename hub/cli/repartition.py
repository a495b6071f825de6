"""``hub topics repartition``: another number of shards, by a new layout that is filled, proven and switched to."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from hub.bootstrap.engines import shards_of
from hub.bootstrap.moves import open_repartition, open_versions
from hub.catalogue import moving as said
from hub.cli.cluster_file import AsUser, access_of, settings_as
from hub.cli.moving import Step, carry, say_json, write_setting
from hub.cli.options import Json, Yes
from hub.cli.terminal import Terminal
from hub.settings.kafka import EngineKind
from hub.settings.loading import load_settings, settings_path
from hub.settings.whole import HubSettings

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
    cluster: AsUser = None,
    admin: Annotated[Path | None, typer.Option("--admin", help=said.OPTION_ADMIN)] = None,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Prepare beside the running hub, stop it, carry the rest over, prove, switch."""
    terminal = Terminal.of(context, as_json=as_json)
    path = settings_path(terminal.settings)
    asked = _Asked(path, shards, Step.asked(prepare_only=prepare_only, undo=undo))
    settings = load_settings(path)
    terminal.confirm(asked.step.what(said.WHAT_PREPARE, said.WHAT_REPARTITION), yes=yes, shards=shards)
    if settings.engine is EngineKind.KAFKA:
        _on_the_cluster(terminal, settings_as(settings, cluster), asked, admin)
    else:
        _here(terminal, settings, asked)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the command was asked for."""

    path: Path
    shards: int
    step: Step

    @property
    def command(self) -> str:
        """The command that does it again."""
        return f"topics repartition --shards {self.shards}"


def _here(terminal: Terminal, settings: HubSettings, asked: _Asked) -> None:
    """Carry a hub of this machine."""

    def told() -> None:
        _tell_settings(terminal, asked.path, asked.shards)

    if settings.shards != asked.shards and shards_of(settings) == asked.shards:
        # a move that was killed between its switch and this line
        told()
        say_json(terminal, {"moved": True})
        return
    carry(terminal, open_repartition(settings, asked.shards), asked.step, asked.command, told)


def _on_the_cluster(terminal: Terminal, settings: HubSettings, asked: _Asked, admin: Path | None) -> None:
    """Carry a hub into the next version of its topics."""
    versions = open_versions(settings, asked.shards, None if admin is None else access_of(admin))

    def told() -> None:
        version, shards = versions.moved() or (settings.topic_version, settings.shards)
        versions.forget()
        _tell_settings(terminal, asked.path, shards)
        done = write_setting(asked.path, "topic_version", str(version))
        terminal.say(said.VERSION_DONE if done else said.VERSION_TODO, path=asked.path, version=version)
        terminal.say(said.ON_EVERY_MACHINE, shards=shards, version=version)

    if versions.moved() is not None:
        # as above
        told()
        say_json(terminal, {"moved": True})
        return
    if asked.step is Step.UNDO:
        versions.check_begun()
    carry(terminal, versions.open(asked.shards), asked.step, asked.command, told)


def _tell_settings(terminal: Terminal, path: Path, shards: int) -> None:
    done = write_setting(path, "shards", str(shards))
    terminal.say(said.SETTINGS_DONE if done else said.SETTINGS_TODO, path=path, shards=shards)
