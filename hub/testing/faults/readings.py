"""What stands on the cluster and in copies after a run, in a form that two engines' runs can be compared by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from confluent_kafka import KafkaException, Message, TopicPartition

from hub.bus.kafka import KafkaAccess
from hub.core.errors import BusUnavailableError
from hub.core.ports import Row
from hub.core.topics import DEAD_LETTERS
from hub.engines.embedded import EmbeddedEngine
from hub.engines.kafka.cluster import SECONDS, Place, in_hub_terms, is_end, open_consumer, poll_some
from hub.engines.kafka.ends import Ends
from hub.engines.kafka.feed import GROUP
from hub.engines.kafka.wire import IDENTITY
from hub.engines.processing.output import SELECT_ROWS, read_rows
from hub.sqlite import open_reader

_COMPARED = (
    "SELECT processor, key, version, value FROM states ORDER BY processor, key",
    "SELECT processor, key, id, due FROM timers ORDER BY processor, key, id",
    "SELECT * FROM rows ORDER BY label, id",
    "SELECT processor, position, time, tick, marker FROM progress ORDER BY processor",
    "SELECT processor, source, time, marker FROM gates ORDER BY processor, source",
)

_PAGE = 2_000

Sent = tuple[str, bytes]
"""Key and value of a record that a processor sent."""


@dataclass(slots=True)
class Outcome:
    """
    What came of a run.

    ``states`` by processor and key, ``sent`` by topic, ``identities`` how often each identity stands on a topic,
    ``dead`` the places (topic, partition, offset) of what was put aside, with processor and reason.
    """

    states: dict[str, dict[str, bytes]] = field(default_factory=dict)
    doubled_keys: list[str] = field(default_factory=list)
    rows: dict[tuple[str, str], Row] = field(default_factory=dict)
    timers: set[tuple[str, str, str, int]] = field(default_factory=set)
    sent: dict[str, Counter[Sent]] = field(default_factory=dict)
    identities: dict[str, Counter[str]] = field(default_factory=dict)
    dead: dict[tuple[str, int, int], str] = field(default_factory=dict)
    open_cuts: list[str] = field(default_factory=list)

    def take_tables(self, paths: Iterable[Path]) -> None:
        """Take the tables of the shards *paths*."""
        for path in sorted(paths):
            connection = open_reader(path)
            for processor, key, value in connection.execute("SELECT processor, key, value FROM states"):
                held = self.states.setdefault(processor, {})
                if key in held:
                    self.doubled_keys.append(f"{processor}/{key}")
                held[key] = bytes(value)
            self.rows.update(((row.label, row.id), row) for row in read_rows(connection.execute(SELECT_ROWS)))
            self.timers.update(connection.execute("SELECT processor, key, id, due FROM timers"))
            connection.close()

    def take_record(self, topic: str, record: Sent, headers: dict[str, str]) -> None:
        """Take one record that a processor sent."""
        if topic == DEAD_LETTERS:
            place = (headers.get("topic", ""), int(headers.get("partition", -1)), int(headers.get("offset", -1)))
            self.dead[place] = f"{headers.get('processor')}: {headers.get('reason')}"
        self.sent.setdefault(topic, Counter())[record] += 1
        self.identities.setdefault(topic, Counter())[headers["identity"]] += 1


def embedded_outcome(engine: EmbeddedEngine, folder: Path, topics: Sequence[str]) -> Outcome:
    """Return what *engine* made of its input in *folder*."""
    found = Outcome()
    found.take_tables(folder.glob("shard-??.db"))
    for topic in topics:
        for partition in range(engine.bus.partitions(topic)):
            for record in engine.bus.read(topic, partition, 0, 1_000_000):
                if "identity" in record.headers:
                    found.take_record(topic, (record.key, record.value), dict(record.headers))
    return found


class Reading:
    """Reads a part of the cluster beside its workers, through connections of its own."""

    def __init__(self, access: KafkaAccess) -> None:
        self._prefix = access.prefix
        self._consumer = open_consumer(access, GROUP)
        self._ends = Ends(access)

    def _place(self, place: Place, offset: int = 0) -> TopicPartition:
        return TopicPartition(self._prefix + place[0], place[1], offset)

    def is_drained(self, places: Sequence[Place], topics: Sequence[str]) -> bool:
        """
        Return whether all that was ever written to *topics* is decided, and all on *places* taken.

        Raises:
            BusUnavailableError: the cluster doesn't answer.
        """
        counts = self._ends.partitions()
        every = [(topic, number) for topic in topics for number in range(counts[topic])]
        if self._ends.written(every) != self._ends.committed(every):
            return False
        with in_hub_terms("positions"):
            positions = self._consumer.committed([self._place(place) for place in places], SECONDS)
        return not any(True for position in positions for _ in self._from(position))

    def standing(self, places: Sequence[Place]) -> str:
        """Say of each place how far it's written, decided and taken."""
        written, decided = self._ends.written(places), self._ends.committed(places)
        with in_hub_terms("positions"):
            taken = self._consumer.committed([self._place(place) for place in places], SECONDS)
        return "; ".join(
            f"{topic}/{number} written {written[topic, number]}, decided {decided[topic, number]}, taken {at.offset}"
            for (topic, number), at in zip(places, taken, strict=True)
        )

    def _from(self, position: TopicPartition) -> Iterator[Message]:
        """Yield what is committed from *position* on."""
        position.offset = max(position.offset, 0)
        with in_hub_terms(f"{position.topic}/{position.partition}"):
            self._consumer.assign([position])
            while True:
                messages = poll_some(self._consumer, _PAGE, SECONDS)
                if not messages:
                    raise BusUnavailableError("the cluster doesn't answer", where=position.topic)
                for message in messages:
                    if is_end(message):
                        return
                    if message.error() is not None:
                        raise KafkaException(message.error())
                    yield message

    def records(self, topic: str) -> Iterator[tuple[Sent, dict[str, str]]]:
        """Yield what processors sent to *topic*: key and value, and headers."""
        for partition in range(self._ends.partitions()[topic]):
            for message in self._from(self._place((topic, partition))):
                headers = {name: bytes(text or b"").decode(errors="replace") for name, text in message.headers() or ()}
                if "identity" in headers:
                    yield ((message.key() or b"").decode(errors="replace"), message.value() or b""), headers

    def from_outside(self, topic: str) -> set[tuple[int, bytes, bytes, str]]:
        """Return partition, key, value and headers of all on *topic* that no engine has sent."""
        return {
            (partition, message.key() or b"", message.value() or b"", repr(sorted(message.headers() or ())))
            for partition in range(self._ends.partitions()[topic])
            for message in self._from(self._place((topic, partition)))
            if IDENTITY not in dict(message.headers() or ())
        }

    def close(self) -> None:
        """Let go of the connections."""
        self._consumer.close()


def differences_of_copies(one: Path, other: Path) -> list[str]:
    """Return in which tables the copy *one* of a shard differs from *other*."""
    connections = [open_reader(path) for path in (one, other)]
    try:
        return [
            query.split("FROM ")[1].split(" ")[0]
            for query in _COMPARED
            if len({repr(connection.execute(query).fetchall()) for connection in connections}) > 1
        ]
    finally:
        for connection in connections:
            connection.close()
