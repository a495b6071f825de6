"""A process that gives a toy hub more shards and kills itself half-way: ``python -m tests.kafka_version_victim``."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from hub.bus.kafka import KafkaAccess
from hub.core.topics import CHANGELOG, CUTS
from hub.engines.kafka.ends import Ends
from hub.engines.kafka.versions import Versions
from hub.engines.moving import Crew
from tests.engines import create
from tests.move_victim import die
from tests.toys import PAID, SENT, JsonSerde, processors

VERSIONED = frozenset({SENT, PAID, CHANGELOG, CUTS})
BEFORE, AFTER = 2, 3


def versions_of(
    access: KafkaAccess, folder: Path, probe: Callable[[str], None] = lambda _sub_step: None, after: int = AFTER
) -> Versions:
    """Return what gives the toy hub *after* shards; its topics are made where they aren't there."""

    def make(version: int) -> None:
        there = replace(access, version=version)
        if CUTS not in Ends(there).partitions():
            create(there, sorted(VERSIONED - {CUTS}), after)
            create(there, [CUTS], 1)

    return Versions(access, folder, Crew(processors(), JsonSerde(), "test"), make, probe)


if __name__ == "__main__":
    count = int(sys.argv[5])

    def kill(sub_step: str) -> None:
        global count
        count -= sub_step == sys.argv[4]
        if not count:
            die()

    known = KafkaAccess(bootstrap=sys.argv[2], prefix=sys.argv[3], versioned=VERSIONED)
    move = versions_of(known, Path(sys.argv[1]), kill).open(AFTER)
    move.prepare()
    move.finish()
