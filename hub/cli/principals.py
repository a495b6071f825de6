"""``hub principal``: passwords of the cluster's users, changed without an outage (ADR 0066)."""

from __future__ import annotations

import os
import secrets
from collections.abc import Collection
from pathlib import Path
from typing import Annotated

import typer

from hub.catalogue import topics as said
from hub.cli.cluster_file import DEFAULT_FILE, ClusterFile, access_of, administered
from hub.cli.options import Json, Yes
from hub.cli.terminal import Terminal
from hub.core.entitlements import HUBS_OWN, principal_of, seats_of
from hub.core.errors import PermanentError, UnknownRecordError

verbs = typer.Typer(no_args_is_help=True, help=said.PRINCIPALS)

Name = Annotated[str, typer.Argument(help=said.ARGUMENT_PRINCIPAL)]
To = Annotated[Path | None, typer.Option("--to", help=said.OPTION_TO)]
_BYTES = 24
_OWNER_ONLY = 0o600


@verbs.command("add", help=said.ADD)
def add(
    context: typer.Context, name: Name, to: To = None, cluster: ClusterFile = DEFAULT_FILE, as_json: Json = False
) -> None:
    """Give a principal its first password."""
    _give(Terminal.of(context, as_json=as_json), name, to, cluster, fresh=True)


@verbs.command("rotate", help=said.ROTATE)
def rotate(
    context: typer.Context, name: Name, to: To = None, cluster: ClusterFile = DEFAULT_FILE, as_json: Json = False
) -> None:
    """Give the principal's other user a password; the one in use goes on."""
    _give(Terminal.of(context, as_json=as_json), name, to, cluster, fresh=False)


@verbs.command("retire", help=said.RETIRE)
def retire(
    context: typer.Context, user: Name, cluster: ClusterFile = DEFAULT_FILE, yes: Yes = False, as_json: Json = False
) -> None:
    """Take the password of one user away: the one that nobody uses any more."""
    terminal = Terminal.of(context, as_json=as_json)
    with administered(cluster) as admin:
        if user not in admin.users():
            raise UnknownRecordError("has no password", where=user, remedy="hub topics plan")
        terminal.confirm(said.WHAT_RETIRE, yes=yes, user=user)
        admin.take_password(user)
    terminal.say(said.RETIRED, user=user)
    if as_json:
        terminal.json({"user": user, "retired": True})


def full_name(name: str) -> str:
    """Return the principal that *name* means: one of the hub's own, or an agency's code."""
    return name if name in HUBS_OWN or name.startswith(principal_of("")) else principal_of(name)


def seat_for(principal: str, users: Collection[str], *, fresh: bool) -> str:
    """
    Return which user of *principal* gets a password, where *users* have one.

    Raises:
        PermanentError: the first is wanted and there is one, or another and there are none or two.
    """
    having = [seat for seat in seats_of(principal) if seat in users]
    if fresh and having:
        raise PermanentError("has a password already", where=principal, remedy=f"hub principal rotate {principal}")
    if not fresh and not having:
        raise PermanentError("has no password yet", where=principal, remedy=f"hub principal add {principal}")
    if len(having) > 1:
        raise PermanentError(
            "both users have a password: finish the former rotation first",
            where=principal,
            remedy=f"hub principal retire {having[0]}, or {having[1]}: whichever is not in use",
        )
    return next(seat for seat in seats_of(principal) if seat not in users)


def _give(terminal: Terminal, name: str, to: Path | None, cluster: Path, *, fresh: bool) -> None:
    principal, password = full_name(name), secrets.token_urlsafe(_BYTES)
    prefix = access_of(cluster).prefix
    with administered(cluster) as admin:
        users = admin.users()
        seat = seat_for(principal, users, fresh=fresh)
        if to is not None:
            # written before it's given: a password that nobody has is worse than a file that opens nothing
            _write(to, password)
        admin.put_password(seat, password)
    former = next((user for user in seats_of(principal) if user in users), None)
    terminal.say(said.GIVEN, user=prefix + seat)
    if to is not None:
        terminal.say(said.WRITTEN, path=to)
    else:
        terminal.say(said.SHOWN_ONCE, password=password)
    if former is not None:
        terminal.say(said.NEXT_RETIRE, command=terminal.command(f"principal retire {former}"))
    if terminal.as_json:
        shown = {"password": password} if to is None else {"file": str(to)}
        terminal.json({"user": prefix + seat, **shown})


def _write(path: Path, password: str) -> None:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
    except FileExistsError as error:
        raise PermanentError("is there already", where=str(path), remedy="name another file") from error
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(password + "\n")
