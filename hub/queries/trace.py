"""Where a dispute is: found by any number that people use for it, told as a line of time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from hub.core.clocks import Deadline, Terms, deadlines
from hub.core.daytime import end_of, local_day
from hub.core.dispute import DisputeState
from hub.core.events import Fact
from hub.core.fold import fold_key
from hub.core.holder import Holder, holder
from hub.core.knowledge import Knowledge, state_of, state_on
from hub.core.numbers import bare, parts, whole
from hub.core.ports import HubReader
from hub.core.references import reference_key
from hub.core.units import county_of
from hub.processors import Intake, Lifecycle
from hub.processors.codec import MsgpackCodec
from hub.processors.intake import IntakeState
from hub.processors.lifecycle import LifecycleState
from hub.queries.search import Index
from hub.readmodel.header import names_of

MOST_MATCHES = 20


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a dispute's story; ``derived`` when the hub concluded it."""

    at: datetime
    received_at: datetime
    agency: str
    unit: str | None
    event: str
    zh: str
    en: str
    details: dict[str, str]
    derived: bool


@dataclass(frozen=True, slots=True)
class Trace:
    """
    One dispute as known at the end of a day.

    ``veiled`` is whether its people are hidden by what is known now: the past is told under today's protection.
    """

    state: DisputeState
    holder: Holder | None
    steps: tuple[Step, ...]
    deadlines: tuple[Deadline, ...]
    as_of: date
    veiled: bool

    @property
    def numbers(self) -> tuple[str, ...]:
        """How people call it: every number and native id of its reports."""
        reports = self.state.reports.values()
        return tuple(
            dict.fromkeys(number for report in reports for number in (report.number, report.native_id) if number)
        )


def find(reader: HubReader, spoken: str, index: Index | None = None) -> list[Knowledge]:
    """
    Return the disputes that *spoken* may mean: an id, a case number in any brackets and width, or parts of one.

    Exact matches win, then whole numbers; parts of a number are looked for only when there are none: with the read
    model's *index* where there is one, else in every dispute.
    """
    exact = list(_exact(reader, spoken))
    if exact:
        return exact
    wanted, number = parts(spoken), whole(spoken)
    found: list[Knowledge] = []
    having: list[Knowledge] = []
    for knowledge in _candidates(reader, spoken, index):
        names = {bare(name) for name in names_of(knowledge)}
        if not any(all(part in name for part in wanted) for name in names) or not _stands(knowledge):
            continue
        kind = having if number in names else found
        if len(kind) < MOST_MATCHES:
            kind.append(knowledge)
        if len(having if number is not None else found) == MOST_MATCHES:
            break
    return having or found


def _stands(knowledge: Knowledge) -> bool:
    """Whether it's a dispute of its own now; what was joined to another is found as that other one."""
    state = state_of(knowledge)
    return bool(state.reports or state.waiting)


def _candidates(reader: HubReader, spoken: str, index: Index | None) -> Iterator[Knowledge]:
    codec = MsgpackCodec(LifecycleState)
    if index is None:
        yield from (codec.decode(data).knowledge for _, data in reader.states(Lifecycle.name))
        return
    for key in index.find(spoken):
        data = reader.state(Lifecycle.name, key)
        if data is not None:
            yield codec.decode(data).knowledge


def _exact(reader: HubReader, spoken: str) -> Iterator[Knowledge]:
    directory = _intake(reader, reference_key(spoken))
    roots = [spoken] if directory is None or directory.target is None else [directory.target, spoken]
    seen: set[str] = set()
    for root in roots:
        intake = _intake(reader, root)
        disputes = [stay for stay, span in intake.stays if span.until is None] if intake is not None else [root]
        for dispute in disputes:
            data = None if dispute in seen else reader.state(Lifecycle.name, dispute)
            seen.add(dispute)
            if data is not None:
                yield MsgpackCodec(LifecycleState).decode(data).knowledge


def _intake(reader: HubReader, key: str) -> IntakeState | None:
    data = reader.state(Intake.name, key)
    return None if data is None else MsgpackCodec(IntakeState).decode(data)


def trace(knowledge: Knowledge, terms: Terms, as_of: date) -> Trace:
    """Return the story of one dispute as known at the end of *as_of*."""
    until = end_of(as_of)
    state = state_on(knowledge, until, until)
    is_past = knowledge.known_to is not None and until < knowledge.known_to
    veiled = state.is_veiled or (is_past and state_of(knowledge).is_veiled)
    return Trace(
        state,
        holder(state, terms),
        tuple(_steps(knowledge, until, veiled=veiled)),
        tuple(deadlines(state, terms)),
        as_of,
        veiled,
    )


def last_known_day(knowledges: Iterable[Knowledge]) -> date | None:
    """Return the last day on which anything became known of these disputes."""
    last = max((k.known_to for k in knowledges if k.known_to is not None), default=None)
    return None if last is None else local_day(last)


def _steps(knowledge: Knowledge, until: datetime, *, veiled: bool) -> Iterator[Step]:
    derived = {fact.event_id for fact in knowledge.derived}
    facts = {fact.event_id: fact for fact in (*knowledge.facts.values(), *knowledge.derived)}
    known = [fact for fact in facts.values() if fact.received_at <= until]
    for fact in sorted(known, key=fold_key):
        yield Step(
            at=fact.occurred_at,
            received_at=fact.received_at,
            agency=fact.agency,
            unit=None if fact.unit is None else fact.unit.code,
            event=fact.event.value,
            zh=fact.event.zh,
            en=fact.event.en,
            details=_shown(fact, veiled=veiled),
            derived=fact.event_id in derived,
        )


_NOT_SHOWN = frozenset({"tokens", "weak_tokens"})


def _shown(fact: Fact, *, veiled: bool) -> dict[str, str]:
    """Return the details that say something to a reader; tokens, which stand for people, are left out."""
    told = {name: str(value) for name, value in fact.details.items() if name not in _NOT_SHOWN and value is not None}
    if veiled and "division" in told:
        told["division"] = county_of(told["division"])
    return told
