"""``hub adapter``: which departments are connected, whether they may go live, stop and go on."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Annotated

import typer

from hub import catalogue
from hub.bootstrap.surroundings import SystemClock
from hub.bootstrap.workshop import Workshop, open_beside
from hub.catalogue import adapters as adapters_said
from hub.cli.options import Agency, Json, Yes
from hub.cli.remote_health import identity_lines
from hub.cli.running import adapter_listings, listing_document, print_listings
from hub.cli.terminal import Outcome, Terminal
from hub.core.privacy import masked
from hub.plugins.inspection import TrialReport, check_adapter, list_faults, try_adapter
from hub.settings.loading import load_settings, settings_path

verbs = typer.Typer(no_args_is_help=True, help=adapters_said.ADAPTER)

Limit = Annotated[int, typer.Option("--limit", min=1, help=adapters_said.OPTION_LIMIT)]


def _workshop(terminal: Terminal) -> Workshop:
    return open_beside(load_settings(settings_path(terminal.settings)))


@verbs.command("list", help=adapters_said.ADAPTER_LIST)
def list_all(context: typer.Context, as_json: Json = False) -> None:
    """List the configured adapters and every plugin that can't be loaded."""
    terminal = Terminal.of(context, as_json=as_json)
    workshop = _workshop(terminal)
    listings = adapter_listings(workshop)
    faults = list_faults(workshop.plugins)
    installed = [kind.info.code for kind in workshop.plugins.adapters if kind.info.code not in workshop.codes]
    if as_json:
        terminal.json(
            {
                "configured": [listing_document(listing) for listing in listings],
                "installed_only": installed,
                "faults": [asdict(fault) for fault in faults],
            }
        )
    else:
        print_listings(terminal, listings)
        if installed:
            terminal.say(adapters_said.ADAPTER_NOT_CONFIGURED, codes=" ".join(installed))
        for fault in faults:
            terminal.say(adapters_said.ADAPTER_FAULT, name=fault.distribution, reason=fault.reason, remedy=fault.remedy)
    if faults:
        raise typer.Exit(Outcome.ATTEND)


@verbs.command("check", help=adapters_said.ADAPTER_CHECK)
def check(context: typer.Context, agency: Agency, limit: Limit = 200, as_json: Json = False) -> None:
    """Look at connection, rights, tables and a trial; end in whether it may go live."""
    terminal = Terminal.of(context, as_json=as_json)
    settings = load_settings(settings_path(terminal.settings))
    found = check_adapter(open_beside(settings).host(agency).adapter, SystemClock(), limit=limit)
    report = replace(found, lines=found.lines + identity_lines(settings, agency, terminal))
    if as_json:
        terminal.json(
            {
                "agency": agency,
                "may_go_live": report.may_go_live,
                "lines": [asdict(line) for line in report.lines],
                "trial": None if report.trial is None else _trial_document(report.trial),
            }
        )
    else:
        for line in report.lines:
            mark = terminal.text(catalogue.MARK_FINE if line.ok else catalogue.MARK_FAILED)
            terminal.line(f"{terminal.label(line.zh, line.en)}  {mark}  {line.detail}")
            if not line.ok and line.remedy:
                terminal.line(f"      {terminal.text(catalogue.NEXT_STEP)}{line.remedy}")
        if report.trial is not None:
            _print_rejections(terminal, report.trial)
        broken = sum(not line.ok for line in report.lines)
        terminal.say(adapters_said.MAY_GO_LIVE if report.may_go_live else adapters_said.MAY_NOT_GO_LIVE, count=broken)
    if not report.may_go_live:
        raise typer.Exit(Outcome.ATTEND)


@verbs.command("try", help=adapters_said.ADAPTER_TRY)
def try_out(context: typer.Context, agency: Agency, limit: Limit = 200, as_json: Json = False) -> None:
    """Read and translate; send nothing, write nothing."""
    terminal = Terminal.of(context, as_json=as_json)
    report = try_adapter(_workshop(terminal).host(agency).adapter, SystemClock(), limit=limit)
    if as_json:
        terminal.json(_trial_document(report))
    else:
        terminal.say(adapters_said.TRIED, rows=report.rows, translated=report.translated, held=len(report.rejections))
        terminal.table(
            [catalogue.COLUMN_WHAT, catalogue.COLUMN_VALUE],
            [[terminal.label(event.zh, event.en), str(count)] for event, count in report.events],
        )
        _print_rejections(terminal, report)
        for fault in report.faults:
            terminal.line(f"  {fault}")
    if report.rejections or report.faults or report.leaks:
        raise typer.Exit(Outcome.ATTEND)


def _print_rejections(terminal: Terminal, report: TrialReport) -> None:
    if not report.rejections:
        return
    headings = [
        catalogue.COLUMN_ERROR,
        catalogue.COLUMN_PLACE,
        catalogue.COLUMN_FIELD,
        catalogue.COLUMN_VALUE,
        catalogue.COLUMN_REASON,
        catalogue.COLUMN_TASK,
    ]
    rows = [[one.code, one.place, one.field, _hidden(one.masked), one.reason, one.task_of] for one in report.rejections]
    terminal.table(headings, rows)


def _hidden(value: str) -> str:
    """Return *value* masked, in case its adapter didn't do it."""
    return value if "*" in value else masked(value)


def _trial_document(report: TrialReport) -> dict[str, object]:
    return {
        "rows": report.rows,
        "translated": report.translated,
        "events": {event.value: count for event, count in report.events},
        "rejections": [asdict(one) | {"masked": _hidden(one.masked)} for one in report.rejections],
        "faults": report.faults,
        "leaks": report.leaks,
    }


@verbs.command("pause", help=adapters_said.ADAPTER_PAUSE)
def pause(context: typer.Context, agency: Agency, yes: Yes = False, as_json: Json = False) -> None:
    """Stop reading from and writing to this department at once; nothing is lost."""
    _set_paused(Terminal.of(context, as_json=as_json), agency, paused=True, yes=yes)


@verbs.command("resume", help=adapters_said.ADAPTER_RESUME)
def resume(context: typer.Context, agency: Agency, yes: Yes = False, as_json: Json = False) -> None:
    """Go on where it was paused."""
    _set_paused(Terminal.of(context, as_json=as_json), agency, paused=False, yes=yes)


def _set_paused(terminal: Terminal, agency: str, *, paused: bool, yes: bool) -> None:
    workshop = _workshop(terminal)
    workshop.adapter_type(agency)
    terminal.confirm(adapters_said.PAUSE_WHAT if paused else adapters_said.RESUME_WHAT, yes=yes, agency=agency)
    workshop.store(agency).is_paused = paused
    if terminal.as_json:
        terminal.json({"agency": agency, "paused": paused})
    terminal.say(adapters_said.PAUSED if paused else adapters_said.RESUMED, agency=agency)
