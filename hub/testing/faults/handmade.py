"""
Runs made by hand, one against each weakened engine: what is done is just what the engine can't stand without its rule.

Batches are small and a death comes in the midst of a batch's commit, so that one of them is enough; the engine itself
keeps everything under each of these runs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from hub.testing.faults.plan import SLICES, WORKLOADS
from hub.testing.faults.steps import Does, Fault, Plan, Stand, Step

_BATCH = 5
FIRST_BY_HAND = 1_000
"""Beyond those that draw runs."""


def _steps(*each: Iterable[Step]) -> Iterator[Step]:
    for some in each:
        yield from some


def _feed(*numbers: int) -> list[Step]:
    """Feed slices and let the tick at the end of each follow it, so that timers fire on the way."""
    return [
        step
        for number in numbers
        for step in (Step(does=Does.FEED, number=number), Step(does=Does.TICK, text=str(number)))
    ]


def _own(*owners: int) -> list[Step]:
    return [Step(does=Does.ASSIGN, owners=owners)]


def _go_on() -> list[Step]:
    return [Step(does=Does.GO_ON)]


def _deaths(sub_step: str, *nths: int) -> Iterator[Step]:
    """Let both owners die at *sub_step* again and again, under the slices after the first."""
    yield from _steps(_own(0, 1), _feed(0), _go_on())
    for number in range(1, SLICES):
        nth = nths[number % len(nths)]
        for worker in (0, 1):
            yield Step(does=Does.KILL_AT, worker=worker, text=sub_step, number=nth)
        yield from _steps(_feed(number), _go_on())


def _woken() -> Iterator[Step]:
    """Let an owner stand still with a batch in its hands, another one do its work, and then wake it."""
    yield from _steps(_own(0, 0), _feed(0), _go_on())
    yield Step(does=Does.FREEZE_AT, worker=0, text="tables written", number=1)
    yield from _steps(_feed(1, 2), _go_on(), _own(1, 1), _feed(3), _go_on(), _go_on())
    yield Step(does=Does.THAW, worker=0)
    yield from _steps(_go_on(), _feed(4, 5), _go_on())


def _close_under_load() -> Iterator[Step]:
    """Let all stand on the log before anybody begins, the close marker in the midst of it."""
    yield from (Step(does=Does.PAUSE, worker=worker) for worker in (0, 1))
    yield from _steps(_own(0, 1), _feed(0, 1))
    yield Step(does=Does.CLOSE, text="m", number=1)
    yield from _steps(_feed(2, 3, 4, 5), _go_on())
    yield from (Step(does=Does.RESUME, worker=worker) for worker in (0, 1))
    yield from _go_on()


_MADE: Mapping[str, tuple[Fault, Callable[[], Iterator[Step]]]] = {
    # the second commit of a batch that makes two: states stand, positions don't
    "positions-apart": (Fault.KILL, lambda: _deaths("outputs sent", 6, 4)),
    "copy-first": (Fault.KILL, lambda: _deaths("outputs sent", 2, 1)),
    "reads-uncommitted": (Fault.KILL, lambda: _deaths("positions sent", 1, 2)),
    "seeks-roughly": (Fault.KILL, lambda: _deaths("batch committed", 2, 3)),
    "unfenced": (Fault.FREEZE, _woken),
    "unaligned": (Fault.SLOW, _close_under_load),
}


def plan_against(weak: str) -> Plan:
    """Return the run that the engine *weak* can't stand."""
    fault, steps = _MADE[weak]
    return Plan(
        seed=FIRST_BY_HAND + list(_MADE).index(weak),
        fault=fault,
        workload=WORKLOADS[0],
        shards=2,
        workers=2,
        batch=_BATCH,
        behind_proxy=(),
        on_small_disk=(),
        stand=Stand.SHARED,
        steps=tuple(steps()),
    )
