"""What ``hub doctor`` and ``hub adapter check`` say of the certificate of an adapter far from its hub."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from hub import catalogue
from hub.bootstrap.surroundings import SystemClock
from hub.catalogue import gateway as said
from hub.cli.findings import Finding, looked
from hub.cli.terminal import Outcome, Terminal
from hub.core.daytime import local_day
from hub.core.errors import HubError
from hub.plugins.spec import CheckLine
from hub.settings.doors import RemoteIdentity
from hub.settings.whole import HubSettings

SOON = timedelta(days=30)
"""How long before its end a certificate is asked for anew: an authority takes its time."""


def examine_remote(settings: HubSettings, terminal: Terminal) -> Iterator[Finding]:
    """Yield whether each certificate of ``[remote.CODE]`` can be shown, and until when it holds."""
    for code, table in sorted(settings.remote.items()):
        found, until = looked(terminal, said.DOCTOR_IDENTITY, partial(_until, table), code)
        if until is None:
            yield found
            continue
        outcome = Outcome.ATTEND if until - SystemClock().now() < SOON else Outcome.FINE
        remedy = terminal.text(said.IDENTITY_NEXT) if outcome else ""
        yield Finding(said.DOCTOR_IDENTITY, outcome, f"{code}  {_told(until, terminal)}", remedy=remedy)


def identity_lines(settings: HubSettings, agency: str, terminal: Terminal) -> tuple[CheckLine, ...]:
    """Return the line on the certificate of *agency*; none where it isn't known by one."""
    table = settings.remote.get(agency)
    if table is None:
        return ()
    name = said.DOCTOR_IDENTITY
    try:
        return (CheckLine(zh=name, en=name.en, ok=True, detail=_told(_until(table), terminal)),)
    except HubError as fault:
        detail = f"{fault.code} {fault.where} {terminal.text(catalogue.heard(fault.what))}"
        remedy = terminal.text(catalogue.heard(fault.remedy))
        return (CheckLine(zh=name, en=name.en, ok=False, detail=detail, remedy=remedy),)


def _until(table: RemoteIdentity) -> datetime:
    from hub.service.remote_identity import TlsFiles, span_of  # no other verb is to wait for TLS and HTTP

    span = span_of(TlsFiles.of(table))
    span.check(SystemClock().now(), table.certificate.name)
    return span.until


def _told(until: datetime, terminal: Terminal) -> str:
    days = (until - SystemClock().now()).days
    return terminal.text(said.IDENTITY_UNTIL, day=local_day(until).isoformat(), days=days)
