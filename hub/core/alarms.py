"""
What time says of deadlines: two warnings, a breach, and what takes one back (domain §3, design §3 Time).

What has been said about each clock is remembered with the last day it was said of, so that everything is said once:
a last day that moves (an extension, a calendar that was missing) begins anew, and says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from hub.core.clocks import Deadline, DeadlineStatus, Terms, WarningStage
from hub.core.codes import LabelledCode
from hub.core.daytime import ONE_DAY, local_day, start_of
from hub.core.events import Event

_SLASH, _PENDING = "/", "~"


class Said(LabelledCode):
    """What has been announced about one clock."""

    STARTED = "STARTED", "已起算", "Started"
    WARNED = "WARNED", "已预警", "Warned"
    WARNED_TWICE = "WARNED_TWICE", "已再次预警", "Warned twice"
    BREACHED = "BREACHED", "已超期", "Breached"


_BREACHED = Said.BREACHED.value
_BY_WARNINGS = (Said.STARTED, Said.WARNED, Said.WARNED_TWICE)


@dataclass(frozen=True, slots=True)
class Announced:
    """What was said last of a clock, of which last day, and whether that day was still to be rolled."""

    said: Said
    due: date | None
    pending: bool = False

    @classmethod
    def read(cls, text: str) -> Announced:
        """Return what :meth:`text` wrote; a word alone is of a hub that didn't keep the day."""
        word, _, day = text.partition(_SLASH)
        due = date.fromisoformat(day) if day else None
        return cls(Said(word.removesuffix(_PENDING)), due, word.endswith(_PENDING))

    @property
    def text(self) -> str:
        """The form in which it's stored."""
        day = "" if self.due is None else self.due.isoformat()
        return f"{self.said.value}{_PENDING if self.pending else ''}{_SLASH}{day}"


@dataclass(frozen=True, slots=True)
class Alarm:
    """
    One thing to announce.

    Attributes:
        line: The clock, None where its start was taken back with the fact that had started it.
        until: The last day it was said of.
        former: The nominal day that stood before, for a recomputed one.
    """

    event: Event
    clock: str
    until: date
    at: datetime
    line: Deadline | None
    stage: WarningStage | None = None
    former: date | None = None


def alarms(announced: dict[str, str], lines: Iterable[Deadline], terms: Terms, now: datetime) -> Iterator[Alarm]:
    """Yield what must be announced at *now*, and note in *announced* that it was."""
    known = {line.clock: line for line in lines}
    for line in known.values():
        # what was done before anything had to be said of it, as most clocks of a dispute, needs no look
        if not line.moot and (line.done is None or line.clock in announced):
            yield from _of_one(announced, line, terms, now)
    for clock in [clock for clock in announced if clock not in known]:
        last = Announced.read(announced.pop(clock))
        if last.said is Said.BREACHED and last.due is not None:
            yield Alarm(Event.DEADLINE_BREACH_RETRACTED, clock, last.due, now, None)


def _of_one(announced: dict[str, str], line: Deadline, terms: Terms, now: datetime) -> Iterator[Alarm]:
    today = local_day(now)
    status = line.status(today)
    last = Announced.read(announced[line.clock]) if line.clock in announced else Announced(Said.STARTED, None)
    former = last.due or line.due
    if last.pending and not line.roll_pending:
        yield Alarm(Event.DEADLINE_RECOMPUTED, line.clock, line.due, now, line, former=former)
    moved = former != line.due
    taken_back = status in (DeadlineStatus.MET, DeadlineStatus.OPEN) or (moved and status is DeadlineStatus.OVERDUE)
    if last.said is Said.BREACHED and taken_back:
        yield Alarm(Event.DEADLINE_BREACH_RETRACTED, line.clock, former, now, line)
    said = Said.STARTED if moved or (last.said is Said.BREACHED and taken_back) else last.said
    if status is DeadlineStatus.OVERDUE and said is not Said.BREACHED:
        said = Said.BREACHED
        yield Alarm(Event.DEADLINE_BREACHED, line.clock, line.due, start_of(line.due + ONE_DAY), line)
    elif status is DeadlineStatus.OPEN:
        due_by_now = [stage for day, stage in line.warnings(terms) if day <= today]
        reached = _BY_WARNINGS[len(due_by_now)]
        if _BY_WARNINGS.index(reached) > _BY_WARNINGS.index(said):
            said = reached
            yield Alarm(Event.DEADLINE_WARNED, line.clock, line.due, now, line, stage=due_by_now[-1])
    if said is not Said.STARTED or line.roll_pending:
        announced[line.clock] = Announced(said, line.due, line.roll_pending).text
    else:
        announced.pop(line.clock, None)


def next_alarm(announced: dict[str, str], lines: Iterable[Deadline], terms: Terms, today: date) -> date | None:
    """Return the first day after *today* on which time alone will have something to say of running clocks."""
    found: date | None = None
    for line in lines:
        if line.done is None and not line.moot and not announced.get(line.clock, "").startswith(_BREACHED):
            days = [day for day, _ in line.warnings(terms)]
            days.append(line.due + ONE_DAY)
            for day in days:
                if today < day and (found is None or day < found):
                    found = day
    return found
