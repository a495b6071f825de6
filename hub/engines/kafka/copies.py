"""
Copies of shards beside whoever owns them: the changelogs followed, nothing written on the cluster.

Several processes of one machine may keep the same copies together: a page is applied only where the copy stands at the
page's beginning.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from confluent_kafka import Consumer, Message, TopicPartition

from hub.bus.kafka import KafkaAccess
from hub.core.errors import BusUnavailableError
from hub.engines.kafka.changelog import apply, changelog_of
from hub.engines.kafka.cluster import hub_error, in_hub_terms, is_end, open_consumer, poll_some
from hub.engines.kafka.ends import Ends
from hub.engines.kafka.store import LocalStore

_PAGE = 5_000
_SLICE = 0.5
_SILENT = 20
"""Slices in a row without a word from the cluster, after which it's taken to be away."""


class Copies:
    """
    Keeps the copies of all *shards* in *folder* abreast of what is committed.

    Raises:
        BusUnavailableError: the cluster doesn't answer.
        ConfigurationError: the topics of an engine aren't there.
    """

    def __init__(self, access: KafkaAccess, folder: Path, shards: int, generation: int = 1) -> None:
        self.folder = folder
        self._access = access
        self._topic = changelog_of(generation)
        self._ends = Ends(access)
        identity = self._ends.identity(self._topic)
        self._stores = [LocalStore(folder / f"shard-{number:02d}.db", generation) for number in range(shards)]
        for store in self._stores:
            if not store.belongs_to(identity):
                store.throw_away("it followed another log")
                store.belongs_to(identity)
        self._at = [store.checkpoint for store in self._stores]
        self._consumer: Consumer = open_consumer(access, "changelog")
        self._assign()

    def _assign(self) -> None:
        topic = self._access.named(self._topic)
        with in_hub_terms(self._topic):
            self._consumer.assign([TopicPartition(topic, number, at) for number, at in enumerate(self._at)])

    def catch_up(self) -> None:
        """
        Follow every changelog to the end of what is committed now.

        Raises:
            BusUnavailableError: the cluster doesn't answer; what was followed stays.
        """
        ends = self._ends.committed([(self._topic, number) for number in range(len(self._stores))])
        silent = 0
        while any(self._at[number] < end for (_, number), end in ends.items()):
            silent = 0 if self.wait(_SLICE) else silent + 1
            if silent >= _SILENT:
                raise BusUnavailableError("the cluster doesn't answer", where=self._topic, remedy="look at the brokers")

    def wait(self, seconds: float) -> bool:
        """Take a page as soon as owners have written something; return whether anything was heard within *seconds*."""
        with in_hub_terms(self._topic):
            messages = poll_some(self._consumer, _PAGE, seconds)
        pages: dict[int, dict[str, bytes]] = defaultdict(dict)
        reached: dict[int, int] = {}
        for message in messages:
            number, offset = message.partition() or 0, message.offset() or 0
            error = message.error()
            if is_end(message):
                reached[number] = max(offset, reached.get(number, 0))
            elif error is not None:
                raise hub_error(error, f"{self._topic}/{number}")
            else:
                _keep(pages[number], message)
                reached[number] = offset + 1
        moved = [number for number, until in reached.items() if not self._follow(number, pages[number], until)]
        if moved:
            self._assign()
        return bool(messages)

    def _follow(self, number: int, page: Mapping[str, bytes], until: int) -> bool:
        """Apply *page*, unless another process has moved the copy meanwhile: then go on from where that one left it."""
        store = self._stores[number]
        if not page and until <= self._at[number]:
            return True
        with store.transaction() as connection:
            found = store.checkpoint
            if found == self._at[number]:
                apply(connection, page)
                store.note_checkpoint(until)
                found = until
        expected, self._at[number] = until, found
        return found == expected

    def progress(self) -> Mapping[tuple[str, int], int]:
        """Return the position that each processor has reached, by (processor, shard)."""
        return {
            (str(processor), number): int(position)
            for number, store in enumerate(self._stores)
            for processor, position in store.connection.execute("SELECT processor, position FROM progress")
        }

    def close(self) -> None:
        """Let go of the connection and the files."""
        self._consumer.close()
        for store in self._stores:
            store.close()


def _keep(page: dict[str, bytes], message: Message) -> None:
    page[(message.key() or b"").decode()] = message.value() or b""
