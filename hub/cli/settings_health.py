"""What ``hub doctor`` says of running processes and the settings: which version they have, whose restart is due."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from hub.bootstrap.amended import amendments_of
from hub.bootstrap.cluster import settings_taken
from hub.bootstrap.rules import files_mark
from hub.catalogue import settings_verb as said
from hub.catalogue import worker as worker_said
from hub.cli.findings import Finding, looked
from hub.cli.terminal import Outcome, Terminal
from hub.core.errors import HubError
from hub.core.worker_settings import SettingsTaken
from hub.people.file import FILE as PEOPLE_FILE
from hub.service.heartbeat import Heartbeat
from hub.settings.kafka import EngineKind
from hub.settings.whole import HubSettings


def examine_taken(settings: HubSettings, taken: SettingsTaken, terminal: Terminal) -> Iterator[Finding]:
    """Yield whether the workers of a cluster were told which settings stand, and work under them."""
    name = said.DOCTOR_VERSION
    if (settings.data / PEOPLE_FILE).is_file():
        version = len(amendments_of(settings))
        if taken.version < version:
            detail = terminal.text(said.WORKERS_UNTOLD, version=version, told=taken.version)
            yield Finding(name, Outcome.ATTEND, detail, remedy=terminal.text(said.WORKERS_ARE_TOLD))
        elif taken.version > version:
            detail = terminal.text(said.WORKERS_AHEAD, version=version, told=taken.version)
            yield Finding(name, Outcome.STOPPED, detail, remedy=terminal.text(said.BRING_BACK))
    if taken.behind:
        detail = terminal.text(said.WORKERS_BEHIND, names=" ".join(taken.behind), version=taken.version)
        yield Finding(name, Outcome.ATTEND, detail, remedy=terminal.text(said.WORKERS_TAKE))
    elif taken.workers:
        yield Finding(name, Outcome.FINE, terminal.text(said.WORKERS_UNDER, version=taken.version))
    others = taken.with_other_files(files_mark(settings))
    if others:
        detail = terminal.text(said.WORKERS_FILES, names=" ".join(others))
        yield Finding(name, Outcome.ATTEND, detail, remedy=terminal.text(said.SAME_FILES))


def taken_on_cluster(settings: HubSettings) -> SettingsTaken | None:
    """Return how far the settings have come where the hub runs on a cluster that can be asked, None elsewhere."""
    if settings.engine is EngineKind.KAFKA:
        with suppress(HubError):  # whoever asks has other things to tell
            return settings_taken(settings)
    return None


def say_taken(terminal: Terminal, taken: SettingsTaken, version: int | None = None) -> None:
    """Say which workers work under which version, where *version* is the one that stands, by default what they know."""
    version = taken.version if version is None else version
    terminal.say(said.SETTINGS_IN_FORCE, version=version)
    if taken.version < version:
        terminal.say(said.WORKERS_UNTOLD, version=version, told=taken.version)
    elif taken.version > version:
        terminal.say(said.WORKERS_AHEAD, version=version, told=taken.version)
    for name, one in taken.workers.items():
        if one is None:
            terminal.say(said.WORKER_SILENT, name=name)
        else:
            terminal.say(said.WORKER_AT, name=name, version=one.version)
            if one.trouble:
                terminal.say(worker_said.TROUBLE, trouble=one.trouble)


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
