"""``hub map``: make, check and test mapping files; nothing is ever sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import typer

from hub.bootstrap.holdings import read_hub
from hub.bootstrap.registry import registry_of
from hub.bootstrap.surroundings import SystemClock
from hub.bootstrap.workshop import adapter_settings
from hub.catalogue import mapping as said
from hub.cli.options import AsOf, Json, Yes, day_of
from hub.cli.terminal import Outcome, Terminal
from hub.connectors.files import read_bytes, write_atomically
from hub.connectors.mapping.document import BLANK
from hub.connectors.mapping.examples import Failure, NoTokens, failed_examples
from hub.connectors.mapping.profiles import PROFILES, Profile
from hub.connectors.mapping.proposal import propose, read_ledger
from hub.connectors.mapping.slips import listed
from hub.core.daytime import end_of, local_day
from hub.core.errors import AgencyUnavailableError, PermanentError
from hub.plugins.inspection import TrialRejection, TrialReport, try_adapter
from hub.plugins.mapped import MAPPING
from hub.plugins.mapping import MappedType, MappingSettings, mapped_type
from hub.plugins.reasons import reason_zh
from hub.plugins.spec import AdapterContext
from hub.queries.extract import ExtractLine, open_in
from hub.reference import default_registry
from hub.settings.loading import load_settings, settings_path
from hub.settings.whole import HubSettings

verbs = typer.Typer(no_args_is_help=True, help=said.MAP)

Which = Annotated[str, typer.Argument(help=said.ARGUMENT_MAPPING)]
EXTRACT_HEADINGS = (
    *("枢纽编号", "编号", "类别", "状态", "当事人数", "层级"),
    *("登记日期", "现由", "事由", "期限", "超期", "风险"),
)
_NOTES = ("E-SUM-01", "E-SNP-01")
"""What is told of a file whose rows are taken all the same."""
_TRIED = 20_000
"""Rows of a trial: a body's whole ledger, not a sample."""


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that would be held for one reason, said once."""

    code: str
    field: str
    count: int
    place: str
    reason_zh: str
    reason_en: str


@verbs.command("new", help=said.MAP_NEW)
def new(
    context: typer.Context,
    profile: Annotated[str, typer.Option("--profile", help=said.OPTION_PROFILE)],
    source: Annotated[Path, typer.Option("--from", help=said.OPTION_FROM)],
    out: Annotated[Path | None, typer.Option("--out", help=said.OPTION_OUT)] = None,
    code: Annotated[str, typer.Option("--code", help=said.OPTION_CODE)] = "",
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Propose a mapping file: guesses with their confidence, blanks where a person decides."""
    terminal = Terminal.of(context, as_json=as_json)
    content = read_bytes(source)
    text = propose(read_ledger(content, source.name), _profile(terminal, profile), name=source.name, adapter=code)
    blanks = text.count(BLANK) - 1  # the heading names the mark once
    if out is None:
        if as_json:
            terminal.json({"mapping": text, "blanks": blanks})
        else:
            terminal.line(text)
        return
    terminal.confirm(said.WRITE_WHAT, yes=yes, path=str(out))
    write_atomically(out, text.encode("utf-8"))
    if as_json:
        terminal.json({"path": str(out), "blanks": blanks})
    terminal.say(said.WRITTEN, path=str(out), blanks=blanks)
    terminal.say(said.NEW_NEXT, path=str(out))


def _profile(terminal: Terminal, word: str) -> Profile:
    for profile in PROFILES.values():
        if word in profile.words:
            return profile
    raise PermanentError(terminal.text(said.NO_SUCH_PROFILE), where=word, remedy="、".join(PROFILES))


@verbs.command("check", help=said.MAP_CHECK)
def check(context: typer.Context, which: Which, as_json: Json = False) -> None:
    """Read the mapping file; every problem is named with line and column."""
    terminal = Terminal.of(context, as_json=as_json)
    found = _find(terminal, which)
    mapping = found.kind.mapping
    if as_json:
        terminal.json({"file": mapping.file, "adapter": mapping.adapter, "columns": list(mapping.columns)})
    terminal.say(
        said.SOUND,
        file=mapping.file,
        profile=mapping.profile,
        columns=len(mapping.columns),
        rules=len(mapping.rules),
        examples=len(mapping.examples),
    )


