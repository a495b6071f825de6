"""
What becomes of a pair of reports that may be one dispute: the clerk's question, from asking to answer and back.

PROPOSED → ACCEPTED | REJECTED → UNDONE, which waits for a judgement again. A pair that a rule linked is LINKED; a
person may undo that too. One decision stands for a pair, all are kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from hub.core.codes import LabelledCode
from hub.core.linking import BY_RULE, LINK, PROPOSE, REJECT, REOPEN, SPLIT, VOID
from hub.core.messages import LinkDecision


class PairState(LabelledCode):
    """How a pair stands."""

    PROPOSED = "PROPOSED", "待判断", "To be judged"
    LINKED = "LINKED", "自动并案", "Linked by rule"
    ACCEPTED = "ACCEPTED", "已并案", "Accepted"
    REJECTED = "REJECTED", "不并案", "Rejected"
    UNDONE = "UNDONE", "已撤销，待重新判断", "Undone, to be judged again"
    VOID = "VOID", "作废", "Void"


WAITING = frozenset({PairState.PROPOSED, PairState.UNDONE})
"""States in which somebody must judge."""

UNITED = frozenset({PairState.LINKED, PairState.ACCEPTED})
"""States in which the two are one dispute."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """
    One pair of reports.

    Attributes:
        root: The later report.
        survivor: The earlier one.
        score: Likeness by the latest evidence, 1 where only people spoke.
        evidence: What the latest rule went by, in codes.
        since: Since when it stands as it does.
        judged_score: Likeness when a person last decided, None when nobody has.
        decisions: Everything decided of the pair, in order.
    """

    root: str
    survivor: str
    state: PairState
    score: float
    evidence: str
    since: datetime
    judged_score: float | None
    decisions: tuple[LinkDecision, ...]

    @property
    def judgement(self) -> LinkDecision | None:
        """The last decision that a person took, None when nobody has."""
        return next((decision for decision in reversed(self.decisions) if decision.decided_by != BY_RULE), None)

    @property
    def link(self) -> LinkDecision | None:
        """The last decision that joined the two."""
        return next((decision for decision in reversed(self.decisions) if decision.action == LINK), None)


def pair_of(decisions: Iterable[LinkDecision]) -> Pair | None:
    """Return how a pair stands after *decisions*, in whatever order they're given; None without any."""
    ordered = tuple(sorted(decisions, key=lambda decision: (decision.known_at, decision.score, decision.decision_id)))
    if not ordered:
        return None
    by_rule = [decision for decision in ordered if decision.decided_by == BY_RULE] or list(ordered)
    pair = Pair(
        root=by_rule[-1].root,
        survivor=by_rule[-1].survivor or by_rule[-1].root,
        state=PairState.VOID,
        score=ordered[0].score,
        evidence="",
        since=ordered[0].known_at,
        judged_score=None,
        decisions=ordered,
    )
    for decision in ordered:
        pair = _by_rule(pair, decision) if decision.decided_by == BY_RULE else _by_person(pair, decision)
    return pair


def _by_rule(pair: Pair, decision: LinkDecision) -> Pair:
    """Take new evidence: a rejected pair comes back only when it's likelier than when it was rejected."""
    if decision.action == VOID:
        return pair
    state = pair.state
    if pair.judged_score is None:
        if state is not PairState.LINKED:
            state = PairState.LINKED if decision.action == LINK else PairState.PROPOSED
    elif state is PairState.REJECTED and decision.score > pair.judged_score:
        state = PairState.PROPOSED
    since = decision.known_at if state is not pair.state else pair.since
    return replace(pair, state=state, since=since, score=decision.score, evidence=decision.reason)


_ANSWERS = {
    LINK: PairState.ACCEPTED,
    SPLIT: PairState.UNDONE,
    REJECT: PairState.REJECTED,
    REOPEN: PairState.UNDONE,
    PROPOSE: PairState.PROPOSED,
}


def _by_person(pair: Pair, decision: LinkDecision) -> Pair:
    """Take a judgement; said twice it changes nothing."""
    state = _ANSWERS.get(decision.action, pair.state)
    since = decision.known_at if state is not pair.state else pair.since
    return replace(pair, state=state, since=since, judged_score=pair.score)
