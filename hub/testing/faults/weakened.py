"""Engines that leave a rule of the design (§3) out: the harness must notice (:mod:`hub.testing.faults.handmade`)."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from confluent_kafka import Consumer

from hub.bus.entries import Entry
from hub.bus.kafka import KafkaAccess
from hub.engines.kafka import KafkaEngine
from hub.engines.kafka.cluster import Place, client_settings
from hub.engines.kafka.feed import GROUP, Feed
from hub.engines.kafka.holding import ShardPlan
from hub.engines.kafka.owner import Owner
from hub.engines.kafka.shard import KafkaShard
from hub.engines.kafka.work import Steps, Work
from hub.engines.processing.stage import Stage, StagePlan

_PROGRESS = "p/"
"""How the keys begin under which the changelog keeps positions."""

_ROUGHLY = 6
"""Offsets, marks of transactions among them."""

Outgoing = Sequence[tuple[int, Entry]]
Changes = Iterable[tuple[str, bytes]]


class _UnfencedShard(KafkaShard):
    """Rule 5 left out: each owner writes under a name of its own, so that a former one may go on writing."""

    def __init__(self, plan: ShardPlan, number: int, stages: Sequence[StagePlan]) -> None:
        super().__init__(plan, number, stages)
        self._owner = Owner(plan.access, f"shard/{number}/{uuid.uuid4()}")
        self._leftovers = self._leftovers_of(self._owner)


class _CopyFirstWork(Work):
    """Rule 2 left out: the local copy is committed before the cluster."""

    def _commit(self, outgoing: Outgoing, records: Changes, marker: str | None) -> Steps[int]:
        changes = list(records)
        self._store.connection.execute("COMMIT")
        try:
            return (yield from super()._commit(outgoing, changes, marker))
        finally:
            self._store.connection.execute("BEGIN IMMEDIATE")


class _CopyFirstShard(KafkaShard):
    work_type = _CopyFirstWork


class _PositionsApartWork(Work):
    """Rule 2 left out the other way: positions have a transaction of their own, after states and outputs."""

    def _commit(self, outgoing: Outgoing, records: Changes, marker: str | None) -> Steps[int]:
        changes = list(records)
        former = [change for change in changes if not change[0].startswith(_PROGRESS)]
        yield from super()._commit(outgoing, former, None)
        latter = [change for change in changes if change[0].startswith(_PROGRESS)]
        return (yield from super()._commit([], latter, marker))


class _PositionsApartShard(KafkaShard):
    work_type = _PositionsApartWork


class _UnalignedWork(Work):
    """Rule 7 left out: nobody waits at a marker."""

    def _rests(self, stage: Stage) -> bool:
        return False


class _UnalignedShard(KafkaShard):
    work_type = _UnalignedWork


class _HastyFeed(Feed):
    """Rule 5 left out at the reader: what isn't committed is taken too."""

    def __init__(self, access: KafkaAccess, batch: int) -> None:
        super().__init__(access, batch)
        self.consumer.close()
        self.consumer = Consumer(
            client_settings(access)
            | {
                "group.id": access.prefix + GROUP,
                "enable.auto.commit": False,
                "auto.offset.reset": "error",
                "isolation.level": "read_uncommitted",
                "enable.partition.eof": True,
                "fetch.wait.max.ms": 50,
            }
        )


class _RoughFeed(Feed):
    """Rule 5 left out at the input: it's read from near the state's position, as after positions told now and then."""

    def start(self, positions: Mapping[Place, int]) -> None:
        super().start({place: max(0, position - _ROUGHLY) for place, position in positions.items()})


class _Unfenced(KafkaEngine):
    shard_type = _UnfencedShard


class _CopyFirst(KafkaEngine):
    shard_type = _CopyFirstShard


class _PositionsApart(KafkaEngine):
    shard_type = _PositionsApartShard


class _Unaligned(KafkaEngine):
    shard_type = _UnalignedShard


class _ReadsUncommitted(KafkaEngine):
    feed_type = _HastyFeed


class _SeeksRoughly(KafkaEngine):
    feed_type = _RoughFeed


@dataclass(frozen=True, slots=True)
class Weakness:
    """An engine that leaves *rule* out."""

    engine: type[KafkaEngine]
    rule: str


WEAKENED: Mapping[str, Weakness] = {
    "positions-apart": Weakness(_PositionsApart, "2: positions in the transaction of states and outputs"),
    "copy-first": Weakness(_CopyFirst, "2: the local copy after the commit"),
    "unfenced": Weakness(_Unfenced, "5: one transactional id a shard, which fences off its former owner"),
    "reads-uncommitted": Weakness(_ReadsUncommitted, "5: readers take what is committed"),
    "seeks-roughly": Weakness(_SeeksRoughly, "5: the input is sought to the state's own position: nothing comes twice"),
    "unaligned": Weakness(_Unaligned, "7: stages rest at a close marker"),
}
"""By name."""


def engine_type(weak: str) -> type[KafkaEngine]:
    """Return the engine, or the weaker one that *weak* names."""
    return WEAKENED[weak].engine if weak else KafkaEngine
