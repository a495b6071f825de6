"""Avro's rules of resolution, one by one, and the changes that the gate must stop."""

from __future__ import annotations

from typing import Any

import pytest

from hub.contracts.compatibility import BACKWARD, FORWARD, can_read, check
from hub.core.errors import SchemaMismatchError


def record(*fields: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "record", "name": "R", "namespace": "n", "fields": list(fields), **more}


def field(name: str, kind: Any, **more: Any) -> dict[str, Any]:
    return {"name": name, "type": kind, **more}


def enum(*symbols: str, **more: Any) -> dict[str, Any]:
    return {"type": "enum", "name": "E", "symbols": list(symbols), **more}


A = field("a", "string")

PROMOTIONS = [
    ("int", "long"),
    ("int", "float"),
    ("int", "double"),
    ("long", "float"),
    ("long", "double"),
    ("float", "double"),
    ("string", "bytes"),
    ("bytes", "string"),
]
PRIMITIVES = ["null", "boolean", "int", "long", "float", "double", "bytes", "string"]


@pytest.mark.parametrize("reader", PRIMITIVES)
@pytest.mark.parametrize("writer", PRIMITIVES)
def test_primitives_resolve_to_themselves_and_what_they_promote_to(writer: str, reader: str) -> None:
    problems = can_read(record(field("a", writer)), record(field("a", reader)))
    assert (not problems) == (writer == reader or (writer, reader) in PROMOTIONS)


ALLOWED = {
    "the same": (record(A), record(A)),
    "an optional field more": (record(A), record(A, field("b", ["null", "string"], default=None))),
    "a field with a default more": (record(A), record(A, field("b", "int", default=0))),
    "a field with a default less": (record(A, field("b", "int", default=0)), record(A)),
    "another order": (record(A, field("b", "int")), record(field("b", "int"), A)),
    "another doc": (record(A, doc="x"), record(field("a", "string", doc="y"), doc="z")),
    "string and bytes": (record(A), record(field("a", "bytes"))),
    "a default changed": (record(field("a", "int", default=1)), record(field("a", "int", default=2))),
    "an enum with defaults": (
        record(field("e", enum("X", "Y", default="X"))),
        record(field("e", enum("X", "Z", default="X"))),
    ),
    "a nested optional field": (
        record(field("r", {"type": "record", "name": "I", "fields": [A]})),
        record(field("r", {"type": "record", "name": "I", "fields": [A, field("b", "int", default=0)]})),
    ),
}

REFUSED = {
    "a required field removed": (record(A, field("b", "int")), record(A), FORWARD, "/b"),
    "a required field added": (record(A), record(A, field("b", "int")), BACKWARD, "/b"),
    "a type changed": (record(A), record(field("a", "int")), BACKWARD, "/a"),
    "a promotion, which works one way only": (record(field("a", "int")), record(field("a", "long")), FORWARD, "/a"),
    "a field renamed": (record(A), record(field("b", "string")), BACKWARD, "/b"),
    "a field made nullable": (record(A), record(field("a", ["null", "string"])), FORWARD, "/a"),
    "a branch added": (
        record(field("a", ["null", "string"])),
        record(field("a", ["null", "string", "int"])),
        FORWARD,
        "/a",
    ),
    "a symbol added": (record(field("e", enum("X"))), record(field("e", enum("X", "Y"))), FORWARD, "/e"),
    "a symbol removed": (record(field("e", enum("X", "Y"))), record(field("e", enum("X"))), BACKWARD, "/e"),
    "an element changed": (
        record(field("a", {"type": "array", "items": "string"})),
        record(field("a", {"type": "array", "items": "int"})),
        BACKWARD,
        "/a",
    ),
    "a value changed": (
        record(field("a", {"type": "map", "values": ["null", "long"]})),
        record(field("a", {"type": "map", "values": ["null", "int"]})),
        BACKWARD,
        "/a/values",
    ),
    "a size changed": (
        record(field("f", {"type": "fixed", "name": "F", "size": 4})),
        record(field("f", {"type": "fixed", "name": "F", "size": 8})),
        BACKWARD,
        "/f",
    ),
    "a record renamed": (record(A), {**record(A), "name": "S"}, BACKWARD, ""),
    "a nested record renamed": (
        record(field("r", {"type": "record", "name": "I", "fields": [A]})),
        record(field("r", {"type": "record", "name": "J", "fields": [A]})),
        BACKWARD,
        "/r",
    ),
    "days taken for numbers": (
        record(field("a", {"type": "int", "logicalType": "date"})),
        record(field("a", "int")),
        BACKWARD,
        "/a",
    ),
    "micros taken for millis": (
        record(field("a", ["null", {"type": "long", "logicalType": "timestamp-micros"}])),
        record(field("a", ["null", {"type": "long", "logicalType": "timestamp-millis"}])),
        BACKWARD,
        "/a",
    ),
}


@pytest.mark.parametrize("name", ALLOWED)
def test_what_may_change(name: str) -> None:
    assert check(*ALLOWED[name]) == ()


@pytest.mark.parametrize("name", REFUSED)
def test_what_may_not_change(name: str) -> None:
    old, new, direction, path = REFUSED[name]
    problems = check(old, new)
    assert [(p.direction, p.path) for p in problems if p.direction == direction] == [(direction, path)]
    assert all(p.what for p in problems)


def test_an_alias_reads_the_old_name_and_only_that_way() -> None:
    old, new = record(A), record(field("b", "string", aliases=["a"]))
    assert can_read(old, new) == ()
    assert [p.path for p in can_read(new, old)] == ["/a"]


def test_a_record_alias_reads_the_old_name() -> None:
    assert can_read(record(A), {**record(A), "name": "S", "aliases": ["n.R"]}) == ()


def test_records_may_contain_themselves() -> None:
    tree = record(field("next", ["null", "R"], default=None), field("v", "int"))
    other = record(field("next", ["null", "R"], default=None), field("v", "string"))
    assert check(tree, tree) == ()
    assert {p.path for p in check(tree, other)} == {"/v"}


def test_the_first_branch_that_matches_decides() -> None:
    """A reader takes the first record of that name, whatever stands behind it."""
    inner = {"type": "record", "name": "I", "fields": [field("x", "int")]}
    wanted = {"type": "record", "name": "I", "fields": [field("y", "int")]}
    assert [p.path for p in can_read(record(field("a", inner)), record(field("a", ["null", wanted])))] == ["/a/y"]


@pytest.mark.parametrize(
    "broken",
    [
        {"type": "record", "name": "R"},
        record(field("a", "Nowhere")),
        record(field("a", "int", default="x")),
        record(A, A),
    ],
)
def test_what_is_no_schema_is_refused(broken: dict[str, Any]) -> None:
    with pytest.raises(SchemaMismatchError, match="no valid Avro schema"):
        check(record(A), broken)
