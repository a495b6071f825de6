"""Messages to bytes and back: Confluent wire format, Avro inside."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import TypeVar, cast

from hub.contracts.avro import Schema, all_shapes, layout, parsed, resolve, without_logical_types
from hub.contracts.compiler import Compiler, Reader, UnknownDetailError, Writer
from hub.contracts.diagnosis import fault_of
from hub.contracts.primitives import MEMO_SIZE, read_bytes, write_bytes
from hub.contracts.registry import SchemaRegistry, SchemaVersion
from hub.contracts.shapes import RecordShape
from hub.core.errors import ConfigurationError, NewerSchemaError, SchemaMismatchError, UnknownRecordError
from hub.core.events import Event, Fact, Submission
from hub.core.messages import DisputeEvent

K = TypeVar("K")
V = TypeVar("V")

MAX_BYTES = 1 << 20
"""No message of the contract comes near a mebibyte; documents travel sealed and apart."""

AHEAD = 1_000
"""How far the next versions' schema ids may go beyond the newest known one; what begins otherwise is no message."""

_MAGIC = b"\x00"
_PREFIX = 5
_WRONG = (AttributeError, TypeError, ValueError, KeyError, IndexError, OverflowError, EOFError, struct.error)
"""What compiled code, or fastavro on an older version, raises on a value or bytes that don't fit."""

_EVENT_MODELS = frozenset({Submission, Fact, DisputeEvent})


