"""``hub report``: who owes what, what came, what failed, and all about one report."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer

from hub.bootstrap.surroundings import SystemClock
from hub.catalogue import reporting as said
from hub.cli import comparing
from hub.cli.desk import Desk
from hub.cli.options import AsOf, Json, Yes, month_text, officer_of
from hub.cli.report_decisions import decide
from hub.cli.screen import fields
from hub.cli.terminal import Outcome, Terminal
from hub.core.daytime import local_day
from hub.core.errors import RowRejectedError, UnknownRecordError
from hub.core.measures import MEASURES
from hub.core.reporting import Report, Version
from hub.core.reporting_bodies import ReportingBody
from hub.core.reports import CITY_BODY, ReportKey, ReportKind, report_key
from hub.queries.reports import Standing, supervision_text
from hub.service.reporting import DueDay

verbs = typer.Typer(no_args_is_help=True, help=said.REPORT)
verbs.command("fields", help=said.REPORT_FIELDS)(fields)

Period = Annotated[str, typer.Option("--month", "--period", help=said.OPTION_PERIOD, metavar="YYYY-MM")]
Body = Annotated[str, typer.Argument(help=said.ARGUMENT_BODY)]


def kind_of(period: str) -> ReportKind:
    """
    Return of which kind the report of *period* is.

    Raises:
        typer.BadParameter: it's neither a month nor a half year.
    """
    kind = ReportKind.WORK if "H" in period else ReportKind.MONTHLY
    try:
        return report_key(ReportKey(kind, period, "x").root).kind
    except RowRejectedError as error:
        raise typer.BadParameter(f"{period}: YYYY-MM, YYYY-H1, YYYY-H2") from error


@verbs.command("owed", help=said.REPORT_OWED)
def owed(context: typer.Context, period: Period, as_of: AsOf = None, as_json: Json = False) -> None:
    """List who owes the reports of a period, by what road and to whom."""
    terminal = Terminal.of(context, as_json=as_json)
    kind = kind_of(period)
    desk = Desk(terminal, as_of)
    bodies = list(desk.holdings.bodies.owing(kind, period))
    due = desk.due(kind, period)
    if as_json:
        terminal.json(
            {"period": period, "kind": kind, "due": due.day, "roll_pending": due.is_nominal, "bodies": bodies}
        )
        return
    terminal.say(said.HEAD_OWED, period=period, kind=terminal.label(kind.zh, kind.en), count=len(bodies), due=due.day)
    _warn_of(terminal, due)
    columns = [
        said.COLUMN_BODY,
        said.COLUMN_SORT,
        said.COLUMN_ROAD,
        said.COLUMN_TO,
        said.COLUMN_NAME,
        said.COLUMN_OWNER,
    ]
    terminal.entries(columns, [_owed_row(terminal, body) for body in bodies], below=2)


def _owed_row(terminal: Terminal, body: ReportingBody) -> list[str]:
    road, sort = body.road, body.kind
    return [
        body.code,
        terminal.label(sort.zh, sort.en),
        terminal.label(road.zh, road.en),
        body.reports_to or "",
        body.name,
        "" if body.contact in (None, "", body.name) else str(body.contact),
    ]


def _warn_of(terminal: Terminal, due: DueDay) -> None:
    if due.is_nominal:
        terminal.say(said.DUE_NOMINAL, year=due.day.year)


@verbs.command("status", help=said.REPORT_STATUS)
def status(
    context: typer.Context,
    period: Period,
    missing: Annotated[bool, typer.Option("--missing", help=said.OPTION_MISSING)] = False,
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """Say who has sent the report of a period, who is late or missing, and whose task it is."""
    terminal = Terminal.of(context, as_json=as_json)
    kind = kind_of(period)
    desk = Desk(terminal, as_of)
    everyone = desk.standings(kind, period)
    shown = (
        [one for one in everyone if one.is_missing] if missing else [one for one in everyone if one.state is not None]
    )
    due = desk.due(kind, period)
    if as_json:
        documents = [standing_document(one) for one in shown]
        head = {"period": period, "kind": kind, "day": desk.day, "due": due.day, "roll_pending": due.is_nominal}
        terminal.json({**head, "reports": documents})
    else:
        _print_status(desk, everyone, shown, due)
    if any(one.is_missing for one in everyone) or due.is_nominal:
        raise typer.Exit(Outcome.ATTEND)


def standing_document(one: Standing) -> dict[str, object]:
    """Return how one report stands as JSON shows it."""
    return {
        "body": one.key.body,
        "name": one.key.body if one.body is None else one.body.name,
        "road": None if one.body is None else one.body.road,
        "state": one.state,
        "due": one.due,
        "received": None if one.report is None else one.report.first_received_on,
        "days_late": one.days_late,
        "missing": one.is_missing,
        "owner": one.owner,
        "successor": one.successor,
        "supervise": dict(zip(("zh", "en"), supervision_text(one), strict=True)) if _is_overdue(one) else None,
    }


def _is_overdue(one: Standing) -> bool:
    return one.is_late and one.is_missing


def _print_status(desk: Desk, everyone: list[Standing], shown: list[Standing], due: DueDay) -> None:
    terminal = desk.terminal
    asked = everyone[0] if everyone else None
    terminal.say(
        said.HEAD_STATUS,
        period="" if asked is None else asked.key.period,
        kind="" if asked is None else terminal.label(asked.key.kind.zh, asked.key.kind.en),
        day="" if asked is None else asked.day,
        count=len(everyone),
        filed=sum(one.state is not None for one in everyone),
        computed=sum(one.state is None for one in everyone),
        missing=sum(one.is_missing for one in everyone),
        late=sum(one.is_late for one in everyone),
        due=due.day,
    )
    _warn_of(terminal, due)
    columns = [said.COLUMN_BODY, said.COLUMN_NAME, said.COLUMN_STATE, said.COLUMN_RECEIVED, said.COLUMN_LATE]
    columns.append(said.COLUMN_SUCCESSOR)
    terminal.table(columns, [_status_row(desk, one) for one in shown])
    overdue = [one for one in shown if _is_overdue(one)]
    if overdue:
        terminal.say(said.SUPERVISE_HEAD)
        for one in overdue:
            terminal.line("  " + terminal.label(*supervision_text(one)))


def _status_row(desk: Desk, one: Standing) -> list[str]:
    terminal = desk.terminal
    received = None if one.report is None else one.report.first_received_on
    state = one.state
    return [
        one.key.body,
        one.key.body if one.body is None else one.body.name,
        terminal.text(said.STATE_COMPUTED) if state is None else terminal.label(state.zh, state.en),
        terminal.text(said.NOT_RECEIVED) if received is None else received.isoformat(),
        str(one.days_late or ""),
        desk.name(one.successor) if one.successor else "—",
    ]


@verbs.command("show", help=said.REPORT_SHOW)
def show(context: typer.Context, body: Body, period: Period, as_of: AsOf = None, as_json: Json = False) -> None:
    """Show every version of one report, what its checks found, who decided, signed, reopened and adjusted."""
    terminal = Terminal.of(context, as_json=as_json)
    kind = kind_of(period)
    desk = Desk(terminal, as_of)
    code = body if body == CITY_BODY else desk.body(body, kind, period).code
    report = desk.report(ReportKey(kind, period, code).root)
    if report is None:
        raise UnknownRecordError(terminal.text(said.NO_SUCH_REPORT), where=f"{code} {period}")
    if as_json:
        terminal.json({"report": report, "state": report.state_on(desk.day), "counting": report.counting})
        return
    state = report.state_on(desk.day)
    found = desk.holdings.bodies.find(code, kind, period)
    terminal.say(
        said.SHOW_HEAD,
        name=code if found is None else found.name,
        code=code,
        period=period,
        kind=terminal.label(kind.zh, kind.en),
        state=terminal.label(state.zh, state.en),
    )
    if found is not None:
        _print_due(terminal, found, report)
    _print_versions(terminal, report)
    _print_hands(terminal, report)


def _print_due(terminal: Terminal, body: ReportingBody, report: Report) -> None:
    terminal.say(
        said.SHOW_DUE,
        due=report.due or "—",
        road=terminal.label(body.road.zh, body.road.en),
        owner=report.owner or body.contact,
        successor=report.successor or body.successor or "—",
    )


def _print_versions(terminal: Terminal, report: Report) -> None:
    for number, version in enumerate(report.versions, 1):
        terminal.say(
            said.SHOW_VERSION,
            number=number,
            received=local_day(version.received_at),
            state=terminal.text(said.WORD_ACCEPTED if version.number else said.WORD_FAILED),
            figures="  ".join(_figures(terminal, version)),
        )
        for line in version.findings:
            row = line.row or terminal.text(said.WORD_TOTAL)
            stated, computed = line.value, line.computed
            terminal.say(said.SHOW_FINDING, row=row, check=line.measure, stated=stated, computed=computed)
        if version.decided_by:
            terminal.say(said.SHOW_DECIDED, signer=version.decided_by, reason=version.reason or "")


def _figures(terminal: Terminal, version: Version) -> Iterator[str]:
    for measure, value in version.totals.items():
        known = MEASURES.get(measure)
        if value and ("." not in measure or measure.startswith("risk.")):
            label = measure if known is None else terminal.label(known.zh, known.en)
            yield f"{label} {value / 100:,.2f}" if known is not None and known.is_amount else f"{label} {value}"


def _print_hands(terminal: Terminal, report: Report) -> None:
    for signature in report.signatures:
        terminal.say(
            said.SHOW_SIGNED,
            revision=signature.revision,
            role=signature.role,
            signer=signature.signer,
            at=local_day(signature.at),
        )
    for opened in report.reopenings:
        terminal.say(
            said.SHOW_REOPENED,
            revision=opened.revision,
            signer=opened.signer,
            second=opened.second,
            reason=opened.reason,
            at=local_day(opened.at),
        )
    for line in report.adjustments:
        terminal.say(
            said.SHOW_ADJUSTED,
            id=line.id,
            measure=line.measure,
            value=f"{line.value:+d}",
            signer=line.signer,
            at=local_day(line.at),
            reason=line.reason,
        )


@verbs.command("check", help=said.REPORT_CHECK)
def check(
    context: typer.Context,
    body: Body,
    period: Period,
    signer: Annotated[str, typer.Option("--officer", "--signer", help=said.OPTION_SIGNER)],
    why: Annotated[str, typer.Option("--why", "--reason", help=said.OPTION_WHY)],
    accept: Annotated[bool, typer.Option("--accept", help=said.OPTION_ACCEPT)] = False,
    reject: Annotated[bool, typer.Option("--reject", help=said.OPTION_REJECT)] = False,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Accept or reject the last form that a body sent, under a name and with a reason."""
    terminal = Terminal.of(context, as_json=as_json)
    if accept is reject:
        raise typer.BadParameter(terminal.text(said.ONE_WAY))
    kind = kind_of(period)
    desk = Desk(terminal)
    found = desk.body(body, kind, period)
    report = desk.holdings.report(ReportKey(kind, period, found.code).root)
    if report is None or not report.versions:
        raise UnknownRecordError(terminal.text(said.NO_SUCH_REPORT), where=f"{found.name} {period}")
    decide(
        terminal, desk.settings, report, (accept, officer_of(terminal, signer), why), yes=yes, now=SystemClock().now()
    )


