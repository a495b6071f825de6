"""``hub whatif``: the recorded period under other rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as ProgressBar

from hub.bootstrap.engines import recorded_on
from hub.bootstrap.registry import load_registry
from hub.bootstrap.rules import rules_of
from hub.catalogue import whatif as said
from hub.cli.options import Json, Yes
from hub.cli.terminal import Terminal
from hub.contracts import Serde
from hub.core.clocks import CLOCKS, Override, Place, Terms
from hub.core.codes import GateMode
from hub.core.errors import ConfigurationError
from hub.core.events import Event, Submission
from hub.core.knowledge import Rules
from hub.core.linking import AUTOMATIC
from hub.core.reports import CITY_BODY
from hub.core.topics import SOURCE_SUBMISSIONS
from hub.reference import load_calendar
from hub.settings.loading import load_settings, settings_path
from hub.whatif import figures
from hub.whatif.compare import Difference, Watch, compare, document
from hub.whatif.recording import Recording, from_log, from_scenario
from hub.whatif.respond import respond
from hub.whatif.rules import (
    EVERYWHERE,
    RuleSet,
    gates_of,
    overrides_of,
    threshold_of,
    with_calendar,
    with_overrides,
)
from hub.whatif.workbook import Wording, write_workbook


def whatif(
    context: typer.Context,
    folder: Annotated[Path | None, typer.Argument(help=said.FOLDER)] = None,
    clock: Annotated[list[str] | None, typer.Option("--clock", help=said.CLOCK)] = None,
    gate: Annotated[list[str] | None, typer.Option("--gate", help=said.GATE)] = None,
    calendar: Annotated[Path | None, typer.Option("--calendar", help=said.CALENDAR)] = None,
    link_threshold: Annotated[float | None, typer.Option("--link-threshold", help=said.LINK_THRESHOLD)] = None,
    responds: Annotated[bool, typer.Option("--respond", help=said.RESPOND)] = False,
    every: Annotated[bool, typer.Option("--all", help=said.EVERY)] = False,
    xlsx: Annotated[Path | None, typer.Option("--xlsx", help=said.XLSX)] = None,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Replay twice, in folders that are thrown away; the record itself is only read."""
    terminal = Terminal.of(context, as_json=as_json)
    threshold = AUTOMATIC if link_threshold is None else threshold_of(link_threshold)
    change = _Change(overrides_of(clock or ()), gates_of(gate or ()), calendar, responds, threshold)
    if calendar is not None and not calendar.is_dir():
        raise ConfigurationError("is no folder", where=str(calendar), remedy="name the folder with YYYY.json files")
    if xlsx is not None:
        terminal.confirm(said.WHAT_FILE, yes=yes, file=xlsx)
    recording, rules = _recorded(terminal, folder)
    before, after = RuleSet(rules), change.on(rules)
    with _watching(terminal) as watch:
        answered = respond(recording, before.rules.terms, after.rules.terms) if responds else recording
        found = compare(recording, before, after, watch, answered)
    answer = _Answer(terminal, recording, change, before, found)
    if xlsx is not None:
        answer.write(xlsx)
    if as_json:
        terminal.json(answer.document())
        return
    answer.print(every=every)


@dataclass(frozen=True, slots=True)
class _Change:
    """What was asked for."""

    overrides: tuple[Override, ...]
    gates: dict[str, GateMode]
    calendar: Path | None
    responds: bool
    threshold: float

    def on(self, rules: Rules) -> RuleSet:
        changed = with_overrides(rules, self.overrides)
        if self.calendar is not None:
            changed = with_calendar(changed, load_calendar(self.calendar))
        return RuleSet(changed, self.gates, self.threshold)


def _recorded(terminal: Terminal, folder: Path | None) -> tuple[Recording, Rules]:
    if folder is not None:
        return from_scenario(folder), Rules(Terms(load_calendar()))
    settings = load_settings(settings_path(terminal.settings))
    registry = load_registry(settings.units)
    records = recorded_on(settings, SOURCE_SUBMISSIONS)
    return from_log(records, registry, Serde()), rules_of(settings)


