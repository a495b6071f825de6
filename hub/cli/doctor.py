"""``hub doctor``: green, or whom to phone."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import sys
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import partial
from pathlib import Path

import typer

from hub import catalogue
from hub.backup.last import LastBackup
from hub.bootstrap.amended import settled
from hub.bootstrap.engines import log_folder, open_reader
from hub.bootstrap.holdings import read_hub
from hub.bootstrap.registry import registry_of
from hub.bootstrap.rules import calendar_of, terms_of
from hub.bootstrap.surroundings import SystemClock
from hub.bootstrap.workshop import adapter_context, adapter_settings, known_plugins, open_beside
from hub.catalogue import deadlines as due_said
from hub.catalogue import headlines, operations
from hub.catalogue import running as running_said
from hub.catalogue.settings_verb import DOCTOR_VERSION
from hub.cli.cluster_health import examine_cluster
from hub.cli.console_health import examine_console
from hub.cli.deadlines import missing_calendars
from hub.cli.findings import Finding, looked
from hub.cli.options import Json
from hub.cli.people_health import examine_people
from hub.cli.remote_health import examine_remote
from hub.cli.running import adapter_listings
from hub.cli.settings_health import examine_settings
from hub.cli.terminal import Outcome, Terminal
from hub.core.clocks.missing import MissingYear, missing_years
from hub.core.daytime import local_day
from hub.core.errors import HubError
from hub.plugins.manager import Plugins
from hub.settings.kafka import EngineKind
from hub.settings.loading import load_settings, settings_path
from hub.settings.whole import HubSettings
from hub.vault import load_key_file

LEAST_FREE = 1 << 30
"""Bytes that must be free: a county's month needs some 100 MB."""

LEAST_SQLITE = (3, 35, 0)
"""RETURNING and STRICT upserts of the log need it."""


def doctor(context: typer.Context, as_json: Json = False) -> None:
    """Look at everything that the hub needs, without touching a department's system."""
    terminal = Terminal.of(context, as_json=as_json)
    path = settings_path(terminal.settings)
    findings = list(examine(path, terminal))
    worst = max((finding.outcome for finding in findings), default=Outcome.FINE)
    if as_json:
        terminal.json(
            {
                "outcome": worst.name.lower(),
                "findings": [_document(terminal, finding) for finding in findings],
            }
        )
    else:
        for finding in findings:
            _print(terminal, finding)
        ending = (running_said.DOCTOR_FINE, running_said.DOCTOR_ATTEND, running_said.DOCTOR_STOPPED)[worst]
        terminal.say(ending, command=terminal.command("run"))
    if worst:
        raise typer.Exit(worst)


def _document(terminal: Terminal, finding: Finding) -> dict[str, str]:
    return {
        "name": terminal.text(finding.name),
        "outcome": finding.outcome.name.lower(),
        "detail": finding.detail,
        "task": terminal.text(finding.task),
        "remedy": finding.remedy,
    }


def _print(terminal: Terminal, finding: Finding) -> None:
    mark = (catalogue.MARK_FINE, catalogue.MARK_ATTEND, catalogue.MARK_FAILED)[finding.outcome]
    terminal.line(f"{terminal.text(finding.name)}  {terminal.text(mark)}  {finding.detail}")
    if finding.outcome:
        terminal.line(f"      {terminal.text(catalogue.WHOSE_TASK)}{terminal.text(finding.task)}")
        if finding.remedy:
            terminal.line(f"      {terminal.text(catalogue.NEXT_STEP)}{finding.remedy}")


def examine(path: Path, terminal: Terminal) -> Iterator[Finding]:
    """Yield what was found, first what everything else stands on."""
    yield _versions()
    found, filed = looked(terminal, running_said.DOCTOR_SETTINGS, lambda: load_settings(path), str(path))
    yield found
    if filed is None:
        return
    # looked up once: where that fails, what files say is looked at all the same
    found, amended = looked(terminal, DOCTOR_VERSION, lambda: settled(filed), "")
    settings = filed.pinned(()) if amended is None else amended
    yield _space(settings)
    yield looked(terminal, running_said.DOCTOR_KEY, lambda: load_key_file(settings.key), settings.key.name)[0]
    units = terminal.text(running_said.PACKAGED_UNITS) if settings.units is None else settings.units.name
    yield looked(terminal, running_said.DOCTOR_UNITS, lambda: registry_of(settings), units)[0]
    yield from _clocks(settings, terminal)
    yield from [found] if amended is None else examine_settings(settings, terminal)
    yield from _calendar(settings, terminal)
    yield from _plugins(settings, terminal)
    if not settings.adapters:
        remedy = terminal.text(running_said.DOCTOR_FILL_IN, path=path, command=terminal.command("doctor"))
        detail = terminal.text(running_said.DOCTOR_NO_ADAPTER)
        yield Finding(running_said.DOCTOR_ADAPTER, Outcome.ATTEND, detail, remedy=remedy)
    yield from examine_remote(settings, terminal)
    if settings.engine is EngineKind.KAFKA:
        yield from examine_cluster(settings, terminal)
    yield from examine_console(settings, terminal)
    yield from examine_people(settings, terminal)
    if log_folder(settings).is_dir():
        yield looked(terminal, running_said.DOCTOR_LOG, lambda: open_reader(settings).close(), str(settings.data))[0]
        yield _backup(settings, terminal)
        yield from _held(settings, terminal)


