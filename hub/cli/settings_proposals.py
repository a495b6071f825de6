"""``hub settings propose``: a length of a clock, rest days, next year's holidays, an organisation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from hub.catalogue import settings_verb as said
from hub.cli.acting import Told, desk
from hub.cli.options import Json, Yes, day_of
from hub.cli.settings_desk import ask_whether, check_at, ruled_at, settings_of, tell_document
from hub.cli.terminal import Terminal
from hub.cli.users import As, SignIn
from hub.core.amendments import (
    Amendment,
    AskedUnit,
    Content,
    Holidays,
    Length,
    RestDays,
    first_of,
    organisation_of,
)
from hub.core.codes import MediationKind, OrgKind
from hub.core.daytime import local_day
from hub.core.errors import PermanentError
from hub.core.permissions import Area, Deed
from hub.core.units import Unit
from hub.reference.divisions import is_division
from hub.reference.holidays import notice_in

propose_verbs = typer.Typer(no_args_is_help=True, help=said.PROPOSE)

Basis = Annotated[str, typer.Option("--basis", help=said.OPTION_BASIS)]


Since = Annotated[str | None, typer.Option("--since", help=said.OPTION_SINCE, metavar="YYYY-MM-DD")]


class _Roster(StrEnum):
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


_ROSTERS = {_Roster.YES: "yes", _Roster.NO: "no", _Roster.UNKNOWN: ""}


@dataclass(frozen=True, slots=True)
class _Asker:
    """Who gives the command, and whether they said yes beforehand."""

    acting: str | None
    sign_in: Path | None
    yes: bool


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


@propose_verbs.command("unit", help=said.PROPOSE_UNIT)
def propose_unit(
    context: typer.Context,
    code: Annotated[str, typer.Argument(help=said.ARGUMENT_UNIT)],
    basis: Basis,
    name: Annotated[str | None, typer.Option("--name", help=said.OPTION_NAME)] = None,
    agency: Annotated[str | None, typer.Option("--agency", help=said.OPTION_REACHED)] = None,
    parent: Annotated[str | None, typer.Option("--parent", help=said.OPTION_PARENT)] = None,
    roster: Annotated[_Roster | None, typer.Option("--roster", help=said.OPTION_ROSTER)] = None,
    ends: Annotated[bool, typer.Option("--ends", help=said.OPTION_ENDS)] = False,
    level: Annotated[int, typer.Option("--level", min=1, max=4, help=said.OPTION_LEVEL)] = 1,
    kind: Annotated[MediationKind, typer.Option("--kind", help=said.OPTION_KIND)] = MediationKind.PEOPLE,
    org_kind: Annotated[OrgKind, typer.Option("--org-kind", help=said.OPTION_ORG_KIND)] = OrgKind.RMC_VILLAGE,
    division: Annotated[str, typer.Option("--division", help=said.OPTION_DIVISION)] = "",
    since: Since = None,
    acting: As = None,
    sign_in: SignIn = None,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Propose how a unit is from a day on, a new unit, or that one ends; what isn't said stays as it is."""
    terminal = Terminal.of(context, as_json=as_json)
    first = Unit(code=code, name="", level=level, kind=kind, org_kind=org_kind, division=division, agency="")
    asked = AskedUnit(
        code=code,
        first=first,
        name=name,
        agency=agency,
        parent=parent,
        roster=None if roster is None else _ROSTERS[roster],
        ends=ends,
    )
    day = day_of(since)
    with desk(terminal) as at:
        registry = ruled_at(settings_of(terminal), at).standing.registry
        content = organisation_of(asked, registry, day or local_day(at.now) + timedelta(days=1))
    _propose(terminal, content, basis, day, _Asker(acting, sign_in, yes))


def _propose(terminal: Terminal, content: Content, basis: str, since: date | None, asker: _Asker) -> None:
    settings = settings_of(terminal)
    with desk(terminal) as at:
        today = local_day(at.now)
        first = first_of(content.year, today) if isinstance(content, Holidays) else today + timedelta(days=1)
        amendment = Amendment(content=content, since=since or first, basis=basis.strip())
        check_at(settings, at, amendment)  # what can't be is refused before anybody is asked
        ask_whether(terminal, said.PROPOSE_WHAT, amendment, yes=asker.yes)
        actor = at.actor(asker.acting, Told.of(asker.sign_in), Area.SETTINGS, Deed.PROPOSE)
        line = at.people.amendments.propose(amendment, actor, at.now, lambda one: check_at(settings, at, one))
    tell_document(terminal, line)
    terminal.say(said.PROPOSED, number=line.id, command=terminal.command(f"settings confirm {line.id} --as"))
