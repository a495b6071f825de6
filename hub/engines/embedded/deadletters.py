"""What the engine couldn't take: listed, and taken again once its cause is mended. Works beside a running engine."""

from __future__ import annotations

from collections.abc import Iterator

from hub.bus.embedded import EmbeddedBus, Entry
from hub.core.topics import DEAD_LETTERS
from hub.engines.processing.letters import DeadLetter, letter_of, no_such_letter, retried

_PAGE = 500


class DeadLetters:
    """The dead letters of a folder that nobody has retried or dismissed yet."""

    def __init__(self, bus: EmbeddedBus) -> None:
        self._bus = bus

    def pending(self) -> Iterator[DeadLetter]:
        """Yield what waits, partition by partition in order of arrival."""
        for partition in range(self._bus.partitions(DEAD_LETTERS)):
            settled = {row[0] for row in self._bus.shards[partition].query("SELECT place FROM settled")}
            offset = 0
            while page := self._bus.read(DEAD_LETTERS, partition, offset, _PAGE):
                offset = page[-1].offset + 1
                yield from (letter_of(record) for record in page if record.offset not in settled)

    def retry(self, partition: int, offset: int) -> bool:
        """
        Give the letter to its processor again, alone and once; return False when it was settled before.

        Raises:
            UnknownRecordError: there's no such letter.
        """
        letter = self._find(partition, offset)
        return self._settle(partition, offset, retried(letter))

    def dismiss(self, partition: int, offset: int) -> bool:
        """Put the letter aside for good: it stays on the topic but waits no longer."""
        self._find(partition, offset)
        return self._settle(partition, offset, None)

    def _settle(self, partition: int, offset: int, entry: Entry | None) -> bool:
        with self._bus.shards[partition].transaction() as writing:
            added = writing.connection.execute("INSERT OR IGNORE INTO settled (place) VALUES (?)", (offset,)).rowcount
            if added and entry is not None:
                writing.send(self._bus.partition_of(entry.topic, entry.key), entry)
                writing.flush()
        return bool(added)

    def _find(self, partition: int, offset: int) -> DeadLetter:
        if 0 <= partition < self._bus.partitions(DEAD_LETTERS):
            for record in self._bus.read(DEAD_LETTERS, partition, offset, 1):
                if record.offset == offset:
                    return letter_of(record)
        raise no_such_letter(partition, offset)
