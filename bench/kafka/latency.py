"""
From a native change to the counterpart's inbox: the hub's own pipeline under arrivals that don't wait for it.

A submission has its instant of arrival by the clock, whether the hub keeps up or not, and its latency is counted from
that instant (no coordinated omission) until a reader of what is committed has the delivery in hand.
"""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from confluent_kafka import Consumer, Producer, TopicPartition

from bench.kafka.contest import EXACTLY_ONCE, Contestant, stage, start
from bench.kafka.contestants.engine import make_topics
from bench.kafka.contestants.hub_pipeline import hub_topics
from bench.kafka.plan import Plan
from bench.kafka.running import Running
from bench.kafka.workload import partition_of
from bench.workload import START, encoded, registry, statements, unit_of
from hub.bus.kafka.log import TIME
from hub.bus.records import to_micros
from hub.contracts import Serde
from hub.core.events import Event, Submission
from hub.core.topics import AGENCY_INBOX, SOURCE_SUBMISSIONS

SHARES = (0.1, 0.5, 0.9)
PIPELINE = Contestant(
    name="pipeline", label="the hub's pipeline", tier=EXACTLY_ONCE, environment="hub", module="hub_pipeline"
)
_DELIVERED = frozenset({Event.REFERRAL_CREATED, Event.AGREEMENT_REACHED})
"""Statements of the course that somebody must receive: a referral its receiver, an agreement its reporter."""

_STEADY_FROM, _STEADY_TO = 20 * 86_400_000_000, 30 * 86_400_000_000
"""Between these days every statement of the course is as frequent as every other."""

_CAPACITY_SHARE = 0.25
_LEVEL_SECONDS = 20.0
_LIMIT = 180.0

Place = tuple[bytes, int]
"""Root, and received_at in microseconds: by these a delivery is known to answer a statement."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """One submission ready to be written."""

    root: bytes
    value: bytes
    at: int
    is_delivered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """Milliseconds at one share of the capacity. ``late`` is how far the arrivals themselves fell behind, at most."""

    share: float
    rate: float
    seconds: float
    samples: int
    p50: float
    p90: float
    p99: float
    worst: float
    late: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Latency:
    """What one worker takes when it's never short of work, and its latency below that."""

    partitions: int
    held: int
    capacity: float
    cost: float
    peak: int
    levels: Sequence[Level]


class Inboxes:
    """Reads every inbox as agencies do, and notes when each delivery could be read."""

    def __init__(self, plan: Plan) -> None:
        prefix = f"{plan.prefix}{AGENCY_INBOX}."
        names = [name for name in hub_topics(plan) if name.startswith(prefix)]
        self._consumer = Consumer(
            {
                "bootstrap.servers": plan.bootstrap,
                "group.id": f"{plan.prefix}inboxes",
                "enable.auto.commit": False,
                "auto.offset.reset": "earliest",
                "isolation.level": "read_committed",
            }
        )
        self._consumer.assign([TopicPartition(name, number, 0) for name in names for number in range(plan.partitions)])
        self.seen: dict[Place, float] = {}
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        while not self._ends.is_set():
            message = self._consumer.poll(0.1)
            if message is not None and message.error() is None:
                at = next(int(text) for name, text in message.headers() if name == TIME)
                self.seen.setdefault((message.key(), at), time.monotonic())

    def wait_for(self, wanted: Sequence[Place], running: Running) -> float:
        """
        Return when the last of *wanted* could be read.

        Raises:
            RuntimeError: they didn't come in time.
        """
        ends = time.monotonic() + _LIMIT
        while any(place not in self.seen for place in wanted):
            running.usage()
            if time.monotonic() > ends:
                missing = sum(place not in self.seen for place in wanted)
                raise RuntimeError(f"{missing} of {len(wanted)} deliveries didn't come: {running.said()}")
            time.sleep(0.02)
        return max(self.seen[place] for place in wanted)

    def close(self) -> None:
        """Stop reading."""
        self._ends.set()
        self._thread.join()
        self._consumer.close()


class Source:
    """Writes submissions as the forwarder does: stamped, durable, in the partition of their root."""

    def __init__(self, plan: Plan) -> None:
        self._topic = f"{plan.prefix}{SOURCE_SUBMISSIONS}"
        self._partitions = plan.partitions
        self._producer = Producer(
            {
                "bootstrap.servers": plan.bootstrap,
                "acks": "all",
                "enable.idempotence": True,
                "compression.type": plan.compression,
                "linger.ms": plan.linger_ms,
                "queue.buffering.max.messages": 1_000_000,
            }
        )

    def write(self, arrival: Arrival) -> None:
        """Hand *arrival* over."""
        place = partition_of(arrival.root.decode(), self._partitions)
        headers = [(TIME, str(arrival.at).encode())]
        self._producer.produce(self._topic, arrival.value, arrival.root, place, headers=headers)
        self._producer.poll(0)

    def flush(self) -> None:
        """Wait until all is durable."""
        if self._producer.flush(30):
            raise RuntimeError("the broker didn't take the submissions in time")


