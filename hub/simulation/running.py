"""
Generating into a place, day by day, so that it can be stopped and gone on with: the result is the same.

After each day the place keeps a mark of how far it is. A simulation that goes on begins at the day after the mark; the
lives before it are told again, not remembered.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Protocol

from hub.core.daytime import ONE_DAY
from hub.core.errors import ConfigurationError
from hub.scenarios.reader import Line
from hub.simulation.plan import Plan
from hub.simulation.stream import Window, stream_by_day
from hub.simulation.totals import Totals

MARK = "simulation.json"

Json = dict[str, object]


class Place(Protocol):
    """Where statements go."""

    def take(self, day: date, lines: Sequence[Line]) -> Json:
        """Take the statements that are received on *day*; return where the place stands then, for :meth:`resume`."""

    def resume(self, position: Json) -> None:
        """Go back to *position*: what was taken after it is taken again."""

    def finish(self, last: date) -> None:
        """Everything was taken, the last statement on the day *last*."""

    def close(self) -> None:
        """Let go of everything, whether it's finished or not."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it is, for whoever shows it."""

    day: date
    share: float
    totals: Totals


Watch = Callable[[Progress], None]


@dataclass(slots=True)
class Run:
    """One simulation into *place*, marked in *folder*."""

    plan: Plan
    window: Window
    folder: Path
    place: Place
    totals: Totals = field(default_factory=Totals)
    was_finished: bool = False

    @staticmethod
    def is_marked(folder: Path) -> bool:
        """Return whether a simulation writes or wrote into *folder*."""
        return (folder / MARK).is_file()

    def run(self, watch: Watch) -> Totals:
        """
        Generate what isn't there yet, and return the totals of all of it.

        Raises:
            ConfigurationError: the folder holds another simulation, or something else.
        """
        try:
            return self._run(watch)
        finally:
            self.place.close()

    def _run(self, watch: Watch) -> Totals:
        since, done = self._begun()
        if done:
            self.was_finished = True
            return self.totals
        last = since or self.plan.days[0]
        for day, lines in stream_by_day(self.plan, replace(self.window, since=since)):
            position = self.place.take(day, lines)
            self.totals.add(lines)
            self._mark(day, position, finished=False)
            watch(Progress(day, self._share(day), self.totals))
            last = day
        self.place.finish(last)
        self._mark(last, {}, finished=True)
        return self.totals

    def _share(self, day: date) -> float:
        days = self.plan.days
        return min(1.0, ((day - days[0]).days + 1) / len(days))

    def _begun(self) -> tuple[date | None, bool]:
        """Return the day to go on with, None at the beginning, and whether nothing is left."""
        path = self.folder / MARK
        if not path.is_file():
            self.folder.mkdir(parents=True, exist_ok=True)
            self._mark(self.plan.days[0] - ONE_DAY, {}, finished=False)
            return None, False
        mark = _read(path)
        if mark["plan"] != plan_document(self.plan, self.window):
            raise ConfigurationError(
                "holds a simulation of another plan",
                where=str(self.folder),
                remedy="name another folder, or the same options as before",
            )
        self.totals = Totals.of(_object(mark["totals"]))
        if mark["finished"]:
            return None, True
        self.place.resume(_object(mark["position"]))
        return date.fromisoformat(str(mark["day"])) + ONE_DAY, False

    def _mark(self, day: date, position: Json, *, finished: bool) -> None:
        mark: Json = {
            "plan": plan_document(self.plan, self.window),
            "finished": finished,
            "day": day.isoformat(),
            "position": position,
            "totals": self.totals.document(),
        }
        path = self.folder / MARK
        fresh = path.with_suffix(".new")
        fresh.write_text(json.dumps(mark, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        fresh.replace(path)


def _read(path: Path) -> Json:
    try:
        return _object(json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, KeyError) as error:
        raise ConfigurationError(
            "isn't the mark of a simulation", where=str(path), remedy="name another folder"
        ) from error


def _object(value: object) -> Json:
    if not isinstance(value, dict):
        raise ValueError("no JSON object")  # noqa: TRY004 - a file's content, not a caller's type
    return value


def plan_document(plan: Plan, window: Window) -> Json:
    """Return what makes two simulations the same."""
    lines = "\n".join(f"{line.group},{line.key},{line.value}" for line in plan.parameters.lines)
    units = "\n".join(unit.code for unit in plan.cast.villages)
    return {
        "seed": plan.seed,
        "from": plan.month,
        "months": plan.months,
        "volume": plan.volume,
        "slice": f"{window.slice + 1}/{window.slices}",
        "parameters": plan.parameters.name,
        "parameters_sha256": hashlib.sha256(lines.encode()).hexdigest(),
        "villages": len(plan.cast.villages),
        "villages_sha256": hashlib.sha256(units.encode()).hexdigest(),
    }
