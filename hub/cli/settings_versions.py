"""``hub settings``: what is in force and by whom, amended by two persons as on the console's page."""

from __future__ import annotations

from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated

import typer

from hub import catalogue
from hub.bootstrap.amended import check_told, tell_workers
from hub.bootstrap.holdings import read_hub
from hub.bootstrap.rules import filed_standing
from hub.catalogue import settings_verb as said
from hub.cli.acting import Desk, Told, desk
from hub.cli.options import Json, Yes, day_of
from hub.cli.settings_health import say_taken, taken_on_cluster
from hub.cli.terminal import Terminal
from hub.cli.users import As, SignIn
from hub.console.ruled import Ruled, Wording
from hub.core.amendments import Amendment, Content, Holidays, Length, RestDays, check, first_of
from hub.core.clocks import CLOCKS
from hub.core.daytime import local_day
from hub.core.errors import HubError, PermanentError, UnknownRecordError
from hub.core.permissions import Area, Deed
from hub.core.wording import Message
from hub.people.amendments import AmendmentLine
from hub.queries.amended import Effects, effects
from hub.reference.divisions import is_division
from hub.reference.holidays import notice_in
from hub.settings.kafka import EngineKind
from hub.settings.loading import load_settings, settings_path
from hub.settings.whole import HubSettings

verbs = typer.Typer(no_args_is_help=True, help=said.GROUP)
propose_verbs = typer.Typer(no_args_is_help=True, help=said.PROPOSE)
verbs.add_typer(propose_verbs, name="propose")

Number = Annotated[int, typer.Argument(help=said.ARGUMENT_NUMBER)]
Basis = Annotated[str, typer.Option("--basis", help=said.OPTION_BASIS)]
Since = Annotated[str | None, typer.Option("--since", help=said.OPTION_SINCE, metavar="YYYY-MM-DD")]
MOST = 5_000


@dataclass(frozen=True, slots=True)
class _Asker:
    """Who gives the command, and whether they said yes beforehand."""

    acting: str | None
    sign_in: Path | None
    yes: bool


@verbs.command("list", help=said.LIST)
def list_versions(context: typer.Context, as_json: Json = False) -> None:
    """List what waits and every version, the newest first."""
    terminal = Terminal.of(context, as_json=as_json)
    settings = _settings(terminal)
    with desk(terminal) as at:
        ruled = _ruled(settings, at)
    taken = taken_on_cluster(settings)
    if as_json:
        told = {"version": ruled.version, "amendments": [_document(line) for line in ruled.lines]}
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
    settings = _settings(terminal)
    with desk(terminal) as at:
        line, ruled = at.people.amendments.line(number), _ruled(settings, at)
    found = _effects(settings, ruled, line) if line.is_waiting else None
    if as_json:
        terminal.json({**_document(line), "before": ruled.before(line.amendment), "effects": found})
        return
    words = Wording(terminal.language)
    _table(terminal, Ruled(ruled.filed, (line,)))
    terminal.say(said.CHANGES, before=words.content(ruled.before(line.amendment)), after=words.content(_content(line)))
    if found is not None:
        _say_effects(terminal, found)


@propose_verbs.command("clock", help=said.PROPOSE_CLOCK)
def propose_clock(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help=said.ARGUMENT_CLOCK)],
    basis: Basis,
    length: Annotated[int | None, typer.Option("--length", min=0, max=999, help=said.OPTION_LENGTH)] = None,
    region: Annotated[str | None, typer.Option("--region", help=said.OPTION_REGION)] = None,
    agency: Annotated[str | None, typer.Option("--agency", help=said.OPTION_AGENCY)] = None,
    since: Since = None,
    acting: As = None,
    sign_in: SignIn = None,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Propose another length of a clock; without a length its default."""
    if region is not None and not is_division(region):
        raise PermanentError("no such division", where=region, remedy="choose one of the list")
    content = Length(clock=name.upper(), length=length, region=region, agency=agency)
    terminal = Terminal.of(context, as_json=as_json)
    _propose(terminal, content, basis, day_of(since), _Asker(acting, sign_in, yes))


@propose_verbs.command("rest", help=said.PROPOSE_REST)
def propose_rest(
    context: typer.Context,
    first: Annotated[str, typer.Argument(help=said.ARGUMENT_FIRST, metavar="YYYY-MM-DD")],
    basis: Basis,
    last: Annotated[str | None, typer.Option("--last", help=said.OPTION_LAST, metavar="YYYY-MM-DD")] = None,
    work: Annotated[bool, typer.Option("--work", help=said.OPTION_WORK)] = False,
    acting: As = None,
    sign_in: SignIn = None,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Propose that days rest besides the State Council's, or are worked after all."""
    begins = day_of(first) or date.min
    content = RestDays(first=begins, last=day_of(last) or begins, rests=not work)
    _propose(Terminal.of(context, as_json=as_json), content, basis, begins, _Asker(acting, sign_in, yes))


