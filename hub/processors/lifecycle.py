"""Lifecycle: one actor per dispute. It folds the facts of its roots and emits events, deliveries, rows and timers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from hub.core import topics
from hub.core.alarms import Alarm, alarms, next_alarm
from hub.core.clocks import Deadline, deadlines
from hub.core.clocks.succession import successor
from hub.core.daytime import local_day, start_of
from hub.core.deliveries import Delivery
from hub.core.dispatch import Directory, deliveries
from hub.core.dispute import DisputeState
from hub.core.duties import HUB
from hub.core.errors import PermanentError, RowRejectedError
from hub.core.events import Details, Event, Fact, event_id
from hub.core.fold import MAX_FACTS
from hub.core.gate import gate_history
from hub.core.knowledge import Knowledge, Learned, Rules, Warm, learn, state_of
from hub.core.messages import DisputeEvent, RootUpdate
from hub.core.ports import Output, Record, Step, Timer
from hub.core.units import Registry
from hub.processors.codec import MsgpackCodec

NEXT = "next"
"""The one timer of a dispute: the next instant at which time alone changes something."""


@dataclass(slots=True)
class LifecycleState:
    """What lifecycle keeps of one dispute: its knowledge, the deliveries sent, and what was announced."""

    knowledge: Knowledge
    sent: list[str] = field(default_factory=list)
    announced: dict[str, str] = field(default_factory=dict)
    wakes_at: datetime | None = None


@dataclass(slots=True)
class Actor:
    """
    One dispute at work: what is stored and, while the key is warm, the fold of the last instant and its deadlines.

    What is warm is never stored. Time alone changes no deadline: what a statement made of them serves until the next.
    """

    stored: LifecycleState
    warm: Warm | None = None
    lines: list[Deadline] | None = None

    @property
    def knowledge(self) -> Knowledge:
        """What this dispute knows."""
        return self.stored.knowledge


class _ActorCodec:
    def __init__(self) -> None:
        self._stored: MsgpackCodec[LifecycleState] = MsgpackCodec(LifecycleState)

    def encode(self, state: Actor) -> bytes:
        return self._stored.encode(state.stored)

    def decode(self, data: bytes) -> Actor:
        return Actor(self._stored.decode(data))


class Lifecycle:
    """The lifecycle processor."""

    name = "lifecycle"
    input = topics.DISPUTE_FACTS

    def __init__(self, registry: Registry, rules: Rules) -> None:
        self._rules = rules
        self._registry = registry
        self._directory = Directory(
            unit=registry.find, serving=lambda division, day: registry.serving(division, 1, day)
        )
        self.codec = _ActorCodec()

    def step(self, state: Actor | None, record: Record) -> Step[Actor]:
        """Take one root's update."""
        update = record.value
        if not isinstance(update, RootUpdate):
            raise PermanentError(f"lifecycle got a {type(update).__name__}", where=record.key)
        mine = _copy(state) if state is not None else Actor(LifecycleState(Knowledge(record.key)))
        if len(mine.knowledge.facts) + len(update.facts) > 2 * MAX_FACTS:
            raise RowRejectedError(
                field="dispute", code="E-CAP-01", reason=f"more than {2 * MAX_FACTS} facts of one dispute"
            )
        learned = learn(mine.knowledge, update, self._rules, mine.warm)
        mine.warm = learned.warm
        mine.lines = None
        step = Step(mine, rows=learned.rows)
        step.outputs.extend(_events(mine.knowledge.dispute, learned))
        now = max(record.time, mine.knowledge.known_to or record.time)
        self._act(mine, learned.state, now, step)
        return step

    def fire(self, state: Actor, timer: Timer) -> Step[Actor]:
        """Announce what time alone has made true: warnings, breaches, the gate's clearance."""
        mine = _copy(state)
        mine.stored.wakes_at = None
        step = Step(mine)
        known = mine.warm.state if mine.warm is not None else state_of(mine.knowledge)
        self._act(mine, known, timer.due, step)
        return step

    def _act(self, actor: Actor, state: DisputeState, now: datetime, step: Step[Actor]) -> None:
        if actor.lines is None:
            actor.lines = deadlines(state, self._rules.terms)
        mine, lines = actor.stored, actor.lines
        step.outputs.extend(self._announcements(mine, lines, now))
        if self._rules.derive:
            for delivery in deliveries(state, lines, self._directory, now):
                if delivery.delivery_id not in mine.sent:
                    mine.sent.append(delivery.delivery_id)
                    step.outputs.append(_to_inbox(delivery))
        wakes_at = self._next_wake(mine, state, lines, now)
        if wakes_at != mine.wakes_at:
            mine.wakes_at = wakes_at
            if wakes_at is None:
                step.cancel_timers.append(NEXT)
            else:
                step.set_timers.append(Timer(mine.knowledge.dispute, NEXT, wakes_at))

    def _announcements(self, mine: LifecycleState, lines: list[Deadline], now: datetime) -> Iterator[Output]:
        """Say once what time makes true: a warning, a breach, a lapse, and that late evidence takes a breach back."""
        dispute = mine.knowledge.dispute
        for alarm in alarms(mine.announced, lines, self._rules.terms, now):
            yield _announce(dispute, alarm, self._successor(alarm.line, now))
            if alarm.cause is not None and alarm.event in _SUPERVISED:
                about = f"{alarm.cause}/{alarm.until}"
                yield _own(dispute, _SUPERVISED[alarm.event], {"cause": alarm.cause}, now, about)

    def _successor(self, line: Deadline | None, now: datetime) -> str | None:
        return None if line is None else successor(line, self._registry, local_day(now))

    def _next_wake(
        self, mine: LifecycleState, state: DisputeState, lines: list[Deadline], now: datetime
    ) -> datetime | None:
        today = local_day(now)
        wakes = [step.since for step in gate_history(state) if step.since > today]
        alarm = next_alarm(mine.announced, lines, self._rules.terms, today)
        if alarm is not None:
            wakes.append(alarm)
        return start_of(min(wakes)) if wakes else None


