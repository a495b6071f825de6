"""
Same dispute, several reporters (domain §2.4): scores of pairs, and to which dispute a root belongs when.

Strong tokens are those of identity numbers; weak ones (name, telephone) raise a score but never link on their own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from hub.core.messages import LinkCandidate, LinkDecision, Span

LINK = "LINK"
SPLIT = "SPLIT"
PROPOSE = "PROPOSE"
BY_RULE = "rule"

AUTOMATIC = 0.85
"""From this score on a pair is linked by rule; below it a clerk decides."""

WINDOW = timedelta(days=30)
"""One strong token needs the same division and type within this time."""

SAME_PEOPLE_WINDOW = timedelta(days=90)
"""Two strong tokens need the reports within this time: the same people may quarrel anew later."""

_TWO_STRONG = 0.95
_ONE_STRONG = 0.70
_WEAK_STEP = 0.05
_OTHER_PARTY = 0.10
OWN_WEAK = 2
"""Weak tokens of one person: name and telephone. Those beside a strong token are that person's again, no new evidence
of the same quarrel; only more than these point to the other party."""


def score(one: LinkCandidate, other: LinkCandidate) -> float:
    """
    Return how likely two reports are one dispute, 0 when they are no candidate.

    Two strong tokens, or one with division and type, within their windows; to the latter weak tokens add, most when
    there are more of them than the one person has.
    """
    shared = len(set(one.tokens) & set(other.tokens))
    apart = abs(one.reported_at - other.reported_at)
    if shared >= 2:
        return _TWO_STRONG if apart <= SAME_PEOPLE_WINDOW else _ONE_STRONG
    if shared == 1 and one.county == other.county and one.type == other.type and apart <= WINDOW:
        weak = len(set(one.weak_tokens) & set(other.weak_tokens))
        return _ONE_STRONG + min(weak, OWN_WEAK) * _WEAK_STEP + (_OTHER_PARTY if weak > OWN_WEAK else 0.0)
    return 0.0


def decide(one: LinkCandidate, other: LinkCandidate) -> LinkDecision | None:
    """
    Return the decision on a pair, the same whichever report came first; None when they are no candidate.

    The earlier report survives; the decision is known when the later one is received.
    """
    likelihood = score(one, other)
    if likelihood <= 0:
        return None
    survivor, absorbed = sorted((one, other), key=lambda candidate: (candidate.reported_at, candidate.root))
    automatic = likelihood >= AUTOMATIC
    strong = len(set(one.tokens) & set(other.tokens))
    weak = len(set(one.weak_tokens) & set(other.weak_tokens))
    parts = (survivor.root, absorbed.root, *(str(c.reported_at) for c in (survivor, absorbed)), f"{likelihood:.2f}")
    identity = hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:24]
    return LinkDecision(
        decision_id=f"link-{identity}",
        action=LINK if automatic else PROPOSE,
        root=absorbed.root,
        survivor=survivor.root,
        score=likelihood,
        automatic=automatic,
        decided_by=BY_RULE,
        known_at=max(one.received_at, other.received_at),
        reason=f"{strong} strong, {weak} weak",
    )


def first_shared(one: LinkCandidate, other: LinkCandidate) -> str | None:
    """Return the one shared token whose actor compares this pair, so that it's compared once."""
    return min(set(one.tokens) & set(other.tokens), default=None)


@dataclass(frozen=True, slots=True)
class Stay:
    """A root belongs to *dispute* during *span* of knowledge time."""

    dispute: str
    span: Span


def assignment(
    root: str, decisions: Iterable[LinkDecision], parents: Mapping[str, tuple[tuple[str, Span], ...]]
) -> tuple[Stay, ...]:
    """
    Return to which dispute *root* belongs, and when, as a function of all *decisions* about it.

    Decisions apply in order of (known_at, id), in whatever order they arrived; a parent's own stays are followed, a
    parent not heard from yet stands for itself.
    """
    ordered = sorted((d for d in decisions if d.action in (LINK, SPLIT)), key=lambda d: (d.known_at, d.decision_id))
    stays: list[Stay] = []
    since: datetime | None = None
    parent: str | None = None
    for decision in ordered:
        if since is None or since < decision.known_at:
            stays.extend(_during(root, parent, Span(since, decision.known_at), parents))
        since = decision.known_at
        parent = decision.survivor if decision.action == LINK else None
    stays.extend(_during(root, parent, Span(since, None), parents))
    return _joined(stays)


def _during(
    root: str, parent: str | None, span: Span, parents: Mapping[str, tuple[tuple[str, Span], ...]]
) -> list[Stay]:
    if parent is None or parent == root:
        return [Stay(root, span)]
    found = []
    for dispute, stay in parents.get(parent, ((parent, Span(None, None)),)):
        common = _common(span, stay)
        if common is not None:
            found.append(Stay(dispute, common))
    return found


def _common(one: Span, other: Span) -> Span | None:
    since = max((at for at in (one.since, other.since) if at is not None), default=None)
    until = min((at for at in (one.until, other.until) if at is not None), default=None)
    if since is not None and until is not None and since >= until:
        return None
    return Span(since, until)


def _joined(stays: list[Stay]) -> tuple[Stay, ...]:
    """Join neighbouring stays in one dispute."""
    joined: list[Stay] = []
    for stay in stays:
        if joined and joined[-1].dispute == stay.dispute and joined[-1].span.until == stay.span.since:
            joined[-1] = Stay(stay.dispute, Span(joined[-1].span.since, stay.span.until))
        else:
            joined.append(stay)
    return tuple(joined)
