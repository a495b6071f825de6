"""``hub simulate``: a year of a plausible city, as a scenario, as a hub, or only counted."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as ProgressBar

from hub import catalogue
from hub.catalogue import simulation as said
from hub.cli.options import Json, Yes, month_text
from hub.cli.terminal import Outcome, Terminal
from hub.core.errors import ConfigurationError
from hub.core.events import Event
from hub.reference import default_registry, load_calendar
from hub.settings.loading import SETTINGS_FILE
from hub.simulation import Cast, Parameters, Plan, Window, packaged_parameters, read_parameters, stream_by_day
from hub.simulation.folder import ScenarioFolder
from hub.simulation.parameters import ASSUMED
from hub.simulation.running import Place, Progress, Run, Watch, plan_document
from hub.simulation.totals import Totals

_HUANGSHI = "huangshi"


class Shape(StrEnum):
    """What a simulation is written as."""

    SCENARIO = "scenario"
    HUB = "hub"
    SYSTEMS = "systems"


def simulate(
    context: typer.Context,
    to: Annotated[Path | None, typer.Option("--to", help=said.TO)] = None,
    shape: Annotated[Shape, typer.Option("--as", help=said.AS)] = Shape.SCENARIO,
    seed: Annotated[int, typer.Option("--seed", min=0, help=said.SEED)] = 20260101,
    first: Annotated[str, typer.Option("--from", help=said.FROM, metavar="YYYY-MM", callback=month_text)] = "2026-01",
    months: Annotated[int, typer.Option("--months", min=1, max=120, help=said.MONTHS)] = 12,
    volume: Annotated[int | None, typer.Option("--volume", min=1, help=said.VOLUME)] = None,
    city: Annotated[str | None, typer.Option("--city", help=said.CITY)] = None,
    scale: Annotated[str | None, typer.Option("--scale", help=said.SCALE)] = None,
    part: Annotated[str, typer.Option("--slice", help=said.SLICE)] = "1/1",
    file: Annotated[Path | None, typer.Option("--parameter-file", help=said.FILE)] = None,
    show: Annotated[bool, typer.Option("--parameters", help=said.SHOW)] = False,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Generate, and write when a folder is named; a stopped one goes on where it stopped."""
    terminal = Terminal.of(context, as_json=as_json)
    parameters = packaged_parameters() if file is None else read_parameters(file)
    if show:
        _show(terminal, parameters)
        return
    plan = Plan(
        seed=seed,
        month=first,
        months=months,
        volume=_Wanted(terminal, volume, city, scale).disputes(parameters, months),
        parameters=parameters,
        cast=Cast.of(default_registry()),
        calendar=load_calendar(),
    )
    window = _window(terminal, part)
    if to is not None:
        terminal.confirm(said.WHAT, yes=yes, folder=to, volume=plan.volume)
        if shape is Shape.SYSTEMS:
            _play(terminal, plan, to)
            return
    _Session(terminal, plan, window, to).run(shape)


def _play(terminal: Terminal, plan: Plan, folder: Path) -> None:
    """Let the five departments live through the plan; it's played from its beginning, never half."""
    # The departments and the report take their time to import: no other verb is to wait for them.
    from hub.demo.run import run_demo
    from hub.demo.wiring import FULL_CAST
    from hub.demo.year import options_of

    account = run_demo(options_of(plan, folder), terminal.err if terminal.as_json else terminal.out, FULL_CAST)
    if terminal.as_json:
        terminal.json(asdict(account))
    if account.faults:
        raise typer.Exit(Outcome.ATTEND)


def _show(terminal: Terminal, parameters: Parameters) -> None:
    if terminal.as_json:
        terminal.json({"name": parameters.name, "parameters": list(parameters.lines)})
        return
    headings = (said.HEADING_GROUP, said.HEADING_KEY, said.HEADING_VALUE, said.HEADING_GRADE, said.HEADING_SOURCE)
    terminal.table(headings, [(p.group, p.key, p.value, p.grade, p.source) for p in parameters.lines])


@dataclass(frozen=True, slots=True)
class _Wanted:
    """How many disputes were asked for, in one of three ways."""

    terminal: Terminal
    volume: int | None
    city: str | None
    scale: str | None

    def disputes(self, parameters: Parameters, months: int) -> int:
        if sum(each is not None for each in (self.volume, self.city, self.scale)) > 1:
            raise typer.BadParameter(self.terminal.text(said.ONE_VOLUME))
        if self.volume is not None:
            return self.volume
        if self.scale is not None:
            yearly = parameters.number("volume", "nation") * self._factor(self.scale)
        else:
            yearly = self._of_city(parameters, self.city or _HUANGSHI)
        return max(1, round(yearly * months / 12))

    def _factor(self, scale: str) -> float:
        name, _, factor = scale.partition(":")
        try:
            found = float(factor)
        except ValueError:
            found = 0.0
        if name != "nation" or not 0 < found <= 1:
            raise typer.BadParameter(self.terminal.text(said.BAD_SCALE))
        return found

    def _of_city(self, parameters: Parameters, city: str) -> float:
        found = parameters.numbers.get(f"volume/{city}")
        if found is None:
            names = ", ".join(line.key for line in parameters.lines if line.group == "volume")
            raise typer.BadParameter(self.terminal.text(catalogue.ONE_OF, names=names))
        return found


