"""
Whether data written with one schema can be read with another: Avro's rules of schema resolution.

FULL_TRANSITIVE means that every version of a subject reads every other one. Two rules are stricter than Avro's: a
logical type may not change (the number would be read, and mean something else), and of a union the first branch that
matches must resolve, since that is the one a reader takes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from hub.contracts.avro import Schema, parsed_with_names
from hub.contracts.shapes import Json

BACKWARD, FORWARD = "BACKWARD", "FORWARD"

_PROMOTIONS = {
    "int": {"long", "float", "double"},
    "long": {"float", "double"},
    "float": {"double"},
    "string": {"bytes"},
    "bytes": {"string"},
}
_NAMED = {"record", "error", "enum", "fixed"}


@dataclass(frozen=True, slots=True, order=True)
class Incompatibility:
    """
    One reason why data can't be read.

    ``direction`` is BACKWARD where the newer schema can't read what the older wrote, FORWARD the other way round.
    """

    path: str
    what: str
    direction: str = ""


@dataclass(frozen=True, slots=True)
class _Side:
    """One parsed schema and its named types."""

    root: Json
    names: Mapping[str, Schema]

    @classmethod
    def of(cls, schema: Schema) -> _Side:
        return cls(*parsed_with_names(schema))

    def resolved(self, schema: Json) -> Json:
        """Return the definition behind a name."""
        return self.names.get(schema, schema) if isinstance(schema, str) else schema


def check(old: Schema, new: Schema) -> tuple[Incompatibility, ...]:
    """
    Return why *old* and *new* can't read each other's data, in both directions; empty when they can.

    Raises:
        SchemaMismatchError: one of them is no Avro schema.
    """
    found = [Incompatibility(p.path, p.what, BACKWARD) for p in can_read(old, new)]
    found += [Incompatibility(p.path, p.what, FORWARD) for p in can_read(new, old)]
    return tuple(found)


def can_read(writer: Schema, reader: Schema) -> tuple[Incompatibility, ...]:
    """Return why *reader* can't read what *writer* wrote; empty when it can."""
    return tuple(_Resolution(_Side.of(writer), _Side.of(reader)).problems())


class _Resolution:
    """One walk over two schemas."""

    def __init__(self, writer: _Side, reader: _Side) -> None:
        self._writer = writer
        self._reader = reader
        self._seen: set[tuple[str, str]] = set()

    def problems(self) -> list[Incompatibility]:
        """Return every reason found, in the order of the writer's fields."""
        return self._resolve(self._writer.root, self._reader.root, "")

    def _resolve(self, writer: Json, reader: Json, path: str) -> list[Incompatibility]:
        writer, reader = self._writer.resolved(writer), self._reader.resolved(reader)
        if _is_union(writer):
            branches = cast(Sequence[Json], writer)
            return [found for branch in branches for found in self._resolve(branch, reader, path)]
        if _is_union(reader):
            return self._resolve_into_union(writer, cast(Sequence[Json], reader), path)
        if not self._matches(writer, reader):
            return [Incompatibility(path, f"{_label(writer)} can't be read as {_label(reader)}")]
        if _logical(writer) != _logical(reader):
            changed = f"the logical type {_logical(writer)} would be taken for {_logical(reader)}"
            return [Incompatibility(path, changed)]
        return self._resolve_within(writer, reader, path)

    def _resolve_into_union(self, writer: Json, branches: Sequence[Json], path: str) -> list[Incompatibility]:
        for branch in branches:
            if self._matches(writer, self._reader.resolved(branch)):
                return self._resolve(writer, branch, path)
        labels = ", ".join(_label(self._reader.resolved(branch)) for branch in branches)
        return [Incompatibility(path, f"{_label(writer)} is none of [{labels}]")]

    def _resolve_within(self, writer: Json, reader: Json, path: str) -> list[Incompatibility]:
        """Resolve what stands inside two types that match."""
        if not (isinstance(writer, Mapping) and isinstance(reader, Mapping)):
            return []
        match _kind(writer):
            case "array":
                return self._resolve(writer["items"], reader["items"], f"{path}/items")
            case "map":
                return self._resolve(writer["values"], reader["values"], f"{path}/values")
            case "enum":
                return _enum_problems(writer, reader, path)
            case "record" | "error":
                return self._resolve_record(writer, reader, path)
            case _:
                return []

    def _resolve_record(
        self, writer: Mapping[str, Json], reader: Mapping[str, Json], path: str
    ) -> list[Incompatibility]:
        pair = (str(writer["name"]), str(reader["name"]))
        if pair in self._seen:
            return []
        self._seen.add(pair)
        written = {str(field["name"]): field for field in _fields(writer)}
        found: list[Incompatibility] = []
        for field in _fields(reader):
            place = f"{path}/{field['name']}"
            source = _counterpart(written, field)
            if source is not None:
                found += self._resolve(source["type"], field["type"], place)
            elif "default" not in field:
                found.append(Incompatibility(place, "the writer doesn't have this field and the reader has no default"))
        return found

    def _matches(self, writer: Json, reader: Json) -> bool:
        """Return whether the two match at first sight: kind, name, size, element (Avro: schema resolution)."""
        if _is_union(writer) or _is_union(reader):
            return True
        written, wanted = _kind(writer), _kind(reader)
        if written != wanted:
            return wanted in _PROMOTIONS.get(written, ())
        if not (isinstance(writer, Mapping) and isinstance(reader, Mapping)):
            return True
        if written in {"array", "map"}:
            part = "items" if written == "array" else "values"
            return self._matches(self._writer.resolved(writer[part]), self._reader.resolved(reader[part]))
        return written not in _NAMED or (_same_name(writer, reader) and writer.get("size") == reader.get("size"))


def _is_union(schema: Json) -> bool:
    return isinstance(schema, Sequence) and not isinstance(schema, str)


def _kind(schema: Json) -> str:
    return str(schema["type"]) if isinstance(schema, Mapping) else str(schema)


def _logical(schema: Json) -> str | None:
    logical = schema.get("logicalType") if isinstance(schema, Mapping) else None
    return None if logical is None else str(logical)


def _label(schema: Json) -> str:
    if isinstance(schema, Mapping) and "name" in schema:
        return f"{_kind(schema)} {schema['name']}"
    return _kind(schema)


def _fields(record: Mapping[str, Json]) -> Sequence[Mapping[str, Json]]:
    return cast(Sequence[Mapping[str, Json]], record["fields"])


def _aliases(schema: Mapping[str, Json]) -> Sequence[str]:
    return cast(Sequence[str], schema.get("aliases", ()))


def _counterpart(written: Mapping[str, Mapping[str, Json]], field: Mapping[str, Json]) -> Mapping[str, Json] | None:
    """Return the writer's field that the reader's *field* takes, by its name or one of its aliases."""
    for name in (str(field["name"]), *_aliases(field)):
        if name in written:
            return written[name]
    return None


def _same_name(writer: Mapping[str, Json], reader: Mapping[str, Json]) -> bool:
    name = str(writer["name"])
    plain = name.rpartition(".")[2]
    aliases = _aliases(reader)
    return plain == str(reader["name"]).rpartition(".")[2] or name in aliases or plain in aliases


def _enum_problems(writer: Mapping[str, Json], reader: Mapping[str, Json], path: str) -> list[Incompatibility]:
    known = set(cast(Sequence[str], reader["symbols"]))
    unknown = [symbol for symbol in cast(Sequence[str], writer["symbols"]) if symbol not in known]
    if not unknown or "default" in reader:
        return []
    return [Incompatibility(path, f"the reader doesn't know the symbols {', '.join(unknown)} and has no default")]
