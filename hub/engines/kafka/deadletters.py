"""What the engine couldn't take: listed, and taken again once its cause is mended. Works beside running workers."""

from __future__ import annotations

import json
from collections.abc import Iterator

from hub.bus.entries import Entry, Kind
from hub.bus.kafka import KafkaAccess, KafkaBus
from hub.bus.records import from_micros
from hub.core.ports import StoredRecord
from hub.core.topics import DEAD_LETTERS
from hub.engines.kafka.ends import Ends, read_committed
from hub.engines.kafka.owner import Owner
from hub.engines.kafka.wire import entry_of, headers_of
from hub.engines.kafka.writing import write_once
from hub.engines.processing.letters import DeadLetter, letter_of, no_such_letter, retried

SETTLES = "settles"
"""Header of a mark: offset of the letter that it settles."""


class KafkaDeadLetters:
    """
    The dead letters that nobody has retried or dismissed yet.

    That a letter is settled stands behind it on the same partition, written in one transaction with what it's settled
    by: whoever settles takes the partition's name first, so that of two at one time one sees what the other did.
    """

    def __init__(self, access: KafkaAccess) -> None:
        self._access = access
        self._bus = KafkaBus(access)
        self._ends = Ends(access)
        self._partitions = self._ends.partitions()

    def pending(self) -> Iterator[DeadLetter]:
        """Yield what waits, partition by partition in order of arrival."""
        for partition in range(self._partitions.get(DEAD_LETTERS, 0)):
            yield from self._waiting(partition).values()

    def _waiting(self, partition: int) -> dict[int, DeadLetter]:
        letters, settled = self._all(partition)
        return {offset: letter for offset, letter in letters.items() if offset not in settled}

    def _all(self, partition: int) -> tuple[dict[int, DeadLetter], set[int]]:
        letters: dict[int, DeadLetter] = {}
        settled: set[int] = set()
        for message in read_committed(self._access, self._ends, (DEAD_LETTERS, partition)):
            entry, _ = entry_of(message, DEAD_LETTERS)
            headers: dict[str, str] = json.loads(entry.headers) if entry.headers else {}
            offset = message.offset() or 0
            if entry.kind == Kind.SETTLED:
                settled.add(int(headers[SETTLES]))
            else:
                at = from_micros(entry.time)
                record = StoredRecord(DEAD_LETTERS, partition, offset, entry.key, entry.value, at, headers)
                letters[offset] = letter_of(record)
        return letters, settled

    def retry(self, partition: int, offset: int) -> bool:
        """
        Give the letter to its processor again, alone and once; return False when it was settled before.

        Raises:
            UnknownRecordError: there's no such letter.
            StaleOwnerError: somebody else settles a letter at this moment, so try again; or the hub was moved.
        """
        return self._settle(partition, offset, again=True)

    def dismiss(self, partition: int, offset: int) -> bool:
        """Put the letter aside for good: it stays on the topic but waits no longer."""
        return self._settle(partition, offset, again=False)

    def _settle(self, partition: int, offset: int, *, again: bool) -> bool:
        if not 0 <= partition < self._partitions.get(DEAD_LETTERS, 0):
            raise no_such_letter(partition, offset)
        owner = Owner(self._access, f"deadletters/{partition}")
        owner.take_at_once()
        self._bus.check_open()
        letters, settled = self._all(partition)
        letter = letters.get(offset)
        if letter is None:
            raise no_such_letter(partition, offset)
        if offset in settled:
            return False
        mark = Entry(DEAD_LETTERS, Kind.SETTLED, letter.key, b"", 0, None, json.dumps({SETTLES: str(offset)}))
        writes = [(partition, mark)]
        if again:
            entry = retried(letter)
            place = self._bus.place(entry.topic, entry.key, self._partitions[entry.topic])
            writes.append((place, entry))
        write_once(
            owner,
            (((entry.topic, number), (entry.key, entry.value), headers_of(entry)) for number, entry in writes),
        )
        return True
