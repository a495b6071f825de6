"""The half-yearly work report on the command line: its draft, its figures opened, the papers of each role."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from hub.bootstrap.engines import open_bus
from hub.catalogue import halfyear as said
from hub.cli.explaining import number_of
from hub.cli.half_bench import Bench, Body, Half
from hub.cli.half_docket import documents, sheet, task_cells
from hub.cli.options import AsOf, Json, Yes
from hub.cli.papers import write_paper
from hub.cli.terminal import Terminal
from hub.cli.trend_table import cells, headings
from hub.cli.trends import sources_of
from hub.core.daytime import end_of
from hub.core.errors import UnknownRecordError
from hub.core.halfyear import half_bounds, half_months, report_day
from hub.core.leading_group import ROLES
from hub.core.leading_group import Paper as Handed
from hub.core.reporting import Report
from hub.core.reports import CITY_BODY, ReportKey, ReportKind
from hub.core.statistics import DEFINITION
from hub.office.reductions import sources_then
from hub.queries.docket import tasks as tasks_of
from hub.queries.live import live, live_at
from hub.queries.paper import Paper, Section, Table
from hub.queries.screening import screen
from hub.queries.trends import trends
from hub.queries.work_paper import Draft, work_paper
from hub.queries.work_report import Volumes, rows_of, volumes
from hub.reference.divisions import CITY, divisions


def _cut(bench: Bench, asked: str | None) -> tuple[date, date, bool]:
    """Return (cut, day on which the report is owed, roll pending): the cut is that day unless less is known."""
    due, pending = bench.holdings.rules.terms.rolled(report_day(bench.half))
    return (bench.known if asked is not None else min(bench.known, due)), due, pending


def _volumes(bench: Bench, body: str, cut: date) -> Volumes:
    bench.name_of(body)
    return volumes(bench.holdings.reader.rows(end_of(cut)), bench.half, body)


def _owed(bench: Bench, body: str) -> Report | None:
    """Return the report as the hub's own register of owed reports has it, None when it isn't registered."""
    return bench.holdings.report(ReportKey(ReportKind.WORK, bench.half, body).root)


def draft_of(bench: Bench, body: str, as_of: str | None) -> Paper:
    """Return the draft of the work report of *body*."""
    cut, due, pending = _cut(bench, as_of)
    owed = _owed(bench, body)
    if owed is not None and owed.due is not None:
        due, pending = owed.due, owed.is_due_nominal
    rows = list(bench.holdings.reader.rows(end_of(cut)))
    months = half_months(bench.half)
    is_city = body == CITY_BODY
    every = tuple(live_at(bench.holdings.disputes(), end_of(cut)))
    states = every if is_city else tuple(one for one in every if any(case.unit.code == body for case in one.cases))
    mine = {state.dispute for state in states}
    found = None
    if is_city:
        found = trends(sources_then(bench.holdings, open_bus(bench.settings), cut, every), CITY, months[-1])
    return work_paper(
        Draft(
            body_name=bench.name_of(body),
            known=cut,
            due=due,
            pending=pending,
            state=said.REPORT_NOT_OWED if owed is None else owed.state_on(bench.known).zh,
            definition=DEFINITION,
            volumes=_volumes(bench, body, cut),
            trends=found,
            screenings=[screen(rows_of(rows, body), month, CITY, cut) for month in months if not month.endswith("-01")],
            states=states,
            entries=[entry for entry in bench.docket() if entry.dispute in mine],
        )
    )


def draft(
    context: typer.Context,
    to: Annotated[Path, typer.Option("--to", help=said.OPTION_TO)],
    half: Half = None,
    body: Body = CITY_BODY,
    as_of: AsOf = None,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Write the draft; what only people can write is a marked gap."""
    bench = Bench.open(context, half, as_of, as_json=as_json)
    paper = draft_of(bench, body, as_of)
    bench.terminal.confirm(said.WRITE_WHAT, yes=yes, path=to)
    write_paper(bench.terminal, paper, to)
    gaps = sum(len(section.gaps) for section in paper.sections)
    if as_json:
        bench.terminal.json({"path": to, "half": bench.half, "body": body, "gaps": gaps})
    bench.terminal.say(said.WRITTEN, path=to)
    bench.terminal.say(said.GAPS_LEFT, count=gaps)


