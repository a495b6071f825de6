"""One command: a folder, five departments, a hub, a month; then the account, the summary and the report."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as ProgressBar

from hub.core.calendar import WorkingCalendar
from hub.core.clocks import Terms
from hub.core.daytime import ONE_DAY
from hub.core.errors import ConfigurationError
from hub.core.ports import Clock
from hub.core.units import Registry
from hub.demo.account import Account, Quarantined
from hub.demo.collecting import Archive
from hub.demo.departments import Department, Stage
from hub.demo.month import Plan, clerks_calendar, month_of_quarrels
from hub.demo.play import HubUnderDemo, Play, Playback, Progress, Script, SimulatedClock, Watch
from hub.demo.reading import Evidence, account_of
from hub.demo.report import write_report
from hub.demo.stage_folder import DEFAULT_FOLDER, fresh_folder
from hub.demo.standing import Names
from hub.demo.summary import print_summary
from hub.queries.layout import Label
from hub.reference import default_registry, divisions, load_calendar
from hub.settings.loading import SETTINGS_FILE

REPORT = "report.html"

AGENCIES = {
    "court": Label("court", "法院", "Court"),
    "police": Label("police", "公安", "Police"),
    "petition": Label("petition", "信访", "Petition office"),
    "grid": Label("grid", "网格", "Grid"),
    "justice": Label("justice", "司法行政", "Justice"),
}
"""The five departments, as the summary and the report call them."""


class OpenHub(HubUnderDemo, Protocol):
    """A hub that is running for the demo, and what it lets the demo read afterwards."""

    def archive(self) -> Archive:
        """Return what it keeps, open for reading."""

    def quarantined(self) -> Sequence[Quarantined]:
        """Return the rows that could not enter, grouped by reason."""

    def faults(self) -> Sequence[str]:
        """Return what went wrong with adapters during the run; empty when nothing did."""

    def close(self) -> None:
        """Let go of everything."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a hub is opened with: its folder, the departments' systems, the simulated clock, units and calendar."""

    folder: Path
    systems: Mapping[str, Mapping[str, object]]
    clock: Clock
    registry: Registry
    calendar: WorkingCalendar


@dataclass(frozen=True, slots=True)
class Troupe:
    """Who plays: how the hub is opened, and which departments there are."""

    open_hub: Callable[[Surroundings], OpenHub]
    departments: Callable[[Stage], Mapping[str, Department]]


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoOptions:
    """
    How the demo runs.

    Attributes:
        folder: Where it writes; emptied first, when an earlier run made it.
        plan: The quarrels.
        month: The month that is closed.
        earlier: Months before it that are closed as well.
        last_day: The last day that is played. None is the working day after the close: what comes in between is late
            and makes revision 2.
    """

    folder: Path = DEFAULT_FOLDER
    plan: Plan = field(default_factory=Plan)
    month: str = "2026-03"
    earlier: tuple[str, ...] = ()
    last_day: date | None = None


def run_demo(options: DemoOptions, console: Console, troupe: Troupe) -> Account:
    """
    Play the month, print the summary, write the report and return the account.

    Raises:
        ConfigurationError: the folder belongs to somebody else, or an adapter isn't installed.
    """
    folder = fresh_folder(options.folder)
    with _watching(console) as watch:
        account = perform(options, folder, troupe, watch)
    report = write_report(account, folder / REPORT)
    print_summary(account, report, console)
    return account