@verbs.command("findings", help=said.REPORT_FINDINGS)
def findings(context: typer.Context, body: Body, period: Period, as_of: AsOf = None, as_json: Json = False) -> None:
    """Lay a body's form beside the hub's ledger of the same body and month; each difference has its cause."""
    terminal = Terminal.of(context, as_json=as_json)
    month = month_text(period)
    desk = Desk(terminal, as_of)
    found = desk.body(body, ReportKind.MONTHLY, month)
    report = desk.report(ReportKey(ReportKind.MONTHLY, month, found.code).root)
    version = None if report is None else report.counting or (report.versions[-1] if report.versions else None)
    if report is None or version is None:
        raise UnknownRecordError(terminal.text(said.NO_SUCH_REPORT), where=f"{found.name} {month}")
    comparison = comparing.compared(desk, (found, month), version.lines, version.received_at)
    if as_json:
        terminal.json({"body": found.code, "month": month, **comparing.document(comparison, desk.number)})
    else:
        terminal.say(
            said.FINDINGS_HEAD,
            name=found.name,
            month=month,
            number=report.versions.index(version) + 1,
            received=local_day(version.received_at),
            day=desk.day,
        )
        comparing.show(terminal, comparison, desk.number)
    if comparison.differences:
        raise typer.Exit(Outcome.ATTEND)
