"""Questions that people ask of a hub, answered from what is committed: where is this case, why is this figure so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from hub.core.clocks import Deadline, DeadlineStatus, Terms, deadlines
from hub.core.codes import Outcome
from hub.core.daytime import month_bounds
from hub.core.dispute import DisputeState
from hub.core.errors import UnknownRecordError
from hub.core.events import Fact
from hub.core.gate import GateStep, gate_history
from hub.core.holder import CLOSED, Holder, holder
from hub.core.knowledge import Knowledge, Rules, state_of
from hub.core.machines import DisputeStatus
from hub.core.ports import HubReader, Row
from hub.core.statistics import DIMENSIONS, MonthlyView, monthly_view, success_rate
from hub.core.units import Registry
from hub.processors.intake import Intake, reference_key
from hub.processors.lifecycle import Lifecycle


@dataclass(frozen=True, slots=True)
class Trace:
    """One dispute as people see it: who holds it, its timeline, its clocks; no personal data."""

    dispute: str
    status: DisputeStatus
    type: str | None
    numbers: tuple[str, ...]
    holder: Holder | None
    timeline: tuple[Fact, ...]
    deadlines: tuple[Deadline, ...]
    gate: tuple[GateStep, ...]
    deliveries: int
    absorbed_into: str | None


@dataclass(frozen=True, slots=True)
class Standing:
    """How the hub stands on a day."""

    disputes: dict[DisputeStatus, int]
    open: int
    overdue: tuple[tuple[str, Deadline, Holder | None], ...]
    unowned: tuple[str, ...]
    waiting: tuple[tuple[str, Fact], ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """One figure, by its formula and the disputes behind it."""

    measure: str
    value: float | None
    formula: str
    parts: dict[str, tuple[str, ...]]


class HubQueries:
    """Answers from a reader; opens nothing and writes nothing."""

    def __init__(self, reader: HubReader, registry: Registry, terms: Terms) -> None:
        self._reader = reader
        self._terms = terms
        self._intake = Intake(registry).codec
        self._lifecycle = Lifecycle(registry, Rules(terms)).codec

    def find(self, number: str) -> str:
        """
        Return the dispute that a typed *number* is about: a root, a native id or any spelling of a 案号.

        Raises:
            UnknownRecordError: nothing is known under it.
        """
        wanted = reference_key(number)
        for key in (number, wanted):
            stored = self._reader.state(Intake.name, key)
            if stored is not None:
                state = self._intake.decode(stored)
                if state.target is not None:
                    return self.find(state.target)
                if state.facts:
                    return state.stays[-1][0]
        plain = wanted.partition(":")[2]
        for knowledge in self.disputes():
            if any(_matches(fact, plain) for fact in knowledge.facts.values()):
                return knowledge.dispute
        raise UnknownRecordError(
            f"no dispute is known under {number}", remedy="check the number, or look with hub quarantine list"
        )

    def disputes(self) -> Iterator[Knowledge]:
        """Yield every dispute's knowledge."""
        for _, stored in self._reader.states(Lifecycle.name):
            yield self._lifecycle.decode(stored).knowledge

    def trace(self, number: str) -> Trace:
        """
        Return the whole story of the dispute under *number*.

        Raises:
            UnknownRecordError: nothing is known under it.
        """
        dispute = self.find(number)
        stored = self._reader.state(Lifecycle.name, dispute)
        if stored is None:
            raise UnknownRecordError("the dispute is taken in but not processed yet", where=dispute, remedy="hub run")
        life = self._lifecycle.decode(stored)
        state = state_of(life.knowledge)
        known = {
            fact.event_id: fact
            for fact in (*life.knowledge.facts.values(), *life.knowledge.derived)
            if fact.root in {report.root for report in state.reports.values()} or fact.root == dispute
        }
        primary = state.primary
        return Trace(
            dispute=dispute,
            status=state.status,
            type=None if primary is None else primary.type,
            numbers=tuple(sorted({fact.native_id for fact in known.values() if fact.agency != "hub"})),
            holder=holder(state, self._terms),
            timeline=tuple(sorted(known.values(), key=lambda fact: (fact.occurred_at, fact.received_at))),
            deadlines=tuple(deadlines(state, self._terms)),
            gate=tuple(gate_history(state)),
            deliveries=len(life.stored.sent),
            absorbed_into=None,
        )

    def standing(self, at: date) -> Standing:
        """Return what is open, overdue and waiting at the end of *at*."""
        counts: Counter[DisputeStatus] = Counter()
        late: list[tuple[str, Deadline, Holder | None]] = []
        unowned: list[str] = []
        waiting: list[tuple[str, Fact]] = []
        for knowledge in self.disputes():
            state = state_of(knowledge)
            if not state.reports and not state.waiting:
                continue
            counts[state.status] += 1
            held = holder(state, self._terms)
            if held is None and state.status not in CLOSED and not state.onsite:
                unowned.append(knowledge.dispute)
            late.extend((knowledge.dispute, line, held) for line in _overdue(state, self._terms, at))
            waiting.extend((knowledge.dispute, fact) for fact in state.waiting)
        late.sort(key=lambda entry: entry[1].due)
        total = sum(count for status, count in counts.items() if status not in CLOSED)
        return Standing(dict(sorted(counts.items())), total, tuple(late), tuple(unowned), tuple(waiting))

    def view(self, month: str, known_at: datetime) -> MonthlyView:
        """Return *month* as known at *known_at*."""
        return monthly_view(self._reader.rows(known_at), month)

    def explain(self, month: str, known_at: datetime, measure: str, where: str | None = None) -> Explanation:
        """
        Return the disputes behind a figure: ``accepted``, ``concluded``, ``success_rate`` or any other.

        *where* narrows it to one line of a table, as ``unit=X1`` or ``type=CONTRACT``.

        Raises:
            UnknownRecordError: there's no such measure or table.
        """
        rows = [row for row in self._reader.rows(known_at) if _is_at(row, where)]
        first, last = (day.isoformat() for day in month_bounds(month))
        within = [row for row in rows if first <= row.day <= last]
        if measure in ("success_rate", "concluded"):
            parts = _by_item(row for row in within if row.measure == "concluded")
            counts = {outcome: len(labels) for outcome, labels in parts.items()}
            if measure == "concluded":
                return Explanation(measure, sum(counts.values()), "Σ outcomes", parts)
            formula = "SUCCESS ÷ (SUCCESS + FAILED + CONSENT_WITHDRAWN)"
            rated = {k: v for k, v in parts.items() if k not in (Outcome.WITHDRAWN, Outcome.SETTLED)}
            return Explanation(measure, success_rate(counts), formula, rated)
        found = [row for row in within if row.measure == measure]
        if not found and measure not in KNOWN_MEASURES:
            raise UnknownRecordError(
                f"no figure is called {measure}", remedy="one of: " + ", ".join(sorted(KNOWN_MEASURES))
            )
        return Explanation(measure, sum(row.value for row in found), f"Σ {measure}", _by_item(found))