def _window(terminal: Terminal, part: str) -> Window:
    number, _, parts = part.partition("/")
    if not (number.isdigit() and parts.isdigit() and 1 <= int(number) <= int(parts)):
        raise typer.BadParameter(terminal.text(said.BAD_SLICE))
    return Window(slice=int(number) - 1, slices=int(parts))


@dataclass(slots=True)
class _Session:
    """One run of the verb."""

    terminal: Terminal
    plan: Plan
    window: Window
    folder: Path | None

    def run(self, shape: Shape) -> None:
        plan, lines = self.plan, self.plan.parameters.lines
        assumed = sum(line.grade == ASSUMED for line in lines)
        self.terminal.say(
            said.PLAN,
            seed=plan.seed,
            first=plan.month,
            months=plan.months,
            volume=plan.volume,
            slice=f"{self.window.slice + 1}/{self.window.slices}",
            parameters=plan.parameters.name,
            sourced=len(lines) - assumed,
            assumed=assumed,
        )
        began = time.perf_counter()
        try:
            with _watching(self.terminal) as watch:
                totals = self._count(watch) if self.folder is None else self._write(self.folder, shape, watch)
        except KeyboardInterrupt:
            self.terminal.say(said.STOPPED, folder=self.folder)
            raise typer.Exit(Outcome.STOPPED) from None
        self._report(totals, time.perf_counter() - began, shape)

    def _count(self, watch: Watch) -> Totals:
        totals, days = Totals(), self.plan.days
        for day, lines in stream_by_day(self.plan, self.window):
            totals.add(lines)
            watch(Progress(day, min(1.0, ((day - days[0]).days + 1) / len(days)), totals))
        return totals

    def _write(self, folder: Path, shape: Shape, watch: Watch) -> Totals:
        _refuse_what_is_not_ours(folder)
        run = Run(self.plan, self.window, folder, self._place(folder, shape))
        totals = run.run(watch)
        if run.was_finished:
            self.terminal.say(said.ALREADY)
        return totals

    def _place(self, folder: Path, shape: Shape) -> Place:
        if shape is Shape.SCENARIO:
            return ScenarioFolder(self.plan, folder)
        from hub.demo.simulated_hub import SimulatedHub

        return SimulatedHub(folder, self.plan.days[0])

    def _report(self, totals: Totals, seconds: float, shape: Shape) -> None:
        if self.terminal.as_json:
            self.terminal.json(
                {
                    "plan": plan_document(self.plan, self.window),
                    "totals": totals.document(),
                    "folder": self.folder,
                    "seconds": round(seconds, 2),
                }
            )
            return
        self.terminal.table(
            (said.HEADING_EVENT, said.HEADING_COUNT),
            [(_event(self.terminal, event), str(count)) for event, count in totals.events.most_common()],
        )
        rate = totals.submissions / seconds if seconds else 0.0
        reports = sum(totals.channels.values())
        self.terminal.say(said.DONE, submissions=totals.submissions, reports=reports, seconds=seconds, rate=rate)
        if self.folder is not None and shape is Shape.SCENARIO:
            self.terminal.say(said.NEXT_SCENARIO, folder=self.folder)
        elif self.folder is not None:
            settings = self.folder / SETTINGS_FILE
            self.terminal.say(said.NEXT_HUB, settings=settings, month=self.plan.month)


def _refuse_what_is_not_ours(folder: Path) -> None:
    if folder.exists() and any(folder.iterdir()) and not Run.is_marked(folder):
        raise ConfigurationError(
            "isn't empty, and no simulation made it", where=str(folder), remedy="name an empty folder"
        )


@contextmanager
def _watching(terminal: Terminal) -> Iterator[Watch]:
    """Show progress: a bar on a terminal, else a line for each month; on the error stream when JSON is wanted."""
    console = terminal.err
    if not console.is_terminal:
        shown: set[tuple[int, int]] = set()

        def lines(progress: Progress) -> None:
            month = _month(progress.day)
            if month not in shown and not terminal.as_json:
                shown.add(month)
                terminal.say(said.DAY, day=progress.day, count=progress.totals.submissions)

        yield lines
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f} %"))
    with ProgressBar(*columns, TimeElapsedColumn(), console=console, transient=True) as bar:
        task = bar.add_task("", total=1.0)

        def watch(progress: Progress) -> None:
            text = terminal.text(said.DAY, day=progress.day, count=progress.totals.submissions)
            bar.update(task, completed=progress.share, description=text)

        yield watch


def _month(day: date) -> tuple[int, int]:
    return day.year, day.month


def _event(terminal: Terminal, code: str) -> str:
    event = Event(code)
    return terminal.label(event.zh, event.en)
