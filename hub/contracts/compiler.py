"""
Compiles a record shape into one Python function that writes it and one that reads it.

fastavro needs 9 µs to read and 13 µs to write an event of twenty fields, most of it for the nullable ones, and the
classes come on top; straight-line code that knows class and schema together needs a third of that. What it writes is,
byte for byte, what fastavro writes, and property tests hold it to that.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from types import CodeType
from typing import cast, get_type_hints

from hub.contracts import primitives
from hub.contracts.shapes import HEADER, NESTED, FieldShape, RecordShape
from hub.core.codes import LabelledCode
from hub.core.events import Details, Event, Fact, Submission
from hub.core.messages import DisputeEvent
from hub.core.units import UnitStamp

Writer = Callable[[object], bytes]
Reader = Callable[[bytes, int], tuple[object, int]]


class UnknownDetailError(Exception):
    """Details hold a key that the event doesn't have; nothing is dropped silently."""


_SCALARS = {
    "string": "text",
    "boolean": "boolean",
    "int": "int",
    "long": "long",
    "double": "double",
    "bytes": "bytes",
    "date": "day",
    "instant": "instant",
}
_FACT = {
    "dispute_id": "None",
    "native_version": "None",
    "unit": "(None if f.unit is None else f.unit.code)",
    "unit_stamp": "f.unit",
    "recorded_at": "None",
    "causation": "None",
    "correlation": "None",
    "derived": "False",
}
_HEADER_VALUES: dict[type, dict[str, str]] = {
    Submission: {"dispute_id": "None", "unit_stamp": "None", "received_at": "None", "causation": "None"}
    | {"derived": "False"},
    Fact: _FACT,
    DisputeEvent: _FACT | {"dispute_id": "o.dispute", "causation": "o.causation", "derived": "o.derived"},
}
"""What stands in a header field where it isn't simply the attribute of the same name; ``f`` is the fact in ``o``."""

_EVENT_RESULT = """
    if p != len(d):
        raise ValueError
    if dispute_id is None and received_at is None:
        return Submission(
            event=EVENT, event_id=event_id, root=root, agency=agency, system=system, native_id=native_id,
            native_version=native_version, unit=unit, occurred_at=occurred_at, recorded_at=recorded_at,
            correlation=correlation, details=g), p
    fact = Fact(
        event=EVENT, event_id=event_id, root=root, agency=agency, system=system, native_id=native_id, unit=unit_stamp,
        occurred_at=occurred_at, received_at=received_at, details=g)
    return (fact if dispute_id is None else DisputeEvent(dispute_id, fact, derived, causation)), p
"""


_STAMP = """kept = STAMPS.get(unit)
if kept is not None and d.startswith(kept[0], p):
    unit_stamp = kept[1]
    p += len(kept[0])
else:
    a = p
    unit_stamp, p = read_UnitStamp(d, p)
    if p <= len(d):
        STAMPS[unit] = d[a:p], unit_stamp"""
"""A unit's stamp changes with the registry only: where its bytes are those of last time, so is the object."""


