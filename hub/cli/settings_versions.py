"""``hub settings``: what is in force and by whom, amended by two persons as on the console's page."""

from __future__ import annotations

from contextlib import closing, suppress
from typing import Annotated

import typer

from hub import catalogue
from hub.bootstrap.amended import check_told, tell_workers
from hub.bootstrap.holdings import read_hub
from hub.catalogue import settings_verb as said
from hub.cli.acting import Told, desk
from hub.cli.options import Json, Yes
from hub.cli.settings_desk import ask_whether, check_at, document_of, ruled_at, settings_of, tell_document
from hub.cli.settings_health import say_taken, taken_on_cluster
from hub.cli.settings_proposals import propose_verbs
from hub.cli.terminal import Terminal
from hub.cli.users import As, SignIn
from hub.console.ruled import Ruled, Wording
from hub.core.amendments import (
    Content,
)
from hub.core.clocks import CLOCKS
from hub.core.errors import HubError, UnknownRecordError
from hub.core.permissions import Area, Deed
from hub.people.amendments import AmendmentLine
from hub.queries.amended import Effects, effects
from hub.settings.kafka import EngineKind
from hub.settings.whole import HubSettings

verbs = typer.Typer(no_args_is_help=True, help=said.GROUP)
verbs.add_typer(propose_verbs, name="propose")
Number = Annotated[int, typer.Argument(help=said.ARGUMENT_NUMBER)]


MOST = 5_000


@verbs.command("list", help=said.LIST)
def list_versions(context: typer.Context, as_json: Json = False) -> None:
    """List what waits and every version, the newest first."""
    terminal = Terminal.of(context, as_json=as_json)
    settings = settings_of(terminal)
    with desk(terminal) as at:
        ruled = ruled_at(settings, at)
    taken = taken_on_cluster(settings)
    if as_json:
        told = {"version": ruled.version, "amendments": [document_of(line) for line in ruled.lines]}
        terminal.json(told if taken is None else {**told, "workers": taken})
        return
    if taken is None:
        terminal.say(said.IN_FORCE, version=ruled.version)
    else:
        say_taken(terminal, taken, ruled.version)
    if ruled.lines:
        _table(terminal, ruled)


@verbs.command("show", help=said.SHOW)
def show(context: typer.Context, number: Number, as_json: Json = False) -> None:
    """Show one amendment; of one that waits, what it does to what runs."""
    terminal = Terminal.of(context, as_json=as_json)
    settings = settings_of(terminal)
    with desk(terminal) as at:
        line, ruled = at.people.amendments.line(number), ruled_at(settings, at)
    found = _effects(settings, ruled, line) if line.is_waiting else None
    if as_json:
        terminal.json({**document_of(line), "before": ruled.before(line.amendment), "effects": found})
        return
    words = Wording(terminal.language)
    _table(terminal, Ruled(ruled.filed, (line,)))
    terminal.say(said.CHANGES, before=words.content(ruled.before(line.amendment)), after=words.content(_content(line)))
    if found is not None:
        _say_effects(terminal, found)


@verbs.command("confirm", help=said.CONFIRM)
def confirm(
    context: typer.Context, number: Number, acting: As = None, sign_in: SignIn = None, yes: Yes = False,
    as_json: Json = False,
) -> None:  # fmt: skip
    """Confirm an amendment as the second person: the next version."""
    terminal = Terminal.of(context, as_json=as_json)
    settings = settings_of(terminal)
    with desk(terminal) as at:
        line, ruled = at.people.amendments.line(number), ruled_at(settings, at)
        if line.is_waiting and not as_json:
            found = _effects(settings, ruled, line)
            if found is not None:
                _say_effects(terminal, found)
        ask_whether(terminal, said.CONFIRM_WHAT, line.amendment, yes=yes)
        actor = at.actor(acting, Told.of(sign_in), Area.SETTINGS, Deed.DECIDE)
        check_told(settings)
        line = at.people.amendments.confirm(number, actor, at.now, lambda one: check_at(settings, at, one))
    tell_document(terminal, line)
    terminal.say(said.CONFIRMED, version=line.amendment.version)
    if settings.engine is EngineKind.KAFKA:
        _tell_workers(terminal, settings)


@verbs.command("withdraw", help=said.WITHDRAW)
def withdraw(
    context: typer.Context, number: Number, acting: As = None, sign_in: SignIn = None, yes: Yes = False,
    as_json: Json = False,
) -> None:  # fmt: skip
    """Take back an amendment that waits."""
    terminal = Terminal.of(context, as_json=as_json)
    with desk(terminal) as at:
        ask_whether(terminal, said.WITHDRAW_WHAT, at.people.amendments.line(number).amendment, yes=yes)
        actor = at.actor(acting, Told.of(sign_in), Area.SETTINGS, Deed.WRITE)
        line = at.people.amendments.withdraw(number, actor, at.now)
    tell_document(terminal, line)
    terminal.say(said.WITHDRAWN)


def _tell_workers(terminal: Terminal, settings: HubSettings) -> None:
    """Tell the workers of a cluster at once; what keeps this from it is said, and mended by ``hub run``."""
    try:
        tell_workers(settings)
    except HubError as error:
        terminal.say(said.UNTOLD, trouble=f"{error.code} {terminal.text(catalogue.heard(error.what))}")
    else:
        terminal.say(said.TOLD)


def _content(line: AmendmentLine) -> Content:
    return line.amendment.content


def _table(terminal: Terminal, ruled: Ruled) -> None:
    words = Wording(terminal.language)
    terminal.entries(
        [said.COLUMN_NUMBER, said.COLUMN_WHAT, said.COLUMN_SINCE, said.COLUMN_STATE, said.COLUMN_BASIS],
        [
            [
                str(line.id),
                words.subject(_content(line)),
                line.amendment.since.isoformat(),
                _state(terminal, line),
                f"{line.amendment.basis}  {words.content(_content(line))}",
            ]
            for line in ruled.lines
        ],
        below=1,
    )


def _state(terminal: Terminal, line: AmendmentLine) -> str:
    who = {"first": line.proposed_by, "second": line.confirmed_by or line.ended_by or ""}
    if line.is_waiting:
        return terminal.text(said.STATE_WAITING, **who)
    return terminal.text(
        said.STATE_VERSION if line.confirmed_by else said.STATE_WITHDRAWN, version=line.amendment.version, **who
    )


def _effects(settings: HubSettings, ruled: Ruled, line: AmendmentLine) -> Effects | None:
    """Return what the amendment of *line* does to what runs, None where no hub has run here yet."""
    with suppress(UnknownRecordError), closing(read_hub(settings)) as books:
        return effects(books.disputes(), ruled.terms(), ruled.terms(line.amendment), line.amendment, MOST)
    return None


def _say_effects(terminal: Terminal, found: Effects) -> None:
    if not found.moved:
        terminal.say(said.MOVES_NOT, looked=found.looked)
    for moved in found.moved:
        rule = CLOCKS[moved.clock]
        terminal.say(said.MOVES, clock=terminal.label(rule.zh, rule.en), count=moved.count, days=moved.days)
