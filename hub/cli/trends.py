"""``hub trends``: the six reductions, fairly compared, each with its counter-measure."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer
from openpyxl import Workbook

from hub.bootstrap.engines import open_bus
from hub.bootstrap.holdings import Holdings, read_hub
from hub.bootstrap.running import open_indicators
from hub.bootstrap.surroundings import SystemClock
from hub.catalogue import trends as said
from hub.cli.options import AsOf, Json, Yes, day_of, month_text, officer_of
from hub.cli.returned import hand_back, hold_returned, returned_document
from hub.cli.running import known_day, require_data
from hub.cli.terminal import Outcome, Terminal
from hub.cli.trend_table import cells, headings, percent, show_table
from hub.connectors.files import append_row, new_book, read_bytes
from hub.core.daytime import ONE_DAY, end_of, month_of
from hub.core.errors import PermanentError, UnknownRecordError
from hub.core.fairness import Change
from hub.core.indicators import BASE_YEAR, Series, latest
from hub.office.reductions import reduction_sources
from hub.queries.screening import ABSOLUTE_RISE, PERCENT_RISE, Screening, screen
from hub.queries.trends import Sources, TrendLine, Trends, by_county, is_small, known_now, published, tells_small
from hub.queries.trends import trends as trends_of
from hub.reference.divisions import CITY, divisions, is_division
from hub.service.indicator_file import HEADINGS, read_indicators, table_of
from hub.service.returned_desk import Imported
from hub.settings.loading import load_settings, settings_path
from hub.settings.whole import HubSettings

verbs = typer.Typer(no_args_is_help=True, help=said.VERBS)

Region = Annotated[str, typer.Option("--region", help=said.OPTION_REGION)]
Month = Annotated[str | None, typer.Option("--month", help=said.OPTION_MONTH, metavar="YYYY-MM")]
BaseYear = Annotated[int, typer.Option("--base-year", help=said.OPTION_BASE_YEAR, min=2000, max=2100)]
Public = Annotated[bool, typer.Option("--public", help=said.OPTION_PUBLIC)]


def whole_month(until: date) -> str:
    """Return the last month that has ended by *until*."""
    return month_of((until + ONE_DAY).replace(day=1) - ONE_DAY)


def sources_of(settings: HubSettings, holdings: Holdings, as_of: date | None, base_year: int = BASE_YEAR) -> Sources:
    """Return what trends are read from, as known up to *as_of*; by default all that is known now."""
    until = as_of or known_day(settings, holdings)
    now = SystemClock().now() if as_of is None else None
    return reduction_sources(holdings, open_bus(settings), until, now, base_year)


def checked_region(terminal: Terminal, region: str) -> str:
    """
    Return *region* when it's a division of this city.

    Raises:
        UnknownRecordError: it isn't.
    """
    if not is_division(region):
        raise UnknownRecordError(terminal.text(said.NO_REGION), where=region, remedy=terminal.text(said.REGION_HINT))
    return region


def _settings(terminal: Terminal) -> HubSettings:
    settings = load_settings(settings_path(terminal.settings))
    require_data(settings)
    return settings


def _found(
    terminal: Terminal, region: str, month: str | None, as_of: str | None, base_year: int
) -> tuple[Trends, Sources]:
    settings = _settings(terminal)
    sources = sources_of(settings, read_hub(settings), day_of(as_of), base_year)
    wanted = month_text(month) if month else whole_month(sources.until)
    return trends_of(sources, checked_region(terminal, region), wanted), sources


@verbs.command("show", help=said.SHOW)
def show(
    context: typer.Context,
    region: Region = CITY,
    month: Month = None,
    base_year: BaseYear = BASE_YEAR,
    public: Public = False,
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """Show every reduction with its comparisons, its counter-measure and what isn't known."""
    terminal = Terminal.of(context, as_json=as_json)
    found, sources = _found(terminal, region, month, as_of, base_year)
    if as_json:
        terminal.json(document(found, sources.until, public=public))
        return
    print_trends(terminal, found, sources.until, public=public)


