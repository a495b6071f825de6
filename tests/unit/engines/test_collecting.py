"""Garbage in cycles is looked for when nothing is to do, not when the cache of states has grown."""

from __future__ import annotations

import gc
import weakref

from hub.engines.processing.collecting import BUSY_SECONDS, IDLE_SECONDS, Collector


class Ring:
    """An object that points at itself."""

    def __init__(self) -> None:
        self.own = self


class Watch:
    """A clock that is told."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def old_garbage() -> weakref.ref[Ring]:
    ring = Ring()
    gc.collect(1)
    gc.collect(1)
    return weakref.ref(ring)


def test_everything_is_looked_through_after_an_hour_of_rest_and_after_four_of_work() -> None:
    watch = Watch()
    with Collector(watch) as collector:
        for idle, due in ((True, IDLE_SECONDS), (False, BUSY_SECONDS)):
            left = old_garbage()
            watch.now += due - 1
            assert not collector.turn(idle=idle) and left() is not None
            watch.now += 1
            assert collector.turn(idle=idle) and left() is None


def test_the_interpreter_has_its_own_rhythm_again_afterwards() -> None:
    before = gc.get_threshold()
    with Collector(Watch()):
        assert gc.get_threshold()[:2] == before[:2] and gc.get_threshold() != before
    assert gc.get_threshold() == before
