"""Domain §2.1, §2.4: what agrees and what contradicts between two reports, and where they meet."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from hub.core.likeness import compare
from hub.core.linking import AUTOMATIC, LINK, PROPOSE, decide, meets_at
from hub.core.messages import LinkCandidate
from hub.core.tokens import MOST_MEETING, Mark, marked, meeting_keys, people_of

AT = datetime(2026, 3, 2, tzinfo=UTC)
STRONG = (Mark.PERSON, Mark.BODY)


def report(
    root: str,
    *parties: str,
    days: int = 0,
    type: str = "NEIGHBOUR",
    place: str = "230803007001",
    system: str | None = None,
) -> LinkCandidate:
    """Each party as ``p:a n:b``: marks and what is tokenised."""
    tokens = [
        (Mark(word[0]), marked(word[0] + word[2:], Mark(word[0]), position))
        for position, party in enumerate(parties, 1)
        for word in party.split()
    ]
    return LinkCandidate(
        token="",
        root=root,
        dispute=root,
        tokens=tuple(token for mark, token in tokens if mark in STRONG),
        weak_tokens=tuple(token for mark, token in tokens if mark not in STRONG),
        type=type,
        county=place[:6],
        reported_at=AT + timedelta(days=days),
        received_at=AT + timedelta(days=days, hours=1),
        parties=len(parties),
        place=place,
        system=system or root,
    )


WANG = "p:wang n:wang s:wang t:wang b:wang"
LI = "p:li n:li s:li t:li b:li"
WANG_UNREAD = "n:wang s:wang t:wang"
LI_UNREAD = "n:li s:li t:li"
LI_MISHEARD = "n:li2 s:li"
BANK = "o:bank n:bank s:bank"


@pytest.mark.parametrize(
    ("one", "other", "action"),
    [
        (report("r1", WANG, LI), report("r2", LI, WANG, days=9), LINK),
        (report("r1", WANG, LI), report("r2", WANG, LI_UNREAD, days=9), LINK),
        (report("r1", WANG, LI), report("r2", WANG, LI_MISHEARD, days=9), LINK),
        (report("r1", WANG, LI), report("r2", WANG, days=9), PROPOSE),
        (report("r1", WANG, LI), report("r2", WANG, "p:zhao n:zhao s:zhao", days=9), None),
        (report("r1", WANG, LI), report("r2", WANG, LI, days=100), PROPOSE),
        (report("r1", WANG, LI), report("r2", WANG, LI, days=9, type="CONTRACT"), PROPOSE),
        (report("r1", WANG, LI), report("r2", WANG, days=31), None),
        (report("r1", WANG, LI), report("r2", WANG, days=9, place="230811104001"), None),
        (report("r1", WANG_UNREAD, LI_UNREAD), report("r2", WANG_UNREAD, LI_UNREAD), PROPOSE),
        (report("r1", "n:wang s:wang", "n:li s:li"), report("r2", WANG_UNREAD, LI_UNREAD), PROPOSE),
        (report("r1", "n:wang s:wang"), report("r2", WANG_UNREAD, LI_UNREAD), None),
        (report("r1", WANG_UNREAD, LI_UNREAD), report("r2", WANG_UNREAD, LI_UNREAD, days=31), PROPOSE),
        (report("r1", WANG_UNREAD, LI_UNREAD), report("r2", WANG_UNREAD, LI_UNREAD, days=91), None),
        (report("r1", WANG_UNREAD, LI_UNREAD), report("r2", WANG_UNREAD, LI_UNREAD, type="CONTRACT"), PROPOSE),
        (report("r1", WANG_UNREAD), report("r2", WANG_UNREAD, days=9), PROPOSE),
        (report("r1", WANG_UNREAD, LI_UNREAD), report("r2", WANG_UNREAD, "n:xu s:xu", days=9), None),
        (report("r1", WANG, BANK), report("r2", "p:zhao n:zhao s:zhao", BANK), None),
        (report("r1", WANG, BANK), report("r2", WANG_UNREAD, BANK), PROPOSE),
        (report("r1", WANG, LI, system="court"), report("r2", WANG, LI, system="court"), PROPOSE),
    ],
    ids=[
        "two numbers, whichever side they stand on",
        "one number, the other party's name and telephone",
        "one number, the other party's name only by its sound",
        "one number alone",
        "one number, another opponent with a number of his own",
        "two numbers, after months: they may quarrel anew",
        "two numbers, another type",
        "one number after thirty days",
        "one number, another county",
        "weak tokens of both parties, certain as they look, ask a clerk",
        "two names",
        "one name",
        "weak tokens of both parties after thirty days",
        "and after ninety",
        "weak tokens of both parties, another type",
        "a caller's name and telephone, nobody else named",
        "a caller's name and telephone, another opponent named",
        "a bank and another customer",
        "a bank and the same customer without a number",
        "two files of one desk",
    ],
)
def test_decisions_on_marked_pairs(one: LinkCandidate, other: LinkCandidate, action: str | None) -> None:
    """Whichever came first; and what is proposed does meet under a key."""
    decision = decide(one, other)
    assert decision == decide(other, one)
    assert (None if decision is None else decision.action) == action
    if decision is not None:
        assert meets_at(one, other) == meets_at(other, one) is not None
        assert decision.automatic == (decision.score >= AUTOMATIC)


def test_without_an_equal_number_nothing_is_ever_linked() -> None:
    """Domain §2.1: weak tokens never merge, however many of them agree."""
    everything = ("n:wang s:wang t:wang b:wang", "n:li s:li t:li b:li")
    for one, other in permutations(range(3), 2):
        likeness = compare(report("r1", *everything, days=one), report("r2", *everything, days=other))
        assert 0 < likeness.score < AUTOMATIC


def test_a_firm_alone_is_no_key() -> None:
    """A bank quarrels with hundreds: its number brings reports together only with something of the other party."""
    keys = meeting_keys(people_of((marked("bank", Mark.BODY, 1),), ()), "230803")
    assert keys == ()
    one, other = (report(root, BANK, f"p:{root} n:{root} s:{root}") for root in ("r1", "r2"))
    assert meets_at(one, other) is None


def test_two_people_of_one_name_are_told_apart_by_their_numbers() -> None:
    """The name of one party agrees, both numbers are known and differ: they aren't matched."""
    found = compare(report("r1", "p:wang n:wei s:wei", LI), report("r2", "p:wu n:wei s:wei", LI))
    assert [agreement.marks[0] for agreement in found.agreements] == [Mark.PERSON]
    assert found.contradicts


def test_a_family_on_one_telephone_is_less_than_a_person() -> None:
    """The telephone agrees, the names don't even sound alike."""
    family = compare(report("r1", "n:wang s:wang t:home", LI_UNREAD), report("r2", "n:xu s:xu t:home", LI_UNREAD))
    person = compare(report("r1", "n:wang s:wang t:home", LI_UNREAD), report("r2", "t:home", LI_UNREAD))
    assert family.score < person.score


def test_a_number_cut_by_a_spreadsheet_still_points_to_its_owner() -> None:
    """What is left of it and the name agree: a clerk sees the pair, no rule links it."""
    cut = "n:li s:li b:li"
    assert compare(report("r1", "n:wang s:wang", LI), report("r2", "n:wang s:wang", cut)).score >= 0.6


def test_keys_are_few_for_a_crowd_and_the_same_for_the_same_people() -> None:
    crowd = [f"n:w{number} s:w{number} t:w{number}" for number in range(30)]
    one, other = report("r1", *crowd), report("r2", *reversed(crowd))
    keys = meeting_keys(people_of(one.tokens, one.weak_tokens), one.county)
    assert len(keys) <= MOST_MEETING * (MOST_MEETING - 1) // 2
    assert meets_at(one, other) in keys
