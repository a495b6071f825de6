"""What ``hub doctor`` says of running processes and the settings: which version they have, whose restart is due."""

from __future__ import annotations

from collections.abc import Iterator

from hub.bootstrap.amended import amendments_of
from hub.bootstrap.rules import files_mark
from hub.catalogue import settings_verb as said
from hub.cli.findings import Finding, looked
from hub.cli.terminal import Outcome, Terminal
from hub.service.heartbeat import Heartbeat
from hub.settings.whole import HubSettings


def examine_settings(settings: HubSettings, terminal: Terminal) -> Iterator[Finding]:
    """Yield whether the hub that runs works under the settings that stand; nothing where none runs."""
    heart = Heartbeat.read(settings.data)
    if heart is None or not heart.is_alive:
        return
    found, mark = looked(terminal, said.DOCTOR_VERSION, lambda: files_mark(settings), "")
    if mark is None:
        yield found
        return
    if heart.files and heart.files != mark:
        detail, remedy = terminal.text(said.FILES_CHANGED), terminal.text(said.RESTART)
        yield Finding(said.DOCTOR_VERSION, Outcome.ATTEND, detail, remedy=remedy)
    found, decided = looked(terminal, said.DOCTOR_VERSION, lambda: amendments_of(settings), "")
    if decided is None:
        yield found
    elif len(decided) != heart.settings:
        detail = terminal.text(said.BEHIND, version=len(decided), running=heart.settings)
        yield Finding(said.DOCTOR_VERSION, Outcome.ATTEND, detail, remedy=terminal.text(said.TAKES_NEXT))
    else:
        detail = terminal.text(said.UNDER, version=len(decided))
        yield Finding(said.DOCTOR_VERSION, Outcome.FINE, detail)
