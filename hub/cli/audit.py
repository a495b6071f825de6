"""``hub audit``: the journal for collectors and inspectors, and the proof that nothing in it was changed."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import IO, Annotated

import typer

from hub.catalogue import people as said
from hub.cli.acting import Desk, Told, desk
from hub.cli.options import Json
from hub.cli.terminal import Outcome, Terminal
from hub.cli.users import As, SignIn
from hub.core.permissions import Area, Deed
from hub.people.deeds import Recorded
from hub.people.journal import Breach, chain_breach
from hub.people.journal_files import json_line, read_json_lines, syslog_line

verbs = typer.Typer(no_args_is_help=True, help=said.AUDIT)

_OWNER_ONLY = 0o600


class Format(StrEnum):
    """How an export is written."""

    JSONL = "jsonl"
    SYSLOG = "syslog"


@verbs.command("export", help=said.AUDIT_EXPORT)
def export(
    context: typer.Context,
    out: Annotated[Path | None, typer.Option("--out", help=said.OPTION_OUT)] = None,
    form: Annotated[Format, typer.Option("--format", help=said.OPTION_FORMAT)] = Format.JSONL,
    since: Annotated[int, typer.Option("--since", min=0, help=said.OPTION_SINCE)] = 0,
    acting: As = None,
    sign_in: SignIn = None,
    as_json: Json = False,
) -> None:
    """Export the journal as the auditor; the export is a line of the journal itself."""
    terminal = Terminal.of(context, as_json=as_json)
    with desk(terminal) as at:
        actor = at.actor(acting, Told.of(sign_in), Area.AUDIT, Deed.READ)
        at.people.journal.record(actor, Recorded.AUDIT_EXPORTED, form.value, at.now, since=str(since))
        host = socket.gethostname() or "-"
        texts = (
            json_line(line) if form is Format.JSONL else syslog_line(line, host)
            for line in at.people.journal.lines(since)
        )
        count = _written(terminal, texts, out)
    if out is not None:
        if as_json:
            terminal.json({"file": out, "lines": count})
        terminal.say(said.EXPORTED, count=count)


@verbs.command("verify", help=said.AUDIT_VERIFY)
def verify(
    context: typer.Context,
    against: Annotated[Path | None, typer.Option("--against", help=said.OPTION_AGAINST)] = None,
    as_json: Json = False,
) -> None:
    """Verify the journal, and that it still holds what an earlier export held."""
    terminal = Terminal.of(context, as_json=as_json)
    with desk(terminal) as at:
        breach = at.people.journal.breach() or (None if against is None else _against(at, against))
        count = at.people.journal.count()
    if as_json:
        found = None if breach is None else {"number": breach.number, "what": breach.what}
        terminal.json({"lines": count, "breach": found})
    if breach is None:
        terminal.say(said.INTACT, count=count)
        return
    terminal.say(said.BROKEN, number=breach.number, what=terminal.word(said.BREACHES, breach.what))
    terminal.say(said.BROKEN_NEXT)
    raise typer.Exit(Outcome.STOPPED)


def _against(at: Desk, path: Path) -> Breach | None:
    texts = path.read_text(encoding="utf-8").splitlines()
    lines = list(read_json_lines(texts, path.name))
    return chain_breach(lines) or at.people.journal.breach_against(lines)


def _written(terminal: Terminal, texts: Iterable[str], out: Path | None) -> int:
    if out is None:
        return _put(texts, terminal.out.file)
    with os.fdopen(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY), "w", encoding="utf-8") as file:
        return _put(texts, file)


def _put(texts: Iterable[str], file: IO[str]) -> int:
    return sum(1 for text in texts if file.write(text + "\n"))