_SUPERVISED = {
    Event.DEADLINE_BREACHED: Event.SUPERVISION_PROPOSED,
    Event.DEADLINE_BREACH_RETRACTED: Event.SUPERVISION_WITHDRAWN,
}
"""Silence is a reason to supervise (HAND-3); a person at L3 or L4 decides (SUP-1). Late evidence takes it away."""


def _copy(state: Actor) -> Actor:
    """Copy what a step changes; the warm fold moves on, so that a step that raises leaves none behind."""
    stored, knowledge = state.stored, state.stored.knowledge
    warm, state.warm = state.warm, None
    copied = Knowledge(
        dispute=knowledge.dispute,
        facts=dict(knowledge.facts),
        versions=dict(knowledge.versions),
        spans=dict(knowledge.spans),
        derived=list(knowledge.derived),
        rows=knowledge.rows,
        known_to=knowledge.known_to,
    )
    return Actor(LifecycleState(copied, list(stored.sent), dict(stored.announced), stored.wakes_at), warm, state.lines)


def _events(dispute: str, learned: Learned) -> Iterator[Output]:
    for fact in learned.facts:
        yield Output(topics.DISPUTE_EVENTS, dispute, DisputeEvent(dispute, fact, derived=False))
    for fact in learned.derived:
        yield Output(topics.DISPUTE_EVENTS, dispute, DisputeEvent(dispute, fact, derived=True))


def _to_inbox(delivery: Delivery) -> Output:
    return Output(topics.inbox_of(delivery.agency), delivery.root, delivery)


def _announce(dispute: str, alarm: Alarm, succeeds: str | None) -> Output:
    details = alarm.details
    if succeeds is not None and "clock" in details:
        details["successor"] = succeeds
    about = "/".join(str(part) for part in (alarm.clock, alarm.until, alarm.stage) if part is not None)
    return _own(dispute, alarm.event, details, alarm.at, about)


def _own(dispute: str, event: Event, details: Details, at: datetime, about: str) -> Output:
    native_id = f"{dispute}/{event.value}/{about}"
    fact = Fact(
        event=event,
        event_id=event_id(event.value, HUB, native_id, None, details),
        root=dispute,
        agency=HUB,
        system=HUB,
        native_id=native_id,
        unit=None,
        occurred_at=at,
        received_at=at,
        details=details,
    )
    return Output(topics.DISPUTE_EVENTS, dispute, DisputeEvent(dispute, fact, derived=True))
