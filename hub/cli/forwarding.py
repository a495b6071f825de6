"""``hub forward``: takes in what agencies wrote to topics of their own, until told to end."""

from __future__ import annotations

import signal
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from hub.catalogue import operations
from hub.catalogue import topics as said
from hub.cli.cluster_file import ClusterFile, access_of
from hub.cli.metrics import forwarder_sources_of, serving
from hub.cli.options import Json
from hub.cli.terminal import Terminal
from hub.core.errors import BusUnavailableError
from hub.service.forwarder import Forwarder
from hub.service.forwarding_turns import WAIT_SECONDS
from hub.settings.loading import load_settings, settings_path
from hub.settings.whole import agencies_of

_PAUSE_SECONDS = 2.0
Agencies = Annotated[list[str], typer.Option("--agency", help=said.OPTION_AGENCY, default_factory=list)]


def forward(
    context: typer.Context,
    agency: Agencies,
    cluster: ClusterFile = Path("forwarder.toml"),
    once: Annotated[bool, typer.Option("--once", help=said.OPTION_ONCE)] = False,
    metrics: Annotated[str | None, typer.Option("--metrics", help=operations.OPTION_SERVE, metavar="HOST:PORT")] = None,
    as_json: Json = False,
) -> None:
    """Forward batch by batch; an outage of the cluster is waited out, another forwarder ends this one."""
    terminal = Terminal.of(context, as_json=as_json)
    settings = load_settings(settings_path(terminal.settings))
    access = access_of(cluster)
    # What stands behind the gateway takes its time to import: no other verb is to wait for it.
    from hub.gatehouse import open_forwarder

    opened = open_forwarder(settings, access, [*agencies_of(settings), *agency])
    progress = _Progress()
    stop = threading.Event()
    if not once:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
    terminal.say(said.FORWARDING)
    try:
        with serving(terminal, metrics, forwarder_sources_of(access, progress)):
            _run(terminal, opened.forwarder, progress, stop, once=once)
    finally:
        opened.close()
    terminal.say(said.FORWARDED, count=progress.taken)
    if as_json:
        terminal.json({"taken": progress.taken})


@dataclass(slots=True)
class _Progress:
    taken: int = 0
    trouble: str = ""


def _run(terminal: Terminal, forwarder: Forwarder, progress: _Progress, stop: threading.Event, *, once: bool) -> None:
    """
    Run until *stop*, or *once* until nothing has come for a batch.

    Raises:
        StaleOwnerError: another forwarder has taken over.
    """
    quiet = 0
    while not stop.is_set() and not (once and quiet > 1):
        try:
            count = forwarder.run_batch(WAIT_SECONDS)
        except BusUnavailableError as error:
            if once:
                raise
            progress.trouble = str(error)
            terminal.say(said.CLUSTER_AWAY, code=error.code, what=error.what)
            stop.wait(_PAUSE_SECONDS)
            continue
        progress.trouble = ""
        progress.taken, quiet = progress.taken + count, 0 if count else quiet + 1
