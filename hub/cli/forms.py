"""``hub stats close | sign | reopen | verify``: a month from its close to the frozen form, and proof of a file."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from hub import catalogue
from hub.bootstrap.holdings import read_hub
from hub.bootstrap.surroundings import SystemClock
from hub.bureau import close_by_hand, open_bureau, settle
from hub.catalogue import forms as said
from hub.catalogue import people as people_said
from hub.catalogue.words import CHECKS
from hub.cli import stats
from hub.cli.acting import Told, Wanted, desk
from hub.cli.figures_book import figures_in, verify_figures
from hub.cli.options import AsOf, Json, Yes, day_of, month_text
from hub.cli.terminal import Outcome, Terminal
from hub.cli.users import SignIn
from hub.core.daytime import local_day
from hub.core.errors import PermanentError
from hub.core.forms import FormSheet, SigningRole, layout_of_month
from hub.core.permissions import JointDeed
from hub.core.statistics import CHECK_ALLOWED_TO_FAIL, MonthlyView
from hub.office.bureau import Bureau
from hub.queries.proving import CellDifference, cell_differences, count_of_cells
from hub.service.heartbeat import Heartbeat
from hub.service.signing import freeze
from hub.settings.loading import load_settings, settings_path
from hub.settings.whole import HubSettings

verbs = stats.verbs
"""These verbs stand beside those that only look."""

Month = Annotated[str, typer.Option("--month", help=catalogue.OPTION_MONTH, metavar="YYYY-MM")]
Officer = Annotated[str, typer.Option("--officer", help=said.OPTION_OFFICER)]
Reason = Annotated[str, typer.Option("--why", "--reason", help=said.OPTION_REASON)]
Revision = Annotated[int | None, typer.Option("--revision", help=said.OPTION_REVISION, min=1)]


def _settings(terminal: Terminal) -> HubSettings:
    return load_settings(settings_path(terminal.settings))


def _is_running(settings: HubSettings) -> bool:
    heart = Heartbeat.read(settings.data)
    return heart is not None and heart.is_alive


@verbs.command("close", help=said.CLOSE)
def close(
    context: typer.Context,
    month: Month,
    override: Annotated[str | None, typer.Option("--override", help=said.OPTION_OVERRIDE)] = None,
    reason: Reason = "",
    as_of: AsOf = None,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Show the month's checks at an aligned cut; publish its next revision when they hold, or an officer says so."""
    terminal = Terminal.of(context, as_json=as_json)
    settings, wanted = _settings(terminal), month_text(month)
    day = _close_day(terminal, settings, wanted, as_of)
    settle(settings)
    _require_unsigned(terminal, settings, wanted)
    view, _ = close_by_hand(settings, wanted, day, publish=False)
    failed = _tell_checks(terminal, view)
    if failed and override is None:
        names = terminal.text(said.REFUSED, names=terminal.between.join(terminal.word(CHECKS, name) for name in failed))
        raise PermanentError(names, where=wanted, remedy=terminal.text(said.OVERRIDE_IT))
    if override is not None:
        open_bureau(settings).officers.named(override)
    terminal.confirm(said.CLOSE_WHAT, yes=yes, month=wanted, day=day)
    _, revision = close_by_hand(settings, wanted, day, publish=True)
    if failed and override is not None:
        bureau = open_bureau(settings)
        bureau.desk(wanted).override(bureau.revisions(wanted)[-1], override, reason, SystemClock().now())
        settle(settings)
    if as_json:
        terminal.json({"month": wanted, "as_of": day, "revision": revision, "checks": view.checks, "failed": failed})
    terminal.say(said.CLOSED if revision else said.CLOSE_SAME, month=wanted, day=day, revision=revision)


def _close_day(terminal: Terminal, settings: HubSettings, month: str, as_of: str | None) -> date:
    if _is_running(settings):
        raise PermanentError(terminal.text(said.RUNNING), where=month, remedy=terminal.text(said.STOP_IT))
    calendar = read_hub(settings).rules.terms.calendar
    day = day_of(as_of) or calendar.monthly_close(month, settings.report_day)
    if day >= local_day(SystemClock().now()):
        raise PermanentError(terminal.text(said.NOT_OVER), where=str(day), remedy=terminal.text(said.LATER))
    return day


def _require_unsigned(terminal: Terminal, settings: HubSettings, month: str) -> None:
    frozen = open_bureau(settings).desk(month).last_frozen()
    if frozen:
        signed = terminal.text(said.SIGNED_MONTH, revision=frozen)
        raise PermanentError(signed, where=month, remedy=terminal.text(said.REOPEN_FIRST))


def _tell_checks(terminal: Terminal, view: MonthlyView) -> list[str]:
    for name, holds in sorted(view.checks.items()):
        terminal.say(said.CHECK_HOLDS if holds else said.CHECK_FAILS, name=terminal.word(CHECKS, name))
    return [name for name, holds in sorted(view.checks.items()) if not holds and name != CHECK_ALLOWED_TO_FAIL]