KNOWN_MEASURES = frozenset(
    {
        "accepted",
        "agreement",
        "amount",
        "cascade",
        "concluded",
        "confirmation",
        "days",
        "escalation_requested",
        "invitation",
        "not_mediated",
        "notice",
        "onsite_settled",
        "people",
        "prevented",
        "prevented_people",
        "reopened",
        "report",
        "success_rate",
        "supervision",
        "transferred_in",
        "transferred_out",
    }
)
"""Figures that open into their disputes."""


def _matches(fact: Fact, plain: str) -> bool:
    number = fact.details.get("number")
    texts = (fact.native_id, fact.root, number) if number else (fact.native_id, fact.root)
    return any(plain in reference_key(text).partition(":")[2] for text in texts)


def _overdue(state: DisputeState, terms: Terms, at: date) -> list[Deadline]:
    return [line for line in deadlines(state, terms) if line.status(at) is DeadlineStatus.OVERDUE]


def _is_at(row: Row, where: str | None) -> bool:
    if where is None:
        return True
    table, _, key = where.partition("=")
    if table not in DIMENSIONS:
        raise UnknownRecordError(f"no table is called {table}", remedy="one of: " + ", ".join(DIMENSIONS))
    return DIMENSIONS[table](row) == key


def _by_item(rows: Iterator[Row] | list[Row]) -> dict[str, tuple[str, ...]]:
    parts: dict[str, list[str]] = {}
    for row in rows:
        parts.setdefault(row.item or row.measure, []).append(row.label)
    return {item: tuple(sorted(labels)) for item, labels in sorted(parts.items())}
