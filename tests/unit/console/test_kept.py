"""What was counted is kept a while, the longer the longer it took, and let go when something is stated."""

from __future__ import annotations

import threading

import pytest

from hub.console.kept import LONGEST, MOST, SECONDS, TIMES, Kept
from hub.core.errors import UnknownRecordError


class Hands:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def counting(hands: Hands, seconds: float, counts: list[float]) -> int:
    hands.now += seconds
    counts.append(hands.now)
    return len(counts)


def test_an_answer_is_kept_at_least_for_a_while_and_longer_when_it_took_long() -> None:
    hands, counts = Hands(), list[float]()
    kept = Kept(clock=hands)
    assert kept.get("quick", lambda: counting(hands, 0.1, counts)) == 1
    hands.now += SECONDS - 0.1
    assert kept.get("quick", lambda: counting(hands, 0.1, counts)) == 1
    hands.now += 0.2
    assert kept.get("quick", lambda: counting(hands, 0.1, counts)) == 2
    assert kept.get("slow", lambda: counting(hands, 60, counts)) == 3
    hands.now += 60 * TIMES - 1
    assert kept.get("slow", lambda: counting(hands, 60, counts)) == 3


def test_an_answer_stands_while_the_files_do_and_is_counted_anew_as_soon_as_that_is_due() -> None:
    hands, counts = Hands(), list[float]()
    kept = Kept(clock=hands)

    def asked(mark: str) -> tuple[int, float]:
        answer = kept.fresh("month", mark, lambda: counting(hands, 2, counts))
        return answer.value, answer.due

    assert asked("R1") == (1, 0)
    hands.now += LONGEST - 1
    assert asked("R1") == (1, 0), "nothing has changed: nothing is counted"
    hands.now += 2
    assert asked("R1") == (2, 0)
    hands.now += 5
    assert asked("R2") == (2, TIMES * 2 - 5), "it has changed, and says when it will be told"
    hands.now += TIMES * 2 - 5
    assert asked("R2") == (3, 0)


def test_whoever_states_something_lets_everything_go_even_what_is_being_counted() -> None:
    hands, counts = Hands(), list[float]()
    kept = Kept(clock=hands)

    def disturbed() -> int:
        kept.forget()
        return counting(hands, 0, counts)

    assert kept.get("figure", disturbed) == 1
    assert kept.get("figure", lambda: counting(hands, 0, counts)) == 2, "counted before it was stated: not kept"
    kept.forget()
    assert kept.get("figure", lambda: counting(hands, 0, counts)) == 3


def test_many_who_ask_for_one_thing_cost_one_count_and_hold_nobody_else_up() -> None:
    kept, counts, go = Kept(), list[int](), threading.Event()

    def slow() -> int:
        assert go.wait(120)
        counts.append(1)
        return 7

    found: list[int] = []
    readers = [threading.Thread(target=lambda: found.append(kept.get("slow", slow))) for _ in range(5)]
    for reader in readers:
        reader.start()
    assert kept.get("other", lambda: 1) == 1, "another question is answered meanwhile"
    go.set()
    for reader in readers:
        reader.join(120)
    assert found == [7] * 5 and counts == [1]


def test_only_the_last_answers_are_kept() -> None:
    kept, counts = Kept(), list[int]()

    def count(number: int) -> int:
        counts.append(number)
        return number

    for number in range(MOST + 1):
        kept.get(number, lambda number=number: count(number))  # type: ignore[misc]
    kept.get(MOST, lambda: count(MOST))
    kept.get(0, lambda: count(0))
    assert counts == [*range(MOST + 1), 0]


def test_nothing_is_kept_of_what_cannot_be_counted() -> None:
    kept = Kept()

    def refuse() -> int:
        raise UnknownRecordError("no such figure")

    for number in range(3 * MOST):
        with pytest.raises(UnknownRecordError):
            kept.get(f"made up {number}", refuse)
    assert kept.remembered == 0
    assert kept.get("made up 1", lambda: 1) == 1
    assert kept.remembered == 1
