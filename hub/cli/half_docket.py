"""The docket of hard cases on the command line: the list, the meeting's sheet out and back, the tasks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from openpyxl import Workbook

from hub.bootstrap.surroundings import SystemClock
from hub.bootstrap.workshop import open_beside
from hub.catalogue import halfyear as said
from hub.cli.half_bench import Bench, Half, Region, Who
from hub.cli.naming import name_of
from hub.cli.options import AsOf, Json, Yes, officer_of
from hub.cli.returned import hand_back, hold_returned, returned_document
from hub.cli.terminal import Outcome, Terminal
from hub.connectors.files import read_bytes
from hub.core.clocks import DeadlineStatus
from hub.core.codes import DisputeType, Risk
from hub.core.daytime import local_day
from hub.core.errors import PermanentError, UnknownRecordError
from hub.core.events import Submission
from hub.core.knowledge import state_of
from hub.office.docket_sheet import SheetLine, docket_sheet
from hub.queries.docket import DocketEntry, Task
from hub.queries.docket import tasks as tasks_of
from hub.queries.live import live
from hub.reference.divisions import CITY, divisions
from hub.service import decisions
from hub.service.decisions import TASK_FORCE, Desk, nomination, read_decisions
from hub.service.indicator_file import table_of
from hub.service.returned_desk import Imported

_REASON = re.compile(r"[A-Z][A-Z0-9_]{0,29}")
"""A reason is a code: it stands on a shared stream, where nothing of what happened to whom is told."""

_TYPES = {member.value: member for member in DisputeType}


def docket(
    context: typer.Context,
    half: Half = None,
    region: Region = CITY,
    to: Annotated[Path | None, typer.Option("--to", help=said.OPTION_TO)] = None,
    as_of: AsOf = None,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Show the docket, or write the sheet that the meeting fills in."""
    bench = Bench.open(context, half, as_of, as_json=as_json)
    terminal, entries = bench.terminal, bench.docket(region)
    if to is not None:
        if to.suffix != ".xlsx":
            raise PermanentError(terminal.text(said.ONLY_XLSX), where=to.name)
        terminal.confirm(said.WRITE_WHAT, yes=yes, path=to)
        sheet(bench, entries).save(to)
        terminal.say(said.WRITTEN, path=to)
        terminal.say(said.SHEET_HINT, path=to)
    if as_json:
        terminal.json({"half": bench.half, "region": region, "as_known_on": bench.known, "entries": documents(entries)})
    elif to is None:
        _print(terminal, bench, region, entries)


def _print(terminal: Terminal, bench: Bench, region: str, entries: Sequence[DocketEntry]) -> None:
    name = divisions().name_of(region)
    terminal.say(said.DOCKET_HEAD, half=bench.half, region=name, count=len(entries), known=bench.known)
    if not entries:
        terminal.say(said.DOCKET_EMPTY)
        return
    columns = [said.COLUMN_NUMBER, said.COLUMN_TYPE, said.COLUMN_DAYS, said.COLUMN_STATE]
    columns += [said.COLUMN_HELD, said.COLUMN_CRITERIA, said.COLUMN_TASK]
    terminal.entries(columns, [_line(bench, entry) for entry in entries], below=3)


def _line(bench: Bench, entry: DocketEntry) -> list[str]:
    rules, state, task = _rest(bench, entry)
    kind, holder = type_of(bench.terminal, entry), held_by(bench, entry)
    return [entry.number, kind, str(entry.days), state, holder, rules, task]


def held_by(bench: Bench, entry: DocketEntry) -> str:
    """Return the name of whoever holds the dispute."""
    return name_of(bench.terminal, bench.holdings.registry, entry.held_by, bench.known)


def type_of(terminal: Terminal, entry: DocketEntry) -> str:
    """Return the type of the dispute in words."""
    kind = _TYPES.get(entry.type)
    return entry.type if kind is None else terminal.label(kind.zh, kind.en)


def _worded(bench: Bench, evidence: str) -> str:
    """Return what a rule went by with its codes in words: risks, units, days."""
    risks = {risk.value: bench.terminal.label(risk.zh, risk.en) for risk in Risk}
    days = {"d": bench.terminal.label("天", "d")}
    words = ((risks | days).get(word) or name_of(bench.terminal, bench.holdings.registry, word, bench.known)
             for word in evidence.split())  # fmt: skip
    return " ".join(words)


def _rest(bench: Bench, entry: DocketEntry) -> tuple[str, str, str]:
    terminal = bench.terminal
    rules = "；".join(
        f"{terminal.label(f.criterion.zh, f.criterion.en)}（{_worded(bench, f.evidence)}）" for f in entry.findings
    )
    item = entry.item
    if item is None:
        return rules, terminal.text(said.NOT_YET), ""
    state = terminal.label(item.state.zh, item.state.en)
    if item.carried_from is not None:
        state += f"（{terminal.text(said.CARRIED_FROM, half=item.carried_from)}）"
    return rules, state, "" if item.task is None else f"{item.task.owner} {item.task.due}"


def sheet(bench: Bench, entries: Sequence[DocketEntry]) -> Workbook:
    """Return the meeting's sheet: what is known on the left, four columns to fill on the right."""

    def line_of(entry: DocketEntry) -> SheetLine:
        return SheetLine(type_of(bench.terminal, entry), held_by(bench, entry), *_rest(bench, entry))

    return docket_sheet(bench.half, entries, line_of)