@verbs.command("sign", help=said.SIGN)
def sign(
    context: typer.Context,
    month: Month,
    officer: Officer,
    role: Annotated[str, typer.Option("--role", help=said.OPTION_ROLE)],
    revision: Revision = None,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Sign one revision; after the last role its files are written, once."""
    terminal = Terminal.of(context, as_json=as_json)
    settings, wanted = _settings(terminal), month_text(month)
    running = _is_running(settings)
    if not running:
        settle(settings)
    bureau = open_bureau(settings)
    sheet = bureau.sheet(wanted, revision)
    part = _role(role)
    bureau.officers.signing(officer, part)
    terminal.confirm(
        said.SIGN_WHAT, yes=yes, role=part.zh, month=wanted, revision=sheet.revision, digest=sheet.digest[:16]
    )
    signed = bureau.desk(wanted).sign(sheet, part, officer, SystemClock().now())
    if not running:
        settle(settings)
    _tell_signed(terminal, bureau, signed, part, running=running)


def _role(name: str) -> SigningRole:
    found = next((role for role in SigningRole if name in (role.value, role.zh)), None)
    if found is None:
        raise typer.BadParameter(f"{name}: {' | '.join(role.value for role in SigningRole)}")
    return found


def _tell_signed(terminal: Terminal, bureau: Bureau, sheet: FormSheet, part: SigningRole, *, running: bool) -> None:
    done = {one.role for one in sheet.signatures}
    missing = [role for role in SigningRole if role not in done]
    paths = () if missing else freeze(sheet, bureau.folder)
    if terminal.as_json:
        waiting = [role.value for role in missing]
        terminal.json(
            {"month": sheet.month, "revision": sheet.revision, "digest": sheet.digest, "role": part.value,
             "waiting": waiting, "frozen": paths}
        )  # fmt: skip
        return
    name = terminal.label(part.zh, part.en)
    terminal.say(said.SIGNED, role=name, month=sheet.month, revision=sheet.revision)
    if missing:
        terminal.say(said.STILL_TO_SIGN, roles=", ".join(terminal.label(role.zh, role.en) for role in missing))
    for path in paths:
        terminal.say(said.FROZEN, path=path)
    if running:
        terminal.say(said.SIGNED_SOON)


@verbs.command("reopen", help=said.REOPEN)
def reopen(
    context: typer.Context,
    month: Month,
    reason: Reason,
    acting: Annotated[str, typer.Option("--as", help=people_said.OPTION_AS)],
    second: Annotated[str, typer.Option("--with", help=people_said.OPTION_WITH)],
    sign_in: SignIn = None,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Open a signed month again: both persons sign in; its frozen files stay."""
    terminal = Terminal.of(context, as_json=as_json)
    settings, wanted = _settings(terminal), month_text(month)
    running = _is_running(settings)
    if not running:
        settle(settings)
    terminal.confirm(said.REOPEN_WHAT, yes=yes, month=wanted, officer=acting, second=second, reason=reason)
    asked = Wanted(
        deed=JointDeed.MONTH_REOPENING, subjects=(wanted,), reason=reason, first=acting, second=second
    )  # fmt: skip
    with desk(terminal) as at, at.two_persons(asked, Told.of(sign_in)) as (agreed, _):
        revision = open_bureau(settings).desk(wanted).reopen(agreed, at.now)
    if not running:
        settle(settings)
    if as_json:
        terminal.json({"month": wanted, "revision": revision})
    terminal.say(said.REOPENED, month=wanted, revision=revision)
    if running:
        terminal.say(said.SIGNED_SOON)


@verbs.command("verify", help=said.VERIFY)
def verify(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help=said.ARGUMENT_FILE)],
    as_json: Json = False,
) -> None:
    """Compute the digest of a file's own figures, and compare them cell by cell with the stream."""
    from hub.documents.reading import read_document  # slow to load: only who reads a PDF waits for it

    terminal = Terminal.of(context, as_json=as_json)
    figures = figures_in(file)
    if figures is not None:
        verify_figures(terminal, figures)
        return
    bureau = open_bureau(_settings(terminal))
    read = read_document(file, bureau.layouts)
    published = next((one for one in bureau.revisions(read.month) if one.hash == read.statistics), None)
    sheet = None
    if published is not None:
        form = layout_of_month(bureau.layouts, read.month, read.form).id
        sheet = bureau.sheet(read.month, published.revision, form)
    found = [] if sheet is None else list(cell_differences(sheet, read.lines, read.stocks))
    equal = read.digest == read.printed and sheet is not None and sheet.digest == read.digest and not found
    if as_json:
        terminal.json(
            {"form": read.form, "month": read.month, "revision": read.revision, "printed": read.printed,
             "digest": read.digest, "published": published is not None, "differences": [asdict(one) for one in found],
             "equal": equal}
        )  # fmt: skip
    terminal.say(said.VERIFY_HEAD, form=read.form, month=read.month, revision=read.revision)
    same = read.digest == read.printed
    terminal.say(said.DIGEST_EQUAL if same else said.DIGEST_DIFFERS, digest=read.digest, found=read.digest,
                 printed=read.printed)  # fmt: skip
    if sheet is None:
        terminal.say(said.STREAM_MISSING, hash=read.statistics)
    else:
        _tell_differences(terminal, sheet, found)
    terminal.say(said.PROVEN if equal else said.NOT_PROVEN)
    if not equal:
        raise typer.Exit(Outcome.ATTEND)


def _tell_differences(terminal: Terminal, sheet: FormSheet, found: list[CellDifference]) -> None:
    if not found:
        terminal.say(said.STREAM_EQUAL, count=count_of_cells(sheet))
    for one in found:
        terminal.say(said.STREAM_DIFFERS, line=one.line, column=one.column, file=one.file, stream=one.stream)
