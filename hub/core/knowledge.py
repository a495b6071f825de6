"""
One dispute through the time of knowledge: what it counted for as known at each instant (design §3 rule 4).

Facts are visible from their receipt (the earliest one counts) and while their root belongs to the dispute. The rows
that come out are the same in whatever order, and however often, facts and assignments arrive.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from hub.core.clocks import Terms
from hub.core.contributions import Mark, marks
from hub.core.dispute import DisputeState
from hub.core.duties import due_now
from hub.core.events import Fact
from hub.core.fold import FoldKey, advance, fold, fold_key, status_of
from hub.core.messages import RootUpdate, Span
from hub.core.ports import Row

ALWAYS = (Span(None, None),)


@dataclass(frozen=True, slots=True)
class Rules:
    """
    What a fold needs besides facts: the terms in force, and whether the hub states its own duties.

    ``derive`` is off only where the hub's outputs are fed with the input (a replayed scenario).
    """

    terms: Terms
    derive: bool = True


@dataclass(slots=True)
class Warm:
    """The fold at the last instant, kept between steps so that a fact in order costs one advance; never stored."""

    state: DisputeState
    visible: dict[str, Fact]
    last_key: FoldKey | None
    open: dict[str, tuple[Mark | None, str]]


@dataclass(slots=True)
class Knowledge:
    """
    Everything that one dispute knows and what it has contributed so far.

    ``derived`` are the hub's own statements, each once made; ``rows`` the contributions as last sent, by row id.
    """

    dispute: str
    facts: dict[str, Fact] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    spans: dict[str, tuple[Span, ...]] = field(default_factory=dict)
    derived: list[Fact] = field(default_factory=list)
    rows: dict[str, Row] = field(default_factory=dict)
    known_to: datetime | None = None


@dataclass(slots=True)
class Learned:
    """What an update changed: rows to upsert, facts newly known, duties newly stated, and the state now."""

    state: DisputeState
    warm: Warm
    rows: list[Row] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    derived: list[Fact] = field(default_factory=list)


def visible_from(fact: Fact, span: Span) -> datetime:
    """Return the instant from which *fact* is visible within *span*."""
    return fact.received_at if span.since is None else max(fact.received_at, span.since)


def learn(knowledge: Knowledge, update: RootUpdate, rules: Rules, warm: Warm | None = None) -> Learned:
    """
    Take *update* into *knowledge* (which it changes) and return what came of it.

    *warm* is what the previous call returned for this dispute, None when it was let go.
    """
    reassigned = _take_spans(knowledge, update)
    fresh = _take_facts(knowledge, update)
    if not fresh and not reassigned:
        held = warm or _warm_up(knowledge, rules)
        return Learned(held.state, held)
    spans = knowledge.spans[update.root]
    first = min((visible_from(fact, span) for fact in fresh for span in spans), default=None)
    in_order = not reassigned and first is not None and (knowledge.known_to is None or first > knowledge.known_to)
    if in_order:
        walk = _Walk(knowledge, rules, warm or _warm_up(knowledge, rules), dict(knowledge.rows))
        walk.instants({fact.event_id: fact for fact in fresh})
    else:
        before = {fact.event_id for fact in knowledge.derived}
        knowledge.derived = []
        walk = _Walk(knowledge, rules, Warm(DisputeState(knowledge.dispute), {}, None, {}), {})
        walk.instants(knowledge.facts)
        walk.derived = [fact for fact in walk.derived if fact.event_id not in before]
    former = knowledge.rows
    changed = [row for key, row in walk.rows.items() if former.get(key) is not row and former.get(key) != row]
    changed.extend(
        replace(row, known_until=row.known_from) for key, row in knowledge.rows.items() if key not in walk.rows
    )
    knowledge.rows = walk.rows
    return Learned(walk.warm.state, walk.warm, changed, fresh, walk.derived)


def state_of(knowledge: Knowledge) -> DisputeState:
    """Return the dispute as known now."""
    if knowledge.known_to is None:
        return DisputeState(knowledge.dispute)
    visible = _visible_at(knowledge, [*knowledge.facts.values(), *knowledge.derived], knowledge.known_to)
    return fold(knowledge.dispute, visible.values())


def state_on(knowledge: Knowledge, known_at: datetime, occurred_until: datetime) -> DisputeState:
    """Return the dispute as known at *known_at*, of what had occurred by *occurred_until*."""
    known = [*knowledge.facts.values(), *knowledge.derived]
    visible = _visible_at(knowledge, known, known_at)
    return fold(knowledge.dispute, (fact for fact in visible.values() if fact.occurred_at <= occurred_until))


def _take_spans(knowledge: Knowledge, update: RootUpdate) -> bool:
    if update.version <= knowledge.versions.get(update.root, -1):
        return False
    knowledge.versions[update.root] = update.version
    known = knowledge.spans.get(update.root)
    knowledge.spans[update.root] = update.spans
    return known is not None and known != update.spans


def _take_facts(knowledge: Knowledge, update: RootUpdate) -> list[Fact]:
    fresh: list[Fact] = []
    for fact in update.facts:
        known = knowledge.facts.get(fact.event_id)
        if known is None or fact.received_at < known.received_at:
            knowledge.facts[fact.event_id] = fact
            fresh.append(fact)
    return fresh


def _visible_at(knowledge: Knowledge, facts: Iterable[Fact], instant: datetime) -> dict[str, Fact]:
    return {
        fact.event_id: fact
        for fact in facts
        if any(
            visible_from(fact, span) <= instant and (span.until is None or instant < span.until)
            for span in knowledge.spans.get(fact.root, ALWAYS)
        )
    }


def _warm_up(knowledge: Knowledge, rules: Rules) -> Warm:
    """Fold what is known now, once, and find the open row of each mark."""
    if knowledge.known_to is None:
        return Warm(DisputeState(knowledge.dispute), {}, None, {})
    visible = _visible_at(knowledge, [*knowledge.facts.values(), *knowledge.derived], knowledge.known_to)
    state = fold(knowledge.dispute, visible.values())
    last = max((fold_key(fact) for fact in visible.values()), default=None)
    opened: dict[str, tuple[Mark | None, str]] = {
        key.rpartition("@")[0]: (None, key) for key, row in knowledge.rows.items() if row.known_until is None
    }
    return Warm(state, visible, last, opened)


@dataclass(slots=True)
class _Walk:
    """A walk through instants of knowledge, in order, that keeps state and rows abreast."""

    knowledge: Knowledge
    rules: Rules
    warm: Warm
    rows: dict[str, Row]
    derived: list[Fact] = field(default_factory=list)

    def instants(self, facts: dict[str, Fact]) -> None:
        """Visit every instant at which one of *facts* appears or disappears."""
        appear: dict[datetime, list[Fact]] = {}
        moments: set[datetime] = set()
        for fact in facts.values():
            for span in self.knowledge.spans.get(fact.root, ALWAYS):
                start = visible_from(fact, span)
                if span.until is None or start < span.until:
                    appear.setdefault(start, []).append(fact)
                    moments.add(start)
                    if span.until is not None:
                        moments.add(span.until)
        for instant in sorted(moments):
            self._visit(instant, appear.get(instant, []))
        if moments:
            self.knowledge.known_to = max(moments)

    def _visit(self, instant: datetime, fresh: list[Fact]) -> None:
        lost: set[str] = set()
        if any(span.until is not None for spans in self.knowledge.spans.values() for span in spans):
            known = [*self.warm.visible.values(), *self.knowledge.derived]
            seen = _visible_at(self.knowledge, known, instant)
            lost = self.warm.visible.keys() - seen.keys()
            for gone in lost:
                del self.warm.visible[gone]
            fresh = [*fresh, *(fact for key, fact in seen.items() if key not in self.warm.visible)]
        self._take(fresh, refold=bool(lost))
        if self.rules.derive:
            self._derive(instant)
        self.warm.state.status = status_of(self.warm.state)
        self._contribute(instant)

    def _take(self, fresh: list[Fact], *, refold: bool = False) -> None:
        warm = self.warm
        ordered = sorted(fresh, key=fold_key)
        in_order = not refold and bool(ordered) and (warm.last_key is None or fold_key(ordered[0]) > warm.last_key)
        for fact in ordered:
            in_order = in_order and fact.event_id not in warm.visible
            warm.visible[fact.event_id] = fact
        if in_order:
            for fact in ordered:
                advance(warm.state, fact)
            warm.last_key = fold_key(ordered[-1])
        elif ordered or refold:
            warm.state = fold(self.knowledge.dispute, warm.visible.values())
            warm.last_key = max((fold_key(fact) for fact in warm.visible.values()), default=None)

    def _derive(self, instant: datetime) -> None:
        while True:
            stated = {fact.event_id for fact in self.knowledge.derived}
            due = [fact for fact in due_now(self.warm.state, instant) if fact.event_id not in stated]
            if not due:
                return
            self.knowledge.derived.extend(due)
            self.derived.extend(due)
            self._take(due)

    def _contribute(self, instant: datetime) -> None:
        opened = self.warm.open
        now = {mark.id: mark for mark in marks(self.warm.state, self.rules.terms)}
        for mark_id, (mark, key) in list(opened.items()):
            current = now.get(mark_id)
            row = self.rows[key]
            if current is not None and (current == mark or (mark is None and _same(current, row))):
                opened[mark_id] = (current, key)
                del now[mark_id]
                continue
            del opened[mark_id]
            if row.known_from < instant:
                self.rows[key] = replace(row, known_until=instant)
            else:
                del self.rows[key]
        for mark_id, mark in now.items():
            row = row_of(mark, self.knowledge.dispute, instant)
            self.rows[row.id] = row
            opened[mark_id] = (mark, row.id)


def row_of(mark: Mark, dispute: str, known_at: datetime) -> Row:
    """Return the contribution row of *mark*, known since *known_at* or since time alone made it true."""
    known_from = known_at if mark.known_after is None else max(known_at, mark.known_after)
    unit = mark.unit
    return Row(
        label=dispute,
        id=f"{mark.id}@{known_from.isoformat()}",
        measure=mark.measure,
        item=mark.item,
        part=mark.part,
        day=mark.day.isoformat(),
        end_day=None if mark.end_day is None else mark.end_day.isoformat(),
        cohort=None if mark.cohort is None else mark.cohort.isoformat(),
        unit=None if unit is None else unit.code,
        level=None if unit is None else unit.level,
        kind=None if unit is None else unit.kind.value,
        county=None if unit is None else unit.county,
        type=mark.type,
        channel=mark.channel,
        agency=mark.agency,
        value=mark.value,
        known_from=known_from,
        known_until=None,
    )


def _same(mark: Mark, row: Row) -> bool:
    return replace(row_of(mark, row.label, row.known_from), id=row.id, known_from=row.known_from) == row