@dataclass(frozen=True, slots=True)
class _Answer:
    """What came out, in words, in JSON and as a workbook."""

    terminal: Terminal
    recording: Recording
    change: _Change
    before: RuleSet
    found: Sequence[Difference]

    @property
    def changed(self) -> list[Difference]:
        return [each for each in self.found if each.differs]

    def document(self) -> dict[str, object]:
        recording, change = self.recording, self.change
        return {
            "recording": {
                "statements": len(recording.entries),
                "source_reports": self._reports,
                "months": recording.months,
                "until": recording.until,
                "sha256": recording.digest,
            },
            "rules": {
                "clocks": [
                    {
                        "clock": one.clock,
                        "region": one.region,
                        "agency": one.agency,
                        "before": self._former(one),
                        "after": one.length,
                    }
                    for one in change.overrides
                ],
                "gates": {county or "*": mode.value for county, mode in sorted(change.gates.items())},
                "calendar": change.calendar,
                "link_threshold": change.threshold,
                "behaviour": "responds" if change.responds else "fixed",
            },
            "same": not self.changed,
            "caveat": self._caveat,
            "figures": document(self.found),
        }

    @property
    def _reports(self) -> int:
        return sum(
            isinstance(entry.value, Submission) and entry.value.event is Event.DISPUTE_REPORTED
            for entry in self.recording.entries
        )

    @property
    def _caveat(self) -> str:
        return self.terminal.text(said.RESPONDED if self.change.responds else said.CAVEAT)

    def _former(self, one: Override) -> int:
        """Return the length that held there until now, as it was on the last day."""
        place = Place(one.agency, one.agency, one.region)
        return self.before.rules.terms.length(one.clock, self.recording.until, place)

    def _rules(self) -> Iterator[str]:
        for one in self.change.overrides:
            rule, where = CLOCKS[one.clock], one.region or one.agency
            clock = one.clock if where is None else f"{one.clock}@{where}"
            yield self.terminal.text(
                said.RULE_CLOCK,
                clock=clock,
                name=self.terminal.label(rule.zh, rule.en),
                before=self._former(one),
                after=one.length,
            )
        for county, mode in sorted(self.change.gates.items()):
            where = self.terminal.text(said.EVERY_OFFICE) if county == EVERYWHERE else county
            yield self.terminal.text(said.RULE_GATE, county=where, mode=self.terminal.label(mode.zh, mode.en))
        if self.change.calendar is not None:
            yield self.terminal.text(said.RULE_CALENDAR, folder=self.change.calendar)
        before, after = self.before.linking_threshold, self.change.threshold
        if after != before:
            yield self.terminal.text(said.RULE_LINKING, before=f"{before:.2f}", after=f"{after:.2f}")

    def _head(self) -> str:
        recording = self.recording
        return self.terminal.text(
            said.HEAD,
            entries=len(recording.entries),
            disputes=self._reports,
            first=recording.months[0],
            until=recording.until,
            figures=len(self.found),
            changed=len(self.changed),
        )

    def print(self, *, every: bool) -> None:
        terminal = self.terminal
        for line in (self._head(), *self._rules()):
            terminal.line(line)
        for section, title in said.SECTIONS.items():
            lines = [each for each in self.found if each.place.section == section and (every or each.differs)]
            if lines:
                terminal.line("")
                terminal.line(terminal.text(title), style="bold")
                terminal.table(_HEADINGS, [self._row(each) for each in lines])
        if not self.changed:
            terminal.say(said.SAME)
        terminal.line("")
        terminal.line(self._caveat)

    def _row(self, each: Difference) -> tuple[str, ...]:
        return (*self._words(each), _shown(each.before), _shown(each.after), _signed(each.change))

    def _words(self, each: Difference) -> tuple[str, str, str]:
        terminal, place = self.terminal, each.place
        rule = CLOCKS.get(place.line.partition("_SIMPLIFIED")[0])
        line = place.line if rule is None else f"{terminal.label(rule.zh, rule.en)} {place.line}"
        line = terminal.text(said.WHOLE) if place.line == figures.PERIOD else line
        level = terminal.text(said.WHOLE_CITY) if place.level == CITY_BODY else place.level.strip("-")
        column = said.COLUMNS.get(place.column)
        return line, level, place.column if column is None else terminal.text(column)

    def write(self, file: Path) -> None:
        terminal = self.terminal
        wording = Wording(
            sections={section: terminal.text(title) for section, title in said.SECTIONS.items()},
            headings=[terminal.text(heading) for heading in _HEADINGS],
            words=self._words,
            notes=[self._head(), *self._rules(), self._caveat],
        )
        write_workbook(self.found, file, wording)
        terminal.say(said.WRITTEN, file=file)


_HEADINGS = (
    said.HEADING_PLACE,
    said.HEADING_LEVEL,
    said.HEADING_COLUMN,
    said.HEADING_BEFORE,
    said.HEADING_AFTER,
    said.HEADING_CHANGE,
)


def _shown(value: figures.Value) -> str:
    return "—" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def _signed(value: figures.Value) -> str:
    return "—" if value is None else f"{value:+g}" if value else "0"


@contextmanager
def _watching(terminal: Terminal) -> Iterator[Watch]:
    """Show a bar where somebody watches; the answer itself goes to the other stream."""
    if not terminal.err.is_terminal:
        yield lambda _share: None
        return
    with ProgressBar(
        TextColumn("{task.percentage:>3.0f} %"), BarColumn(), TimeElapsedColumn(), console=terminal.err, transient=True
    ) as bar:
        task = bar.add_task("", total=1.0)
        yield lambda share: bar.update(task, completed=share)
