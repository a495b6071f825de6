"""``hub stats adjust``: a signed line beside a computed figure, taken back by a counter-line only."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hub.bootstrap.holdings import Holdings
from hub.bootstrap.surroundings import SystemClock
from hub.catalogue import reporting as said
from hub.cli.acting import Told
from hub.cli.acting import desk as people_desk
from hub.cli.desk import Desk
from hub.cli.options import Json, Yes, month_text, officer_of
from hub.cli.report_decisions import state_by_person
from hub.cli.terminal import Terminal
from hub.cli.users import SignIn
from hub.core.daytime import local_day
from hub.core.errors import PermanentError, UnknownRecordError
from hub.core.events import Event
from hub.core.measures import MEASURES
from hub.core.permissions import Area, Deed
from hub.core.reporting import Adjustment, Report, may_adjust
from hub.core.reports import CITY_BODY, ReportKey, ReportKind
from hub.office.adjusting import adjustment_details, adjustment_number
from hub.people.file import FILE
from hub.settings.whole import HubSettings


def adjust(
    context: typer.Context,
    month: Annotated[str, typer.Option("--month", help=said.OPTION_MONTH, metavar="YYYY-MM")],
    signer: Annotated[str, typer.Option("--officer", "--signer", help=said.OPTION_SIGNER)],
    why: Annotated[str, typer.Option("--why", "--reason", help=said.OPTION_WHY)],
    figure: Annotated[str | None, typer.Option("--figure", help=said.OPTION_FIGURE)] = None,
    by: Annotated[int | None, typer.Option("--by", help=said.OPTION_BY)] = None,
    body: Annotated[str, typer.Option("--body", help=said.OPTION_OF_BODY)] = CITY_BODY,
    second: Annotated[str | None, typer.Option("--second", help=said.OPTION_SECOND)] = None,
    take_back: Annotated[str | None, typer.Option("--take-back", help=said.OPTION_TAKE_BACK)] = None,
    sign_in: SignIn = None,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Put a signed line beside a figure; the computed figure is never changed."""
    terminal = Terminal.of(context, as_json=as_json)
    wanted = month_text(month)
    desk = Desk(terminal)
    code = body if body == CITY_BODY else desk.body(body, ReportKind.MONTHLY, wanted).code
    key = ReportKey(ReportKind.MONTHLY, wanted, code)
    report = desk.holdings.report(key.root) or Report(key=key)
    now = SystemClock().now()
    measure, value = _asked(terminal, report, figure, by, take_back)
    line = Adjustment(
        id=adjustment_number(report, now),
        measure=measure,
        value=value,
        signer=officer_of(terminal, signer),
        reason=why,
        second=None if second is None else officer_of(terminal, second),
        takes_back=take_back,
        at=now,
    )
    if not may_adjust(report, line):
        remedy = terminal.text(said.SECOND_NEXT)
        raise PermanentError(terminal.text(said.SECOND_NEEDED), where=f"{code} {wanted}", remedy=remedy)
    shown = {
        "body": code,
        "month": wanted,
        "measure": measure,
        "value": f"{value:+d}",
        "why": why,
        "signer": line.signer,
    }
    terminal.confirm(said.ADJUST_WHAT, yes=yes, **shown)
    if line.second is not None:
        _check_second(terminal, desk.settings, line.second, sign_in)
    state_by_person(desk.settings, report, Event.FIGURE_ADJUSTED, adjustment_details(line), now)
    if as_json:
        terminal.json({"id": line.id, **shown})
    terminal.say(said.ADJUST_DONE, id=line.id, month=wanted)


def _check_second(terminal: Terminal, settings: HubSettings, second: str, sign_in: Path | None) -> None:
    """
    Let the second person sign in, where the hub has accounts: a name typed by the first is nobody's word (ADR 0122).

    Raises:
        AccessDeniedError: nobody signed in as *second*, or who did has no part in the month.
    """
    if not (settings.data / FILE).is_file():
        return
    with people_desk(terminal) as at:
        if at.people.grants.is_founded():
            at.actor(second, Told.of(sign_in), Area.MONTH, Deed.PROPOSE)


def say_signed(terminal: Terminal, holdings: Holdings, figure: str, month: str) -> None:
    """Say who signed the line that *figure* (``adjusted:NUMBER/measure:value``) is, when and why."""
    table, _, rest = figure.partition(":")
    if table != "adjusted":
        return
    number = rest.rpartition("/")[0]
    for report in holdings.reports(period=month):
        for line in report.adjustments:
            if line.id == number:
                terminal.say(
                    said.SHOW_ADJUSTED,
                    id=line.id,
                    measure=line.measure,
                    value=f"{line.value:+d}",
                    signer=line.signer if line.second is None else f"{line.signer}、{line.second}",
                    at=local_day(line.at),
                    reason=line.reason,
                )


def _asked(
    terminal: Terminal, report: Report, figure: str | None, by: int | None, take_back: str | None
) -> tuple[str, int]:
    """Return measure and value of the new line, those of a counter-line from the line that it takes back."""
    if take_back is not None:
        taken = {line.takes_back for line in report.adjustments}
        found = next((one for one in report.adjustments if one.id == take_back and one.id not in taken), None)
        if found is None:
            raise UnknownRecordError(terminal.text(said.NO_SUCH_ADJUSTMENT), where=take_back)
        return found.measure, -found.value
    if figure is None or by is None:
        raise typer.BadParameter(terminal.text(said.FIGURE_AND_BY))
    if figure not in MEASURES:
        remedy = " ".join(MEASURES)
        raise UnknownRecordError(terminal.text(said.NO_SUCH_MEASURE), where=figure, remedy=remedy)
    if not by:
        raise typer.BadParameter(terminal.text(said.NOT_ZERO))
    return figure, by
