"""A broker that is away is an outage: what was begun is settled once it is back, nothing is lost or counted twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from hub.bus.kafka import KafkaAccess
from hub.core.errors import BusUnavailableError, TransientError
from hub.engines.kafka import KafkaEngine
from hub.testing.kafka import KafkaCluster
from tests.engines import EmbeddedWorld, KafkaWorld
from tests.toys import BOOKED, HOUR, SENT, START, orders

pytestmark = pytest.mark.kafka


@pytest.fixture
def world(access: KafkaAccess, mortal: KafkaCluster, tmp_path: Path) -> Iterator[KafkaWorld]:
    made = KafkaWorld(tmp_path / "kafka", 1, access=replace(access, bootstrap=mortal.bootstrap))
    yield made
    made.close()


def patiently(engine: KafkaEngine) -> None:
    """Run to the end as a worker does: try again, and own again what the group still gives it."""
    said: list[str] = []
    for _ in range(40):
        try:
            engine.own(range(1))
            engine.run_until_idle()
        except TransientError as error:
            said.append(str(error))
            continue
        return
    pytest.fail(f"the cluster is back, the engine isn't: {said}")


@pytest.mark.parametrize("sub_step", ["records taken", "outputs sent", "positions sent"])
def test_a_broker_that_is_away_is_an_outage_and_no_loss(
    world: KafkaWorld, mortal: KafkaCluster, tmp_path: Path, sub_step: str
) -> None:
    """
    It goes away in the midst of a transaction and comes back, perhaps without the ends of what was under way.

    A lone broker that is killed just after a commit may lose the ends of it on some partitions only, and no client can
    mend that (decision 0100): what it acknowledged is kept by clusters of three.
    """
    away: list[str] = []

    def probe(name: str) -> None:
        if name == sub_step and not away:
            away.append(name)
            mortal.kill()

    engine = world.open(batch=10, probe=probe)
    plain = EmbeddedWorld(tmp_path / "plain", 1)
    for each in (engine, plain.open()):
        each.append(SENT, orders(40))
        each.tick(START + 30 * HOUR)
    try:
        with pytest.raises(BusUnavailableError):
            engine.run_until_idle()
    finally:
        mortal.start()
    patiently(engine)
    plain.opened[0].run_until_idle()
    assert away == [sub_step]
    assert world.outcome() == plain.outcome()
    plain.close()


def test_a_silent_cluster_is_noticed(world: KafkaWorld, mortal: KafkaCluster) -> None:
    """With nothing to do a dead broker looks like a quiet one: after a while it's asked."""
    seconds = iter(range(0, 10_000, 3))
    engine = world.open(monotonic=lambda: float(next(seconds)))
    engine.run_until_idle()
    mortal.kill()
    try:
        with pytest.raises(BusUnavailableError):
            sum(engine.run_batch() for _ in range(20))
    finally:
        mortal.start()
    engine.append(SENT, orders(3))
    patiently(engine)
    assert len(world.identities(BOOKED)) == 3
