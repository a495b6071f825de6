"""
How statements come in: JSON, CloudEvents or Avro, one or many; each record is read alone, so that one fault is one.

What can't be read stays as bytes, for the quarantine.
"""

from __future__ import annotations

import base64
import re
import struct
from dataclasses import dataclass
from typing import Protocol, TypeVar

import msgspec

from hub.core import topics
from hub.core.errors import ClosedInputError, SchemaMismatchError
from hub.core.events import Submission
from hub.core.ports import Serde
from hub.gateway.errors import UnsupportedTypeError

JSON = "application/json"
AVRO = "application/vnd.apache.avro"
AVRO_BATCH = "application/vnd.fengqiao.avro-batch"
CLOUD_EVENT = "application/cloudevents+json"
CLOUD_EVENTS = "application/cloudevents-batch+json"
MEDIA_TYPES = (JSON, AVRO, AVRO_BATCH, CLOUD_EVENT, CLOUD_EVENTS)

MOST_RECORDS = 1_000
"""Statements of one call."""

_VALUE = re.compile(r" '.*'", re.DOTALL)
"""Between such marks msgspec repeats what it read."""
_YEARS = range(1900, 2200)
"""Beyond these no time is one of a dispute, and calendars end."""

T = TypeVar("T")
_LENGTH = struct.Struct(">I")
_submission = msgspec.json.Decoder(Submission)
_documents = msgspec.json.Decoder(list[msgspec.Raw])


@dataclass(frozen=True, slots=True)
class Taken:
    """One record of a call: the statement, or why it can't be read; the bytes as they came."""

    place: str
    content: bytes
    submission: Submission | None = None
    fault: str = ""


class Read(Protocol):
    """Reads one record."""

    def __call__(self, content: bytes) -> Submission:
        """
        Return what *content* states.

        Raises:
            ValueError: it can't be read; the message names the field and never a value.
        """


def read_call(media_type: str, body: bytes, serde: Serde) -> list[Taken]:
    """
    Return every record of a call; CloudEvents in binary mode are their plain body, which says all that its headers say.

    Raises:
        ClosedInputError: the body as a whole is none of this type, is empty or holds too many records.
    """
    if media_type == AVRO:
        return [_taken("1", body, _avro_reader(serde))]
    if media_type == AVRO_BATCH:
        return [_taken(str(number), one, _avro_reader(serde)) for number, one in enumerate(_avro_messages(body), 1)]
    if media_type == CLOUD_EVENT:
        return [_taken("1", body, _cloud_reader(serde))]
    if media_type == CLOUD_EVENTS:
        return [_taken(str(n), bytes(one), _cloud_reader(serde)) for n, one in enumerate(_documents_of(body), 1)]
    if media_type == JSON:
        is_list = body.lstrip()[:1] == b"["
        documents = _documents_of(body) if is_list else [msgspec.Raw(body)]
        return [_taken(str(number), bytes(one), _plain) for number, one in enumerate(documents, 1)]
    raise UnsupportedTypeError(
        f"media type {media_type[:80]} isn't read here", remedy=f"send one of {', '.join(MEDIA_TYPES)}"
    )


def _documents_of(body: bytes) -> list[msgspec.Raw]:
    try:
        found = _documents.decode(body)
    except (msgspec.DecodeError, RecursionError) as error:
        raise ClosedInputError("the body is no JSON list", remedy="send a list of statements, UTF-8") from error
    return _bounded(found)


def _avro_messages(body: bytes) -> list[bytes]:
    found: list[bytes] = []
    at = 0
    while at < len(body):
        if at + _LENGTH.size > len(body):
            raise ClosedInputError("the batch is cut off", remedy="four bytes of length go before each message")
        (length,) = _LENGTH.unpack_from(body, at)
        at += _LENGTH.size
        if at + length > len(body):
            raise ClosedInputError("the batch is cut off", remedy="four bytes of length go before each message")
        found.append(body[at : at + length])
        at += length
        if len(found) > MOST_RECORDS:
            break
    return _bounded(found)


def _bounded(found: list[T]) -> list[T]:
    if not found:
        raise ClosedInputError("the call holds no statement", remedy="send at least one")
    if len(found) > MOST_RECORDS:
        raise ClosedInputError(f"the call holds more than {MOST_RECORDS} statements", remedy="send several calls")
    return found


def _taken(place: str, content: bytes, read: Read) -> Taken:
    try:
        submission = read(content)
    except (ValueError, SchemaMismatchError, RecursionError) as error:
        return Taken(place, content, fault=_told(error))
    if submission.occurred_at.tzinfo is None or submission.recorded_at.tzinfo is None:
        return Taken(place, content, fault="occurred_at and recorded_at need a time zone")
    if submission.occurred_at.year not in _YEARS or submission.recorded_at.year not in _YEARS:
        return Taken(place, content, fault=f"occurred_at and recorded_at lie in {_YEARS.start} to {_YEARS.stop - 1}")
    return Taken(place, content, submission)


def _told(error: Exception) -> str:
    if isinstance(error, SchemaMismatchError):
        return error.what
    if isinstance(error, UnicodeDecodeError):
        return "the text isn't UTF-8"
    return misread(error) if isinstance(error, msgspec.DecodeError | _UnreadableError) else type(error).__name__


def misread(error: Exception) -> str:
    """
    Return what was expected and where; what stood there instead may be personal and is left out.

    >>> misread(msgspec.ValidationError("Invalid enum value '王建国' - at `$.event`"))
    'Invalid enum value - at `$.event`'
    """
    return _VALUE.sub("", str(error))


class _UnreadableError(ValueError):
    """A record that isn't what its media type says; the message holds nothing of it."""


def _plain(content: bytes) -> Submission:
    return _submission.decode(content)


def _avro_reader(serde: Serde) -> Read:
    def read(content: bytes) -> Submission:
        value = serde.decode(topics.SOURCE_SUBMISSIONS, content)
        if not isinstance(value, Submission):
            raise _UnreadableError(f"{type(value).__name__} is no statement")
        return value

    return read


class _CloudEvent(msgspec.Struct):
    specversion: str
    id: str
    source: str
    type: str
    data: msgspec.Raw = msgspec.Raw(b"")
    data_base64: str = ""


_cloud_event = msgspec.json.Decoder(_CloudEvent)


def _cloud_reader(serde: Serde) -> Read:
    avro = _avro_reader(serde)

    def read(content: bytes) -> Submission:
        event = _cloud_event.decode(content)
        if event.specversion != "1.0":
            raise _UnreadableError("specversion isn't 1.0")
        value = avro(base64.b64decode(event.data_base64, validate=True)) if event.data_base64 else _plain(event.data)
        if event.id != value.event_id or event.type.rpartition(".")[2] != value.event.value:
            raise _UnreadableError("id and type of the envelope aren't those of the statement inside")
        return value

    return read
