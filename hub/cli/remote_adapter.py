"""``hub adapter run``: an adapter beside its department's system, exchanging over the gateway or a cluster."""

from __future__ import annotations

import json
import threading
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hub.bootstrap.surroundings import Surroundings
from hub.catalogue import gateway as said
from hub.cli.cluster_file import access_of
from hub.cli.options import Agency, Json
from hub.cli.running import in_words, local_time, stopped_by_signals
from hub.cli.terminal import Outcome, Terminal
from hub.core.errors import ConfigurationError
from hub.gateway.identity import KeyName
from hub.plugins.host import AdapterHost
from hub.plugins.records import RoundReport
from hub.settings.loading import load_settings, settings_path
from hub.settings.whole import HubSettings

if TYPE_CHECKING:
    from hub.gatehouse import RemoteAdapter, WayToHub

_OTHERS = 0o077
"""Rights by which others than the account that runs the adapter reach the key."""


def run(
    context: typer.Context,
    agency: Agency,
    to: Annotated[str, typer.Option("--to", help=said.OPTION_TO)],
    signing_key: Annotated[Path | None, typer.Option("--signing-key", help=said.OPTION_SIGNING)] = None,
    key_id: Annotated[str, typer.Option("--id", help=said.OPTION_KEY_ID)] = "",
    authority: Annotated[Path | None, typer.Option("--authority", help=said.OPTION_AUTHORITY)] = None,
    cluster: Annotated[Path | None, typer.Option("--cluster", help=said.OPTION_CLUSTER)] = None,
    once: Annotated[bool, typer.Option("--once", help=said.OPTION_ONCE)] = False,
    as_json: Json = False,
) -> None:
    """Run until told to stop; what can't be sent now waits here, durably."""
    # What stands behind the gateway takes its time to import: no other verb is to wait for it.
    from hub.gatehouse import open_remote_adapter

    terminal = Terminal.of(context, as_json=as_json)
    settings = load_settings(settings_path(terminal.settings))
    way = _way(settings, agency, to, authority, signed=_signed(agency, signing_key, key_id))
    stop = threading.Event()
    troubled = False

    def wait(seconds: float) -> None:
        stop.wait(seconds)

    with stopped_by_signals(stop):
        access = None if cluster is None else access_of(cluster)
        opened = open_remote_adapter(settings, agency, way, Surroundings(sleep=wait), access)
        try:
            terminal.say(said.ADAPTER_STARTED, agency=agency, url=to if access is None else access.bootstrap)
            voice = _Voice(terminal, opened)
            while not stop.is_set():
                report = opened.host.run_round()
                voice.tell(report)
                troubled = bool(report.trouble)
                if once:
                    break
                stop.wait(settings.poll_seconds)
        finally:
            opened.close()
    terminal.say(said.ADAPTER_STOPPED)
    if troubled:
        raise typer.Exit(Outcome.ATTEND)


def _way(
    settings: HubSettings, agency: str, to: str, authority: Path | None, *, signed: tuple[KeyName, bytes] | None
) -> WayToHub:
    """Return the way to the gateway: an agency has one identity, a certificate of the settings or a key of its own."""
    from hub.gatehouse import WayToHub
    from hub.service.remote_identity import TlsFiles

    table = settings.remote.get(agency)
    if (table is None) == (signed is None):
        raise ConfigurationError(
            "an agency is known by a certificate or by tokens that it signs, by one of them",
            where=f"[remote.{agency}]",
            remedy="name the certificate in the settings, or give --signing-key with --id",
        )
    files = TlsFiles() if table is None else TlsFiles.of(table)
    return WayToHub(
        address=to, files=files if authority is None else replace(files, authority=authority), signed=signed
    )


def _signed(agency: str, signing_key: Path | None, key_id: str) -> tuple[KeyName, bytes] | None:
    if signing_key is None:
        return None
    name = KeyName(agency, key_id)
    if not name.is_valid:
        remedy = "give that of hub gateway key, such as 2026a"
        raise ConfigurationError("the key has no id", where="--id", remedy=remedy)
    try:
        mode, private = signing_key.stat().st_mode, signing_key.read_bytes()
    except OSError as error:
        raise ConfigurationError("the key can't be read", where=str(signing_key), remedy="see --signing-key") from error
    if mode & _OTHERS:
        raise ConfigurationError(
            "the agency's key is open to others", where=signing_key.name, remedy=f"chmod 600 {signing_key.name}"
        )
    return name, private


class _Voice:
    """Says what a round did, and which version of the settings the hub works under where that's another one."""

    def __init__(self, terminal: Terminal, opened: RemoteAdapter) -> None:
        self._terminal = terminal
        self._opened = opened
        self._version: int | None = None

    def tell(self, report: RoundReport) -> None:
        """Say it after a round."""
        version = self._opened.under()
        if version != self._version and version is not None and not self._terminal.as_json:
            self._terminal.say(said.HUB_UNDER, version=version)
        self._version = version
        _tell(self._terminal, self._opened.host, report, version)


def _tell(terminal: Terminal, host: AdapterHost, report: RoundReport, version: int | None) -> None:
    now = Surroundings().clock.now()
    if terminal.as_json:
        told = {"round_at": now.isoformat(), "settings": version, **asdict(report)}
        terminal.out.file.write(json.dumps(told) + "\n")
        terminal.out.file.flush()
        return
    if report.submitted or report.delivered or report.quarantined or report.trouble:
        terminal.say(
            said.ADAPTER_ROUND,
            at=local_time(now),
            submitted=report.submitted,
            delivered=report.delivered,
            held=report.quarantined,
            spooled=host.store.spool_length(),
            trouble=in_words(terminal, report.trouble),
        )
        terminal.out.file.flush()