def print_trends(terminal: Terminal, found: Trends, until: date, *, public: bool) -> None:
    """Print the table, then what it can't say in its cells; for publishing the table and its definitions alone."""
    months = "、".join(found.lines[0].compared.months)
    terminal.say(said.HEAD, region=divisions().name_of(found.region), months=months, until=until)
    if found.month.endswith("-01"):
        terminal.say(said.MONTH_IN_FEBRUARY, month=f"{found.month[:5]}02")
    show_table(terminal, found, public=public)
    for line in () if public else found.lines:
        _print_gaps(terminal, line)
    for line in found.lines:
        name, rule = line.reduction, terminal.label(line.reduction.rule_zh, line.reduction.rule_en)
        terminal.say(said.RULE, figure=terminal.label(name.zh, name.en), rule=rule)
    if found.waived and not public:
        terminal.say(said.WAIVED, count=found.waived)
    terminal.say(said.NOTE)


def _print_gaps(terminal: Terminal, line: TrendLine) -> None:
    figure = terminal.label(line.reduction.zh, line.reduction.en)
    missing = line.compared.yoy.missing
    if missing and line.figure.counts:
        terminal.say(said.MISSING, figure=figure, months="、".join(missing))
    for month in line.compared.months:
        bodies = (line.figure.silent or {}).get(month)
        if bodies:
            terminal.say(said.SILENT, figure=figure, month=month, bodies="、".join(bodies))
    if line.hub is not None and known_now(line) != str(line.hub):
        terminal.say(said.HUB_SAYS, figure=figure, count=line.hub, stated=known_now(line))


def document(found: Trends, until: date, *, public: bool = False) -> dict[str, object]:
    """Return *found* as JSON shows it."""
    return {
        "region": found.region,
        "month": found.month,
        "as_known_on": until,
        "base_year": found.base_year,
        "waived": None if public else found.waived,
        "lines": [_line_document(line, public=public) for line in found.lines],
    }


def _line_document(line: TrendLine, *, public: bool) -> dict[str, object]:
    compared, reduction = line.compared, line.reduction
    known: dict[str, object] = {
        "code": reduction.code,
        "zh": reduction.zh,
        "definition_zh": reduction.rule_zh,
        "definition_en": reduction.rule_en,
        "source": line.source,
        "months": compared.months,
        "counter": reduction.counter,
    }
    if public and tells_small(line):
        return known | {"suppressed": True}
    counted = {name: _change(getattr(compared, name)) for name in ("mom", "mom_per_day", "yoy", "ytd", "vs_base")}
    hidden = line.counter is None or (public and is_small(line.counter.yoy))
    return (
        known
        | counted
        | {
            "counter_yoy": None if hidden or line.counter is None else _change(line.counter.yoy),
            "signal": line.signal,
            "may_be_green": line.signal.may_be_green,
            "hub_count": None if public else line.hub,
            "silent": line.figure.silent or {},
        }
    )


def _change(change: Change) -> dict[str, object]:
    def plain(value: Decimal | None) -> float | None:
        return None if value is None else float(value)

    return asdict(change) | {"absolute": plain(change.absolute), "percent": plain(change.percent)}


