"""
The seam between the demo and the five departments it plays.

A department is a native system and the clerks who work on it. They see nothing of the hub: they type new matters in,
read what arrived in their own tables, folders and forms, and act there. Only the department's adapter carries
anything between them and the hub.

Each ``hub/demo/departments/<code>.py`` offers ``department(stage: Stage) -> Department``.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from hub.core.calendar import WorkingCalendar
from hub.core.units import Registry
from hub.demo.quarrels import Quarrel


@dataclass(frozen=True, slots=True)
class Stage:
    """
    What every department is given before it is installed.

    Attributes:
        seed: Seed of this run; two runs of one seed agree.
        registry: Units of the city (``hub.reference.default_registry``); ``Quarrel.target_unit`` is a code of it.
        calendar: Real working days: clerks rest on the others.
    """

    seed: int
    registry: Registry
    calendar: WorkingCalendar

    def random(self, code: str) -> random.Random:
        """Return the random source of department *code*, independent of the other departments'."""
        return random.Random(f"{self.seed}/{code}")  # noqa: S311 - a play, not a lottery


class Department(Protocol):
    """One department: its native system, and clerks who work on nothing else."""

    code: str
    """Agency code, that of its adapter."""

    def install(self, folder: Path) -> None:
        """Create the native system inside *folder*: files, schema, code tables; start its server where it has one."""

    def settings(self) -> Mapping[str, object]:
        """Return what the adapter's ``Settings`` need to reach the native system."""

    def receive(self, quarrel: Quarrel, at: datetime) -> str:
        """
        Let a clerk type a new matter into the native system at the simulated instant *at* (UTC).

        Returns the key under which it stands there (BH, JJDBH, 信访件编号, eventId, 卷号 id): only the demo's own
        truth list uses it, to say afterwards how many reports of one quarrel the hub brought together.
        """

    def work(self, now: datetime) -> None:
        """Let the clerks do a round: read what arrived natively, sign, answer, acknowledge, mediate, forget, err."""

    def feedback_landed(self) -> int:
        """Return how many distinct feedbacks of the hub stand in the department's own tables, counted natively."""

    def stop(self) -> None:
        """Stop servers and close connections."""
