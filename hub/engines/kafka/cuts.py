"""Close markers across shards: which were put on the log, and which shards have passed them."""

from __future__ import annotations

from confluent_kafka import Consumer, Message, TopicPartition

from hub.bus.kafka import KafkaAccess
from hub.bus.kafka.gate import NOTE
from hub.core.errors import BusUnavailableError
from hub.core.topics import CUTS
from hub.engines.kafka.cluster import SECONDS, in_hub_terms, is_end, open_consumer, poll_some
from hub.engines.kafka.ends import Ends

PLACE = (CUTS, 0)
"""One compacted partition; what it says is in its keys, but for notes, of which the newest value counts."""

_GENERATION = "generation/"
_SLICE = 0.2
_PAGE = 1_000


def generation_key(generation: int) -> str:
    """Return the key that says that an engine of *generation* was opened."""
    return f"{_GENERATION}{generation}"


def put_key(marker: str) -> str:
    """Return the key that says that *marker* stands in every partition."""
    return f"put/{marker}"


class Cuts:
    """What the cuts topic says, followed as it's asked; a cut is passed anew by each generation."""

    def __init__(self, access: KafkaAccess, ends: Ends, shards: int, generation: int) -> None:
        self._access = access
        self._ends = ends
        self._shards = shards
        self._generation = generation
        self._consumer: Consumer | None = None
        self._read = -1
        self._keys: set[str] = set()
        self.notes: dict[str, str] = {}

    @property
    def keys(self) -> frozenset[str]:
        """All that was said so far."""
        return frozenset(self._keys)

    def passed_key(self, shard: int, marker: str) -> str:
        """Return the key that says that *shard* has passed *marker*."""
        return f"passed/{self._generation}/{shard}/{marker}"

    def newest_generation(self) -> int:
        """Return the newest generation that any engine was opened with, by all that is committed."""
        self.catch_up()
        return max((int(key.removeprefix(_GENERATION)) for key in self._keys if key.startswith(_GENERATION)), default=1)

    def note(self, key: str) -> None:
        """Take up what this worker itself has committed."""
        self._keys.add(key)

    def is_put(self, marker: str) -> bool:
        """Return whether *marker* stands in every partition, by all that is committed."""
        return put_key(marker) in self._keys or (self.catch_up() and put_key(marker) in self._keys)

    def is_complete(self, marker: str) -> bool:
        """Return whether every shard is known to have passed *marker*, by what has come so far."""
        if self._all_passed(marker):
            return True
        self._look(0.0)
        return self._all_passed(marker)

    def _all_passed(self, marker: str) -> bool:
        return all(self.passed_key(shard, marker) in self._keys for shard in range(self._shards))

    def catch_up(self) -> bool:
        """
        Follow the topic to the end of what is committed.

        Raises:
            BusUnavailableError: the cluster doesn't answer.
        """
        end = self._ends.committed([PLACE])[PLACE]
        for _ in range(int(2 * SECONDS / _SLICE)):
            if self._read >= end:
                return True
            self._look(_SLICE)
        raise BusUnavailableError("can't be read to its end in time", where=CUTS, remedy="look at the brokers")

    def hear(self) -> None:
        """Take up what has come meanwhile, without waiting for anything."""
        self._look(0.0)

    def _look(self, wait: float) -> None:
        with in_hub_terms(CUTS):
            if self._consumer is None:
                self._consumer = open_consumer(self._access, "cuts")
                self._consumer.assign([TopicPartition(self._access.named(CUTS), 0, 0)])
            for message in poll_some(self._consumer, _PAGE, wait):
                self._take(message)

    def _take(self, message: Message) -> None:
        if is_end(message):
            self._read = max(self._read, message.offset() or 0)
        elif message.error() is None:
            key = (message.key() or b"").decode(errors="replace")
            if key.startswith(NOTE):
                self.notes[key.removeprefix(NOTE)] = (message.value() or b"").decode(errors="replace")
            else:
                self._keys.add(key)

    def close(self) -> None:
        """Let go of the connection."""
        if self._consumer is not None:
            self._consumer.close()
            self._consumer = None
