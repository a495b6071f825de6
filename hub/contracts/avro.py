"""From shapes to Avro schemas, and the few things that fastavro does for the hub. Nothing else imports fastavro."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping, Sequence
from functools import cache
from typing import cast

import fastavro
from fastavro.schema import SchemaParseException, fingerprint, to_parsing_canonical_form

from hub.contracts.message_shapes import MESSAGES
from hub.contracts.shapes import NAMESPACE, NESTED, TYPES, FieldShape, Json, RecordShape, event_shape
from hub.core.errors import SchemaMismatchError
from hub.core.events import VOCABULARY

Schema = dict[str, Json]
"""A record schema as JSON."""


@cache
def all_shapes() -> tuple[RecordShape, ...]:
    """Return every record of the contract: events in the order of the vocabulary, then the other messages."""
    return (*(event_shape(event) for event in VOCABULARY), *MESSAGES)


def schema_of(shape: RecordShape) -> Schema:
    """Return the Avro schema of *shape*, with both docs on every record and field."""
    schema = _record(shape, set())
    return {"type": "record", "name": shape.name, "namespace": NAMESPACE, **{k: schema[k] for k in ("doc", "fields")}}


def _record(shape: RecordShape, known: set[str]) -> Schema:
    known.add(shape.name)
    fields = [_field(field, known) for field in shape.fields]
    return {"type": "record", "name": shape.name, "doc": f"{shape.zh} | {shape.en}", "fields": fields}


def _field(field: FieldShape, known: set[str]) -> Schema:
    word, nullable = field.avro.removesuffix("?"), field.avro.endswith("?")
    inner = _type(word.removesuffix("[]"), known)
    avro: Json = {"type": "array", "items": inner} if word.endswith("[]") else inner
    entry: Schema = {"name": field.name, "type": ["null", avro] if nullable else avro}
    if nullable:
        entry["default"] = None
    elif field.name == "derived":
        entry["default"] = False
    entry["doc"] = f"{field.zh} | {field.en}"
    if field.codes:
        entry["codeList"] = field.codes
    if word.startswith("event"):
        entry["content"] = "application/vnd.confluent.avro; an event of this contract"
    return entry


def _type(word: str, known: set[str]) -> Json:
    if word in TYPES:
        return TYPES[word]
    return word if word in known else _record(NESTED[word], known)


def without_logical_types(schema: Json) -> Json:
    """Return *schema* with plain ints for days and instants: the codecs convert those themselves."""
    if isinstance(schema, Mapping):
        return {key: without_logical_types(value) for key, value in schema.items() if key != "logicalType"}
    if isinstance(schema, Sequence) and not isinstance(schema, str):
        return [without_logical_types(item) for item in schema]
    return schema


def parsed(schema: Schema) -> Schema:
    """
    Return *schema* parsed by fastavro.

    Raises:
        SchemaMismatchError: it's no Avro schema.
    """
    return parsed_with_names(schema)[0]


def parsed_with_names(schema: Schema) -> tuple[Schema, dict[str, Schema]]:
    """
    Return *schema* parsed, with full names throughout, and its named types by full name.

    Raises:
        SchemaMismatchError: it's no Avro schema, or a default doesn't fit its field.
    """
    names: dict[str, dict[str, object]] = {}
    try:
        found = fastavro.parse_schema(cast(dict[str, object], schema), names, _write_hint=False)
        _check_fields(names)
        return cast(Schema, found), cast(dict[str, Schema], names)
    except (SchemaParseException, ValueError, KeyError, TypeError) as error:
        raise SchemaMismatchError(
            "this is no valid Avro schema",
            where=str(schema.get("name", "?")),
            remedy="compare it with hub schemas show",
        ) from error


def _check_fields(names: Mapping[str, Mapping[str, object]]) -> None:
    """Refuse what fastavro lets pass: a record without fields, a field that stands twice."""
    for definition in names.values():
        if definition["type"] == "record":
            fields = [field["name"] for field in cast(Sequence[Mapping[str, object]], definition["fields"])]
            if not fields or len(set(fields)) < len(fields):
                raise ValueError


def rabin(schema: Schema) -> str:
    """Return the CRC-64-AVRO fingerprint of the schema's parsing canonical form."""
    return _fingerprint(to_parsing_canonical_form(cast(dict[str, object], schema)))


@cache
def layout(shape: RecordShape) -> str:
    """Return the fingerprint of *shape*'s schema."""
    return rabin(parsed(schema_of(shape)))


@cache
def _fingerprint(canonical: str) -> str:
    # A process opens the contract more than once, and fastavro goes byte by byte.
    return fingerprint(canonical, "CRC-64-AVRO")


def sha256(content: bytes) -> str:
    """Return the SHA-256 of a schema file, docs included: a released file is never edited."""
    return hashlib.sha256(content).hexdigest()


def resolve(body: bytes, writer: Schema, reader: Schema) -> bytes:
    """
    Return *body*, written with *writer*, as *reader* would have written it.

    Only bodies of older versions come this way; both schemas are parsed and without logical types.
    """
    source = io.BytesIO(body)
    value = fastavro.schemaless_reader(source, writer, reader)
    if source.read(1):
        raise ValueError
    target = io.BytesIO()
    fastavro.schemaless_writer(target, reader, value)
    return target.getvalue()
