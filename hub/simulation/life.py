"""One dispute's life as it's told: where it has come to, whom it concerns, and every statement made about it."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import NamedTuple

from hub.core.codes import Channel
from hub.core.duties import HUB
from hub.core.events import Details, Event, Submission, event_id
from hub.core.units import Unit
from hub.scenarios.reader import Line
from hub.simulation.plan import DAY, Plan, instant

AGENCY_OF = {
    Channel.COURT.value: "court",
    Channel.POLICE.value: "police",
    Channel.PETITION.value: "petition",
    Channel.GRID.value: "grid",
    Channel.HOTLINE.value: "grid",
}
"""Who reports what comes through a channel; the rest is told to the justice organ."""

JUSTICE = "justice"


_INCIDENTAL = frozenset(
    {
        Event.MEDIATION_STARTED,
        Event.CASE_SUSPENDED,
        Event.CASE_RESUMED,
        Event.DEADLINE_EXTENDED,
        Event.RISK_FLAGGED,
        Event.PARTICIPANT_JOINED,
        Event.INVITATION_SENT,
        Event.INVITATION_ANSWERED,
        Event.INVITATION_ATTENDED,
        Event.SUPERVISION_ORDERED,
        Event.SUPERVISION_REPLIED,
        Event.SUPERVISION_CLOSED,
    }
)
"""Events that no outcome, cascade or feedback waits for."""


class Speaker(NamedTuple):
    """Who states something, under which key of whose system, and about which root."""

    agency: str
    native_id: str
    root: str

    @property
    def system(self) -> str:
        """The system instance; a simulated one never bears a real one's name."""
        return HUB if self.agency == HUB else f"sim-{self.agency}"

    @property
    def as_root(self) -> Speaker:
        """The same as the one who tells of something new: the record is its own root."""
        return self._replace(root=f"{self.system}:{self.native_id}")


class Owed(NamedTuple):
    """A referrer who must hear of the outcome."""

    ref: str
    root: str
    agency: str


@dataclass(slots=True, kw_only=True)
class Life:
    """
    A dispute on its way.

    Attributes:
        plan: What all lives share.
        serial: Its number.
        rng: Its luck; nothing else is random.
        root: The source record by which the hub first hears of it.
        born: The minute at which it was first told.
        at: The minute to which it has come.
        known: The minute by which the hub knows everything stated so far: nobody answers what it hasn't passed on.
        due: The minute by which it knows what its own duties wait for, and states them.
        told: The minute by which it knew of the first report.
        case: Number of the case file that is open: each unit that works on the dispute has its own.
        village: The first-level committee where it arose.
        type: Dispute type.
        channel: How it was first told.
        difficulty: How hard it is.
        parties: How many people.
        ladder: Units that had it, from the origin level upwards.
        assigned: The upper unit that gave it to the one that has it, which doesn't send it up again.
        owed: Referrers to whom feedback is owed.
        suspended: How often the work stood still.
        lines: What was stated so far.
    """

    plan: Plan
    serial: int
    rng: random.Random
    root: str
    born: int
    at: int
    village: Unit
    type: str
    channel: str
    difficulty: str
    parties: int
    known: int = 0
    due: int = 0
    told: int = 0
    case: int = 1
    ladder: list[Unit] = field(default_factory=list)
    owed: list[Owed] = field(default_factory=list)
    assigned: Owed | None = None
    suspended: int = 0
    lines: list[Line] = field(default_factory=list)

    @property
    def county(self) -> str:
        """Six-digit code."""
        return self.village.division[:6]

    def happens(self, chance: str) -> bool:
        """Return whether something of this *chance* happens."""
        return self.rng.random() < self.plan.parameters.chances[chance]

    def pick(self, group: str) -> str:
        """Return one name of *group* by its shares."""
        return self.plan.parameters.shares[group].at(self.rng.random())

    def number(self, group: str, key: object) -> float:
        """Return the parameter *group*/*key*."""
        return self.plan.parameters.numbers[f"{group}/{key}"]

    def delay(self, name: str) -> int:
        """Return minutes by the distribution *name*, one at least."""
        return 1 + int(self.plan.parameters.quantiles[f"delay/{name}"].at(self.rng.random()) * DAY)

    def upper(self, unit: Unit, level: int = 0) -> Unit:
        """Return the superior of *unit*, the next one or that of *level*."""
        step = self.plan.cast.above[unit.code]
        while step.level < level:
            step = self.plan.cast.above[step.code]
        return step

    def work(self, delay: str) -> None:
        """Let *delay* pass until somebody at a desk acts."""
        self.at = self.plan.rest.desk(self.at + self.delay(delay))

    def answer(self, delay: str) -> None:
        """Let somebody act on what the hub has passed on: never before it knew."""
        self.at = max(self.at, self.known)
        self.work(delay)

    def speaker(self, agency: str, what: str) -> Speaker:
        """Return *agency* with the key of its record *what* about this dispute."""
        return Speaker(agency, f"{self.plan.seed}-{self.serial:08d}-{what}", self.root)

    def unit_speaker(self, unit: Unit, what: str = "") -> Speaker:
        """Return the justice organ with the key of *unit*'s case file, or of *what* it keeps beside it."""
        return self.speaker(JUSTICE, f"{unit.code}/{self.case}{what}")

    def say(self, event: Event, by: Speaker, details: Details, *, unit: Unit | None = None, lag: int = -1) -> int:
        """
        State *event* at this minute, and return the minute at which the hub hears of it.

        *lag* says how late it's entered; by default as fast as the agency's systems are.
        """
        heard = self.at + (self.delay(f"posted.{by.agency}") if lag < 0 else lag)
        self.lines.append(_line(event, by, details, unit, (self.at, heard)))
        return heard

    def tell(self, event: Event, by: Speaker, details: Details, *, unit: Unit | None = None, lag: int = -1) -> None:
        """State *event*: whoever answers it, and what the hub owes because of it, waits until the hub has heard."""
        heard = self.say(event, by, details, unit=unit, lag=lag)
        self.known = max(self.known, heard)
        if event not in _INCIDENTAL:
            self.due = max(self.due, heard)

    def note(self, event: Event, details: Details, *, unit: Unit | None = None, root: str = "", nth: str = "") -> None:
        """Let the hub itself state *event* as soon as it knows what makes it due (convention 11)."""
        about = root or self.root
        by = Speaker(HUB, f"{about}/{event.value}{nth}", about)
        self.lines.append(_line(event, by, details, unit, (self.due, self.due)))
        self.known = max(self.known, self.due)

    @property
    def place(self) -> tuple[int, int, int]:
        """Where it is in time; set again, the life goes on from there: things happen side by side."""
        return self.at, self.known, self.due

    @place.setter
    def place(self, place: tuple[int, int, int]) -> None:
        self.at, self.known, self.due = place

    @property
    def late(self) -> int:
        """How late an acceptance or outcome is entered: for most not at all (-1)."""
        return self.delay("late_entry") if self.happens("late_entry") else -1


def _line(event: Event, by: Speaker, details: Details, unit: Unit | None, times: tuple[int, int]) -> Line:
    """Return the statement; *times* are the minutes at which it occurred and was received."""
    code = None if unit is None else unit.code
    occurred, received = (instant(minute) for minute in times)
    return Line(
        received_at=received,
        submission=Submission(
            event=event,
            event_id=event_id(event.value, by.system, by.native_id, code, details),
            root=by.root,
            agency=by.agency,
            system=by.system,
            native_id=by.native_id,
            unit=code,
            occurred_at=occurred,
            recorded_at=occurred,
            details=details,
        ),
        hub_output=by.agency == HUB,
    )
