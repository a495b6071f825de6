"""``hub worker``: one worker of a hub on Apache Kafka, and how all of them stand."""

from __future__ import annotations

import json
import os
import socket
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from hub.bootstrap import SystemClock, worker_of, workers_of
from hub.cli.messages import worker as said
from hub.cli.options import Json
from hub.cli.terminal import Outcome, Terminal
from hub.cli.wording import Message
from hub.cluster import Watch, WorkersView, workers_folder
from hub.core.errors import ConfigurationError
from hub.settings import EngineKind, HubSettings, kafka_of, load_settings, settings_path

if TYPE_CHECKING:
    from hub.engines.faust import WorkerStanding

verbs = typer.Typer(no_args_is_help=True, help=said.GROUP)


def _settings(terminal: Terminal) -> HubSettings:
    settings = load_settings(settings_path(terminal.settings))
    if settings.engine is not EngineKind.KAFKA:
        raise ConfigurationError(terminal.text(said.NOT_KAFKA), where="engine", remedy=terminal.text(said.SET_KAFKA))
    return settings


class _Voice:
    """Says what changes about a worker: a line where something has, with JSON a line a second."""

    def __init__(self, terminal: Terminal, name: str) -> None:
        self._terminal = terminal
        self._name = name
        self._last: tuple[object, ...] = ()

    def tell(self, standing: WorkerStanding) -> None:
        """Say how the worker stands."""
        terminal = self._terminal
        if terminal.as_json:
            terminal.out.file.write(json.dumps(standing.document(), ensure_ascii=False) + "\n")
            terminal.out.file.flush()
            return
        changed = (standing.owned, standing.coming, standing.trouble)
        if changed == self._last or standing.ended:
            return
        self._last = changed
        terminal.say(said.OWNS if standing.owned else said.OWNS_NONE, shards=_numbers(standing.owned))
        if standing.coming:
            terminal.say(said.COMING, shards=_numbers(standing.coming))
        if standing.trouble:
            terminal.say(said.TROUBLE, trouble=standing.trouble)
        terminal.out.file.flush()

    def bark(self, part: str, seconds: float) -> None:
        """End the process: a thread that hangs can't be ended, and would keep its shards for ever."""
        sys.stderr.write(self._terminal.text(said.STALLED, name=self._name, part=part, seconds=round(seconds)) + "\n")
        sys.stderr.flush()
        os._exit(Outcome.STOPPED)


@verbs.command("run", help=said.RUN)
def run(
    context: typer.Context,
    name: Annotated[str | None, typer.Option("--name", help=said.OPTION_NAME)] = None,
    as_json: Json = False,
) -> None:
    """Run a worker until told to stop; with ``--json`` one line a second."""
    terminal = Terminal.of(context, as_json=as_json)
    settings = _settings(terminal)
    called = name or socket.gethostname()
    voice = _Voice(terminal, called)
    worker = worker_of(settings, called, Watch(bark=voice.bark, tell=voice.tell))
    terminal.say(
        said.STARTED, name=called, bootstrap=kafka_of(settings).bootstrap, folder=workers_folder(settings) / called
    )
    terminal.out.file.flush()
    worker.run()
    terminal.say(said.STOPPED, name=called)


@verbs.command("status", help=said.STATUS)
def status(context: typer.Context, as_json: Json = False) -> None:
    """Say who runs which shards; exit code 1 where a shard has no worker or a worker of this machine is in trouble."""
    terminal = Terminal.of(context, as_json=as_json)
    settings = _settings(terminal)
    view = workers_of(settings)
    ownerless = [number for number in range(settings.shards) if number not in view.owners]
    if as_json:
        terminal.json(
            {
                "members": [asdict(member) for member in view.members],
                "here": [standing.document() for standing in view.here],
                "behind": {str(number): places for number, places in view.behind.items()},
                "ownerless": ownerless,
            }
        )
    else:
        _print(terminal, view)
        if ownerless:
            terminal.say(said.SOME_OWNERLESS, shards=_numbers(ownerless))
    if ownerless or _is_troubled(view):
        raise typer.Exit(Outcome.ATTEND)


def _print(terminal: Terminal, view: WorkersView) -> None:
    here = {standing.name: standing for standing in view.here}
    terminal.table(
        [said.COLUMN_WORKER, said.COLUMN_HOST, said.COLUMN_SHARDS, said.COLUMN_TAKEN, said.COLUMN_SAYS],
        [
            [member.name, member.host, _numbers(member.partitions), *_says(terminal, here.get(member.name))]
            for member in view.members
        ],
    )
    owners = view.owners
    terminal.table(
        [said.COLUMN_SHARD, said.COLUMN_WORKER, said.COLUMN_BEHIND],
        [
            [str(number), owners.get(number, terminal.text(said.NO_OWNER)), f"{places:,}"]
            for number, places in sorted(view.behind.items())
        ],
    )


def _says(terminal: Terminal, standing: WorkerStanding | None) -> Sequence[str]:
    if standing is None:
        return "", terminal.text(said.SAYS_NOTHING)
    return f"{standing.taken:,}", standing.trouble or terminal.text(_word(standing))


def _word(standing: WorkerStanding) -> Message:
    if standing.ended:
        return said.SAYS_ENDED
    return said.SAYS_WELL if standing.is_fresh(SystemClock().now()) else said.SAYS_LATE


def _is_troubled(view: WorkersView) -> bool:
    """Return whether a member of the group on this machine is in trouble or silent."""
    members = {member.name for member in view.members}
    now = SystemClock().now()
    return any(one.name in members and (one.trouble or not one.is_fresh(now)) for one in view.here)


def _numbers(numbers: Iterable[int]) -> str:
    return " ".join(str(number) for number in sorted(numbers))