@verbs.command("import", help=said.IMPORT)
def import_file(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help=said.ARGUMENT_FILE)],
    who: Annotated[str, typer.Option("--officer", "--who", help=said.OPTION_WHO)],
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Take every good row in; the others come back in a file beside it, each with its field and reason."""
    terminal = Terminal.of(context, as_json=as_json)
    settings, officer = _settings(terminal), officer_of(terminal, who)
    book = open_indicators(settings)
    now = SystemClock().now()
    table = table_of(read_bytes(file), file.name, HEADINGS)
    rows = read_indicators(table, latest(book.stated(), now), is_division, officer)
    counts = {"count": len(rows.fresh), "unchanged": rows.unchanged, "rejected": len(rows.rejected)}
    if rows.fresh:
        terminal.confirm(said.IMPORT_WHAT, yes=yes, **counts)
        book.state(rows.fresh, now)
    hold_returned(settings, Imported(file.name, "counts", officer), rows.rejected)
    returned = hand_back(terminal, file, rows.rejected)
    if as_json:
        terminal.json({**counts, "returned": returned_document(rows.rejected), "returned_to": returned})
    terminal.say(said.IMPORT_DONE, **counts)
    if rows.rejected:
        raise typer.Exit(Outcome.ATTEND)


@verbs.command("export", help=said.EXPORT)
def export(
    context: typer.Context,
    to: Annotated[Path, typer.Option("--to", help=said.OPTION_TO)],
    region: Region = CITY,
    month: Month = None,
    base_year: BaseYear = BASE_YEAR,
    public: Public = False,
    as_of: AsOf = None,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Write the table and the counties' counts as a workbook."""
    terminal = Terminal.of(context, as_json=as_json)
    if to.suffix != ".xlsx":
        raise PermanentError(terminal.text(said.ONLY_XLSX), where=to.name)
    found, sources = _found(terminal, region, month, as_of, base_year)
    terminal.confirm(said.EXPORT_WHAT, yes=yes, path=to)
    _workbook(terminal, found, sources, public=public).save(to)
    if as_json:
        terminal.json({"path": to, "public": public})
    terminal.say(said.EXPORT_DONE, path=to)


def _workbook(terminal: Terminal, found: Trends, sources: Sources, *, public: bool) -> Workbook:
    book, sheet = new_book(terminal.text(said.SHEET_TRENDS))
    months = "、".join(found.lines[0].compared.months)
    head = terminal.text(said.HEAD, region=divisions().name_of(found.region), months=months, until=sources.until)
    append_row(sheet, [head])
    append_row(sheet, [terminal.text(heading) for heading in headings(terminal, found)])
    for line in found.lines:
        append_row(sheet, cells(terminal, line, public=public))
    append_row(sheet, [terminal.text(said.NOTE)])
    counties = [county.code for county in divisions().counties]
    table = by_county(sources, found.month, counties)
    shown: dict[str, dict[str, object]] = {
        series: dict(row) for series, row in (published(table) if public else table).items()
    }
    sheet = book.create_sheet(terminal.text(said.SHEET_COUNTIES))
    title = f"{terminal.text(said.COLUMN_FIGURE)} {found.month}"
    append_row(sheet, [title, *(divisions().name_of(code) for code in counties)])
    for series, row in shown.items():
        named = Series(series)
        append_row(sheet, [terminal.label(named.zh, named.en), *(row[code] for code in counties)])
    return book


@verbs.command("screen", help=said.SCREEN)
def screen_month(
    context: typer.Context,
    region: Region = CITY,
    month: Month = None,
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """List types and counties whose accepted disputes rise against the same months of last year."""
    terminal = Terminal.of(context, as_json=as_json)
    settings = _settings(terminal)
    holdings = read_hub(settings)
    until = day_of(as_of) or known_day(settings, holdings)
    wanted = month_text(month) if month else whole_month(until)
    found = screen(holdings.reader.rows(end_of(until)), wanted, checked_region(terminal, region), until)
    if as_json:
        terminal.json(found)
    else:
        print_screening(terminal, found, region, until)
    if found.rising:
        raise typer.Exit(Outcome.ATTEND)


def print_screening(terminal: Terminal, found: Screening, region: str, until: date) -> None:
    """Print what rises, by the rule that stands below it."""
    terminal.say(said.SCREEN_HEAD, region=divisions().name_of(region), months="、".join(found.months), until=until)
    if found.missing:
        terminal.say(said.SCREEN_UNKNOWN, months="、".join(found.missing))
    elif not found.rising:
        terminal.say(said.SCREEN_NONE)
    else:
        terminal.table(
            [said.COLUMN_KIND, said.COLUMN_FIGURE, said.COLUMN_LAST_YEAR, said.COLUMN_NOW, said.COLUMN_YOY],
            [
                [
                    terminal.label(one.dimension.zh, one.dimension.en),
                    terminal.label(one.zh, one.en),
                    str(one.change.base),
                    str(one.change.now),
                    percent(terminal, one.change),
                ]
                for one in found.rising
            ],
        )
    terminal.say(said.SCREEN_RULE, percent=PERCENT_RISE, absolute=ABSOLUTE_RISE)
