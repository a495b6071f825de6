"""The Kafka bus keeps the contract of all buses on a real broker, and what is its own: atomic appends, fencing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from kafka import KafkaProducer

from hub.bus.kafka import KafkaAccess, KafkaBus
from hub.core.errors import BusUnavailableError, PermanentError, StaleOwnerError
from hub.core.ports import Bus
from hub.testing.kafka import KafkaCluster
from tests.bus_contract import AT, TOPIC, BusContract, everything
from tests.contract.kafka.conftest import create

pytestmark = pytest.mark.kafka

TOPICS = (TOPIC, *(f"{TOPIC}.{n}" for n in range(3)))


@pytest.fixture(params=[1, 3])
def bus(request: pytest.FixtureRequest, access: KafkaAccess) -> Iterator[Bus]:
    create(access, TOPICS, request.param)
    bus = KafkaBus(access)
    yield bus
    bus.close()


class TestKafkaBus(BusContract):
    """One and several partitions keep the contract."""

    @pytest.fixture
    def bus(self, bus: Bus) -> Bus:
        return bus


def test_another_process_fences_the_former_owner(access: KafkaAccess) -> None:
    """The broker itself tells two buses apart that know nothing of each other."""
    create(access, [TOPIC], 1)
    old, new = KafkaBus(access), KafkaBus(access)
    first = old.claim("g", TOPIC, 0)
    old.commit("g", TOPIC, 0, 3, first)
    second = new.claim("g", TOPIC, 0)
    with pytest.raises(StaleOwnerError):
        old.commit("g", TOPIC, 0, 9, first)
    assert new.committed("g", TOPIC, 0) == 3
    new.commit("g", TOPIC, 0, 4, second)
    assert old.committed("g", TOPIC, 0) == 4
    old.close()
    new.close()


def test_writing_makes_no_topics(access: KafkaAccess) -> None:
    bus = KafkaBus(access)
    with pytest.raises(PermanentError, match="hub topics apply"):
        bus.append("never.made", [("k", b"x", AT, {})])
    bus.close()


def test_an_unfinished_append_is_never_seen(access: KafkaAccess) -> None:
    """What a writer that died had sent of a transaction is aborted by the broker; what came before and after stands."""
    create(access, [TOPIC], 1)
    bus = KafkaBus(access)
    bus.append(TOPIC, [("k", b"before", AT, {})])
    dying = KafkaProducer(transactional_id=f"{access.prefix}dying", **access.settings())
    dying.init_transactions()
    dying.begin_transaction()
    dying.send(access.prefix + TOPIC, key=b"k", value=b"lost", partition=0).get(timeout=120)
    heir = KafkaProducer(transactional_id=f"{access.prefix}dying", **access.settings())
    heir.init_transactions()
    bus.append(TOPIC, [("k", b"after", AT, {})])
    assert [record.value for record in everything(bus)] == [b"before", b"after"]
    for client in (dying, heir, bus):
        client.close()


def test_single_partition_topics_keep_one_order(access: KafkaAccess) -> None:
    create(access, [TOPIC], 1)
    bus = KafkaBus(access, single=[TOPIC])
    bus.append(TOPIC, [(f"k{n}", str(n).encode(), AT, {}) for n in range(20)])
    assert [int(record.value) for record in bus.read(TOPIC, 0, 0, 100)] == list(range(20))
    bus.close()


@pytest.mark.slow
def test_records_and_positions_survive_the_broker(access: KafkaAccess, mortal: KafkaCluster) -> None:
    """
    A broker that was killed comes back with all that could be read of it.

    What an append or commit has returned for is read before the kill: a lone node that dies between a commit and its
    marker may forget the marker (Kafka's TransactionMarkerChannelManager skips partitions whose leader it doesn't know
    yet when it comes back), so that what stands behind it is never given out.
    """
    own = replace(access, bootstrap=mortal.bootstrap, patience=3)
    create(own, [TOPIC], 1)
    bus = KafkaBus(own)
    bus.append(TOPIC, [("k", b"x", AT, {})])
    bus.commit("g", TOPIC, 0, 1, bus.claim("g", TOPIC, 0))
    assert (len(everything(bus)), bus.committed("g", TOPIC, 0)) == (1, 1)
    mortal.kill()
    try:
        with pytest.raises(BusUnavailableError):
            bus.append(TOPIC, [("k", b"while it was away", AT, {})])
    finally:
        mortal.start()
    assert [record.value for record in everything(bus)] == [b"x"]
    bus.append(TOPIC, [("k", b"y", AT, {})])
    assert [record.value for record in everything(bus)] == [b"x", b"y"]
    assert bus.committed("g", TOPIC, 0) == 1
    bus.close()
