"""A few of the seeded runs of ``python -m hub.testing.faults``, and what they taught the engine, each by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from hub.bus.kafka import KafkaAccess
from hub.core.errors import BusUnavailableError
from hub.core.topics import CUTS as CUTS_TOPIC
from hub.core.topics import DEAD_LETTERS
from hub.engines.kafka import KafkaEngine, KafkaEngineOptions
from hub.engines.kafka.changelog import CHANGELOG
from hub.engines.kafka.ends import Ends
from hub.testing.faults import Fault, Play, Stand, plan_of
from hub.testing.faults.ground import Ground
from hub.testing.faults.handmade import plan_against
from hub.testing.kafka import KafkaCluster
from tests.contract.kafka.conftest import create
from tests.toys import BOOKED, CUTS, PAID, SENT, JsonSerde, orders, processors

pytestmark = pytest.mark.kafka
Open = Callable[..., KafkaEngine]


@pytest.fixture
def ground(broker: KafkaCluster) -> Iterator[Ground]:
    ground = Ground(Stand.SHARED, lent=broker)
    ground.start()
    yield ground
    ground.stop()


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 1, 15 + list(Fault).index(Fault.POISON)])
def test_a_seeded_run_keeps_everything(ground: Ground, tmp_path: Path, seed: int) -> None:
    """Workers killed at sub-steps, an owner frozen and woken, poison in the city's log."""
    assert Play(plan_of(seed), ground, tmp_path).run().failures == []


@pytest.mark.slow
def test_a_weakened_engine_is_noticed(ground: Ground, tmp_path: Path) -> None:
    """Nobody waits at a close marker: the sums of the cut differ. The others: ``--weaken all`` of the command."""
    failures = Play(plan_against("unaligned"), ground, tmp_path, weak="unaligned").run().failures
    assert "sums at cuts" in {failure.partition(":")[0] for failure in failures}


@pytest.fixture
def open_engine(access: KafkaAccess, tmp_path: Path) -> Iterator[Open]:
    create(access, [SENT, PAID, BOOKED, CUTS, DEAD_LETTERS, CHANGELOG], 2)
    create(access, [CUTS_TOPIC], 1)
    opened: list[KafkaEngine] = []

    def make(name: str = "worker", **options: object) -> KafkaEngine:
        chosen = KafkaEngineOptions(shards=2, **options)
        opened.append(KafkaEngine(access, tmp_path / name, processors(), JsonSerde(), chosen))
        return opened[-1]

    yield make
    for engine in opened:
        engine.close()


def run(engine: KafkaEngine, times: int) -> int:
    return sum(engine.run_batch(0.02) for _ in range(times))


def test_a_partition_held_back_goes_on_when_another_shard_comes(open_engine: Open) -> None:
    """The client keeps a partition paused over a new assignment: nobody would have let it go on."""
    engine = open_engine(own=(0,), batch=2)
    engine.append(SENT, orders(200))
    engine.take_over()
    for _ in range(100):
        engine._fetch(0.1, [])
        if engine._feed._paused:
            break
    assert engine._feed._paused
    engine.own((0, 1))
    engine.take_over()
    assert engine.run_until_idle() > 200


def rows_of(engine: KafkaEngine) -> list[tuple[str, str, object]]:
    return sorted(
        row
        for shard in engine._shards.values()
        for query in ("SELECT processor, key, value FROM states", "SELECT processor, key || id, due FROM timers")
        for row in shard._store.connection.execute(query)
    )


def test_a_page_of_the_changelog_that_found_no_room_is_followed_again(open_engine: Open) -> None:
    """A copy on a full disk is behind; once there's room it misses nothing of what was read meanwhile."""
    first = open_engine("first")
    first.append(SENT, [(key, {**order, "id": order["id"] * 30}, at, {}) for key, order, at, _ in orders(300, keys=60)])
    first.run_until_idle()
    second = open_engine("second")
    connections = [shard._store.connection for shard in second._shards.values()]
    for connection in connections:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count={pages}")
    for _ in range(3):
        with pytest.raises(BusUnavailableError, match="full"):
            second.take_over()
    for connection in connections:
        connection.execute("PRAGMA max_page_count=100000")
    second.take_over()
    assert second.run_until_idle() == 0
    assert rows_of(second) == rows_of(first)


@pytest.mark.slow
def test_the_ends_of_a_log_are_known_once_a_broker_is_back(access: KafkaAccess, mortal: KafkaCluster) -> None:
    """Its leaders have a new epoch then, which the client would learn of only minutes later."""
    own = replace(access, bootstrap=mortal.bootstrap)
    create(own, [SENT], 1)
    ends = Ends(own)
    assert ends.written([(SENT, 0)]) == {(SENT, 0): 0}
    mortal.kill()
    mortal.start()
    for _ in range(20):
        try:
            assert ends.written([(SENT, 0)]) == {(SENT, 0): 0}
        except BusUnavailableError:
            continue
        break
    else:
        pytest.fail("never known")
