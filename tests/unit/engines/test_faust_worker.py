"""What a worker decides by itself: which shards are due, and when it's no longer alive."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from hub.core.amendments import Amendment, Length
from hub.core.amendments.note import NewerNoteError, written
from hub.core.errors import ConfigurationError, StaleOwnerError
from hub.engines.faust.loop import EngineLoop, LoopPlan, NotHeardError
from hub.engines.faust.ruled import AmendedError, Ruled, Ruling
from hub.engines.faust.wanted import Wanted
from hub.engines.faust.watchdog import Watchdog


class Seconds:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class LosingEngine:
    """Another worker has every shard that this one takes, again and again."""

    def __init__(self) -> None:
        self._owned: set[int] = set()

    def own(self, numbers: object) -> None:
        self._owned = set(numbers)  # type: ignore[call-overload]

    @property
    def owned(self) -> tuple[int, ...]:
        return tuple(self._owned)

    @property
    def coming(self) -> dict[int, int | None]:
        return {}

    def run_batch(self, wait: float = 0.0) -> int:
        if self._owned:
            self._owned.clear()
            raise StaleOwnerError("another worker has taken it over", where="shard/0")
        return 0

    def close(self) -> None:
        self._owned.clear()


def test_a_shard_that_another_worker_has_rests_for_a_session() -> None:
    seconds = Seconds()
    wanted = Wanted(10.0, seconds)
    wanted.assign([0, 1])
    assert wanted.due() == {0, 1}
    assert wanted.lost(0) == 1
    assert wanted.due() == {1}
    seconds.now += 10
    assert wanted.due() == {0, 1}


def test_an_assignment_replaces_the_former_and_forgets_its_losses() -> None:
    wanted = Wanted(0.0, Seconds())
    wanted.assign([0])
    assert (wanted.lost(0), wanted.lost(0)) == (1, 2)
    wanted.assign([0, 2])
    assert wanted.due() == {0, 2}
    assert wanted.lost(0) == 1


def test_a_worker_that_is_fenced_twice_under_one_assignment_ends_itself() -> None:
    """The group gave its shards away and it wasn't told: going on would fence the right owner for ever."""
    wanted = Wanted(0.0)
    wanted.assign([0])
    loop = EngineLoop(LoopPlan(open_engine=LosingEngine, wanted=wanted, beat=lambda: None))
    loop.run()
    assert isinstance(loop.fault, NotHeardError)


DECIDED = tuple(
    Amendment(content=Length(clock="LEVEL_L2", length=10 + n), since=date(2026, 4, n), basis="1", version=n)
    for n in (1, 2)
)


class AmendedOnce(LosingEngine):
    """The settings of the first engine are amended; the second one ends the loop, by a note that it can't know."""

    opened = 0
    closed = 0

    def __init__(self) -> None:
        super().__init__()
        type(self).opened += 1
        self._mine = type(self).opened

    def run_batch(self, wait: float = 0.0) -> int:
        if self._mine == 1:
            raise AmendedError("the settings have version 1 now")
        assert set(self._owned) == {0, 1}
        raise NewerNoteError("the note of the settings has form 2, this hub reads 1")

    def close(self) -> None:
        type(self).closed += 1


def test_amended_settings_open_the_engine_anew_with_the_same_shards_and_a_newer_form_ends_the_worker() -> None:
    wanted = Wanted(0.0)
    wanted.assign([0, 1])
    loop = EngineLoop(LoopPlan(open_engine=AmendedOnce, wanted=wanted, beat=lambda: None))
    loop.run()
    assert (AmendedOnce.opened, AmendedOnce.closed) == (2, 2)
    assert isinstance(loop.fault, NewerNoteError)


def test_a_worker_follows_no_note_that_its_files_cannot_open_and_says_so(tmp_path: Path) -> None:
    """The former one stays, over a restart too; the next good one is taken."""
    one, two = (written(DECIDED[:count]) for count in (1, 2))
    refused = [2]

    def rule(amendments: tuple[Amendment, ...]) -> Ruling:
        if len(amendments) in refused:
            raise ConfigurationError("the clock isn't known here")
        return Ruling(processors=[len(amendments)], files="f")

    ruled = Ruled(tmp_path, rule)
    assert ruled.open(one) == [1]
    ruled.check(two)
    assert ruled.version == 1 and "isn't known here" in ruled.trouble
    again = Ruled(tmp_path, rule)
    assert again.open(two) == [1] and again.trouble
    refused.clear()
    ruled.check(one)
    assert not ruled.trouble
    with pytest.raises(AmendedError):
        ruled.check(two)
    assert ruled.open(two) == [2]
    ruled.check(one)
    assert ruled.version == 2 and "older" in ruled.trouble


def test_the_watchdog_barks_once_at_who_has_stalled() -> None:
    seconds, heard = Seconds(), []
    watchdog = Watchdog(30.0, lambda name, age: heard.append((name, age)), seconds)
    watchdog.beat("engine")
    watchdog.beat("faust")
    seconds.now += 20
    watchdog.beat("faust")
    watchdog.look()
    assert heard == []
    seconds.now += 11
    watchdog.look()
    watchdog.look()
    assert heard == [("engine", 31.0)]


def test_who_ends_as_it_should_is_watched_no_longer() -> None:
    seconds, heard = Seconds(), []
    watchdog = Watchdog(30.0, lambda name, age: heard.append((name, age)), seconds)
    watchdog.beat("engine")
    watchdog.forget("engine")
    seconds.now += 100
    watchdog.look()
    assert heard == []