def perform(options: DemoOptions, folder: Path, troupe: Troupe, watch: Watch) -> Account:
    """Play the month in *folder* and return what it amounts to; servers and files are let go in any case."""
    calendar, registry = load_calendar(), default_registry()
    script = script_of(options, calendar)
    stage = Stage(options.plan.seed, registry, clerks_calendar())
    with ExitStack() as let_go:
        departments = troupe.departments(stage)
        for code, department in departments.items():
            native = folder / "native" / code
            native.mkdir(parents=True)
            let_go.callback(department.stop)
            department.install(native)
        clock = SimulatedClock(script.quarrels.tellings[0].at)
        systems = {code: department.settings() for code, department in departments.items()}
        hub = troupe.open_hub(Surroundings(folder, systems, clock, registry, calendar))
        let_go.callback(hub.close)
        playback = Play(script, departments, hub, clock).run(watch)
        evidence = _evidence(script, playback, hub, departments)
        account = account_of(evidence, Terms(calendar), _names(registry, script.last_day), options.plan.seed)
        return replace(account, commands=_from_here(account.commands, options.folder))


def script_of(options: DemoOptions, calendar: WorkingCalendar) -> Script:
    """
    Return what is played under *options*: the days, and when the month is closed.

    Raises:
        ConfigurationError: there isn't a single quarrel to play.
    """
    quarrels = month_of_quarrels(options.plan)
    if not quarrels.tellings:
        raise ConfigurationError("no quarrels to play", where="--quarrels", remedy="ask for at least one")
    close = calendar.monthly_close(options.month)
    last_day = options.last_day or calendar.roll(close + ONE_DAY)
    closes = tuple(day for day in sorted({close, last_day}) if close <= day <= last_day)
    return Script(
        quarrels=quarrels,
        month=options.month,
        first_day=options.plan.opens,
        last_day=last_day,
        closes=closes,
        earlier={calendar.monthly_close(month): month for month in options.earlier},
    )


def _from_here(commands: Sequence[tuple[str, Label]], folder: Path) -> tuple[tuple[str, Label], ...]:
    """Return *commands* as they work from here: those of the usual folder need no settings named."""
    program = _program()
    there = "" if folder == DEFAULT_FOLDER else f" --settings {folder / SETTINGS_FILE}"
    return tuple((f"{program}{command.removeprefix('hub')}{there}", meaning) for command, meaning in commands)


def _program() -> str:
    """Return what to type for ``hub``: after ``make demo`` it stands in a virtual environment that nobody activated."""
    beside = Path(sys.executable).with_name("hub")
    if shutil.which("hub") is None and beside.is_relative_to(Path.cwd()) and beside.is_file():
        return str(beside.relative_to(Path.cwd()))
    return "hub"


def _evidence(script: Script, playback: Playback, hub: OpenHub, departments: Mapping[str, Department]) -> Evidence:
    archive = hub.archive()
    return Evidence(
        script=script,
        playback=playback,
        states=archive.states(),
        revisions=archive.revisions(script.closes),
        deliveries=archive.deliveries(sorted(departments)),
        receipts=archive.receipts(),
        quarantined=hub.quarantined(),
        hints=archive.hints(),
        landed={code: department.feedback_landed() for code, department in departments.items()},
        faults=hub.faults(),
    )


def _names(registry: Registry, day: date) -> Names:
    def name_of(code: str) -> str:
        unit = registry.find(code, day)
        return divisions().name_of(code) if unit is None else unit.name

    return Names(name_of, AGENCIES)


@contextmanager
def _watching(console: Console) -> Iterator[Watch]:
    """Show progress: a bar on a terminal, else a line for each week."""
    if not console.is_terminal:
        yield _weekly(console)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f} %"))
    with ProgressBar(*columns, TimeElapsedColumn(), console=console, transient=True) as bar:
        task = bar.add_task("", total=1.0)

        def watch(progress: Progress) -> None:
            bar.update(task, completed=progress.played, description=_day_text(progress))

        yield watch


def _weekly(console: Console) -> Watch:
    def watch(progress: Progress) -> None:
        if progress.day.weekday() == 6 or progress.played >= 1:
            console.print(f"{progress.played:4.0%}  {_day_text(progress)}", highlight=False)

    return watch


def _day_text(progress: Progress) -> str:
    playback = progress.playback
    return (
        f"{progress.day}  报送 submitted {playback.submissions}  送达 delivered {playback.deliveries}  "
        f"记录 records {playback.records}"
    )
