"""
What a run of the demo has to show: plain figures, already counted.

The summary and the report are made from this alone, so both can be tried with an empty, a huge or a broken account.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hub.queries.layout import Label, MonthForm


@dataclass(frozen=True, slots=True)
class Flow:
    """How often one agency passed one kind of thing to another, and how often it was refused there."""

    sender: Label
    receiver: Label
    kind: Label
    count: int
    refused: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeLine:
    """
    One dispute as the hub holds it on the last day: who must act next, until when.

    ``number`` is how people call it (案号, 卷号 …), ``reports`` how many reports of agencies it unites. A dispute
    that isn't open any more may still have a holder: feedback waits to be acknowledged.
    """

    dispute: str
    number: str
    type: Label
    channel: Label
    state: Label
    holder: str
    is_open: bool
    due: date | None
    days_over: int
    reports: int
    agencies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Breach:
    """A deadline that has passed unanswered."""

    dispute: str
    number: str
    holder: str
    clock: Label
    due: date
    days_over: int


@dataclass(frozen=True, slots=True)
class Quarantined:
    """Rows that could not enter, of one kind: where the first stands, why, and whose task it is."""

    agency: Label
    code: str
    place: str
    field: str
    reason: str
    task_of: str
    count: int
    first: str


@dataclass(frozen=True, slots=True)
class Linking:
    """
    How well reports of one quarrel were brought together, against the truth that only the demo knows.

    Attributes:
        told_twice: Quarrels of which two agencies told and both tellings reached the hub.
        found: Of these, those that the hub united.
        wrong: Pairs that the hub united although they are different quarrels.
        waiting: Hints that wait for a clerk.
    """

    told_twice: int
    found: int
    wrong: int
    waiting: int

    @property
    def recall(self) -> float | None:
        """Share of what should be united that was."""
        return self.found / self.told_twice if self.told_twice else None

    @property
    def precision(self) -> float | None:
        """Share of what was united that should be."""
        united = self.found + self.wrong
        return self.found / united if united else None


@dataclass(frozen=True, slots=True)
class Landed:
    """Feedback of one agency: sent by the hub, standing in the agency's own tables, acknowledged from there."""

    agency: Label
    sent: int
    native: int
    acknowledged: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Volume:
    """How much went through, and how fast."""

    tellings: int = 0
    submissions: int = 0
    records: int = 0
    deliveries: int = 0
    disputes: int = 0
    engine_seconds: float = 0.0
    hub_seconds: float = 0.0
    total_seconds: float = 0.0

    @property
    def records_per_second(self) -> float:
        """Records of the log that the engine took per second of its own work, adapters and fsync of others aside."""
        return self.records / self.engine_seconds if self.engine_seconds else 0.0


@dataclass(frozen=True, slots=True)
class DayCount:
    """What one day of the simulated month saw."""

    day: date
    reported: int
    concluded: int
    breached: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Everything that the summary and the report show."""

    title: Label
    seed: int
    first_day: date
    last_day: date
    volume: Volume
    flows: tuple[Flow, ...] = ()
    disputes: tuple[DisputeLine, ...] = ()
    breaches: tuple[Breach, ...] = ()
    form: MonthForm | None = None
    quarantined: tuple[Quarantined, ...] = ()
    linking: Linking = Linking(0, 0, 0, 0)
    landed: tuple[Landed, ...] = ()
    days: tuple[DayCount, ...] = ()
    days_to_conclude: tuple[int, ...] = ()
    faults: tuple[str, ...] = ()
    commands: tuple[tuple[str, Label], ...] = ()

    @property
    def open_disputes(self) -> tuple[DisputeLine, ...]:
        """Disputes that aren't settled, refused or given up."""
        return tuple(line for line in self.disputes if line.is_open)