@dataclass(slots=True)
class Compiler:
    """
    Makes writers and readers; ``write_event`` and ``read_event`` frame and unframe an event inside another record.

    One instance shares its memos among all that it compiles.
    """

    write_event: Callable[[Fact], bytes]
    read_event: Callable[[bytes, int], tuple[Fact, int]]
    _names: dict[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        written, optional, read = primitives.WrittenTexts(), primitives.WrittenOptionals(), primitives.ReadTexts()
        self._names = {
            **{name: getattr(primitives, name) for name in dir(primitives) if name.startswith(("write_", "read_"))},
            **{
                "TEXT": written,
                "OPTIONAL": optional,
                "KNOWN": read,
                "STAMPS": primitives.Kept(),
                "NULL": primitives.NULL,
                "SOME": primitives.SOME,
            },
            **{kind.__name__: kind for kind in (Submission, Fact, DisputeEvent, UnitStamp, UnknownDetailError)},
            "write_event": self.write_event,
            "read_event": self.read_event,
        }

    def event_writer(self, shape: RecordShape, model: type, prefix: bytes) -> Writer:
        """Return what writes *model* (Submission, Fact or DisputeEvent) as the event of *shape*, framed by *prefix*."""
        values = _HEADER_VALUES[model]
        head = [repr(prefix)] + [self._write(one, values.get(one.name, f"f.{one.name}")) for one in HEADER]
        details = shape.fields[len(HEADER) :]
        required = [one for one in details if not one.avro.endswith("?")]
        optional = [one for one in details if one.avro.endswith("?")]
        head += [self._write(one, f"g[{one.name!r}]") for one in required]
        lines = [
            f"f = {'o.fact' if model is DisputeEvent else 'o'}",
            "g = f.details",
            f"if len(g) == {len(required)}:",
            f"    return {_joined([*head, repr(primitives.NULL * len(optional))])}",
            "if not KEYS >= g.keys():",
            "    raise UnknownDetailError(sorted(g.keys() - KEYS))",
            "get = g.get",
            f"return {_joined([*head, *(self._write(one, f'get({one.name!r})') for one in optional)])}",
        ]
        return self._writer(lines, {"KEYS": frozenset(one.name for one in details)})

    def event_reader(self, shape: RecordShape, event: Event) -> Reader:
        """Return what reads the event of *shape* into the class whose header fields are there."""
        details = shape.fields[len(HEADER) :]
        required = [one for one in details if not one.avro.endswith("?")]
        optional = [one for one in details if one.avro.endswith("?")]
        lines = [line for one in HEADER for line in self._read(one, one.name, UnitStamp)]
        lines.append("g = {}")
        lines += [line for one in required for line in self._read(one, f"g[{one.name!r}]", None)]
        lines.append(f"if d[p:] == {primitives.NULL * len(optional)!r}:")
        lines.append(f"    p += {len(optional)}")
        lines.append("else:")
        lines += ["    " + line for one in optional for line in self._read_optional(one)] or ["    pass"]
        lines += _EVENT_RESULT.strip("\n").replace("\n    ", "\n").lstrip().split("\n")
        return self._reader(lines, {"EVENT": event})

    def record_writer(self, shape: RecordShape, prefix: bytes = b"") -> Writer:
        """Return what writes an instance of *shape*'s class."""
        if shape.model is Details:
            return self._details_writer(shape)
        access = "o[{0}]" if shape.model is tuple else "o.{1}"
        parts = [self._write(one, access.format(at, one.name)) for at, one in enumerate(shape.fields)]
        lines = [f"return {_joined([repr(prefix), *parts] if prefix else parts)}"]
        return self._writer(lines, {})

    def _details_writer(self, shape: RecordShape) -> Writer:
        parts = [self._write(one, f"get({one.name!r})") for one in shape.fields]
        lines = [
            "if not KEYS >= o.keys():",
            "    raise UnknownDetailError(sorted(o.keys() - KEYS))",
            "get = o.get",
            f"return {_joined(parts)}",
        ]
        return self._writer(lines, {"KEYS": frozenset(one.name for one in shape.fields)})

    def record_reader(self, shape: RecordShape) -> Reader:
        """Return what reads *shape* into an instance of its class."""
        if shape.model is Details:
            lines = ["g = {}", *(line for one in shape.fields for line in self._read_optional(one)), "return g, p"]
            return self._reader(lines, {})
        hints = {} if shape.model is tuple else get_type_hints(shape.model)
        lines = [line for one in shape.fields for line in self._read(one, one.name, hints.get(one.name))]
        names = [one.name for one in shape.fields]
        made = ", ".join(names) if shape.model is tuple else ", ".join(f"{name}={name}" for name in names)
        lines.append(f"return {'' if shape.model is tuple else 'MODEL'}({made}), p")
        return self._reader(lines, {"MODEL": shape.model})

    def _write(self, one: FieldShape, value: str) -> str:
        """Return an expression that gives the bytes of *value*."""
        word, nullable = one.avro.removesuffix("?"), one.avro.endswith("?")
        if nullable and value == "None":
            return repr(primitives.NULL)
        if value == "False":
            return repr(primitives.NULL)
        if word == "string" and one.recurs:
            return f"OPTIONAL[{value}]" if nullable else f"TEXT[{value}]"
        if not nullable:
            return self._written(word, value)
        return f"(NULL if (v := {value}) is None else SOME + {self._written(word, 'v')})"

    def _written(self, word: str, value: str) -> str:
        if word.endswith("[]"):
            return f"write_array({value}, {self._writer_name(word[:-2])})"
        return f"{self._writer_name(word)}({value})"

    def _writer_name(self, word: str) -> str:
        if word in _SCALARS:
            return f"write_{_SCALARS[word]}"
        name = f"write_{word}"
        if name not in self._names:
            self._names[name] = self.record_writer(NESTED[word])
        return name

    def _reader_name(self, word: str) -> str:
        if word in _SCALARS:
            return f"read_{_SCALARS[word]}"
        name = f"read_{word}"
        if name not in self._names:
            self._names[name] = self.record_reader(NESTED[word])
        return name

    def _read(self, one: FieldShape, target: str, hint: object) -> list[str]:
        """Return statements that read the field at ``p`` of ``d`` into *target*."""
        if not one.avro.endswith("?"):
            return self._read_value(one, one.avro, target, hint)
        return [
            "b = d[p]",
            "p += 1",
            "if b == 2:",
            *("    " + line for line in self._read_value(one, one.avro[:-1], target, hint)),
            "elif b:",
            "    raise ValueError",
            "else:",
            f"    {target} = None",
        ]

    def _read_optional(self, one: FieldShape) -> list[str]:
        """Return statements that set the detail only where it's there."""
        return [
            "b = d[p]",
            "p += 1",
            "if b == 2:",
            *("    " + line for line in self._read_value(one, one.avro[:-1], f"g[{one.name!r}]", None)),
            "elif b:",
            "    raise ValueError",
        ]

    def _read_value(self, one: FieldShape, word: str, target: str, hint: object) -> list[str]:
        if word == "string":
            return [
                "n = d[p]",
                "if n & 129:",
                "    n, p = read_size(d, p)",
                "else:",
                "    n >>= 1",
                "    p += 1",
                "q = p + n",
                f"{target} = " + self._text(one, hint),
                "p = q",
            ]
        if word.endswith("[]"):
            lines = [f"{target}, p = read_array(d, p, {self._reader_name(word[:-2])})"]
            return [*lines, f"{target} = tuple({target})"] if hint is not None else lines
        if word == "UnitStamp":
            self._reader_name(word)
            return _STAMP.split("\n")
        return [f"{target}, p = {self._reader_name(word)}(d, p)"]

    def _text(self, one: FieldShape, hint: object) -> str:
        """Return an expression for the text between p and q: shared where it recurs, a code where the class has one."""
        text = "KNOWN[d[p:q]]" if one.recurs else "d[p:q].decode()"
        if not (isinstance(hint, type) and issubclass(hint, LabelledCode)):
            return text
        self._names[f"{hint.__name__}_OF"] = {member.value: member for member in hint}
        return f"{hint.__name__}_OF[{text}]"

    def _writer(self, lines: list[str], names: dict[str, object]) -> Writer:
        return cast(Writer, self._defined("def write(o):", lines, names)["write"])

    def _reader(self, lines: list[str], names: dict[str, object]) -> Reader:
        return cast(Reader, self._defined("def read(d, p):", lines, names)["read"])

    def _defined(self, head: str, lines: list[str], names: dict[str, object]) -> dict[str, object]:
        space = self._names | names
        source = "\n".join([head, *("    " + line for line in lines)])
        exec(_compiled(source), space)  # noqa: S102 - made here, from our own shapes only
        return space


@cache
def _compiled(source: str) -> CodeType:
    # A process opens the contract more than once: what it says is the same each time.
    return compile(source, "<hub.contracts>", "exec")


def _joined(parts: list[str]) -> str:
    """Return the expression that joins *parts*, constants beside each other made one."""
    merged: list[str] = []
    for part in parts:
        if merged and part.startswith("b'") and merged[-1].startswith("b'"):
            merged[-1] = merged[-1][:-1] + part[2:]
        else:
            merged.append(part)
    return f"b''.join(({', '.join(merged)},))"
