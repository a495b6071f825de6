"""Linking: one actor per meeting key (a person's token, or two weaker ones), which compares the reports under it."""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import combinations

from hub.core import topics
from hub.core.errors import PermanentError
from hub.core.linking import DEFAULT_RULES, PROPOSE, VOID, LinkingRules, decide, meets_at, pair_id
from hub.core.messages import LinkCandidate, LinkDecision
from hub.core.ports import Output, Record, Step, Timer
from hub.processors.codec import MsgpackCodec

MAX_REPORTS = 200
"""Under a key of more source records than this nobody is recognised (a shelter's number, a placeholder): all decisions
made under it are taken back, so that it doesn't matter which records came first."""


@dataclass(slots=True)
class TokenState:
    """What was reported under a key, each statement once: decisions are a function of the set, not of its order."""

    reports: list[LinkCandidate] = field(default_factory=list)
    crowded: bool = False


class Linking:
    """The linking processor: automatic decisions reach intake, proposals a clerk; all stand in the decision log."""

    name = "linking"
    input = topics.LINK_CANDIDATES

    def __init__(self, most: int = MAX_REPORTS, rules: LinkingRules = DEFAULT_RULES) -> None:
        self._most = most
        self._rules = rules
        self.codec: MsgpackCodec[TokenState] = MsgpackCodec(TokenState)

    def step(self, state: TokenState | None, record: Record) -> Step[TokenState]:
        """Compare a report with the others of this key; each pair is decided by the first key that it shares alone."""
        candidate = record.value
        if not isinstance(candidate, LinkCandidate):
            raise PermanentError(f"linking got a {type(candidate).__name__}", where=record.key)
        reports = list(state.reports) if state is not None else []
        if state is not None and (state.crowded or candidate in reports):
            return Step(state)
        if len({report.root for report in (*reports, candidate)}) > self._most:
            void = [
                output
                for one, other in combinations(reports, 2)
                for decision in self._decided(one, other, record.key)
                for output in _said(replace(decision, action=VOID), was=decision.action)
            ]
            return Step(TokenState(crowded=True), void)
        outputs = [
            output
            for other in reports
            for decision in self._decided(candidate, other, record.key)
            for output in _said(decision, was=decision.action)
        ]
        insort(reports, candidate, key=_order)
        return Step(TokenState(reports), outputs)

    def fire(self, state: TokenState, timer: Timer) -> Step[TokenState]:
        """Linking sets no timers."""
        raise PermanentError(f"linking has no timer {timer.id}", where=timer.key)

    def _decided(self, one: LinkCandidate, other: LinkCandidate, key: str) -> Iterator[LinkDecision]:
        if one.root == other.root or meets_at(one, other) != key:
            return
        decision = decide(one, other, self._rules)
        if decision is not None:
            yield decision


def _order(report: LinkCandidate) -> tuple[datetime, str, str]:
    """Give the order in which reports are held: shards hand them over in any, and what is held must not tell."""
    return report.received_at, report.dispute, repr(report)


def _said(decision: LinkDecision, *, was: str) -> Iterator[Output]:
    yield Output(topics.LINK_DECISIONS, decision.root, decision)
    yield Output(topics.LINK_PAIRS, pair_id(decision.root, decision.survivor or decision.root), decision)
    if was != PROPOSE:
        yield Output(topics.SOURCE_SUBMISSIONS, decision.root, decision)