def _versions() -> Finding:
    detail = f"Python {sys.version.split()[0]}, SQLite {sqlite3.sqlite_version}"
    if sqlite3.sqlite_version_info < LEAST_SQLITE:
        wanted = ".".join(map(str, LEAST_SQLITE))
        return Finding(running_said.DOCTOR_VERSIONS, Outcome.STOPPED, detail, remedy=f"SQLite >= {wanted}")
    return Finding(running_said.DOCTOR_VERSIONS, Outcome.FINE, detail)


def _space(settings: HubSettings) -> Finding:
    there = next(folder for folder in (settings.data, *settings.data.parents) if folder.is_dir())
    free = shutil.disk_usage(there).free
    detail = f"{settings.data}  {free >> 20:,} MiB"
    if free < LEAST_FREE:
        return Finding(
            running_said.DOCTOR_SPACE, Outcome.ATTEND, detail, remedy=f"free {LEAST_FREE >> 20} MiB on this disk"
        )
    return Finding(running_said.DOCTOR_SPACE, Outcome.FINE, detail)


def _backup(settings: HubSettings, terminal: Terminal) -> Finding:
    last = LastBackup.read(settings.data)
    if last is None:
        detail, days = terminal.text(operations.BACKUP_NEVER), settings.backup.days + 1
    else:
        days = (SystemClock().now() - datetime.fromisoformat(last.made_at)).days
        detail = terminal.text(operations.BACKUP_DAYS, days=days, most=settings.backup.days)
        detail += "" if last.verified_at else terminal.text(operations.BACKUP_UNPROVEN)
    if days > settings.backup.days:
        return Finding(operations.DOCTOR_BACKUP, Outcome.ATTEND, detail, remedy=terminal.command("backup now"))
    return Finding(operations.DOCTOR_BACKUP, Outcome.FINE, detail)


def _calendar(settings: HubSettings, terminal: Terminal) -> Iterator[Finding]:
    found, calendar = looked(terminal, running_said.DOCTOR_CALENDAR, lambda: calendar_of(settings), "")
    if calendar is None:
        yield found
        return
    years = f"{min(calendar.years)}-{max(year for year in calendar.years if calendar.years[year])}"
    missing = _missing(settings, local_day(SystemClock().now()))
    if not missing:
        yield Finding(running_said.DOCTOR_CALENDAR, Outcome.FINE, years)
    for one in missing:
        detail = terminal.text(due_said.CALENDAR_MISSING, year=one.year, clocks=one.clocks)
        remedy = terminal.text(due_said.CALENDAR_REMEDY, year=one.year)
        yield Finding(running_said.DOCTOR_CALENDAR, Outcome.ATTEND, detail, remedy=remedy)


def _missing(settings: HubSettings, today: date) -> list[MissingYear]:
    """Return the years to load; before a hub has run, or where its log can't be read, no clock reaches anywhere."""
    if log_folder(settings).is_dir():
        with contextlib.suppress(HubError):  # what is wrong with the log is a finding of its own
            return missing_calendars(read_hub(settings), today)
    return missing_years(calendar_of(settings), (), today)


def _clocks(settings: HubSettings, terminal: Terminal) -> Iterator[Finding]:
    count = len(settings.clocks)
    detail = terminal.text(due_said.LOCAL_LENGTHS, count=count) if count else terminal.text(due_said.NO_LOCAL_LENGTH)
    found, _ = looked(terminal, due_said.DOCTOR_CLOCKS, lambda: terms_of(settings), detail)
    yield found


def _plugins(settings: HubSettings, terminal: Terminal) -> Iterator[Finding]:
    found, plugins = looked(terminal, running_said.DOCTOR_PLUGINS, lambda: known_plugins(settings), "")
    if plugins is None:
        yield found
        return
    names = " ".join(kind.info.code for kind in plugins.adapters)
    yield Finding(running_said.DOCTOR_PLUGINS, Outcome.FINE, names)
    for fault in plugins.faults:
        yield Finding(
            running_said.DOCTOR_PLUGINS, Outcome.STOPPED, f"{fault.distribution}: {fault.reason}", remedy=fault.remedy
        )
    for code, table in sorted(settings.adapters.items()):
        yield looked(terminal, running_said.DOCTOR_ADAPTER, partial(_fitting, plugins, code, table, settings), code)[0]


def _fitting(plugins: Plugins, code: str, table: Mapping[str, object], settings: HubSettings) -> None:
    kind = plugins.adapter(code)
    fitting = adapter_settings(kind, table)
    if settings.key.is_file():
        # Opening finds what settings alone don't show, a missing driver above all; the department isn't touched.
        kind.open(fitting, adapter_context(settings, SystemClock())).close()


def _held(settings: HubSettings, terminal: Terminal) -> Iterator[Finding]:
    found, workshop = looked(terminal, running_said.DOCTOR_QUEUES, lambda: open_beside(settings), "")
    if workshop is None:
        yield found
        return
    for listing in adapter_listings(workshop):
        detail = terminal.text(running_said.QUEUES, code=listing.info.code, spooled=listing.spooled, held=listing.held)
        attend = bool(listing.held or listing.spooled or listing.paused)
        remedy = terminal.command(f"quarantine list --adapter {listing.info.code}" if listing.held else "status")
        yield Finding(
            running_said.DOCTOR_QUEUES, Outcome.ATTEND if attend else Outcome.FINE, detail, headlines.CLERK, remedy
        )
