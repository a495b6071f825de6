"""A process that moves a toy hub to other shards and kills itself half-way: ``python -m tests.move_victim``."""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from hub.bus.entries import Entry
from hub.engines.embedded.estate import EmbeddedSource, EmbeddedTarget
from hub.engines.moving import Crew, Move
from hub.engines.moving.estate import Belongings
from hub.engines.rebuild import Progress
from tests.toys import JsonSerde, processors


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class DyingSource(EmbeddedSource):
    moment = ""

    def stop(self) -> None:
        super().stop()
        if self.moment == "stopped":
            die()

    def leave(self, whereto: str) -> None:
        if self.moment == "sealed":
            die()
        super().leave(whereto)
        if self.moment == "left":
            die()


class DyingTarget(EmbeddedTarget):
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


def open_move(folder: Path, shards: int, moment: str = "") -> Move:
    """Open the move of the hub in *folder*/log to *folder*/log-1."""
    source = DyingSource(folder / "log", processors(), JsonSerde())
    target = DyingTarget(folder / "log-1", shards)
    source.moment = target.moment = moment
    return Move(source, target, Crew(processors(), JsonSerde(), "test"), folder / "moving")


if __name__ == "__main__":
    count = [0]

    def watch(progress: Progress) -> None:
        count[0] += 1
        if sys.argv[3] == f"watch {count[0]}":
            die()

    move = open_move(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
    move.prepare(watch)
    move.finish(watch)
