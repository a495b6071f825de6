"""``hub user``: accounts and grants of the people at the console."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from hub.catalogue import people as said
from hub.cli.acting import Desk, Told, Wanted, desk
from hub.cli.options import Json, Yes, day_of
from hub.cli.terminal import Outcome, Terminal
from hub.core.daytime import local_day
from hub.core.errors import AccessDeniedError, ConfigurationError
from hub.core.permissions import ADMINISTRATORS, Area, Deed, Grant, JointDeed, Role
from hub.core.wording import Message
from hub.people.accounts import Account, Accounts
from hub.people.deeds import Actor
from hub.people.grants import GrantLine, Grants

verbs = typer.Typer(no_args_is_help=True, help=said.USER)

Code = Annotated[str, typer.Argument(help=said.ARGUMENT_CODE)]
Number = Annotated[int, typer.Argument(help=said.ARGUMENT_GRANT)]
As = Annotated[str | None, typer.Option("--as", help=said.OPTION_AS)]
SignIn = Annotated[Path | None, typer.Option("--sign-in", help=said.OPTION_SIGN_IN)]
Unit = Annotated[str, typer.Option("--unit", help=said.OPTION_UNIT)]

_DAYS = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class _Asker:
    """Who gives a command about another's account, and whether they said yes beforehand."""

    acting: str | None
    sign_in: Path | None
    yes: bool

    def actor(self, at: Desk, deed: Deed) -> Actor:
        return at.actor(self.acting, Told.of(self.sign_in), Area.ACCOUNTS, deed)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Key:
    """Locking or unlocking, with what it asks and says."""

    what: Message
    done: Message
    locks: bool
    turn: Callable[[Accounts, str, Actor, datetime], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Decision:
    """What a second person decides of a grant, with what it asks and says."""

    what: Message
    done: Message
    take: Callable[[Grants, int, Actor, datetime], GrantLine]


_LOCK = _Key(what=said.LOCK_WHAT, done=said.LOCKED, locks=True, turn=Accounts.lock)
_UNLOCK = _Key(what=said.UNLOCK_WHAT, done=said.UNLOCKED, locks=False, turn=Accounts.unlock)
_CONFIRM = _Decision(what=said.CONFIRM_WHAT, done=said.CONFIRMED, take=Grants.confirm)
_REVOKE = _Decision(what=said.REVOKE_WHAT, done=said.REVOKED, take=Grants.revoke)


@verbs.command("add", help=said.ADD)
def add(
    context: typer.Context,
    code: Code,
    name: Annotated[str, typer.Option("--name", help=said.OPTION_NAME)],
    speaks: Annotated[str, typer.Option("--speaks", help=said.OPTION_SPEAKS)] = "zh",
    acting: As = None,
    sign_in: SignIn = None,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Add an account; its first password is printed once and kept nowhere."""
    terminal = Terminal.of(context, as_json=as_json)
    terminal.confirm(said.ADD_WHAT, yes=yes, code=code)
    with desk(terminal) as at:
        actor = at.actor(acting, Told.of(sign_in), Area.ACCOUNTS, Deed.WRITE)
        password = at.people.accounts.add(code, name, actor, at.now, language=speaks)
    if as_json:
        terminal.json({"account": code, "first_password": password})
    terminal.say(said.ADDED, code=code, password=password)
    terminal.say(said.NEXT_GRANT, code=code)


@verbs.command("list", help=said.LIST)
def list_accounts(context: typer.Context, as_json: Json = False) -> None:
    """List accounts with what they hold, and what waits for a second person."""
    terminal = Terminal.of(context, as_json=as_json)
    with desk(terminal) as at:
        accounts, lines = at.people.accounts.all(), at.people.grants.lines()
        _show(at, accounts, [line for line in lines if line.ended_by is None])


@verbs.command("unused", help=said.UNUSED)
def unused(context: typer.Context, as_json: Json = False) -> None:
    """List accounts that nobody used for as long as the settings say."""
    terminal = Terminal.of(context, as_json=as_json)
    with desk(terminal) as at:
        found = at.people.accounts.unused(at.now)
        if not found:
            if as_json:
                terminal.json([])
            terminal.say(said.NONE_UNUSED)
            return
        _show(at, found, at.people.grants.lines())
        terminal.say(said.UNUSED_SOME, count=len(found), days=at.people.policy.unused_days)
    raise typer.Exit(Outcome.ATTEND)


@verbs.command("lock", help=said.LOCK)
def lock(
    context: typer.Context, code: Code, acting: As = None, sign_in: SignIn = None, yes: Yes = False,
    as_json: Json = False,
) -> None:  # fmt: skip
    """Lock an account."""
    _turn(Terminal.of(context, as_json=as_json), _LOCK, code, _Asker(acting, sign_in, yes))


@verbs.command("unlock", help=said.UNLOCK)
def unlock(
    context: typer.Context, code: Code, acting: As = None, sign_in: SignIn = None, yes: Yes = False,
    as_json: Json = False,
) -> None:  # fmt: skip
    """Unlock an account, whether a person or failures locked it."""
    _turn(Terminal.of(context, as_json=as_json), _UNLOCK, code, _Asker(acting, sign_in, yes))


def _turn(terminal: Terminal, key: _Key, code: str, asker: _Asker) -> None:
    terminal.confirm(key.what, yes=asker.yes, code=code)
    with desk(terminal) as at:
        key.turn(at.people.accounts, code, asker.actor(at, Deed.WRITE), at.now)
    if terminal.as_json:
        terminal.json({"account": code, "locked": key.locks})
    terminal.say(key.done, code=code)


@verbs.command("reset", help=said.RESET)
def reset(
    context: typer.Context,
    code: Code,
    second_factor: Annotated[bool, typer.Option("--second-factor", help=said.OPTION_FACTOR)] = False,
    acting: As = None,
    second: Annotated[str | None, typer.Option("--with", help=said.OPTION_WITH)] = None,
    reason: Annotated[str, typer.Option("--why", "--reason", help=said.OPTION_WHY)] = "",
    sign_in: SignIn = None,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Give an account a new first password; with its second factor, by two administrators."""
    terminal = Terminal.of(context, as_json=as_json)
    if second_factor and (acting is None or second is None):
        raise AccessDeniedError(terminal.text(said.RESET_TWO), where=code, remedy=terminal.text(said.SAY_BOTH))
    terminal.confirm(said.RESET_WHAT, yes=yes, code=code)
    told = Told.of(sign_in)
    with desk(terminal) as at:
        if second_factor and acting is not None and second is not None:
            wanted = Wanted(
                deed=JointDeed.ACCOUNT_RESET, subjects=(at.people.accounts.named(code).code,), reason=reason,
                first=acting, second=second,
            )  # fmt: skip
            with at.two_persons(wanted, told) as (agreed, actor):
                password = at.people.accounts.reset_whole(agreed, actor, at.now)
        else:
            password = at.people.accounts.reset(code, at.actor(acting, told, Area.ACCOUNTS, Deed.WRITE), at.now)
    if as_json:
        terminal.json({"account": code, "first_password": password})
    terminal.say(said.RESET_DONE, code=code, password=password)


@verbs.command("grant", help=said.GRANT)
def grant(
    context: typer.Context,
    code: Code,
    role: Annotated[str, typer.Argument(help=said.ARGUMENT_ROLE)],
    unit: Unit,
    first: Annotated[str | None, typer.Option("--from", help=said.OPTION_FROM, metavar="YYYY-MM-DD")] = None,
    last: Annotated[str | None, typer.Option("--to", help=said.OPTION_TO, metavar="YYYY-MM-DD")] = None,
    acting: As = None,
    sign_in: SignIn = None,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Propose a grant, or appoint a new hub's first administrators."""
    terminal = Terminal.of(context, as_json=as_json)
    wanted = role_of(terminal, role)
    with desk(terminal) as at:
        start = day_of(first) or local_day(at.now)
        held = Grant(wanted, unit, start, day_of(last) or start + _DAYS)
        terminal.confirm(
            said.GRANT_WHAT, yes=yes, code=code, role=terminal.label(wanted.zh, wanted.en), unit=unit,
            first=held.start, last=held.end,
        )  # fmt: skip
        line = _given(at, code, held, acting, sign_in)
    if as_json:
        terminal.json(_document(line))
    elif line.is_waiting:
        terminal.say(said.PROPOSED, number=line.id)
    else:
        terminal.say(said.APPOINTED, code=code, role=terminal.label(wanted.zh, wanted.en), last=line.grant.end)


def _given(at: Desk, code: str, held: Grant, acting: str | None, sign_in: Path | None) -> GrantLine:
    if acting is None and held.role in ADMINISTRATORS and not at.people.grants.is_founded():
        at.people.accounts.named(code)
        return at.people.grants.found(code, held.role, held.unit, at.machine(), at.now)
    actor = at.actor(acting, Told.of(sign_in), Area.ACCOUNTS, Deed.PROPOSE)
    return at.people.grants.propose(code, held, actor, at.now)


@verbs.command("confirm", help=said.CONFIRM)
def confirm(
    context: typer.Context, number: Number, acting: As = None, sign_in: SignIn = None, yes: Yes = False,
    as_json: Json = False,
) -> None:  # fmt: skip
    """Confirm a grant as the second person."""
    _decide(Terminal.of(context, as_json=as_json), _CONFIRM, number, _Asker(acting, sign_in, yes))


@verbs.command("revoke", help=said.REVOKE)
def revoke(
    context: typer.Context, number: Number, acting: As = None, sign_in: SignIn = None, yes: Yes = False,
    as_json: Json = False,
) -> None:  # fmt: skip
    """Revoke a grant, or withdraw a proposal."""
    _decide(Terminal.of(context, as_json=as_json), _REVOKE, number, _Asker(acting, sign_in, yes))


def _decide(terminal: Terminal, decision: _Decision, number: int, asker: _Asker) -> None:
    terminal.confirm(decision.what, yes=asker.yes, number=number)
    with desk(terminal) as at:
        line = decision.take(at.people.grants, number, asker.actor(at, Deed.DECIDE), at.now)
    if terminal.as_json:
        terminal.json(_document(line))
    terminal.say(decision.done, number=number)


@verbs.command("bind", help=said.BIND)
def bind(
    context: typer.Context,
    code: Code,
    subject: Annotated[str, typer.Argument(help=said.ARGUMENT_SUBJECT)],
    acting: As = None,
    sign_in: SignIn = None,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Let an identity of the outside provider sign in as an account."""
    terminal = Terminal.of(context, as_json=as_json)
    terminal.confirm(said.BIND_WHAT, yes=yes, code=code)
    with desk(terminal) as at:
        actor = at.actor(acting, Told.of(sign_in), Area.ACCOUNTS, Deed.WRITE)
        if at.people.outside is None:
            raise ConfigurationError("no outside provider is set", where="people.oidc", remedy="see the settings")
        at.people.outside.bind(code, subject, actor, at.now)
    if as_json:
        terminal.json({"account": code, "subject": subject})
    terminal.say(said.BOUND, code=code)


def role_of(terminal: Terminal, text: str) -> Role:
    """
    Return the role that *text* names, by its code or its Chinese name.

    Raises:
        typer.BadParameter: there is none.
    """
    found = next((role for role in Role if text.strip().upper() == role.value or text.strip() == role.zh), None)
    if found is None:
        raise typer.BadParameter(terminal.text(said.NO_SUCH_ROLE, text=text))
    return found


def _show(at: Desk, accounts: list[Account], lines: list[GrantLine]) -> None:
    terminal = at.terminal
    held = {account.code: [line for line in lines if line.account == account.code] for account in accounts}
    if terminal.as_json:
        terminal.json(
            [
                {
                    "account": account.code,
                    "name": account.display,
                    "state": _state(account),
                    "second_factor": account.has_second_factor,
                    "signed_in_at": account.signed_in_at,
                    "grants": [_document(line) for line in held[account.code]],
                }
                for account in accounts
            ]
        )
    elif not accounts:
        terminal.say(said.NOBODY)
    else:
        terminal.entries(
            [said.COLUMN_CODE, said.COLUMN_NAME, said.COLUMN_STATE, said.COLUMN_SEEN, said.COLUMN_GRANTS],
            [_row(terminal, account, held[account.code]) for account in accounts],
            below=1,
        )


def _row(terminal: Terminal, account: Account, lines: list[GrantLine]) -> list[str]:
    grants = [
        f"{line.id} {terminal.label(line.grant.role.zh, line.grant.role.en)} {line.grant.unit} →{line.grant.end}"
        + (f" ({terminal.text(said.WAITS)})" if line.is_waiting else "")
        for line in lines
    ]
    seen = "-" if account.signed_in_at is None else str(local_day(account.signed_in_at))
    state = terminal.word(said.STATES, _state(account))
    return [account.code, account.display, state, seen, terminal.between.join(grants)]


def _state(account: Account) -> str:
    if account.is_locked:
        return "locked"
    return "sealed" if account.is_emergency else "active" if account.has_second_factor else "first"


def _document(line: GrantLine) -> dict[str, object]:
    return {
        "grant": line.id,
        "account": line.account,
        "role": line.grant.role.value,
        "unit": line.grant.unit,
        "from": line.grant.start,
        "to": line.grant.end,
        "proposed_by": line.proposed_by,
        "confirmed_by": line.confirmed_by,
        "ended_by": line.ended_by,
    }
