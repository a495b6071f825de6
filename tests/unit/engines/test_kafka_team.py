"""The shards of a worker go on while the cluster answers one of them; a round leaves nothing under way."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from hub.core.errors import BusUnavailableError, HubError, StaleOwnerError
from hub.engines.kafka.team import Team

LATE = 1_000


@dataclass
class Shard:
    """A shard with batches to take, whose commits are answered after so many looks."""

    number: int
    said: list[str]
    batches: int
    answered_after: int = 1
    fault: HubError | None = None
    runs: bool = True
    is_under_way: bool = False
    looks: int = 0
    given_up: list[HubError] = field(default_factory=list)

    def has_work(self) -> bool:
        return self.batches > 0

    def begin_batch(self) -> int:
        self.said.append(f"begin {self.number}")
        self.batches, self.is_under_way, self.looks = self.batches - 1, True, 0
        return 0

    @property
    def is_answered(self) -> bool:
        self.looks += 1
        return self.looks > self.answered_after

    def end_batch(self) -> int:
        if not self.is_under_way:
            return 0
        self.is_under_way = False
        self.said.append(f"end {self.number}")
        if self.fault is not None:
            raise self.fault
        return 1

    def lose(self, error: HubError) -> None:
        self.given_up.append(error)


def team(*shards: Shard) -> Team:
    made = Team(lambda: 0.0)
    made.shards.update({shard.number: shard for shard in shards})  # type: ignore[misc]
    return made


def test_one_shard_goes_on_while_another_is_being_committed() -> None:
    said: list[str] = []
    slow, quick = Shard(0, said, batches=1, answered_after=9), Shard(1, said, batches=3)
    assert team(slow, quick).run(lambda _wait: None, []) == 4
    assert said == ["begin 0", "begin 1", *["end 1", "begin 1"] * 2, "end 1", "end 0"]


def test_a_shard_by_itself_runs_one_batch_a_round() -> None:
    said: list[str] = []
    assert team(Shard(0, said, batches=3)).run(lambda _wait: None, []) == 1
    assert said == ["begin 0", "end 0"]


def test_after_its_time_a_round_ends_what_was_begun_and_begins_no_more() -> None:
    said: list[str] = []
    shards = [Shard(number, said, batches=LATE, answered_after=LATE) for number in range(2)]
    clock = iter(range(9))
    made = Team(lambda: float(next(clock)))
    made.shards.update(dict(enumerate(shards)))  # type: ignore[arg-type]
    assert made.run(lambda _wait: None, []) == 2
    assert said == ["begin 0", "begin 1", "end 0", "end 1"]


@pytest.mark.parametrize("lost", [True, False])
def test_what_befalls_one_shard_lets_the_others_end_and_nothing_more_begin(lost: bool) -> None:
    said: list[str] = []
    fault = (StaleOwnerError if lost else BusUnavailableError)("x", where="y", remedy="z")
    hit, other = Shard(0, said, batches=2, fault=fault), Shard(1, said, batches=LATE, answered_after=LATE)
    made, faults = team(hit, other), list[HubError]()
    assert made.run(lambda _wait: None, faults) == 1
    assert faults == [fault] and said == ["begin 0", "begin 1", "end 0", "end 1"]
    assert (hit.given_up == [fault]) is lost and (0 in made.shards) is not lost


def test_a_feed_that_fails_ends_the_round() -> None:
    said: list[str] = []
    fault = BusUnavailableError("x", where="y", remedy="z")

    def fetch(_wait: float) -> None:
        raise fault

    faults: list[HubError] = []
    assert team(Shard(0, said, batches=1), Shard(1, said, batches=9)).run(fetch, faults) == 2
    assert faults == [fault] and said == ["begin 0", "begin 1", "end 0", "end 1"]
