"""``hub user break-glass``: accounts in an envelope, for the day on which nobody can sign in."""

from __future__ import annotations

from typing import Annotated

import typer

from hub.catalogue import people as said
from hub.cli.acting import SOURCE, Told, desk
from hub.cli.options import Json, Yes, officer_of
from hub.cli.terminal import Terminal
from hub.cli.users import As, Code, SignIn, Unit, role_of
from hub.core.daytime import SHANGHAI
from hub.core.errors import AccessDeniedError
from hub.core.permissions import Area, Deed
from hub.people.deeds import Actor
from hub.people.emergency import SealOrder
from hub.people.signing_in import Refused

verbs = typer.Typer(no_args_is_help=True, help=said.BREAK_GLASS)


@verbs.command("seal", help=said.SEAL)
def seal(
    context: typer.Context,
    code: Code,
    role: Annotated[str, typer.Argument(help=said.ARGUMENT_ROLE)],
    unit: Unit,
    acting: As,
    second: Annotated[str, typer.Option("--with", help=said.OPTION_WITH)],
    hours: Annotated[int, typer.Option("--hours", help=said.OPTION_HOURS)] = 4,
    sign_in: SignIn = None,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Seal an account: both administrators sign in, and its code is printed once."""
    terminal = Terminal.of(context, as_json=as_json)
    wanted = role_of(terminal, role)
    terminal.confirm(
        said.SEAL_WHAT, yes=yes, code=code, role=terminal.label(wanted.zh, wanted.en), unit=unit, hours=hours
    )
    told = Told.of(sign_in)
    with desk(terminal) as at:
        first = at.actor(acting, told, Area.ACCOUNTS, Deed.PROPOSE)
        other = at.actor(second, told, Area.ACCOUNTS, Deed.DECIDE)
        order = SealOrder(account=code, role=wanted, unit=unit, hours=hours)
        sealed = at.people.seals.seal(order, first, other, at.now)
    if as_json:
        terminal.json({"account": code, "code": sealed})
    terminal.say(said.SEALED, password=sealed)


@verbs.command("open", help=said.OPEN)
def open_seal(
    context: typer.Context,
    code: Code,
    opener: Annotated[str, typer.Option("--opener", help=said.OPTION_OPENER)],
    sign_in: SignIn = None,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Open a sealed account; its code then signs in at the console until its hours are over."""
    terminal = Terminal.of(context, as_json=as_json)
    actor = Actor(officer_of(terminal, opener), SOURCE, is_emergency=True)
    terminal.confirm(said.OPEN_WHAT, yes=yes, code=code)
    told = Told.of(sign_in)
    with desk(terminal) as at:
        came = at.people.signing_in.open_seal(code, told.next(terminal.text(said.ASK_SEALED)), actor, at.now)
        if isinstance(came, Refused):
            why = terminal.label(came.why.zh, came.why.en)
            raise AccessDeniedError(terminal.text(said.NOT_SIGNED_IN, why=why), where=code)
        at.people.signing_in.end(came.token, at.now)
    if as_json:
        terminal.json({"account": code, "until": came.until})
    terminal.say(said.OPENED, code=code, until=f"{came.until.astimezone(SHANGHAI):%Y-%m-%d %H:%M}")
