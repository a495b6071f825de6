"""What was measured, with where and how, as one document that can be written and read again."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any, TypeVar

from bench.kafka.contest import Drained
from bench.kafka.latency import Latency, Level, Spread, Window
from bench.kafka.recovery import Recovered

PLAIN, FLOORS = "faust-memory", {"at least once": "faust-memory", "exactly once": "floor"}

Kind = TypeVar("Kind", bound=Recovered)


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """Where a part was measured: the machine, and how busy it was with other things at both ends of it."""

    when: str
    machine: str
    command: str
    load: Sequence[float]
    settings: dict[str, object] = field(default_factory=dict)


@dataclass(slots=True)
class Results:
    """
    Everything measured so far; a part that's measured again replaces the former one.

    ``failed`` says by contestant and part why there are no figures of it.
    """

    drained: list[Drained] = field(default_factory=list)
    recovered: list[Recovered] = field(default_factory=list)
    latency: Latency | None = None
    absent: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    parts: dict[str, Circumstances] = field(default_factory=dict)

    def write(self, path: Path) -> None:
        """Write all of it as JSON."""
        path.write_text(json.dumps(asdict(self), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")

    @classmethod
    def read(cls, path: Path) -> Results:
        """Return what *path* holds, nothing if it isn't there."""
        if not path.exists():
            return cls()
        found = json.loads(path.read_text(encoding="utf-8"))
        told = found["latency"]
        return cls(
            drained=[Drained(**each) for each in found["drained"]],
            recovered=[_known(Recovered, each) for each in found["recovered"]],
            latency=None if told is None else _latency(told),
            absent=found["absent"],
            failed=found["failed"],
            parts={name: Circumstances(**each) for name, each in found["parts"].items()},
        )

    def rounds(self, contestant: str) -> list[Drained]:
        """Return the drains of *contestant*."""
        return [drained for drained in self.drained if drained.contestant == contestant]

    def rate(self, contestant: str) -> float | None:
        """Return the median of *contestant*'s records per second, None if it didn't run."""
        found = self.rounds(contestant)
        return median(drained.per_second for drained in found) if found else None

    def cost(self, contestant: str) -> float | None:
        """Return the median of *contestant*'s microseconds of processor time per record, None if it didn't run."""
        found = self.rounds(contestant)
        return median(drained.cost for drained in found) if found else None

    def against(self, contestant: str, other: str) -> tuple[float, float] | None:
        """Return how many times *other* is as slow and as costly as *contestant*: (by wall time, by processor time)."""
        rate, cost = self.rate(contestant), self.cost(contestant)
        of_rate, of_cost = self.rate(other), self.cost(other)
        if rate is None or cost is None or of_rate is None or of_cost is None:
            return None
        return rate / of_rate, of_cost / cost


def _known(kind: type[Kind], told: dict[str, Any]) -> Kind:
    """Return *told* as *kind*, without what only a former version of it held."""
    names = {each.name for each in fields(kind)}
    return kind(**{name: value for name, value in told.items() if name in names})


def _latency(told: dict[str, Any]) -> Latency:
    return Latency(**told | {"levels": [_level(each) for each in told["levels"]], "turn": _window(told["turn"])})


def _window(told: dict[str, Any]) -> Window:
    return Window(**told | {"spread": Spread(**told["spread"])})


def _level(told: dict[str, Any]) -> Level:
    return Level(**told | {"windows": tuple(map(_window, told["windows"])), "whole": Spread(**told["whole"])})


def circumstances(command: str, before: float, settings: dict[str, object]) -> Circumstances:
    """Return where this process has just measured, where *before* was the machine's load when it began."""
    return Circumstances(
        when=datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        machine=f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} processors",
        command=command,
        load=(round(before, 1), round(os.getloadavg()[0], 1)),
        settings=settings,
    )
