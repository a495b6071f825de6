"""On a real broker: the alarm of retention fires while the records are still there, and says what was lost."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from kafka import KafkaAdminClient, TopicPartition

from hub.bus.kafka import KafkaAccess, KafkaBus
from hub.bus.kafka.positions import read_positions
from hub.cli.app import main
from hub.core.retention import Standing, Unread
from hub.metrics.catalogue import KAFKA_LAG, KAFKA_SECONDS_LEFT, KAFKA_TIME_USED
from hub.metrics.readers import ClusterReaders
from hub.testing.clocks import FixedClock
from tests.contract.kafka.lost_ends import leave_open

pytestmark = pytest.mark.kafka

HOUR = timedelta(hours=1)


@pytest.fixture
def now() -> datetime:
    """The broker's own clock: it removes what is older than a topic keeps, however late in a run the test's turn is."""
    return datetime.now(UTC).replace(microsecond=0)


def make(access: KafkaAccess, topic: str, **configs: str) -> None:
    admin = KafkaAdminClient(**access.settings())
    name = access.prefix + topic
    admin.create_topics(
        {
            name: {
                "num_partitions": 1,
                "replication_factor": 1,
                "configs": {key.replace("_", "."): value for key, value in configs.items()},
            }
        }
    )
    admin.wait_for_topics([name])
    admin.close()


def at(access: KafkaAccess, group: str, topic: str) -> Unread:
    found = [one for one in read_positions(access) if (one.group, one.topic) == (group, topic)]
    assert len(found) == 1
    return found[0]


def test_the_alarm_comes_before_retention_reaches_what_is_unread(access: KafkaAccess, now: datetime) -> None:
    """Records carry times of the past and the clock is given: nobody waits for an hour."""
    make(access, "in", retention_ms=str(int(HOUR.total_seconds() * 1000)))
    bus = KafkaBus(access)
    try:
        ages = (40, 20, 1)  # minutes before now; the broker, whose clock is now, removes none of them
        bus.append("in", [("k", b"v", now - timedelta(minutes=age), {}) for age in ages])
        epoch = bus.claim("reader", "in", 0)
        bus.commit("reader", "in", 0, 0, epoch)
        unread = at(access, "reader", "in")
        assert (unread.lag >= 3, unread.lost, unread.keep) == (True, 0, HOUR)
        assert unread.oldest_at == now - timedelta(minutes=40)
        assert unread.expires_at == now + timedelta(minutes=20)
        assert unread.standing(now - timedelta(minutes=15)) is Standing.FINE
        assert unread.standing(now) is Standing.ATTEND
        assert unread.standing(now + timedelta(minutes=10)) is Standing.STOPPED
        assert len(bus.read("in", 0, 0, 10)) == 3  # called in time: all of it is still there
        bus.commit("reader", "in", 0, 1, epoch)
        assert at(access, "reader", "in").oldest_at == now - timedelta(minutes=20)
        bus.commit("reader", "in", 0, 3, epoch)  # only the mark of the transaction lies beyond
        read = at(access, "reader", "in")
        assert (read.lag, read.standing(now + 100 * HOUR)) == (0, Standing.FINE)
    finally:
        bus.close()


def test_what_was_removed_unread_is_told(access: KafkaAccess, now: datetime) -> None:
    make(access, "in", retention_ms="3600000")
    bus = KafkaBus(access)
    try:
        bus.append("in", [("k", b"v", now, {}) for _ in range(5)])
        bus.commit("reader", "in", 0, 1, bus.claim("reader", "in", 0))
        admin = KafkaAdminClient(**access.settings())
        admin.delete_records({TopicPartition(f"{access.prefix}in", 0): 3})
        admin.close()
        unread = at(access, "reader", "in")
        assert (unread.lost, unread.standing(now)) == (2, Standing.STOPPED)
    finally:
        bus.close()


def test_what_a_lost_end_holds_back_isnt_passed_over(access: KafkaAccess, now: datetime) -> None:
    """All that is committed has been read, so nothing would seem to wait; yet what follows is given to nobody."""
    make(access, "in", retention_ms="-1")
    leave_open(access, "writer", [(("in", 0), ("k", b"v"), [])], committed=True)
    bus = KafkaBus(access)
    try:
        bus.commit("reader", "in", 0, 2, bus.claim("reader", "in", 0))
    finally:
        bus.close()
    (unread,) = read_positions(access, undecided_seconds=1.0)
    assert (unread.lag, unread.held, unread.standing(now)) == (0, 1, Standing.STOPPED)


def test_size_counts_too_and_topics_without_a_reader(access: KafkaAccess, now: datetime) -> None:
    make(access, "small", retention_ms="-1", retention_bytes="1000")
    make(access, "kept", retention_ms="-1")
    make(access, "whole", cleanup_policy="compact")
    bus = KafkaBus(access)
    try:
        for topic in ("small", "kept", "whole"):
            bus.append(topic, [("k", b"v" * 700, now, {})])
        unread = at(access, "", "small")
        assert unread.keep is None and unread.keep_bytes == 1000
        assert 0.5 < unread.used(now) <= 1
        assert unread.standing(now) is not Standing.FINE
        assert {one.topic for one in read_positions(access)} == {"small"}
    finally:
        bus.close()


def test_the_command_and_the_metrics_say_the_same(
    access: KafkaAccess, capsys: pytest.CaptureFixture[str], now: datetime
) -> None:
    make(access, "in", retention_ms="3600000")
    bus = KafkaBus(access)
    try:
        bus.append("in", [("k", b"v", now - timedelta(minutes=40), {})])
    finally:
        bus.close()
    assert main(["lag", "--bootstrap", access.bootstrap, "--prefix", access.prefix, "--json"]) == 1
    (reader,) = json.loads(capsys.readouterr().out)["readers"]
    assert (reader["reader"], reader["topic"], reader["standing"], reader["lost"]) == ("", "in", "attend", 0)
    assert 0 < reader["seconds_left"] < 20 * 60
    source = ClusterReaders(lambda: read_positions(access), FixedClock(now))
    found = {sample.metric: sample for sample in source.samples()}
    assert found[KAFKA_TIME_USED].value == pytest.approx(2 / 3)
    assert found[KAFKA_SECONDS_LEFT].value == 20 * 60
    assert found[KAFKA_LAG].at == ("nobody", "in", "0")