def explain(
    context: typer.Context,
    figure: Annotated[str, typer.Argument(help=said.ARGUMENT_FIGURE)],
    half: Half = None,
    body: Body = CITY_BODY,
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """Open one figure of the report into its disputes."""
    bench = Bench.open(context, half, as_of, as_json=as_json)
    terminal = bench.terminal
    counted = _volumes(bench, body, _cut(bench, as_of)[0])
    found = next((one for one in counted.figures if figure in (one.code, one.zh)), None)
    if found is None:
        names = " ".join(one.code for one in counted.figures)
        hint = terminal.text(said.NO_FIGURE_HINT, names=names)
        raise UnknownRecordError(terminal.text(said.NO_FIGURE), where=figure, remedy=hint)
    if as_json:
        terminal.json({"half": bench.half, "body": body, "figure": found})
        return
    name = terminal.label(found.zh, found.en)
    terminal.say(said.EXPLAIN_HEAD, name=name, value=found.text, half=bench.half, body=bench.name_of(body))
    terminal.say(said.EXPLAIN_RULE, rule=terminal.label(found.definition_zh, found.definition_en))
    terminal.say(said.EXPLAIN_COUNT, count=len(found.disputes))
    for dispute in found.disputes:
        terminal.line(f"  {number_of(bench.holdings, dispute)}  {dispute}")


def roles(context: typer.Context, as_json: Json = False) -> None:
    """Show which role of the leading group receives what."""
    terminal = Terminal.of(context, as_json=as_json)
    if as_json:
        terminal.json(ROLES)
        return
    terminal.table(
        [said.COLUMN_ROLE, said.COLUMN_WHO, said.COLUMN_PAPERS],
        [
            [terminal.label(one.zh, one.en), one.who, "、".join(terminal.label(p.zh, p.en) for p in one.papers)]
            for one in ROLES
        ],
    )


def hand_up(
    context: typer.Context,
    to: Annotated[Path, typer.Option("--to", help=said.OPTION_FOLDER)],
    half: Half = None,
    as_of: AsOf = None,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Write the papers of a half, a folder for each role, to be handed up."""
    bench = Bench.open(context, half, as_of, as_json=as_json)
    bench.terminal.confirm(said.HAND_UP_WHAT, yes=yes, half=bench.half, path=to)
    made: list[Path] = []
    writers = _writers(bench, as_of)
    for role in ROLES:
        folder = to / bench.half / f"{role.zh}"
        folder.mkdir(parents=True, exist_ok=True)
        made.extend(writers[paper](folder) for paper in role.papers)
    if as_json:
        bench.terminal.json({"half": bench.half, "papers": made, "docket": documents(bench.docket())})
    bench.terminal.say(said.HAND_UP_DONE, count=len(made), path=to)


def _writers(bench: Bench, as_of: str | None) -> dict[Handed, Callable[[Path], Path]]:
    terminal = bench.terminal
    report, entries = draft_of(bench, CITY_BODY, as_of), bench.docket()
    compared, owed = _trends_paper(bench), _tasks_paper(bench)

    def write(paper: Paper, name: str) -> Callable[[Path], Path]:
        def written(folder: Path) -> Path:
            write_paper(terminal, paper, folder / name)
            return folder / name

        return written

    def written_docket(folder: Path) -> Path:
        path = folder / f"{Handed.DOCKET.zh}.xlsx"
        sheet(bench, entries).save(path)
        return path

    return {
        Handed.REPORT: write(report, f"{Handed.REPORT.zh}.docx"),
        Handed.TRENDS: write(compared, f"{Handed.TRENDS.zh}.docx"),
        Handed.TASKS: write(owed, f"{Handed.TASKS.zh}.xlsx"),
        Handed.DOCKET: written_docket,
    }


def _trends_paper(bench: Bench) -> Paper:
    found = trends(sources_of(bench.settings, bench.holdings, bench.known), CITY, half_months(bench.half)[-1])
    titles = tuple(bench.terminal.text(heading) for heading in headings(bench.terminal, found))
    table = Table(titles, tuple(tuple(cells(bench.terminal, line)) for line in found.lines))
    name = f"{divisions().name_of(CITY)}  {found.month}"
    return Paper(Handed.TRENDS.zh, (name,), (Section(Handed.TRENDS.zh, tables=(table,)),))


def _tasks_paper(bench: Bench) -> Paper:
    found = tasks_of(live(bench.holdings.disputes()), bench.holdings.rules.terms, bench.known)
    columns = (said.COLUMN_HALF, said.COLUMN_NUMBER, said.COLUMN_OWNER, said.COLUMN_DUE, said.COLUMN_STATUS)
    titles = tuple(bench.terminal.text(column) for column in columns)
    table = Table(titles, tuple(tuple(task_cells(bench.terminal, task)) for task in found))
    return Paper(Handed.TASKS.zh, (f"{half_bounds(bench.half)[1]}",), (Section(Handed.TASKS.zh, tables=(table,)),))
