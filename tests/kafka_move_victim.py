"""A process that moves a toy hub to a cluster and kills itself half-way: ``python -m tests.kafka_move_victim``."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from hub.bus.entries import Entry
from hub.bus.kafka import KafkaAccess
from hub.engines.kafka.notes import Yard
from hub.engines.kafka.target import KafkaTarget
from hub.engines.moving import Crew, Move
from hub.engines.moving.estate import Belongings
from tests.move_victim import DyingSource, die
from tests.toys import JsonSerde, processors


class DyingTarget(KafkaTarget):
    moment = ""
    writes = 0

    def write(self, shard: int, topic: str, entries: Sequence[Entry], note: str) -> None:
        super().write(shard, topic, entries, note)
        self.writes += 1
        if self.moment == f"write {self.writes}":
            die()

    def install(self, shard: int, states: Mapping[str, sqlite3.Connection], belongings: Belongings) -> None:
        super().install(shard, states, belongings)
        if self.moment == "installed":
            die()


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    source = DyingSource(folder / "log", processors(), JsonSerde())
    target = DyingTarget(Yard(KafkaAccess(bootstrap=sys.argv[2], prefix=sys.argv[3]), 3, folder / "yard"), "kafka")
    source.moment = target.moment = sys.argv[4]
    move = Move(source, target, Crew(processors(), JsonSerde(), "test"), folder / "moving")
    move.prepare()
    move.finish()
