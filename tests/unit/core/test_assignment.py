"""To which dispute a root belongs when: decisions, the ways of those it follows, and what they told before ADR 0061."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hub.core.assignment import stays_of, ways_from, ways_of
from hub.core.linking import LINK, SPLIT
from hub.core.messages import Follow, LinkDecision, Span, Way

AT = datetime(2026, 3, 2, tzinfo=UTC)


def decision(root: str, survivor: str | None, hours: int) -> LinkDecision:
    return LinkDecision(
        decision_id=f"{root}{hours}",
        action=LINK if survivor else SPLIT,
        root=root,
        survivor=survivor,
        score=1.0,
        automatic=False,
        decided_by="clerk",
        known_at=AT + timedelta(hours=hours),
        reason="",
    )


def by_person(root: str, hours: int) -> Follow:
    return Follow(root, by_person=True, at=AT + timedelta(hours=hours))


def test_stays_follow_decisions_and_the_parents_own_stays() -> None:
    """A root linked to a linked root goes where that one goes, and comes home when it's split off."""
    t1, t3, t5 = (AT + timedelta(hours=hours) for hours in (1, 3, 5))
    decisions = [decision("c", None, 5), decision("c", "b", 1)]
    told_before = ways_from("b", (("b", Span(None, t3)), ("a", Span(t3, None))))
    told_now = (Way(Span(t3, None), (by_person("b", 3),), "a"),)
    for heard in (told_before, told_now):
        assert stays_of("c", ways_of("c", decisions, {"b": heard})) == (
            ("c", Span(None, t1)),
            ("b", Span(t1, t3)),
            ("a", Span(t3, t5)),
            ("c", Span(t5, None)),
        )


def test_a_way_ends_where_it_comes_to_the_root_again() -> None:
    """What others say of a root's own link is older than what it knows itself: it isn't listened to."""
    heard = {"b": (Way(Span(None, None), (by_person("b", 2), by_person("a", 0), by_person("x", 0)), "y"),)}
    (way,) = ways_of("a", [decision("a", "b", 1)], heard)
    assert way == Way(Span(AT + timedelta(hours=1), None), (by_person("a", 1), by_person("b", 2)), "a")
    assert stays_of("a", (way,)) == (("a", Span(None, None)),)


def test_a_root_outside_a_circle_goes_where_the_circle_goes() -> None:
    """The weakest link of the circle alone names the dispute, not the links that lead to it."""
    heard = {"b": (Way(Span(None, None), (by_person("b", 3), by_person("c", 2)), "b"),)}
    assert stays_of("a", ways_of("a", [decision("a", "b", 1)], heard))[-1] == ("c", Span(AT + timedelta(hours=1), None))
