"""``hub worker``: one worker of a hub on Apache Kafka, and how all of them stand."""

from __future__ import annotations

import json
import os
import socket
import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hub.bootstrap.cluster import Watch, WorkersView, workers_folder
from hub.bootstrap.surroundings import SystemClock
from hub.bootstrap.workers import worker_of, workers_of
from hub.catalogue import operations
from hub.catalogue import settings_verb as settings_said
from hub.catalogue import worker as said
from hub.cli.cluster_file import access_of
from hub.cli.metrics import forwarder_sources_of, serving, worker_sources_of
from hub.cli.options import Json
from hub.cli.terminal import Outcome, Terminal
from hub.cli.wording import Message
from hub.core.errors import ConfigurationError
from hub.core.worker_settings import SettingsTaken
from hub.metrics.meter import EngineMeter
from hub.service.forwarding_turns import ForwardingTurns
from hub.settings.kafka import EngineKind
from hub.settings.loading import load_settings, settings_path
from hub.settings.whole import HubSettings, agencies_of, kafka_of

if TYPE_CHECKING:
    from hub.bus.kafka import KafkaAccess
    from hub.engines.faust import Worker, WorkerStanding

_FORWARDER = "forwarder"
_FORWARDS = 0
"""Shard whose owner forwards, where workers forward at all."""

_END_SECONDS = 10.0
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
        changed = (standing.owned, standing.coming, standing.trouble, standing.settings)
        if changed == self._last or standing.ended:
            return
        terminal.say(said.OWNS if standing.owned else said.OWNS_NONE, shards=_numbers(standing.owned))
        if standing.settings and standing.settings != (self._last[3] if self._last else 0):
            terminal.say(settings_said.UNDER_VERSION, version=standing.settings)
        self._last = changed
        if standing.coming:
            terminal.say(said.COMING, shards=_numbers(standing.coming))
        if standing.trouble:
            terminal.say(said.TROUBLE, trouble=standing.trouble)
        terminal.out.file.flush()

    def complain(self, trouble: str) -> None:
        """Say what keeps the forwarder from its work, or that it forwards again."""
        if not self._terminal.as_json:
            self._terminal.say(said.FORWARD_TROUBLE if trouble else said.FORWARDS_AGAIN, trouble=trouble)
            self._terminal.out.file.flush()

    def bark(self, part: str, seconds: float) -> None:
        """End the process: a thread that hangs can't be ended, and would keep its shards for ever."""
        sys.stderr.write(self._terminal.text(said.STALLED, name=self._name, part=part, seconds=round(seconds)) + "\n")
        sys.stderr.flush()
        os._exit(Outcome.STOPPED)


@verbs.command("run", help=said.RUN)
def run(
    context: typer.Context,
    name: Annotated[str | None, typer.Option("--name", help=said.OPTION_NAME)] = None,
    metrics: Annotated[str | None, typer.Option("--metrics", help=operations.OPTION_SERVE, metavar="HOST:PORT")] = None,
    forward: Annotated[Path | None, typer.Option("--forward", envvar="HUB_FORWARD", help=said.OPTION_FORWARD)] = None,
    as_json: Json = False,
) -> None:
    """Run a worker until told to stop; with ``--json`` one line a second."""
    terminal = Terminal.of(context, as_json=as_json)
    settings = _settings(terminal)
    called, meter = name or socket.gethostname(), EngineMeter()
    voice = _Voice(terminal, called)
    worker = worker_of(settings, called, Watch(bark=voice.bark, tell=voice.tell, observe=meter.observe))
    sources = [*worker_sources_of(settings, called, worker.standing), meter]
    with ExitStack() as beside:
        if forward is not None:
            access = access_of(forward)
            turns = _turns(settings, access, worker, voice)
            sources += forwarder_sources_of(access, turns)
            beside.enter_context(_forwarding(turns))
        beside.enter_context(serving(terminal, metrics, sources))
        terminal.say(
            said.STARTED, name=called, bootstrap=kafka_of(settings).bootstrap, folder=workers_folder(settings) / called
        )
        terminal.out.file.flush()
        worker.run()
    terminal.say(said.STOPPED, name=called)


def _turns(settings: HubSettings, access: KafkaAccess, worker: Worker, voice: _Voice) -> ForwardingTurns:
    """Return the forwarder of this worker: whoever runs the first shard forwards, so there is always one."""
    # What stands behind the gateway takes its time to import: no other verb is to wait for it.
    from hub.gatehouse import open_forwarder

    return ForwardingTurns(
        open=lambda: open_forwarder(settings, access, agencies_of(settings)),
        is_due=lambda: _FORWARDS in worker.standing().owned,
        beat=lambda: worker.beat(_FORWARDER),
        tell=voice.complain,
    )


@contextmanager
def _forwarding(turns: ForwardingTurns) -> Iterator[None]:
    """Let *turns* run in a thread meanwhile; one that hangs is ended by the worker's watchdog."""
    stop = threading.Event()
    thread = threading.Thread(target=turns.run, args=(stop,), name=_FORWARDER, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(_END_SECONDS)


@verbs.command("status", help=said.STATUS)
def status(context: typer.Context, as_json: Json = False) -> None:
    """Say who runs which shards; exit code 1 where a shard has no worker or a worker of this machine is in trouble."""
    terminal = Terminal.of(context, as_json=as_json)
    settings = _settings(terminal)
    view = workers_of(settings)
    ownerless = view.ownerless
    if as_json:
        terminal.json(
            {
                "members": [asdict(member) for member in view.members],
                "here": [standing.document() for standing in view.here],
                "behind": {str(number): places for number, places in view.behind.items()},
                "ownerless": ownerless,
                "settings": view.taken,
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
        [
            said.COLUMN_WORKER,
            said.COLUMN_HOST,
            said.COLUMN_SHARDS,
            said.COLUMN_SETTINGS,
            said.COLUMN_TAKEN,
            said.COLUMN_SAYS,
        ],
        [
            [
                member.name,
                member.host,
                _numbers(member.partitions),
                _version(view.taken, member.name),
                *_says(terminal, here.get(member.name)),
            ]
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


def _version(taken: SettingsTaken, name: str) -> str:
    """Return under which version of the settings a worker works, where another one stands with that."""
    said_it = taken.workers.get(name)
    if said_it is None:
        return ""
    return str(said_it.version) if said_it.version == taken.version else f"{said_it.version} / {taken.version}"


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
