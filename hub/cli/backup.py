"""``hub backup`` and ``hub restore``."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from hub.backup.last import LastBackup
from hub.backup.making import BackupPlan, make_backup
from hub.backup.manifest import Manifest, backups_in, read_manifest
from hub.backup.restoring import check_files, keep_key, put_back, set_aside
from hub.backup.verifying import prove
from hub.bootstrap.registry import registry_of
from hub.bootstrap.rules import rules_of
from hub.bootstrap.surroundings import SystemClock
from hub.catalogue import operations as said
from hub.cli.options import Json, Yes
from hub.cli.terminal import Outcome, Terminal
from hub.contracts import Serde
from hub.core.daytime import SHANGHAI
from hub.core.errors import ConfigurationError, UnknownRecordError
from hub.engines.embedded import EmbeddedEngine, EngineOptions
from hub.processors import default_processors
from hub.service.heartbeat import Heartbeat
from hub.settings.loading import load_settings, settings_path
from hub.settings.whole import HubSettings
from hub.vault import SealedVault, SoftwareProvider, load_key_file

verbs = typer.Typer(no_args_is_help=True, help=said.BACKUP_VERBS)

Folder = Annotated[Path | None, typer.Option("--folder", help=said.OPTION_BACKUP_FOLDER)]


def _settings(terminal: Terminal) -> tuple[HubSettings, Path]:
    path = settings_path(terminal.settings)
    return load_settings(path), path


def _size(count: int) -> str:
    return f"{count / (1 << 20):,.1f} MiB"


def _local(instant: str) -> str:
    return f"{datetime.fromisoformat(instant).astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"


def _find(terminal: Terminal, folder: Path, named: str | None) -> Path:
    """
    Return the backup that *named* names: by path, by its name in *folder*, the newest unless told.

    Raises:
        UnknownRecordError: there is none.
    """
    if named is None:
        newest = next(iter(backups_in(folder)), None)
        if newest is not None:
            return newest[0]
    else:
        for path in (folder / named, Path(named)):
            if path.is_dir():
                return path
    raise UnknownRecordError(
        terminal.text(said.NO_SUCH_BACKUP), where=named or str(folder), remedy=terminal.command("backup list")
    )


@verbs.command("now", help=said.BACKUP_NOW)
def now(context: typer.Context, folder: Folder = None, as_json: Json = False) -> None:
    """Make a backup."""
    terminal = Terminal.of(context, as_json=as_json)
    settings, path = _settings(terminal)
    began = time.monotonic()
    plan = BackupPlan(
        data=settings.data,
        settings=path,
        key=settings.key,
        key_id=load_key_file(settings.key).key_id,
        folder=folder or settings.backup.folder,
        keep=settings.backup.keep,
    )
    target, manifest = make_backup(plan, SystemClock().now())
    if as_json:
        terminal.json({"path": target, "made_at": manifest.made_at, "bytes": manifest.bytes, "key_id": manifest.key_id})
        return
    seconds = time.monotonic() - began
    terminal.say(said.BACKUP_MADE, path=target, files=len(manifest.files), size=_size(manifest.bytes), seconds=seconds)
    terminal.say(said.BACKUP_KEY, key=manifest.key_id)
    terminal.say(said.BACKUP_NEXT, command=terminal.command("backup verify"))


@verbs.command("list", help=said.BACKUP_LIST)
def list_backups(context: typer.Context, folder: Folder = None, as_json: Json = False) -> None:
    """List what there is."""
    terminal = Terminal.of(context, as_json=as_json)
    settings, _ = _settings(terminal)
    found = list(backups_in(folder or settings.backup.folder))
    if as_json:
        terminal.json([_document(path, manifest) for path, manifest in found])
    elif not found:
        terminal.say(said.BACKUP_NONE, command=terminal.command("backup now"))
    else:
        terminal.table(
            [
                said.BACKUP_COLUMN,
                said.BACKUP_COLUMN_AT,
                said.BACKUP_COLUMN_SIZE,
                said.BACKUP_COLUMN_RECORDS,
                said.BACKUP_COLUMN_VERSION,
            ],
            [
                [path.name, _local(one.made_at), _size(one.bytes), f"{_records(one):,}", one.version]
                for path, one in found
            ],
        )
    if not found:
        raise typer.Exit(Outcome.ATTEND)


def _records(manifest: Manifest) -> int:
    return sum(head for heads in manifest.heads.values() for head in heads.values())


def _document(path: Path, manifest: Manifest) -> dict[str, object]:
    return {
        "path": path,
        "made_at": manifest.made_at,
        "bytes": manifest.bytes,
        "records": _records(manifest),
        "version": manifest.version,
        "key_id": manifest.key_id,
    }


@verbs.command("verify", help=said.BACKUP_VERIFY)
def verify(
    context: typer.Context,
    backup: Annotated[str | None, typer.Argument(help=said.ARGUMENT_BACKUP)] = None,
    deep: Annotated[bool, typer.Option("--deep", help=said.OPTION_DEEP)] = False,
    scratch: Annotated[Path | None, typer.Option("--scratch", help=said.OPTION_SCRATCH)] = None,
    folder: Folder = None,
    as_json: Json = False,
) -> None:
    """Prove a backup by restoring it."""
    terminal = Terminal.of(context, as_json=as_json)
    settings, _ = _settings(terminal)
    found = _find(terminal, folder or settings.backup.folder, backup)
    began = time.monotonic()
    room = (scratch or found.parent) / f"verify-{SystemClock().now():%Y%m%d-%H%M%S}"

    def opener(log: Path, generation: int) -> EmbeddedEngine:
        processors = default_processors(registry_of(settings), rules_of(settings))
        return EmbeddedEngine.open(log, processors, Serde(), EngineOptions(generation=generation))

    proof = prove(found, room, opener, lambda data: _unseal(settings, data), deep=deep)
    last = LastBackup.read(settings.data)
    if last is not None:
        replace(last, verified_at=SystemClock().now().isoformat()).write(settings.data)
    if as_json:
        terminal.json(
            {
                **_document(found, proof.manifest),
                "restores": True,
                "taken": proof.taken,
                "disputes": proof.disputes,
                "rows_compared": proof.compared,
            }
        )
        return
    seconds = time.monotonic() - began
    terminal.say(
        said.PROVEN, path=found, files=proof.files, taken=proof.taken, disputes=proof.disputes, seconds=seconds
    )
    if proof.compared is not None:
        terminal.say(said.PROVEN_DEEP, count=proof.compared)


def _unseal(settings: HubSettings, data: Path) -> None:
    """
    Open one sealed dossier of *data*, where there is one that isn't erased.

    Raises:
        HubError: the key doesn't open it.
    """
    safe = data / "dossiers.db"
    if not safe.is_file() or not (data / "vault.db").is_file():
        return
    with closing(sqlite3.connect(f"{safe.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        sealed = [bytes(row[0]) for row in connection.execute("SELECT sealed FROM dossiers LIMIT 100")]
    vault = SealedVault(data / "vault.db", load_key_file(settings.key), SoftwareProvider(), SystemClock())
    try:
        for one in sealed:
            try:
                vault.open(one, receiver="backup", purpose="proof of a backup, in scratch")
            except UnknownRecordError:
                continue  # that root was erased
            return
    finally:
        vault.close()


def restore(
    context: typer.Context,
    backup: Annotated[str, typer.Argument(help=said.ARGUMENT_BACKUP_NAMED)],
    folder: Folder = None,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Put a backup back."""
    terminal = Terminal.of(context, as_json=as_json)
    settings, _ = _settings(terminal)
    found = _find(terminal, folder or settings.backup.folder, backup)
    _refuse_while_running(terminal, settings)
    manifest = read_manifest(found)
    key = load_key_file(settings.key).key_id
    if key != manifest.key_id:
        raise ConfigurationError(
            terminal.text(said.OTHER_KEY, found=key, wanted=manifest.key_id),
            where=settings.key.name,
            remedy=terminal.text(said.BRING_KEY),
        )
    at = _local(manifest.made_at)
    terminal.confirm(said.WILL_RESTORE, yes=yes, data=settings.data, at=at)
    check_files(found)
    aside = set_aside(settings.data, datetime.now(UTC))
    put_back(found, settings.data)
    keep_key(settings.key, settings.data, aside)
    LastBackup(made_at=manifest.made_at, folder=str(found), bytes=manifest.bytes).write(settings.data)
    if as_json:
        terminal.json({"restored": found, "as_of": manifest.made_at, "set_aside": aside})
        return
    terminal.say(said.RESTORED, at=at, path=found)
    if aside is not None:
        terminal.say(said.SET_ASIDE, path=aside)
    terminal.say(said.RESTORED_NEXT, command=terminal.command("doctor"))


def _refuse_while_running(terminal: Terminal, settings: HubSettings) -> None:
    heart = Heartbeat.read(settings.data)
    if heart is not None and heart.is_alive:
        raise ConfigurationError(
            terminal.text(said.HUB_RUNS, pid=heart.pid),
            where=str(settings.data),
            remedy=terminal.text(said.STOP_FIRST),
        )