def documents(entries: Sequence[DocketEntry]) -> list[dict[str, object]]:
    """Return *entries* as JSON shows them."""
    return [
        {
            "dispute": entry.dispute,
            "number": entry.number,
            "type": entry.type,
            "place": entry.place,
            "status": entry.status,
            "held_by": entry.held_by,
            "days": entry.days,
            "criteria": {finding.criterion.value: finding.evidence for finding in entry.findings},
            "item": entry.item,
        }
        for entry in entries
    ]


def nominate(
    context: typer.Context,
    who: Who,
    half: Half = None,
    dispute: Annotated[str | None, typer.Option("--dispute", help=said.OPTION_DISPUTE)] = None,
    reason: Annotated[str, typer.Option("--reason", help=said.OPTION_REASON)] = "PERSON",
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Put on the docket what meets a rule and isn't on it yet, or one dispute that a person names."""
    bench = Bench.open(context, half, None, as_json=as_json)
    if not _REASON.fullmatch(reason):
        raise typer.BadParameter(bench.terminal.text(said.REASON_IS_A_CODE, text=reason))
    if dispute is not None:
        knowledge = bench.holdings.dispute(dispute)
        if knowledge is None or state_of(knowledge).primary is None:
            raise UnknownRecordError(bench.terminal.text(said.NO_DISPUTE), where=dispute)
        chosen = [(dispute, [reason])]
    else:
        chosen = [(e.dispute, [f.criterion.value for f in e.findings]) for e in bench.docket() if e.item is None]
    today, officer = local_day(SystemClock().now()), officer_of(bench.terminal, who)
    if chosen:
        bench.terminal.confirm(said.NOMINATE_WHAT, yes=yes, count=len(chosen), half=bench.half)
        _submit(bench, [nomination(key, bench.half, reasons, today, officer) for key, reasons in chosen])
    if as_json:
        bench.terminal.json({"half": bench.half, "nominated": [key for key, _ in chosen]})
    bench.terminal.say(said.NOMINATED, count=len(chosen))


def _submit(bench: Bench, submissions: Sequence[Submission]) -> None:
    """State them through the hub's own door, which stamps them."""
    door = open_beside(bench.settings).door
    try:
        refused = door.submit(TASK_FORCE, submissions, None).refused
        door.settle(TASK_FORCE)
    finally:
        door.close()
    if refused:
        raise PermanentError(refused[0].reason, where=refused[0].event_id)


def import_decisions(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help=said.ARGUMENT_FILE)],
    who: Who,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Take every good decision in; the other rows come back in a file beside it, each with its field and reason."""
    bench = Bench.open(context, None, None, as_json=as_json)
    terminal, holdings = bench.terminal, bench.holdings
    table = table_of(read_bytes(file), file.name, decisions.HEADINGS)
    states = {}
    for row in table:
        key = str(row.fields.get(decisions.DISPUTE) or "").strip()
        knowledge = holdings.dispute(key) if key else None
        if knowledge is not None:
            states[key] = state_of(knowledge)
    desk = Desk(
        dispute=states.get,
        is_unit=lambda code, day: holdings.registry.find(code, day) is not None,
        today=local_day(SystemClock().now()),
        officer=officer_of(terminal, who),
    )
    found = read_decisions(table, desk)
    counts = {
        "taken": found.taken,
        "unchanged": found.unchanged,
        "blank": found.blank,
        "rejected": len(found.rejected),
    }
    if found.submissions:
        terminal.confirm(said.IMPORT_WHAT, yes=yes, **counts)
        _submit(bench, found.submissions)
    hold_returned(bench.settings, Imported(file.name, "meeting", desk.officer), found.rejected)
    returned = hand_back(terminal, file, found.rejected)
    if as_json:
        terminal.json({**counts, "returned": returned_document(found.rejected), "returned_to": returned})
    terminal.say(said.IMPORTED, **counts)
    if found.rejected:
        raise typer.Exit(Outcome.ATTEND)


def tasks(
    context: typer.Context,
    half: Annotated[str | None, typer.Option("--half", help=said.OPTION_ALL_HALVES)] = None,
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """List the meeting's tasks, the most pressing first; overdue ones ask for attention."""
    bench = Bench.open(context, half, as_of, as_json=as_json)
    terminal = bench.terminal
    found = tasks_of(live(bench.holdings.disputes()), bench.holdings.rules.terms, bench.known, half)
    overdue = [task for task in found if is_overdue(task)]
    if as_json:
        terminal.json(found)
    elif not found:
        terminal.say(said.NO_TASKS)
    else:
        headings = [said.COLUMN_HALF, said.COLUMN_NUMBER, said.COLUMN_OWNER, said.COLUMN_DUE, said.COLUMN_STATUS]
        terminal.table(headings, [task_cells(terminal, task) for task in found])
        if overdue:
            terminal.say(said.OVERDUE, count=len(overdue))
    if overdue:
        raise typer.Exit(Outcome.ATTEND)


def is_overdue(task: Task) -> bool:
    """Return whether somebody still owes *task* past its day."""
    return task.status is DeadlineStatus.OVERDUE and not task.no_longer_asked


def task_cells(terminal: Terminal, task: Task) -> list[str]:
    """Return one line of the list of tasks."""
    status = terminal.label(task.status.zh, task.status.en)
    shown = terminal.text(said.NO_LONGER) if task.no_longer_asked else status
    return [task.half, task.number, task.owner, task.due.isoformat(), shown]
