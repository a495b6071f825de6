"""``hub trace``: where is this case?"""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Annotated

import typer

from hub import catalogue
from hub.bootstrap.holdings import Holdings, read_hub
from hub.catalogue import deviations as said
from hub.catalogue import trace as trace_said
from hub.cli.naming import name_of
from hub.cli.options import AsOf, Json, day_of
from hub.cli.running import known_day
from hub.cli.terminal import Outcome, Terminal
from hub.core.checklist import checklist
from hub.core.clocks import CLOCKS, DeadlineStatus
from hub.core.daytime import local_day
from hub.core.errors import UnknownRecordError
from hub.core.events import DETAILS
from hub.core.holder import Holder
from hub.core.knowledge import Knowledge
from hub.queries.details import CLOCKED, UNITS, code_of, type_of
from hub.queries.trace import MOST_MATCHES, Trace, find
from hub.queries.trace import trace as told
from hub.settings.loading import load_settings, settings_path


def trace(
    context: typer.Context,
    number: Annotated[str, typer.Argument(help=trace_said.ARGUMENT_NUMBER)],
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """Tell the story of the dispute that *number* means; several candidates are listed."""
    terminal = Terminal.of(context, as_json=as_json)
    settings = load_settings(settings_path(terminal.settings))
    holdings = read_hub(settings)
    if not number.strip():
        raise typer.BadParameter(terminal.text(trace_said.ARGUMENT_NUMBER))
    found = find(holdings.reader, number, holdings.index)
    if not found:
        raise UnknownRecordError(
            trace_said.TRACE_NONE.render(terminal.language, spoken=number),
            remedy=terminal.text(catalogue.TRACE_TRY_A_PART),
        )
    day = day_of(as_of) or known_day(settings, holdings)
    if len(found) == 1:
        _tell(terminal, holdings, told(found[0], holdings.rules.terms, day))
        return
    _list(terminal, holdings, found, number, day)
    raise typer.Exit(Outcome.ATTEND)


def _list(terminal: Terminal, holdings: Holdings, found: list[Knowledge], number: str, day: date) -> None:
    traces = [told(knowledge, holdings.rules.terms, day) for knowledge in found]
    if terminal.as_json:
        terminal.json({"candidates": [{"dispute": t.state.dispute, "numbers": t.numbers} for t in traces]})
        return
    terminal.say(trace_said.TRACE_SEVERAL, spoken=number, count=len(traces))
    for candidate in traces:
        report = candidate.state.primary
        kind = terminal.label(*_type_label(report.type)) if report is not None else ""
        status = terminal.label(candidate.state.status.zh, candidate.state.status.en)
        terminal.line(f"  {next(iter(candidate.numbers), candidate.state.dispute)}  {kind}  {status}")
    if len(traces) >= MOST_MATCHES:
        terminal.say(trace_said.TRACE_MORE, count=len(traces))
    terminal.say(trace_said.TRACE_ONE, number=next(iter(traces[0].numbers), traces[0].state.dispute))


def _tell(terminal: Terminal, holdings: Holdings, found: Trace) -> None:
    overdue = sum(line.status(found.as_of) is DeadlineStatus.OVERDUE for line in found.deadlines)
    if terminal.as_json:
        terminal.json(_document(found, overdue))
        return
    report = found.state.primary
    kind = terminal.label(*_type_label(report.type)) if report is not None else ""
    status = terminal.label(found.state.status.zh, found.state.status.en)
    number = next(iter(found.numbers), found.state.dispute)
    terminal.say(trace_said.TRACE_HEAD, number=number, type=kind, status=status, as_of=found.as_of)
    terminal.say(trace_said.TRACE_NUMBERS, numbers="  ".join(found.numbers))
    _held(terminal, holdings, found)
    terminal.table(
        [catalogue.COLUMN_WHEN, catalogue.COLUMN_WHO, catalogue.COLUMN_WHAT, catalogue.COLUMN_DETAILS],
        [
            [
                local_day(step.at).isoformat()[5:],
                name_of(terminal, holdings.registry, step.unit or step.agency, found.as_of),
                terminal.label(step.zh, step.en) + (terminal.text(trace_said.DERIVED) if step.derived else ""),
                "  ".join(
                    _spoken(terminal, holdings, name, value, found.as_of) for name, value in step.details.items()
                ),
            ]
            for step in found.steps
        ],
    )
    terminal.table(
        [catalogue.COLUMN_CLOCK, catalogue.COLUMN_DUE, catalogue.COLUMN_DONE, catalogue.COLUMN_STANDING],
        [
            [
                terminal.label(line.rule.zh, line.rule.en),
                line.due.isoformat(),
                line.done.isoformat() if line.done else "—",
                terminal.label(line.status(found.as_of).zh, line.status(found.as_of).en),
            ]
            for line in found.deadlines
        ],
    )
    _duties(terminal, holdings, found)
    _deviations(terminal, holdings, found)
    terminal.say(trace_said.TRACE_FOOT, overdue=overdue)


def _duties(terminal: Terminal, holdings: Holdings, found: Trace) -> None:
    """Show what the justice office owes in a case of the police or a court (OFF-1)."""
    lines = checklist(found.state, found.deadlines, found.as_of)
    if lines:
        terminal.table(
            [catalogue.COLUMN_WHO, said.COLUMN_DUTY, said.COLUMN_STANDING],
            [
                [
                    name_of(terminal, holdings.registry, line.unit, found.as_of),
                    terminal.label(line.duty.zh, line.duty.en),
                    line.done.isoformat()
                    if line.done
                    else terminal.text(said.STILL_OPEN if line.is_open else said.MISSED),
                ]
                for line in lines
            ],
        )


def _deviations(terminal: Terminal, holdings: Holdings, found: Trace) -> None:
    """Show what was done otherwise than the mechanism says, and counted as it happened."""
    if found.state.findings:
        terminal.table(
            [catalogue.COLUMN_WHEN, catalogue.COLUMN_WHO, said.COLUMN_DEVIATION, said.COLUMN_RULE],
            [
                [
                    local_day(finding.at).isoformat()[5:],
                    name_of(terminal, holdings.registry, finding.unit, found.as_of) if finding.unit else "—",
                    terminal.label(finding.deviation.zh, finding.deviation.en),
                    finding.source,
                ]
                for finding in found.state.findings
            ],
        )


def _held(terminal: Terminal, holdings: Holdings, found: Trace) -> None:
    if found.holder is None:
        terminal.say(trace_said.TRACE_NOBODY)
        return
    terminal.say(
        trace_said.TRACE_HELD,
        who=name_of(terminal, holdings.registry, found.holder.who, found.as_of),
        rule=terminal.label(found.holder.rule.zh, found.holder.rule.en) + _by_article(found.holder),
        since=found.holder.since,
        until=found.holder.until,
    )


def _by_article(held: Holder) -> str:
    """Return the article behind it in brackets; the mechanism's own obligations have numbers that say nothing here."""
    return f"（{held.source}）" if any(_FIRST_HAN <= sign <= _LAST_HAN for sign in held.source) else ""


_FIRST_HAN, _LAST_HAN = "\u4e00", "\u9fff"


def _spoken(terminal: Terminal, holdings: Holdings, name: str, value: str, day: date) -> str:
    """Return one detail as people say it: what it is, a code by its label, fen as yuan."""
    if name == "amount_fen" and value.lstrip("-").isdigit():
        return terminal.text(trace_said.YUAN, yuan=f"{int(value) / 100:,.2f}")
    if name == "delivered":
        return terminal.text(trace_said.HANDED_OVER if value == "True" else trace_said.WAITS_FOR_CONSENT)
    code = code_of(name, value)
    if code is not None:
        return terminal.label(code.zh, code.en)
    rule = CLOCKS.get(value.partition(":")[0]) if name in CLOCKED else None
    if rule is not None:
        value = terminal.label(rule.zh, rule.en)
    elif name in UNITS:
        value = name_of(terminal, holdings.registry, value, day)
    elif value in _YES_OR_NO:
        value = terminal.text(_YES_OR_NO[value])
    spec = DETAILS.get(name)
    return f"{name} {value}" if spec is None else f"{terminal.label(spec.zh, spec.en)} {value}"


_YES_OR_NO = {"True": catalogue.YES_WORD, "False": catalogue.NO_WORD}


def _type_label(code: str) -> tuple[str, str]:
    known = type_of(code)
    return (code, code) if known is None else (known.zh, known.en)


def _document(found: Trace, overdue: int) -> dict[str, object]:
    return {
        "dispute": found.state.dispute,
        "status": found.state.status.value,
        "numbers": found.numbers,
        "as_of": found.as_of,
        "holder": None if found.holder is None else asdict(found.holder),
        "steps": [asdict(step) for step in found.steps],
        "deadlines": [
            {
                "clock": line.clock,
                "unit": line.unit,
                "start": line.start,
                "due": line.due,
                "done": line.done,
                "status": line.status(found.as_of).value,
            }
            for line in found.deadlines
        ],
        "overdue": overdue,
        "checklist": [asdict(line) for line in checklist(found.state, found.deadlines, found.as_of)],
        "deviations": [asdict(finding) for finding in found.state.findings],
    }
