"""What a cluster's readers, workers and forwarder say in figures; readings that cost something are paced."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from hub.core.entitlements import ENGINE_GROUP
from hub.core.errors import BusUnavailableError, HubError
from hub.core.retention import Unread
from hub.metrics import catalogue as metric
from hub.metrics.engine_files import EngineFiles
from hub.metrics.exposition import snapshot
from hub.metrics.forwarding import ForwarderGauges
from hub.metrics.pacing import Paced
from hub.metrics.readers import ClusterLetters, ClusterReaders
from hub.metrics.samples import Sample
from hub.metrics.workers import Ownerless, WorkerGauges
from hub.service.forwarding_turns import ForwardingTurns
from hub.testing.clocks import FixedClock

NOW = datetime(2026, 6, 20, 4, tzinfo=UTC)
DAY = timedelta(days=1)


def unread(
    group: str, topic: str, age: timedelta | None, *, partition: int = 0, keep: timedelta | None = None
) -> Unread:
    oldest = None if age is None else NOW - age
    return Unread(
        group=group, topic=topic, partition=partition, position=1, start=0, end=4, oldest_at=oldest, keep=keep
    )


def test_the_alerts_of_an_embedded_hub_watch_a_cluster_too() -> None:
    """Lag of processors and inboxes has one name on both, whoever reads it from where."""
    found = [
        unread(ENGINE_GROUP, "in", timedelta(minutes=20)),
        unread(ENGINE_GROUP, "in", None, partition=1),
        unread("elsewhere", "in", DAY),
        unread("court", "agency.inbox.court", 2 * DAY, keep=4 * DAY),
        unread("court", "agency.inbox.court", DAY, partition=1, keep=4 * DAY),
    ]
    source = ClusterReaders(lambda: found, FixedClock(NOW), [("intake", "in")], ["court", "police"])
    samples = {(sample.metric, sample.at): sample.value for sample in source.samples()}
    assert samples[metric.ENGINE_OLDEST, ("intake", "0")] == 20 * 60
    assert samples[metric.ENGINE_LAG, ("intake", "0")] == 3
    assert samples[metric.ENGINE_OLDEST, ("intake", "1")] == samples[metric.ENGINE_LAG, ("intake", "1")] == 0
    assert samples[metric.DELIVERIES_WAITING, ("court",)] == 6
    assert samples[metric.DELIVERIES_OLDEST, ("court",)] == 2 * DAY.total_seconds()
    assert samples[metric.DELIVERIES_WAITING, ("police",)] == samples[metric.DELIVERIES_OLDEST, ("police",)] == 0
    assert samples[metric.KAFKA_TIME_USED, ("court", "agency.inbox.court", "0")] == 0.5


@dataclass
class Doing:
    """What a worker or a forwarder says of itself."""

    owned: tuple[int, ...] = (0, 2)
    coming: tuple[int, ...] = (1,)
    trouble: str = "E-BUS-01"
    taken: int = 7


def test_workers_and_the_forwarder_are_told() -> None:
    shown = snapshot(
        [WorkerGauges(Doing), ForwarderGauges(Doing()), Ownerless(lambda: [3]), ClusterLetters(lambda: {0: 0, 1: 2})]
    )
    for line in (
        'hub_worker_shards{standing="owned"} 2.0',
        'hub_worker_shards{standing="coming"} 1.0',
        "hub_worker_trouble 1.0",
        "hub_forwarded_total 7.0",
        "hub_forwarder_trouble 1.0",
        "hub_shards_without_worker 1.0",
        'hub_engine_dead_letters{shard="1"} 2.0',
    ):
        assert line in shown


def test_copies_that_a_worker_has_no_more_are_not_told(tmp_path) -> None:
    """They grow old there: their time behind would call somebody for nothing."""
    assert list(EngineFiles(tmp_path, (), FixedClock(NOW), own=lambda: [1]).samples()) == []
    (tmp_path / "shard-00.db").write_bytes(b"not a database")
    assert list(EngineFiles(tmp_path, (), FixedClock(NOW), own=lambda: [1]).samples()) == []
    with pytest.raises(HubError):
        list(EngineFiles(tmp_path, (), FixedClock(NOW), own=lambda: [0]).samples())


@dataclass
class Slow:
    """Reads only when it's let."""

    name: str = "slow"
    let: threading.Event = field(default_factory=threading.Event)
    count: int = 0
    fault: bool = False

    def samples(self) -> Iterator[Sample]:
        assert self.let.wait(120)
        self.count += 1
        if self.fault:
            raise BusUnavailableError("away")
        yield Sample(metric.KAFKA_LAG, self.count, ("a", "b", "0"))


def test_who_asks_never_waits_for_a_cluster_that_is_away() -> None:
    source, now = Slow(), [0.0]
    paced = Paced(source, 60, lambda: now[0], wait=0.01)
    with pytest.raises(BusUnavailableError, match="isn't read yet"):
        list(paced.samples())
    source.let.set()
    source = Slow()
    source.let.set()
    patient = Paced(source, 60, lambda: now[0], wait=120)
    assert [sample.value for sample in patient.samples()] == [source.count]
    read = source.count
    assert [sample.value for sample in patient.samples()] == [read]
    now[0] = 61
    source.fault = True
    with pytest.raises(BusUnavailableError, match="away"):
        list(patient.samples())
    source.fault, now[0] = False, 122
    assert [sample.value for sample in patient.samples()] == [source.count]


def test_a_turn_that_has_passed_closes_the_forwarder_and_a_fault_of_the_hubs_is_waited_out() -> None:
    """The forwarder is opened when its turn comes; what it can't open now it opens later, and says so in between."""
    stop, told, opened, due = threading.Event(), [], [0], iter([False, True, True])

    def open_() -> object:
        opened[0] += 1
        stop.set()
        raise BusUnavailableError("away")

    turns = ForwardingTurns(open=open_, is_due=lambda: next(due), beat=lambda: None, tell=told.append)  # type: ignore[arg-type]
    turns.run(stop)
    assert (opened[0], turns.trouble, told) == (1, "away", ["away"])
