"""A simulation as a scenario folder, which ``hub replay`` and ``hub whatif`` run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import BinaryIO

from hub.core.clocks import Terms
from hub.core.daytime import month_bounds, next_month
from hub.core.units import Unit
from hub.scenarios.reader import DeadlineList, Line, View
from hub.scenarios.writer import INPUTS, entry_of, text_of, write_plan
from hub.simulation.plan import Plan
from hub.simulation.running import Json


@dataclass(slots=True)
class ScenarioFolder:
    """Writes ``inputs.jsonl`` as statements come and ``scenario.json`` when all have: a half-made folder has none."""

    plan: Plan
    folder: Path
    _units: dict[str, Unit] = field(init=False)
    _seq: int = 0
    _file: BinaryIO | None = None

    def __post_init__(self) -> None:
        """Know every unit by its code."""
        self._units = {unit.code: unit for unit in units_of(self.plan)}

    def take(self, day: date, lines: Sequence[Line]) -> Json:
        """Append *lines*; *day* is in them."""
        del day
        if self._file is None:
            self._file = (self.folder / INPUTS).open("wb")
        texts = []
        for line in lines:
            self._seq += 1
            unit = self._units.get(line.submission.unit or "")
            texts.append(text_of(entry_of(line, self._seq, None if unit is None else unit.level)))
        self._file.write("".join(texts).encode())
        self._file.flush()
        return {"bytes": self._file.tell(), "seq": self._seq}

    def resume(self, position: Json) -> None:
        """Cut off what was written after *position*."""
        if not position:
            return  # stopped before the first day was whole
        self._file = (self.folder / INPUTS).open("r+b")
        self._file.truncate(int(str(position["bytes"])))
        self._file.seek(0, 2)
        self._seq = int(str(position["seq"]))

    def finish(self, last: date) -> None:
        """Write the plan of views: each month as known at its close, and as known when all was received."""
        terms = Terms(self.plan.calendar)
        views: list[View] = []
        month = self.plan.month
        while month <= self.plan.last_month:
            views.append(View(f"{month} R1", month, terms.monthly(month)[1]))
            if month in (self.plan.month, self.plan.last_month):
                views.append(View(f"{month} final", month, last))
            month = next_month(month)
        end = month_bounds(self.plan.last_month)[1]
        deadlines = [DeadlineList(f"at_{end}", last, end)]
        write_plan(self.folder, self._units.values(), views, deadlines)

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            self._file.close()


def units_of(plan: Plan) -> list[Unit]:
    """Return every unit that may mediate in *plan*."""
    cast = plan.cast
    groups = (*cast.townships.values(), *cast.industry.values(), *cast.organs.values())
    found = {
        unit.code: unit for unit in (*cast.villages, *cast.above.values(), *(u for group in groups for u in group))
    }
    return list(found.values())
