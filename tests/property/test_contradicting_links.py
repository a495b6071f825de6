"""Link decisions that contradict one another end in one assignment, in any order: that of a plain reading."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.core import topics
from hub.core.linking import BY_RULE, LINK, REJECT, REOPEN, SPLIT, VOID
from hub.core.messages import LinkDecision, ParentAssigned
from hub.core.ports import Record, Step
from hub.core.units import Registry
from hub.processors.intake import Intake, IntakeState
from hub.testing.engine import MemoryEngine

START = datetime(2026, 3, 2, 1, tzinfo=UTC)
ROOTS = ("R1", "R2", "R3", "R4", "R5", "R6")
NOBODY = Registry.of([])
PERSON = "K3-07"


def decision(root: str, survivor: str, hours: int, *, by: str = BY_RULE, **changes: object) -> LinkDecision:
    """Return a link of *root* to *survivor*, known *hours* after the start."""
    plain = LinkDecision(
        decision_id=f"{root}-{survivor}-{hours}-{by}",
        action=LINK,
        root=root,
        survivor=survivor,
        score=0.95,
        automatic=by == BY_RULE,
        decided_by=by,
        known_at=START + timedelta(hours=hours),
        reason="",
    )
    return replace(plain, **changes)  # type: ignore[arg-type]  # a test names exactly the fields of its decision


# --- the plain reading: everybody's decisions at once, one instant at a time


def firmness(link: LinkDecision) -> tuple[int, float, str]:
    """ADR 0061: a person before a rule, the later word of people, the earliest report of rules; then the root."""
    if link.decided_by != BY_RULE:
        return 1, link.known_at.timestamp(), link.root
    return 0, -link.survivor_since.timestamp() if link.survivor_since else 0.0, link.root


def in_force(decisions: Iterable[LinkDecision], at: datetime) -> list[LinkDecision]:
    everything = list(decisions)
    void = {one.decision_id for one in everything if one.action == VOID}
    known = [one for one in everything if one.known_at <= at and one.decision_id not in void]
    judged = [one for one in known if one.decided_by != BY_RULE]
    counting = [
        one
        for one in known
        if one.decided_by != BY_RULE
        or not any({by.root, by.survivor} == {one.root, one.survivor} and by.known_at <= one.known_at for by in judged)
    ]
    opposite = {
        one.decision_id: [
            other
            for other in counting
            if other.action == LINK and (other.root, other.survivor) == (one.survivor, one.root) != (one.root, one.root)
        ]
        for one in counting
    }
    return [
        one
        for one in counting
        if one.decided_by != BY_RULE or not any(firmness(other) > firmness(one) for other in opposite[one.decision_id])
    ]


def followed(root: str, counting: Sequence[LinkDecision]) -> LinkDecision | None:
    """Return the link that *root* goes by."""
    held: LinkDecision | None = None

    def founded(one: LinkDecision) -> tuple[float, float]:
        return one.score, -one.survivor_since.timestamp() if one.survivor_since else 0.0

    mine = [one for one in counting if one.root == root]
    for one in sorted(mine, key=lambda one: (one.known_at, *founded(one), one.decision_id)):
        if one.decided_by == BY_RULE:
            if held is None or (held.decided_by == BY_RULE and founded(one) > founded(held)):
                held = one
        elif one.action == LINK:
            held = one
        elif one.action == SPLIT or (one.action == REJECT and held is not None and held.survivor == one.survivor):
            held = None
    return None if held is not None and held.survivor == root else held


def disputes(decisions: Iterable[LinkDecision], at: datetime) -> dict[str, str]:
    """Return to which dispute each root belongs as known *at* an instant."""
    counting = in_force(decisions, at)
    links = {root: followed(root, counting) for root in ROOTS}
    found = {}
    for root in ROOTS:
        way, here = [], root
        while (link := links[here]) is not None and here not in way:
            way.append(here)
            here = link.survivor or here
        circle = [links[one] for one in way[way.index(here) :]] if here in way else []
        found[root] = min((link for link in circle if link), key=firmness).root if circle else here
    return found


# --- what the actors say


def told(states: dict[str, IntakeState], at: datetime) -> dict[str, str]:
    found = {root: root for root in ROOTS}
    for root, state in states.items():
        (found[root],) = [
            dispute
            for dispute, span in state.stays
            if (span.since is None or span.since <= at) and (span.until is None or at < span.until)
        ]
    return found


def instants(decisions: Sequence[LinkDecision]) -> list[datetime]:
    return [START - timedelta(hours=1), *sorted({one.known_at for one in decisions})]


def submitted(decisions: Iterable[LinkDecision]) -> dict[str, IntakeState]:
    """Return what each root knows after *decisions* came one by one to the embedded fake."""
    intake = Intake(NOBODY, linking=False)
    engine = MemoryEngine([intake])
    for one in decisions:
        engine.submit(topics.SOURCE_SUBMISSIONS, one.root, one, one.known_at)
    assert not engine.dead
    return {key: intake.codec.decode(data) for (_, key), data in engine.states.items()}


class Post:
    """Delivers whatever is under way in any order, some of it twice; counts what roots tell one another."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.intake = Intake(NOBODY, linking=False)
        self.states: dict[str, IntakeState] = {}
        self.told = 0

    def deliver(self, decisions: Sequence[LinkDecision]) -> dict[str, IntakeState]:
        under_way = [Record(topics.SOURCE_SUBMISSIONS, one.root, one, one.known_at) for one in decisions]
        while under_way:
            assert self.told < 2_000, "roots reassign each other without end"
            record = under_way.pop(self.rng.randrange(len(under_way)))
            twice = 2 if self.rng.random() < 0.2 else 1
            for _ in range(twice):
                step: Step[IntakeState] = self.intake.step(self.states.get(record.key), record)
                self.states[record.key] = step.state
                for output in step.outputs:
                    if output.topic == topics.SOURCE_SUBMISSIONS:
                        self.told += isinstance(output.value, ParentAssigned)
                        under_way.append(Record(output.topic, output.key, output.value, record.time))
        return self.states


