"""
What time says of deadlines: two warnings, a breach, and what takes one back (domain §3, design §3 Time).

A day that is over also makes something true of what the clock is about: a window of confirmation lapses (nobody's
breach), an invitation is overdue. What has been said about each clock is remembered with the last day it was said of,
so that everything is said once: a last day that moves (an extension, a calendar that was missing) begins anew, and
says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from hub.core.clocks import Deadline, DeadlineStatus, Terms, WarningStage
from hub.core.codes import LabelledCode
from hub.core.daytime import ONE_DAY, local_day, start_of
from hub.core.events import Details, Event

_SLASH, _PENDING = "/", "~"


class Said(LabelledCode):
    """What has been announced about one clock."""

    STARTED = "STARTED", "已起算", "Started"
    WARNED = "WARNED", "已预警", "Warned"
    WARNED_TWICE = "WARNED_TWICE", "已再次预警", "Warned twice"
    BREACHED = "BREACHED", "已超期", "Breached"
    LAPSED = "LAPSED", "已失效", "Lapsed"


_FINAL = (Said.BREACHED, Said.LAPSED)
_BY_WARNINGS = (Said.STARTED, Said.WARNED, Said.WARNED_TWICE)


@dataclass(frozen=True, slots=True)
class Announced:
    """
    What was said last of a clock, of which last day, and whether that day was still to be rolled.

    ``cause`` names the supervision that a breach proposed: it's withdrawn even where the clock itself is gone.
    """

    said: Said
    due: date | None
    pending: bool = False
    cause: str | None = None

    @classmethod
    def read(cls, text: str) -> Announced:
        """Return what :meth:`text` wrote; a word alone is of a hub that didn't keep the day."""
        word, _, rest = text.partition(_SLASH)
        day, _, cause = rest.partition(_SLASH)
        due = date.fromisoformat(day) if day else None
        return cls(Said(word.removesuffix(_PENDING)), due, word.endswith(_PENDING), cause or None)

    @property
    def text(self) -> str:
        """The form in which it's stored."""
        day = "" if self.due is None else self.due.isoformat()
        cause = "" if self.cause is None else f"{_SLASH}{self.cause}"
        return f"{self.said.value}{_PENDING if self.pending else ''}{_SLASH}{day}{cause}"


@dataclass(frozen=True, slots=True)
class Alarm:
    """
    One thing to announce.

    Attributes:
        line: The clock, None where its start was taken back with the fact that had started it.
        until: The last day it was said of.
        former: The nominal day that stood before, for a recomputed one.
        cause: What a supervision for its silence is called, where one is proposed or withdrawn with it.
    """

    event: Event
    clock: str
    until: date
    at: datetime
    line: Deadline | None
    stage: WarningStage | None = None
    former: date | None = None
    cause: str | None = None

    @property
    def details(self) -> Details:
        """What the event carries: of the clock, or of the agreement or invitation that the clock is about."""
        subject = self.clock.partition(":")[2]
        if self.event is Event.CONFIRMATION_LAPSED:
            return {"v": int(subject.removeprefix("v"))}
        if self.event is Event.INVITATION_OVERDUE:
            return {"invitee": subject.partition(":")[0]}
        details: Details = {"clock": self.clock, "until": self.until}
        if self.line is not None:
            details["owner"] = self.line.owner
        if self.stage is not None:
            details["stage"] = self.stage.value
        if self.former is not None:
            details["due"] = self.former
        return details


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
            yield Alarm(Event.DEADLINE_BREACH_RETRACTED, clock, last.due, now, None, cause=last.cause)


def _of_one(announced: dict[str, str], line: Deadline, terms: Terms, now: datetime) -> Iterator[Alarm]:
    today = local_day(now)
    status = line.status(today)
    last = Announced.read(announced[line.clock]) if line.clock in announced else Announced(Said.STARTED, None)
    former = last.due or line.due
    if last.pending and not line.roll_pending:
        yield Alarm(Event.DEADLINE_RECOMPUTED, line.clock, line.due, now, line, former=former)
    moved = former != line.due
    taken_back = last.said is Said.BREACHED and (
        status in (DeadlineStatus.MET, DeadlineStatus.OPEN) or (moved and status is DeadlineStatus.OVERDUE)
    )
    if taken_back:
        yield Alarm(Event.DEADLINE_BREACH_RETRACTED, line.clock, former, now, line, cause=line.cause)
    said = Said.STARTED if moved or taken_back else last.said
    if status in _WHEN_OVER and said not in _FINAL:
        said = _WHEN_OVER[status]
        yield from _over(line, status)
    elif status is DeadlineStatus.OPEN:
        due_by_now = [stage for day, stage in line.warnings(terms) if day <= today]
        reached = _BY_WARNINGS[len(due_by_now)]
        if said in _BY_WARNINGS and _BY_WARNINGS.index(reached) > _BY_WARNINGS.index(said):
            said = reached
            yield Alarm(Event.DEADLINE_WARNED, line.clock, line.due, now, line, stage=due_by_now[-1])
    if said is not Said.STARTED or line.roll_pending:
        cause = line.cause if said is Said.BREACHED else None
        announced[line.clock] = Announced(said, line.due, line.roll_pending, cause).text
    else:
        announced.pop(line.clock, None)


_WHEN_OVER = {DeadlineStatus.OVERDUE: Said.BREACHED, DeadlineStatus.LAPSED: Said.LAPSED}


def _over(line: Deadline, status: DeadlineStatus) -> Iterator[Alarm]:
    """Yield what is true as soon as the last day has ended."""
    at = start_of(line.due + ONE_DAY)
    if status is DeadlineStatus.OVERDUE:
        yield Alarm(Event.DEADLINE_BREACHED, line.clock, line.due, at, line, cause=line.cause)
    if line.rule.says is not None:
        yield Alarm(line.rule.says, line.clock, line.due, at, line)


def next_alarm(announced: dict[str, str], lines: Iterable[Deadline], terms: Terms, today: date) -> date | None:
    """Return the first day after *today* on which time alone will have something to say of running clocks."""
    found: date | None = None
    for line in lines:
        if line.done is None and not line.moot and not announced.get(line.clock, "").startswith(_FINAL):
            days = [day for day, _ in line.warnings(terms)]
            days.append(line.due + ONE_DAY)
            for day in days:
                if today < day and (found is None or day < found):
                    found = day
    return found
