"""Domain §2.4: which reports are one dispute by rule, which wait for a clerk, which are none."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hub.core.linking import AUTOMATIC, LINK, PROPOSE, LinkingRules, decide, meets_at, score
from hub.core.messages import LinkCandidate

AT = datetime(2026, 3, 2, tzinfo=UTC)


def candidate(root: str, tokens: str, weak: str = "", *, days: int = 0, **changes: str) -> LinkCandidate:
    return replace(
        LinkCandidate(
            token=tokens[:1],
            root=root,
            dispute=root,
            tokens=tuple(tokens),
            weak_tokens=tuple(weak),
            type="NEIGHBOUR",
            county="230803",
            reported_at=AT + timedelta(days=days),
            received_at=AT + timedelta(days=days, hours=1),
        ),
        **changes,
    )


@pytest.mark.parametrize(
    ("one", "other", "action"),
    [
        (candidate("r1", "ab"), candidate("r2", "ba", days=3), LINK),
        (candidate("r1", "ab"), candidate("r2", "ab", days=80, type="CONTRACT", county="230811"), LINK),
        (candidate("r1", "ab"), candidate("r2", "ab", days=120), PROPOSE),
        (candidate("r1", "ab", "xyz"), candidate("r2", "a", "xyz", days=5), LINK),
        (candidate("r1", "ab", "xy"), candidate("r2", "ac", "xy", days=5), PROPOSE),
        (candidate("r1", "a"), candidate("r2", "a", days=5), PROPOSE),
        (candidate("r1", "ab"), candidate("r2", "ac", days=31), None),
        (candidate("r1", "ab"), candidate("r2", "ac", county="230811"), None),
        (candidate("r1", "ab"), candidate("r2", "ac", type="CONTRACT"), None),
        (candidate("r1", "a", "xyz"), candidate("r2", "b", "xyz"), None),
    ],
    ids=[
        "two people",
        "two people, other type and county",
        "two people, long after",
        "one person and the other party's name",
        "one person in two quarrels: its own name and telephone are no new evidence",
        "one person alone",
        "one person, after thirty days",
        "one person, other county",
        "one person, other type",
        "weak tokens alone never link",
    ],
)
def test_decisions_on_pairs(one: LinkCandidate, other: LinkCandidate, action: str | None) -> None:
    """The same decision whichever came first; the earlier report survives."""
    decision = decide(one, other)
    assert decision == decide(other, one)
    assert (None if decision is None else decision.action) == action
    if decision is not None:
        assert (decision.survivor, decision.root) == ("r1", "r2")
        assert decision.known_at == other.received_at
        assert decision.automatic == (decision.score >= AUTOMATIC)


@pytest.mark.parametrize(
    ("threshold", "action"), [(0.70, LINK), (0.84, LINK), (0.90, LINK), (0.91, PROPOSE), (1, PROPOSE)]
)
def test_the_threshold_alone_says_who_decides(threshold: float, action: str) -> None:
    """Under other rules the same pair has the same score, evidence and survivor; only who decides differs."""
    one, other = candidate("r1", "ab", "xyz"), candidate("r2", "a", "xyz", days=5)
    tried, usual = decide(one, other, LinkingRules(threshold)), decide(one, other)
    assert tried is not None and usual is not None
    assert (tried.action, tried.automatic) == (action, action == LINK)
    assert replace(tried, action=usual.action, automatic=usual.automatic) == usual


def test_a_pair_is_compared_once() -> None:
    """Several shared tokens: only the first of them, in order, decides."""
    assert meets_at(candidate("r1", "cab"), candidate("r2", "bxa")) == "a"
    assert score(candidate("r1", "a"), candidate("r2", "b")) == 0
