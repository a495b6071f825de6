"""Domain §2.4: the life of a clerk's question, whatever the order in which its decisions are heard of."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from hub.core.linking import BY_RULE, LINK, PROPOSE, REJECT, REOPEN, SPLIT, VOID
from hub.core.messages import LinkDecision
from hub.core.pairs import PairState, pair_of

AT = datetime(2026, 3, 2, tzinfo=UTC)


def decision(action: str, hours: int, *, by: str = "K3-07", score: float = 1.0) -> LinkDecision:
    return LinkDecision(
        decision_id=f"{action}{hours}",
        action=action,
        root="r2",
        survivor="r1",
        score=score,
        automatic=by == BY_RULE and action == LINK,
        decided_by=by,
        known_at=AT + timedelta(hours=hours),
        reason="",
    )


def rule(action: str, hours: int, score: float = 0.7) -> LinkDecision:
    return decision(action, hours, by=BY_RULE, score=score)


@pytest.mark.parametrize(
    ("decisions", "state", "since"),
    [
        ([rule(PROPOSE, 1)], PairState.PROPOSED, 1),
        ([rule(PROPOSE, 1), decision(LINK, 2)], PairState.ACCEPTED, 2),
        ([rule(PROPOSE, 1), decision(LINK, 2), decision(LINK, 3)], PairState.ACCEPTED, 2),
        ([rule(PROPOSE, 1), decision(REJECT, 2)], PairState.REJECTED, 2),
        ([rule(PROPOSE, 1), decision(REJECT, 2), rule(PROPOSE, 3)], PairState.REJECTED, 2),
        ([rule(PROPOSE, 1), decision(REJECT, 2), rule(PROPOSE, 3, 0.6)], PairState.REJECTED, 2),
        ([rule(PROPOSE, 1), decision(REJECT, 2), rule(PROPOSE, 3, 0.8)], PairState.PROPOSED, 3),
        ([rule(PROPOSE, 1), decision(REJECT, 2), rule(LINK, 3, 0.97)], PairState.PROPOSED, 3),
        ([rule(PROPOSE, 1), decision(REJECT, 2), decision(REOPEN, 4)], PairState.UNDONE, 4),
        ([rule(PROPOSE, 1), decision(LINK, 2), decision(SPLIT, 3)], PairState.UNDONE, 3),
        ([rule(LINK, 1, 0.97)], PairState.LINKED, 1),
        ([rule(LINK, 1, 0.97), rule(PROPOSE, 2)], PairState.LINKED, 1),
        ([rule(LINK, 1, 0.97), decision(SPLIT, 2)], PairState.UNDONE, 2),
        ([rule(LINK, 1, 0.97), decision(SPLIT, 2), rule(LINK, 3, 0.98)], PairState.UNDONE, 2),
        ([rule(LINK, 1, 0.97), decision(REJECT, 2)], PairState.REJECTED, 2),
        ([rule(LINK, 1, 0.97), decision(SPLIT, 2), decision(LINK, 3)], PairState.ACCEPTED, 3),
        ([rule(VOID, 1)], PairState.VOID, 1),
    ],
    ids=[
        "proposed",
        "accepted",
        "accepted twice is accepted once",
        "rejected",
        "the same evidence doesn't ask again",
        "weaker evidence doesn't ask again",
        "new evidence that raises the score asks again",
        "a rule asks again where it would have linked, once a person has judged",
        "a rejection taken back waits",
        "an acceptance undone waits",
        "linked by rule",
        "linked stays linked when less is known",
        "an automatic link undone waits",
        "and no rule links it again",
        "an automatic link is rejected at once",
        "split and joined again",
        "taken back by the rule",
    ],
)
def test_life_of_a_pair(decisions: list[LinkDecision], state: PairState, since: int) -> None:
    """The same in every order of hearing; every decision is kept."""
    for heard in permutations(decisions):
        pair = pair_of(heard)
        assert pair is not None
        assert (pair.state, pair.since) == (state, AT + timedelta(hours=since))
        assert set(pair.decisions) == set(decisions)


def test_no_decision_no_pair() -> None:
    assert pair_of([]) is None
