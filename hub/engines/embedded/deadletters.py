"""What the engine couldn't take: listed, and taken again once its cause is mended. Works beside a running engine."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from hub.bus.embedded import EmbeddedBus, Entry, Kind
from hub.bus.records import to_micros
from hub.core.errors import UnknownRecordError
from hub.core.ports import StoredRecord
from hub.core.topics import DEAD_LETTERS

_PAGE = 500
_OWN = (
    "topic",
    "partition",
    "offset",
    "processor",
    "code",
    "error",
    "reason",
    "field",
    "task_of",
    "timer",
    "identity",
    "only",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """
    One record (or timer) that a processor couldn't take, whole.

    ``partition`` and ``offset`` are its own place on the dead-letter topic and name it; ``found_at`` is where it stood
    (``topic/partition/offset``). ``field`` and ``task_of`` say which field must be mended and by whom, where a rule
    rejected it (empty else). ``timer`` is the timer's id where a timer failed.
    """

    partition: int
    offset: int
    key: str
    value: bytes
    time: datetime
    topic: str
    found_at: str
    processor: str
    code: str
    reason: str
    field: str
    task_of: str
    timer: str | None
    headers: dict[str, str]


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
                yield from (_letter(record) for record in page if record.offset not in settled)

    def retry(self, partition: int, offset: int) -> bool:
        """
        Give the letter to its processor again, alone and once; return False when it was settled before.

        Raises:
            UnknownRecordError: there's no such letter.
        """
        letter = self._find(partition, offset)
        headers = {"only": letter.processor, **letter.headers}
        if letter.timer is not None:
            headers["timer"] = letter.timer
        entry = Entry(
            letter.topic,
            Kind.RECORD if letter.timer is None else Kind.WAKE,
            letter.key,
            letter.value,
            to_micros(letter.time),
            None,
            json.dumps(headers),
        )
        return self._settle(partition, offset, entry)

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
                    return _letter(record)
        raise UnknownRecordError(
            "no such dead letter", where=f"{DEAD_LETTERS}/{partition}/{offset}", remedy='look at "hub quarantine list"'
        )


def _letter(record: StoredRecord) -> DeadLetter:
    headers = dict(record.headers)
    return DeadLetter(
        partition=record.partition,
        offset=record.offset,
        key=record.key,
        value=record.value,
        time=record.time,
        topic=headers.get("topic", ""),
        found_at=f"{headers.get('topic')}/{headers.get('partition')}/{headers.get('offset')}",
        processor=headers.get("processor", ""),
        code=headers.get("code", ""),
        reason=headers.get("reason", ""),
        field=headers.get("field", ""),
        task_of=headers.get("task_of", ""),
        timer=headers.get("timer"),
        headers={name: text for name, text in headers.items() if name not in _OWN},
    )
