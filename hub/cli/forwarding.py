"""``hub forward``: takes in what agencies wrote to topics of their own, until told to end."""

from __future__ import annotations

import signal
import threading
from pathlib import Path
from typing import Annotated

import typer

from hub.bootstrap import SystemClock, registry_of
from hub.cli.cluster_file import ClusterFile, access_of
from hub.cli.messages import topics as said
from hub.cli.options import Json
from hub.cli.terminal import Terminal
from hub.contracts import Serde
from hub.core.errors import BusUnavailableError, StaleOwnerError
from hub.core.forwarding import Gate
from hub.service.forwarder import Forwarder
from hub.settings import load_settings, settings_path

_WAIT_SECONDS = 1.0
_PAUSE_SECONDS = 2.0
Agencies = Annotated[list[str], typer.Option("--agency", help=said.OPTION_AGENCY, default_factory=list)]


def forward(
    context: typer.Context,
    agency: Agencies,
    cluster: ClusterFile = Path("forwarder.toml"),
    once: Annotated[bool, typer.Option("--once", help=said.OPTION_ONCE)] = False,
    as_json: Json = False,
) -> None:
    """Forward batch by batch; an outage of the cluster is waited out, another forwarder ends this one."""
    terminal = Terminal.of(context, as_json=as_json)
    settings = load_settings(settings_path(terminal.settings))
    access = access_of(cluster)
    from hub.engines.kafka.conveyor import KafkaConveyor

    conveyor = KafkaConveyor(access, [*settings.adapters, *agency])
    gate = Gate(serde=Serde(), registry=registry_of(settings))
    stop = threading.Event()
    if not once:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
    terminal.say(said.FORWARDING)
    try:
        taken = _run(terminal, Forwarder(conveyor=conveyor, gate=gate, clock=SystemClock()), stop, once=once)
    finally:
        conveyor.close()
    terminal.say(said.FORWARDED, count=taken)
    if as_json:
        terminal.json({"taken": taken})


def _run(terminal: Terminal, forwarder: Forwarder, stop: threading.Event, *, once: bool) -> int:
    """
    Run until *stop*, or *once* until nothing has come for a batch; return how many records were taken.

    Raises:
        StaleOwnerError: another forwarder has taken over.
    """
    taken, quiet = 0, 0
    while not stop.is_set() and not (once and quiet > 1):
        try:
            count = forwarder.run_batch(_WAIT_SECONDS)
        except StaleOwnerError:
            raise
        except BusUnavailableError as error:
            if once:
                raise
            terminal.say(said.CLUSTER_AWAY, code=error.code, what=error.what)
            stop.wait(_PAUSE_SECONDS)
            continue
        taken, quiet = taken + count, 0 if count else quiet + 1
    return taken
