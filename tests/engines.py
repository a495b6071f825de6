"""The worlds in which one contract suite plays: the embedded engine in a folder, the Kafka engine on a real cluster."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import ClassVar, Protocol

from kafka import KafkaAdminClient

from hub.bus.embedded import EmbeddedBus
from hub.bus.kafka import KafkaAccess, KafkaBus
from hub.bus.records import RECORD_CAP
from hub.core.ports import Bus
from hub.core.topics import CUTS as CUTS_TOPIC
from hub.core.topics import DEAD_LETTERS
from hub.engines.embedded import SUB_STEPS as EMBEDDED_SUB_STEPS
from hub.engines.embedded import DeadLetter, DeadLetters, EmbeddedEngine, EmbeddedReader, EngineOptions
from hub.engines.kafka import SUB_STEPS as KAFKA_SUB_STEPS
from hub.engines.kafka import KafkaDeadLetters, KafkaEngine, KafkaEngineOptions
from hub.engines.kafka.changelog import changelog_of
from tests.outcome import identities, outputs
from tests.toys import BOOKED, CUTS, PAID, SENT, JsonSerde, processors

Engine = EmbeddedEngine | KafkaEngine

TOPICS = (SENT, PAID, BOOKED, CUTS, "toy.echo", "toy.alarms", "toy.rung", "toy.raw", "toy.out", DEAD_LETTERS)


class Letters(Protocol):
    """What both kinds of dead letters offer."""

    def pending(self) -> Iterator[DeadLetter]: ...
    def retry(self, partition: int, offset: int) -> bool: ...
    def dismiss(self, partition: int, offset: int) -> bool: ...


@dataclass
class World:
    """One hub's data, with the engines that were opened on it."""

    folder: Path
    shards: int
    opened: list[Engine] = field(default_factory=list)
    sub_steps: ClassVar[tuple[str, ...]] = ()

    def open(self, chosen: Sequence[object] | None = None, *, machine: str = "here", **options: object) -> Engine:
        """Open an engine on what this world holds; on another machine beside the first one."""
        raise NotImplementedError

    def another(self, name: str, shards: int | None = None) -> World:
        """Return another world of this kind that holds nothing yet."""
        raise NotImplementedError

    def bus(self) -> Bus:
        raise NotImplementedError

    def letters(self) -> Letters:
        raise NotImplementedError

    @property
    def here(self) -> Path:
        """The folder that holds the states, of the machine that ran last."""
        return self.folder

    def reader(self) -> EmbeddedReader:
        return EmbeddedReader(self.here)

    def states(self, processor: str) -> dict[str, bytes]:
        with closing(self.reader()) as reader:
            return dict(sorted(reader.states(processor)))

    def state(self, processor: str, key: str) -> bytes:
        with closing(self.reader()) as reader:
            return reader.state(processor, key) or b""

    def outputs(self, topic: str) -> list[tuple[str, bytes]]:
        with closing(self.bus()) as bus:
            return outputs(bus, topic)

    def identities(self, topic: str) -> Counter[str]:
        with closing(self.bus()) as bus:
            return identities(bus, topic)

    def timers(self) -> list[tuple[str, str, str, int]]:
        found: list[tuple[str, str, str, int]] = []
        for path in self.here.glob("shard-??.db"):
            with closing(sqlite3.connect(path)) as connection:
                found += connection.execute("SELECT processor, key, id, due FROM timers")
        return sorted(found)

    def outcome(self) -> dict[str, object]:
        """States, rows, timers and outputs; booked amounts arrive in any order, so only their number counts."""
        with closing(self.reader()) as reader:
            rows = sorted((row.label, row.id, row.value) for row in reader.row_history())
        return {
            "paying": self.states("paying"),
            "booking": self.states("booking"),
            "rows": rows,
            "paid": sorted(self.outputs(PAID)),
            "paid identities": sorted(self.identities(PAID).items()),
            "booked": sorted(self.identities(BOOKED).items()),
            "timers": self.timers(),
        }

    def close(self) -> None:
        for engine in self.opened:
            engine.close()


class EmbeddedWorld(World):
    """A folder."""

    sub_steps: ClassVar[tuple[str, ...]] = EMBEDDED_SUB_STEPS

    def open(self, chosen: Sequence[object] | None = None, *, machine: str = "here", **options: object) -> Engine:
        options.setdefault("shards", self.shards)
        engine = EmbeddedEngine.open(self.folder, chosen or processors(), JsonSerde(), EngineOptions(**options))
        self.opened.append(engine)
        return engine

    def another(self, name: str, shards: int | None = None) -> World:
        return EmbeddedWorld(self.folder / name, shards or self.shards, self.opened)

    def bus(self) -> EmbeddedBus:
        return EmbeddedBus.open(self.folder)

    def letters(self) -> DeadLetters:
        return DeadLetters(self.bus())


@dataclass
class KafkaWorld(World):
    """A part of a cluster, with one folder for each machine."""

    access: KafkaAccess = field(default_factory=lambda: KafkaAccess(bootstrap=""))
    sub_steps: ClassVar[tuple[str, ...]] = KAFKA_SUB_STEPS
    machine: str = "here"
    topics: Sequence[str] = TOPICS

    def __post_init__(self) -> None:
        create(self.access, [*self.topics, changelog_of(1), changelog_of(2), changelog_of(3)], self.shards)
        create(self.access, [CUTS_TOPIC], 1)

    def open(self, chosen: Sequence[object] | None = None, *, machine: str = "here", **options: object) -> Engine:
        options.setdefault("shards", self.shards)
        self.machine = machine
        engine = KafkaEngine(self.access, self.here, chosen or processors(), JsonSerde(), KafkaEngineOptions(**options))
        self.opened.append(engine)
        engine.take_over()
        return engine

    def another(self, name: str, shards: int | None = None) -> World:
        access = replace(self.access, prefix=f"{self.access.prefix}{name}.")
        return KafkaWorld(self.folder / name, shards or self.shards, self.opened, access=access)

    @property
    def here(self) -> Path:
        return self.folder / self.machine

    def bus(self) -> KafkaBus:
        return KafkaBus(self.access)

    def letters(self) -> KafkaDeadLetters:
        return KafkaDeadLetters(self.access)


def create(access: KafkaAccess, topics: Sequence[str], partitions: int) -> None:
    """Make topics, as ``hub topics apply`` does."""
    admin = KafkaAdminClient(**access.settings())
    names = [access.named(topic) for topic in topics]
    # records carry the time of what they tell of, often long ago: the cluster's default would delete them at once
    kept = {"retention.ms": "-1", "max.message.bytes": str(2 * RECORD_CAP)}
    plan = {"num_partitions": partitions, "replication_factor": 1, "configs": kept}
    admin.create_topics(dict.fromkeys(names, plan))
    admin.wait_for_topics(names)
    admin.close()