@verbs.command("extract", help=said.MAP_EXTRACT)
def extract(
    context: typer.Context,
    which: Which,
    to: Annotated[Path | None, typer.Option("--to", help=said.OPTION_EXTRACT_TO)] = None,
    as_of: AsOf = None,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Write what is open in the body's division: numbers, holder and days, no person."""
    terminal = Terminal.of(context, as_json=as_json)
    hub = load_settings(settings_path(terminal.settings))
    found = _find(terminal, which)
    holdings = read_hub(hub)
    day = day_of(as_of)
    known_at = SystemClock().now() if day is None else end_of(day)
    division = found.kind.mapping.unit.division
    lines = open_in(holdings.disputes(), holdings.rules.terms, division, known_at)
    name = f"综治摘录-{local_day(known_at)}.xlsx"
    path = to or found.settings.home / found.kind.mapping.writeback.outbox / name
    terminal.confirm(said.EXTRACT_WHAT, yes=yes, path=str(path), count=len(lines))
    write_atomically(path, listed("综治摘录", EXTRACT_HEADINGS, [_cells(line) for line in lines]))
    if as_json:
        terminal.json({"path": str(path), "lines": [asdict(line) for line in lines]})
    risky, overdue = sum(bool(line.risks) for line in lines), sum(line.overdue for line in lines)
    terminal.say(said.EXTRACTED, path=str(path), count=len(lines), risky=risky, overdue=overdue)


def _cells(line: ExtractLine) -> tuple[str, ...]:
    return (
        line.dispute,
        "、".join(line.numbers),
        line.type.zh if line.type is not None else "",
        line.status,
        str(line.parties),
        "" if line.level is None else str(line.level),
        line.since.isoformat(),
        line.holder,
        line.rule,
        "" if line.until is None else line.until.isoformat(),
        "超期" if line.overdue else "",
        "、".join(risk.zh for risk in line.risks),
    )


@dataclass(frozen=True, slots=True)
class _Found:
    kind: MappedType
    settings: MappingSettings
    hub: HubSettings | None


def _find(terminal: Terminal, which: str, folder: Path | None = None) -> _Found:
    path = Path(which)
    if path.suffix and path.is_file():
        return _Found(mapped_type(path), MappingSettings(mapping=path, folder=folder), None)
    settings = settings_path(terminal.settings)
    hub = load_settings(settings) if settings.is_file() else None
    table = {} if hub is None else hub.adapters.get(which, {})
    if hub is None or not isinstance(table.get(MAPPING), str):
        raise PermanentError(terminal.text(said.NO_SUCH_MAPPING), where=which, remedy="hub adapter list")
    kind = mapped_type(Path(str(table[MAPPING])))
    found = MappingSettings.model_validate(adapter_settings(kind, table).model_dump())
    return _Found(kind, found, hub)


@verbs.command("test", help=said.MAP_TEST)
def try_out(
    context: typer.Context,
    which: Which,
    folder: Annotated[Path | None, typer.Option("--folder", help=said.OPTION_FOLDER)] = None,
    as_json: Json = False,
) -> None:
    """Run the examples, then try every row of the files that are there; say whether it may go live."""
    terminal = Terminal.of(context, as_json=as_json)
    found = _find(terminal, which, folder)
    failures = failed_examples(found.kind.mapping)
    trial = _trial(found)
    groups = _grouped(trial.rejections) if trial is not None else []
    wrong = len(failures) + (0 if trial is None else _obstacles(trial))
    if as_json:
        terminal.json(
            {
                "adapter": found.kind.info.code,
                "may_go_live": not wrong,
                "examples": len(found.kind.mapping.examples),
                "failures": [asdict(failure) for failure in failures],
                "trial": None if trial is None else _document(trial, groups),
            }
        )
    else:
        _tell(terminal, found, failures, trial, groups)
        ready = {"code": found.kind.info.code, "file": found.kind.mapping.file}
        terminal.say(said.NOT_READY, count=wrong) if wrong else terminal.say(said.READY, **ready)
    if wrong or groups or (trial is not None and trial.faults):
        raise typer.Exit(Outcome.ATTEND)


def _obstacles(trial: TrialReport) -> int:
    """Return what prevents going live; rows that would be held don't, the others go on."""
    unread = sum(not fault.startswith(_NOTES) for fault in trial.faults)
    return unread + bool(trial.leaks) + (trial.rows > 0 and trial.translated == 0)


def _document(trial: TrialReport, groups: Sequence[Group]) -> dict[str, object]:
    return {
        "rows": trial.rows,
        "translated": trial.translated,
        "events": {event.value: count for event, count in trial.events},
        "held": [asdict(group) for group in groups],
        "faults": trial.faults,
        "leaks": trial.leaks,
    }


def _trial(found: _Found) -> TrialReport | None:
    registry = default_registry() if found.hub is None else registry_of(found.hub)
    context = AdapterContext(clock=SystemClock(), tokeniser=NoTokens(), registry=registry)
    adapter = found.kind.open(found.settings, context)
    try:
        report = try_adapter(adapter, SystemClock(), limit=_TRIED)
    except AgencyUnavailableError:
        return None
    finally:
        adapter.close()
    return report if report.rows or report.faults else None


def _grouped(rejections: Sequence[TrialRejection]) -> list[Group]:
    """Return one entry for each field and reason: a department that changed a code is told once, not row by row."""
    groups: dict[tuple[str, str, str], list[TrialRejection]] = {}
    for one in rejections:
        groups.setdefault((one.code, one.field, one.reason), []).append(one)
    return [
        Group(code, field, len(held), held[0].place, reason_zh(code, reason), reason)
        for (code, field, reason), held in groups.items()
    ]


def _tell(
    terminal: Terminal, found: _Found, failures: Sequence[Failure], trial: TrialReport | None, groups: Sequence[Group]
) -> None:
    examples = len(found.kind.mapping.examples)
    if not failures:
        terminal.say(said.EXAMPLES_HOLD if examples else said.NO_EXAMPLES, count=examples)
    for failure in failures:
        terminal.say(said.EXAMPLE_FAILS, **asdict(failure))
    if trial is None:
        terminal.say(said.NO_DATA)
    else:
        _tell_trial(terminal, trial, groups)


def _tell_trial(terminal: Terminal, trial: TrialReport, groups: Sequence[Group]) -> None:
    terminal.say(said.TRIAL, rows=trial.rows, translated=trial.translated, held=len(trial.rejections))
    for event, count in trial.events:
        terminal.line(f"  {terminal.label(event.zh, event.en)} {count}")
    for group in groups:
        terminal.say(
            said.GROUP,
            code=group.code,
            field=group.field,
            count=group.count,
            place=group.place,
            reason=terminal.label(group.reason_zh, group.reason_en),
        )
    for fault in trial.faults:
        terminal.say(said.FILE_FAULT, fault=fault)
    if trial.leaks:
        terminal.say(said.LEAKS, count=trial.leaks)