@st.composite
def decided(draw: st.DrawFn) -> list[LinkDecision]:
    """Any decisions by rules and people on two to six roots, known at few instants, so that many coincide."""
    roots = ROOTS[: draw(st.integers(2, 6))]
    found: list[LinkDecision] = []
    for number in range(draw(st.integers(1, 14))):
        root = draw(st.sampled_from(roots))
        by_rule = draw(st.booleans())
        one = decision(
            root,
            draw(st.sampled_from([other for other in roots if other != root or not by_rule])),
            draw(st.integers(0, 6)),
            by=BY_RULE if by_rule else PERSON,
            decision_id=f"d{number}",
            score=draw(st.sampled_from([0.84, 0.95])) if by_rule else 1.0,
            action=LINK if by_rule else draw(st.sampled_from([LINK, LINK, LINK, SPLIT, REJECT, REOPEN])),
            survivor_since=draw(st.sampled_from([None, *(START - timedelta(days=day) for day in range(3))]))
            if by_rule
            else None,
        )
        found.append(one)
        if by_rule and draw(st.integers(0, 9)) == 0:
            found.append(replace(one, action=VOID))
    return found


@settings(max_examples=250, deadline=None)
@given(decided(), st.randoms(use_true_random=False))
def test_every_order_gives_what_the_decisions_known_at_each_instant_give(
    decisions: list[LinkDecision], rng: random.Random
) -> None:
    """Brought one by one, or all under way at once and mixed with what roots tell one another: one assignment."""
    shuffled = [*decisions, *rng.sample(decisions, len(decisions) // 2)]
    rng.shuffle(shuffled)
    heard = (submitted(shuffled), Post(rng).deliver(shuffled))
    for at in instants(decisions):
        expected = disputes(decisions, at)
        for states in heard:
            assert told(states, at) == expected


def test_what_is_known_later_leaves_earlier_knowledge_as_it_was() -> None:
    """The dispute as known at an instant is a function of the decisions known then."""
    for seed in range(150):
        rng = random.Random(seed)
        decisions = _circles(rng)
        last = max(instants(decisions))
        earlier = [one for one in decisions if one.known_at < last]
        before, after = submitted(earlier), submitted(decisions)
        for at in instants(earlier):
            if at < last:
                assert told(before, at) == told(after, at), f"seed {seed}"


def _circles(rng: random.Random) -> list[LinkDecision]:
    """Return a circle of two to five roots, others that hang on it, and now and then a split that breaks it."""
    size = rng.randrange(2, 6)
    members = rng.sample(ROOTS, size)
    people = rng.choice([0.0, 0.3, 1.0])
    found = [
        decision(root, members[(place + 1) % size], rng.randrange(6), by=PERSON if rng.random() < people else BY_RULE)
        for place, root in enumerate(members)
    ]
    found += [decision(root, rng.choice(members), rng.randrange(6)) for root in ROOTS if root not in members]
    if rng.random() < 0.5:
        cut = rng.choice(members)
        other = found[members.index(cut)].survivor or cut
        found.append(decision(cut, other, rng.randrange(6), by=PERSON, action=SPLIT, decision_id="cut"))
    return found


@pytest.mark.parametrize("size", [2, 3, 4, 5])
def test_a_circle_is_one_dispute_in_every_order(size: int) -> None:
    """All of a circle belong together, and all agree under which name; every order of arrival is tried."""
    members = ROOTS[:size]
    decisions = [decision(root, members[(place + 1) % size], place) for place, root in enumerate(members)]
    for order in permutations(decisions):
        states = submitted(order)
        assert {state.stays[-1][0] for state in states.values()} == {"R1"}
        assert max(state.version for state in states.values()) <= 2 * size


def test_of_a_circle_the_weakest_link_yields() -> None:
    """A rule yields to people, of people the earlier word, of rules the link to the latest report."""
    by_rule = [decision("R1", "R2", 1), decision("R2", "R3", 2), decision("R3", "R1", 3)]
    for weakest, root in enumerate(("R1", "R2", "R3")):
        by_people = [one if place == weakest else replace(one, decided_by=PERSON) for place, one in enumerate(by_rule)]
        assert submitted(by_people)["R1"].stays[-1][0] == root
        dated = [
            replace(one, survivor_since=START + timedelta(days=int(place == weakest)))
            for place, one in enumerate(by_rule)
        ]
        assert submitted(dated)["R1"].stays[-1][0] == root
    people = [replace(one, decided_by=PERSON) for one in by_rule]
    assert submitted(people)["R3"].stays[-1][0] == "R1"


def test_a_circle_closed_by_a_clerk_and_broken_by_a_split() -> None:
    """Only while it's closed is there a circle: before and afterwards the end of the chain names the dispute."""
    decisions = [
        decision("R1", "R2", 1),
        decision("R2", "R3", 2),
        decision("R3", "R1", 3, by=PERSON),
        decision("R2", "R3", 4, by=PERSON, action=SPLIT),
    ]
    states = submitted(reversed(decisions))
    named = [[told(states, START + timedelta(hours=hour))[root] for root in ROOTS[:3]] for hour in range(5)]
    assert named == [
        ["R1", "R2", "R3"],
        ["R2", "R2", "R3"],
        ["R3", "R3", "R3"],
        ["R1", "R1", "R1"],
        ["R2", "R2", "R2"],
    ]


def test_a_link_set_aside_leaves_room_for_the_next_best() -> None:
    """Linked both ways by versions of a report, the earlier of two keeps its place with a third."""
    dates = {root: START - timedelta(days=9 - place) for place, root in enumerate(ROOTS)}
    decisions = [
        decision("R2", "R1", 1, survivor_since=dates["R1"]),
        decision("R3", "R2", 2, survivor_since=dates["R2"], score=0.99),
        decision("R2", "R3", 3, survivor_since=dates["R3"], score=0.99),
    ]
    for order in permutations(decisions):
        assert {root: state.stays[-1][0] for root, state in submitted(order).items()} == dict.fromkeys(
            ("R1", "R2", "R3"), "R1"
        )


def test_what_roots_tell_one_another_is_bounded() -> None:
    """A change runs along the roots that follow and dies where it comes back to; nobody goes on telling."""
    for seed in range(200):
        rng = random.Random(seed)
        decisions = _circles(rng)
        post = Post(rng)
        states = post.deliver(decisions)
        assert max(state.version for state in states.values()) <= 4 * len(decisions), f"seed {seed}"
        assert post.told <= len(decisions) * len(ROOTS) * 2, f"seed {seed}"


def test_where_nothing_contradicts_each_root_tells_its_followers_once() -> None:
    """A chain brought from its head: each root moves to its parent, and once more when it hears where that belongs."""
    chain = [decision(root, ROOTS[place], place + 1) for place, root in enumerate(ROOTS[1:])]
    post = Post(random.Random(0))
    for one in chain:
        post.deliver([one])
    assert [state.version for _, state in sorted(post.states.items())] == [0, 1, 2, 2, 2, 2]
    assert sum(len(state.stays) for state in post.states.values()) == len(ROOTS) * 2 - 1
