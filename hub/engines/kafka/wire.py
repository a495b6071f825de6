"""Log entries as records of Kafka and back."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from confluent_kafka import Message

from hub.bus.entries import Entry, Kind
from hub.bus.kafka.headers import KIND, TIME
from hub.bus.records import to_micros
from hub.core.errors import PermanentError

IDENTITY = "identity"

_KINDS = frozenset(Kind)
_LAST = to_micros(datetime.max.replace(tzinfo=UTC))

Headers = list[tuple[str, bytes]]


def headers_of(entry: Entry) -> Headers:
    """Return the headers under which *entry* stands on a topic."""
    found: Headers = [(TIME, str(entry.time).encode())]
    if entry.kind:
        found.append((KIND, str(int(entry.kind)).encode()))
    if entry.identity is not None:
        found.append((IDENTITY, entry.identity.encode()))
    if entry.headers is not None:
        found.extend((name, text.encode()) for name, text in json.loads(entry.headers).items())
    return found


def entry_of(message: Message, topic: str) -> tuple[Entry, PermanentError | None]:
    """
    Return the entry that *message* of *topic* carries.

    Whatever stands on the topic gives an entry: one that no part of the hub would write comes with the reason why it
    can't be taken, whole and as far as it can be read.
    """
    key, value = message.key() or b"", message.value() or b""
    try:
        found = {name: bytes(text or b"").decode() for name, text in message.headers() or ()}
        kind = int(found.pop(KIND, Kind.RECORD))
        time = int(found.pop(TIME, message.timestamp()[1] * 1000))
        identity = found.pop(IDENTITY, None)
        _check(kind, time, identity, key)
        headers = json.dumps(found) if found else None
        return Entry(topic, kind, key.decode(), value, time, identity, headers), None
    except (ValueError, PermanentError) as error:
        reason = error if isinstance(error, PermanentError) else PermanentError("key or headers can't be read")
        time = message.timestamp()[1] * 1000
        return Entry(topic, Kind.RECORD, key.decode(errors="replace") or "?", value, time), reason


def _check(kind: int, time: int, identity: str | None, key: bytes) -> None:
    if kind not in _KINDS:
        raise PermanentError("there's no such kind of record")
    if not 0 <= time <= _LAST:
        raise PermanentError("the time of a record is beyond the calendar")
    if identity is not None and not "".join(identity.split("/", 2)[1:2]).isdecimal():
        raise PermanentError("the identity of a record isn't one of an engine")
    if kind == Kind.RECORD and not key:
        raise PermanentError("a record needs a key")