class Serde:
    """
    Encodes and decodes every record of the contract.

    The newest version of each subject is written; every version in the registry is read. Codecs are compiled when they
    are first needed.
    """

    def __init__(self, registry: SchemaRegistry | None = None, max_bytes: int = MAX_BYTES) -> None:
        self.registry = registry or SchemaRegistry.load()
        self.max_bytes = max_bytes
        self._shapes = {shape.name: shape for shape in all_shapes()}
        self._subject_of = {shape.model: shape.name for shape in self._shapes.values() if shape.model is not Event}
        # A root's facts are sent again with each of its versions: facts are values, so what was coded before is kept.
        self._written: dict[str, tuple[Fact, bytes]] = {}
        self._read: dict[bytes, Fact] = {}
        self._compiler = Compiler(self._write_nested, self._read_nested)
        self._writers = _Lazy[object, Writer](self._make_writer)
        self._readers = _Lazy[bytes, Reader](self._make_reader)
        self._event_prefixes = {
            _MAGIC + version.id.to_bytes(4, "big")
            for version in self.registry.versions
            if self._shapes.get(version.subject) and self._shapes[version.subject].model is Event
        }

    def encode(self, topic: str, value: object) -> bytes:
        """
        Return *value* as a message of *topic*.

        Raises:
            SchemaMismatchError: the class isn't in the contract, a field has a wrong value or is missing, an event has
                a detail that it must not have, or the message is too large.
        """
        model = type(value)
        try:
            if model is DisputeEvent:
                data = self._writers[model, value.fact.event](value)  # type: ignore[attr-defined]  # model says so
            elif model in _EVENT_MODELS:
                data = self._writers[model, value.event](value)  # type: ignore[attr-defined]  # model says so
            else:
                data = self._writers[model](value)
        except UnknownDetailError as error:
            raise _unfit(topic, value, f"it has details that it must not have: {error}") from error
        except _WRONG as error:
            raise _unfit(topic, value, fault_of(value, self._shapes)) from error
        if len(data) > self.max_bytes:
            raise _unfit(topic, value, f"it has {len(data)} bytes, {self.max_bytes} are allowed")
        return data

    def decode(self, topic: str, data: bytes) -> object:
        """
        Return the value that the message *data* of *topic* holds.

        Raises:
            SchemaMismatchError: the bytes aren't a message of this contract.
            NewerSchemaError: a newer version of the hub wrote them.
        """
        if len(data) > self.max_bytes:
            raise _unreadable(topic, f"the message has {len(data)} bytes, {self.max_bytes} are allowed")
        try:
            reader = self._readers[data[:_PREFIX]]
        except UnknownRecordError as error:
            raise _unreadable(topic, error.what) from error
        try:
            value, end = reader(data, _PREFIX)
        except _WRONG as error:
            raise _unreadable(topic, f"the body doesn't match schema {self._name(data)}") from error
        if end != len(data):
            raise _unreadable(topic, f"the body doesn't end where schema {self._name(data)} does")
        return value

    def _name(self, data: bytes) -> str:
        return self.registry.by_id[int.from_bytes(data[1:_PREFIX], "big")].file

    def _write_nested(self, fact: Fact) -> bytes:
        kept = self._written.get(fact.event_id)
        if kept is not None and (kept[0] is fact or kept[0] == fact):
            return kept[1]
        framed = write_bytes(self._writers[Fact, fact.event](fact))
        if len(self._written) > MEMO_SIZE:
            self._written.clear()
        self._written[fact.event_id] = fact, framed
        return framed

    def _read_nested(self, data: bytes, at: int) -> tuple[Fact, int]:
        framed, at = read_bytes(data, at)
        kept = self._read.get(framed)
        if kept is not None:
            return kept, at
        prefix = framed[:_PREFIX]
        if prefix not in self._event_prefixes:
            self._check_age(prefix)
            raise ValueError
        fact, _ = self._readers[prefix](framed, _PREFIX)
        if not isinstance(fact, Fact):
            raise TypeError
        if len(self._read) > MEMO_SIZE:
            self._read.clear()
        self._read[framed] = fact
        return fact, at

    def _make_writer(self, wanted: object) -> Writer:
        model, event = wanted if isinstance(wanted, tuple) else (wanted, None)
        subject = self._subject_of.get(model) if event is None else str(event)
        version = self.registry.newest.get(subject) if subject else None
        if subject is None or version is None or subject not in self._shapes:
            raise TypeError
        prefix, shape = _framing(version), self._shape(version)
        if event is None:
            return self._compiler.record_writer(shape, prefix)
        return self._compiler.event_writer(shape, model, prefix)

    def _make_reader(self, prefix: bytes) -> Reader:
        version = self.registry.by_id.get(int.from_bytes(prefix[1:], "big"))
        if len(prefix) < _PREFIX or prefix[:1] != _MAGIC or version is None or version.subject not in self._shapes:
            self._check_age(prefix)
            raise UnknownRecordError(f"the message begins with {prefix.hex(' ')}, which names no schema of this hub")
        newest = self.registry.newest[version.subject]
        if newest.id != version.id:
            return self._older(version, newest)
        shape = self._shape(version)
        if shape.model is Event:
            return self._compiler.event_reader(shape, Event(version.subject))
        return self._compiler.record_reader(shape)

    def _check_age(self, prefix: bytes) -> None:
        """
        Tell a schema that comes after all known ones from what is no message at all.

        Raises:
            NewerSchemaError: ids are given in order, so this one will be known to a newer version.
        """
        newest, found = max(self.registry.by_id, default=0), int.from_bytes(prefix[1:_PREFIX], "big")
        if len(prefix) >= _PREFIX and prefix[:1] == _MAGIC and newest < found <= newest + AHEAD:
            raise NewerSchemaError(
                f"a record carries schema {found}, the newest that this version knows is {newest}",
                remedy="bring this process to the version that wrote it; the record waits",
            )

    def _shape(self, version: SchemaVersion) -> RecordShape:
        """Return the shape of *version*, newest of its subject, once it's sure that its file has the same layout."""
        shape = self._shapes[version.subject]
        if layout(shape) != version.fingerprint:
            raise ConfigurationError(
                f"{version.file} and the code differ",
                where="hub.contracts",
                remedy='in a checkout run "python -m hub.contracts.generate", otherwise install one release of both',
            )
        return shape

    def _older(self, version: SchemaVersion, newest: SchemaVersion) -> Reader:
        """Return a reader of an older version: fastavro resolves it into the newest, which is compiled."""
        writer, reader = self._plain(version), self._plain(newest)
        read = self._readers[_framing(newest)]

        def read_older(data: bytes, at: int) -> tuple[object, int]:
            value, _ = read(resolve(data[at:], writer, reader), 0)
            return value, len(data)

        return read_older

    def _plain(self, version: SchemaVersion) -> Schema:
        return parsed(cast(Schema, without_logical_types(self.registry.schema(version))))


class _Lazy(dict[K, V]):
    """Makes what is asked for the first time."""

    def __init__(self, make: Callable[[K], V]) -> None:
        self._make = make

    def __missing__(self, key: K) -> V:
        self[key] = made = self._make(key)
        return made


def _framing(version: SchemaVersion) -> bytes:
    return _MAGIC + version.id.to_bytes(4, "big")


def _unfit(topic: str, value: object, what: str) -> SchemaMismatchError:
    event = getattr(getattr(value, "fact", value), "event", "")
    name = f"{type(value).__name__} {event}".strip()
    return SchemaMismatchError(
        f"{name} doesn't fit its schema: {what}",
        where=topic,
        remedy=f'compare it with "hub schemas show {event or type(value).__name__}"',
    )


def _unreadable(topic: str, what: str) -> SchemaMismatchError:
    return SchemaMismatchError(
        what, where=topic, remedy='ask the sender for the schema it used and compare with "hub schemas list"'
    )
