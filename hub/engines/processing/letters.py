"""What an engine couldn't take, as it stands on the dead-letter topic."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from hub.bus.entries import Entry, Kind
from hub.bus.records import to_micros
from hub.core.errors import UnknownRecordError
from hub.core.ports import StoredRecord
from hub.core.topics import DEAD_LETTERS

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


def letter_of(record: StoredRecord) -> DeadLetter:
    """Return the dead letter that *record* holds."""
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


def retried(letter: DeadLetter) -> Entry:
    """Return what gives *letter* to its processor again, alone."""
    headers = {"only": letter.processor, **letter.headers}
    if letter.timer is not None:
        headers["timer"] = letter.timer
    kind = Kind.RECORD if letter.timer is None else Kind.WAKE
    return Entry(letter.topic, kind, letter.key, letter.value, to_micros(letter.time), None, json.dumps(headers))


def no_such_letter(partition: int, offset: int) -> UnknownRecordError:
    """Return the error of who names a letter that isn't there."""
    return UnknownRecordError(
        "no such dead letter", where=f"{DEAD_LETTERS}/{partition}/{offset}", remedy='look at "hub quarantine list"'
    )