def measure_latency(bootstrap: str, plan: Plan, disputes: int, *, seconds: float = _LEVEL_SECONDS) -> Latency:
    """
    Measure the capacity of one worker and its latency at :data:`SHARES` of it, for at most *seconds* each.

    Raises:
        RuntimeError: a delivery is missing.
    """
    history, steady = arrivals(disputes)
    with stage(bootstrap, replace(plan, cached_states=10_000)) as mine:
        make_topics(bootstrap, hub_topics(mine), set())
        source, inboxes = Source(mine), Inboxes(mine)
        running = start(PIPELINE, mine)
        try:
            _write_all(source, history)
            inboxes.wait_for(_wanted(history), running)
            split = int(len(steady) * _CAPACITY_SHARE)
            capacity, cost = _capacity(source, inboxes, running, steady[:split])
            rest, levels = steady[split:], []
            lasts = min(seconds, len(rest) / (capacity * sum(SHARES)))
            for share in SHARES:
                count = int(capacity * share * lasts)
                chosen, rest = rest[:count], rest[count:]
                levels.append(_level(source, inboxes, running, (chosen, share, capacity * share)))
            peak = running.usage().peak
        finally:
            running.end()
            inboxes.close()
    held = len({arrival.root for arrival in history})
    return Latency(partitions=plan.partitions, held=held, capacity=capacity, cost=cost, peak=peak, levels=tuple(levels))


def arrivals(disputes: int) -> tuple[list[Arrival], list[Arrival]]:
    """Return what came before the steady days, and what comes in them."""
    unit, serde = unit_of(registry()), Serde()
    told, again = itertools.tee(statements(disputes, unit))
    begin = to_micros(START)
    history: list[Arrival] = []
    steady: list[Arrival] = []
    for (at, root, submission), (_, value, _, _) in zip(told, encoded(serde, again), strict=True):
        arrival = Arrival(root.encode(), value, to_micros(at), _is_delivered(submission))
        if arrival.at < begin + _STEADY_FROM:
            history.append(arrival)
        elif arrival.at < begin + _STEADY_TO:
            steady.append(arrival)
    return history, steady


def _is_delivered(submission: Submission) -> bool:
    return submission.event in _DELIVERED


def _wanted(chosen: Sequence[Arrival]) -> list[Place]:
    return [(arrival.root, arrival.at) for arrival in chosen if arrival.is_delivered]


def _write_all(source: Source, chosen: Sequence[Arrival]) -> None:
    for arrival in chosen:
        source.write(arrival)
    source.flush()


def _capacity(source: Source, inboxes: Inboxes, running: Running, chosen: Sequence[Arrival]) -> tuple[float, float]:
    """Return submissions per second, and microseconds of processor time of each, when all are there at once."""
    _write_all(source, chosen)
    began, before = time.monotonic(), running.usage().cpu
    took = inboxes.wait_for(_wanted(chosen), running) - began
    return len(chosen) / took, (running.usage().cpu - before) / len(chosen) * 1e6


def _level(source: Source, inboxes: Inboxes, running: Running, told: tuple[Sequence[Arrival], float, float]) -> Level:
    chosen, share, rate = told
    began, late = time.monotonic() + 0.2, 0.0
    due: dict[Place, float] = {}
    for number, arrival in enumerate(chosen):
        arrives = began + number / rate
        now = time.monotonic()
        if now < arrives:
            time.sleep(arrives - now)
        late = max(late, time.monotonic() - arrives)
        source.write(arrival)
        if arrival.is_delivered:
            due[arrival.root, arrival.at] = arrives
    seconds = time.monotonic() - began
    source.flush()
    inboxes.wait_for(list(due), running)
    found = sorted((inboxes.seen[place] - arrived) * 1000 for place, arrived in due.items())
    return Level(
        share=share, rate=rate, seconds=seconds, samples=len(found), p50=percentile(found, 0.5),
        p90=percentile(found, 0.9), p99=percentile(found, 0.99), worst=found[-1], late=late * 1000,
    )  # fmt: skip


def percentile(ordered: Sequence[float], share: float) -> float:
    """
    Return the value that *share* of *ordered* don't exceed.

    >>> percentile([1.0, 2.0, 3.0, 4.0], 0.5)
    2.0
    """
    return ordered[max(0, -int(-share * len(ordered) // 1) - 1)]