@propose_verbs.command("holidays", help=said.PROPOSE_HOLIDAYS)
def propose_holidays(
    context: typer.Context,
    year: Annotated[int, typer.Argument(help=said.ARGUMENT_YEAR)],
    file: Annotated[Path, typer.Argument(help=said.ARGUMENT_FILE, exists=True, dir_okay=False)],
    basis: Basis,
    acting: As = None,
    sign_in: SignIn = None,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Propose the State Council's notice of a year that no file of the hub has."""
    content = Holidays(year=year, days=notice_in(file.read_text(encoding="utf-8-sig", errors="replace")))
    _propose(Terminal.of(context, as_json=as_json), content, basis, None, _Asker(acting, sign_in, yes))


@verbs.command("confirm", help=said.CONFIRM)
def confirm(
    context: typer.Context, number: Number, acting: As = None, sign_in: SignIn = None, yes: Yes = False,
    as_json: Json = False,
) -> None:  # fmt: skip
    """Confirm an amendment as the second person: the next version."""
    terminal = Terminal.of(context, as_json=as_json)
    settings = _settings(terminal)
    with desk(terminal) as at:
        line, ruled = at.people.amendments.line(number), _ruled(settings, at)
        if line.is_waiting and not as_json:
            found = _effects(settings, ruled, line)
            if found is not None:
                _say_effects(terminal, found)
        _ask(terminal, said.CONFIRM_WHAT, line.amendment, yes=yes)
        actor = at.actor(acting, Told.of(sign_in), Area.SETTINGS, Deed.DECIDE)
        check_told(settings)
        line = at.people.amendments.confirm(number, actor, at.now, lambda one: _check(settings, at, one))
    _tell(terminal, line)
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
        _ask(terminal, said.WITHDRAW_WHAT, at.people.amendments.line(number).amendment, yes=yes)
        actor = at.actor(acting, Told.of(sign_in), Area.SETTINGS, Deed.WRITE)
        line = at.people.amendments.withdraw(number, actor, at.now)
    _tell(terminal, line)
    terminal.say(said.WITHDRAWN)


def _propose(terminal: Terminal, content: Content, basis: str, since: date | None, asker: _Asker) -> None:
    settings = _settings(terminal)
    with desk(terminal) as at:
        today = local_day(at.now)
        first = first_of(content.year, today) if isinstance(content, Holidays) else today + timedelta(days=1)
        amendment = Amendment(content=content, since=since or first, basis=basis.strip())
        _check(settings, at, amendment)  # what can't be is refused before anybody is asked
        _ask(terminal, said.PROPOSE_WHAT, amendment, yes=asker.yes)
        actor = at.actor(asker.acting, Told.of(asker.sign_in), Area.SETTINGS, Deed.PROPOSE)
        line = at.people.amendments.propose(amendment, actor, at.now, lambda one: _check(settings, at, one))
    _tell(terminal, line)
    terminal.say(said.PROPOSED, number=line.id, command=terminal.command(f"settings confirm {line.id} --as"))


def _tell_workers(terminal: Terminal, settings: HubSettings) -> None:
    """Tell the workers of a cluster at once; what keeps this from it is said, and mended by ``hub run``."""
    try:
        tell_workers(settings)
    except HubError as error:
        terminal.say(said.UNTOLD, trouble=f"{error.code} {terminal.text(catalogue.heard(error.what))}")
    else:
        terminal.say(said.TOLD)


def _settings(terminal: Terminal) -> HubSettings:
    return load_settings(settings_path(terminal.settings))


def _ruled(settings: HubSettings, at: Desk) -> Ruled:
    return Ruled(filed_standing(settings), tuple(at.people.amendments.lines()))


def _check(settings: HubSettings, at: Desk, amendment: Amendment) -> None:
    check(amendment, _ruled(settings, at).standing, local_day(at.now))


def _content(line: AmendmentLine) -> Content:
    return line.amendment.content


def _ask(terminal: Terminal, what: Message, amendment: Amendment, *, yes: bool) -> None:
    words = Wording(terminal.language)
    terminal.confirm(
        what,
        yes=yes,
        about=words.subject(amendment.content),
        content=words.content(amendment.content),
        since=amendment.since,
        basis=amendment.basis,
    )


def _tell(terminal: Terminal, line: AmendmentLine) -> None:
    if terminal.as_json:
        terminal.json(_document(line))


def _document(line: AmendmentLine) -> dict[str, object]:
    one = line.amendment
    return {
        "number": line.id,
        "version": one.version,
        "kind": one.kind,
        "subject": one.content.subject,
        "content": one.content,
        "since": one.since,
        "basis": one.basis,
        "proposed_by": line.proposed_by,
        "proposed_at": line.proposed_at,
        "confirmed_by": line.confirmed_by,
        "confirmed_at": line.confirmed_at,
        "withdrawn_by": line.ended_by,
    }


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
