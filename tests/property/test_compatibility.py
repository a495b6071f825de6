"""The checker agrees with a reader: it passes a pair exactly when fastavro reads everything that was written."""

from __future__ import annotations

import copy
import io
import itertools
from collections.abc import Iterator
from typing import Any

import fastavro
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.contracts.compatibility import can_read

PRIMITIVES: dict[str, list[object]] = {
    "boolean": [True],
    "int": [7],
    "long": [2**40],
    "float": [0.5],
    "double": [0.25],
    "string": ["x"],
    "bytes": [b"x"],
}
SYMBOLS = ["A", "B", "C", "D"]


@st.composite
def schemas(draw: st.DrawFn) -> dict[str, Any]:
    """A record of a few fields of any kind; named types have names of their own."""
    names = (f"N{number}" for number in itertools.count())
    return draw(records(names, depth=2))


@st.composite
def records(draw: st.DrawFn, names: Iterator[str], depth: int) -> dict[str, Any]:
    name = next(names)
    count = draw(st.integers(1, 3))
    return {
        "type": "record",
        "name": name,
        "fields": [{"name": f"f{at}", "type": draw(types(names, depth - 1))} for at in range(count)],
    }


@st.composite
def types(draw: st.DrawFn, names: Iterator[str], depth: int) -> Any:
    kinds = ["primitive", "primitive", "enum", "fixed"] + (["record", "array", "map", "union"] if depth > 0 else [])
    match draw(st.sampled_from(kinds)):
        case "enum":
            return {"type": "enum", "name": next(names), "symbols": draw(_symbols())}
        case "fixed":
            return {"type": "fixed", "name": next(names), "size": draw(st.integers(1, 2))}
        case "record":
            return draw(records(names, depth))
        case "array":
            return {"type": "array", "items": draw(types(names, depth - 1))}
        case "map":
            return {"type": "map", "values": draw(types(names, depth - 1))}
        case "union":
            one = draw(types(names, 0))
            return ["null", one] if draw(st.booleans()) else [one, "null"]
        case _:
            return draw(st.sampled_from(sorted(PRIMITIVES)))


def _symbols() -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(SYMBOLS), min_size=1, max_size=3, unique=True)


@st.composite
def changes(draw: st.DrawFn, schema: Any) -> Any:
    """*schema* with something changed at any depth, or as it was."""
    if isinstance(schema, list):
        branches = [draw(changes(branch)) if branch != "null" else branch for branch in schema]
        return branches[-1] if draw(_seldom()) and branches[-1] != "null" else branches
    if draw(_seldom()) and schema != "null":
        return ["null", schema]
    if isinstance(schema, str):
        return draw(st.sampled_from(sorted(PRIMITIVES))) if draw(_seldom()) else schema
    changed = copy.deepcopy(schema)
    match schema["type"]:
        case "enum":
            changed["symbols"] = draw(_symbols()) if draw(st.booleans()) else schema["symbols"]
            if draw(st.booleans()):
                changed["default"] = changed["symbols"][0]
        case "fixed":
            changed["size"] = 3 if draw(_seldom()) else schema["size"]
        case "array":
            changed["items"] = draw(changes(schema["items"]))
        case "map":
            changed["values"] = draw(changes(schema["values"]))
        case _:
            changed["fields"] = draw(_changed_fields(schema["fields"]))
    if "name" in changed and draw(_seldom()):
        changed["name"] += "x"
        if draw(st.booleans()):
            changed["aliases"] = [schema["name"]]
    return changed


@st.composite
def _changed_fields(draw: st.DrawFn, fields: list[dict[str, Any]]) -> list[dict[str, Any]]:
    kept = []
    for field in fields:
        if draw(_seldom()) and len(fields) > 1:
            continue
        changed = {**field, "type": draw(changes(field["type"]))}
        if draw(_seldom()):
            changed |= {"name": field["name"] + "x"} | ({"aliases": [field["name"]]} if draw(st.booleans()) else {})
        kept.append(changed)
    if draw(_seldom()):
        kept.append({"name": "new", "type": "int"} | ({"default": 3} if draw(st.booleans()) else {}))
    return kept or [fields[0]]


def _seldom() -> st.SearchStrategy[bool]:
    return st.integers(0, 7).map(lambda number: number == 0)


def covering(schema: Any) -> list[object]:
    """Values of *schema* that between them take every branch, symbol and field."""
    if isinstance(schema, list):
        return [
            None if branch == "null" else (branch["name"], value) if _is_record(branch) else value
            for branch in schema
            for value in ([None] if branch == "null" else covering(branch))
        ]
    if isinstance(schema, str):
        return PRIMITIVES[schema]
    match schema["type"]:
        case "enum":
            return list(schema["symbols"])
        case "fixed":
            return [b"x" * schema["size"]]
        case "array":
            return [[value] for value in covering(schema["items"])]
        case "map":
            return [{"k": value} for value in covering(schema["values"])]
        case _:
            columns = {field["name"]: covering(field["type"]) for field in schema["fields"]}
            longest = max(map(len, columns.values()))
            return [{name: values[at % len(values)] for name, values in columns.items()} for at in range(longest)]


def _is_record(schema: Any) -> bool:
    return isinstance(schema, dict) and schema["type"] == "record"


def reads_all(writer: Any, reader: Any) -> bool:
    parsed_writer, parsed_reader = fastavro.parse_schema(writer), fastavro.parse_schema(reader)
    for value in covering(writer):
        body = io.BytesIO()
        fastavro.schemaless_writer(body, parsed_writer, value)
        body.seek(0)
        try:
            fastavro.schemaless_reader(body, parsed_writer, parsed_reader)
        except fastavro.read.SchemaResolutionError:
            return False
    return True


@settings(max_examples=400, deadline=None)
@given(schemas().flatmap(lambda schema: st.tuples(st.just(schema), changes(schema))))
def test_the_checker_passes_what_a_reader_reads(pair: tuple[Any, Any]) -> None:
    writer, reader = pair
    if isinstance(reader, list):
        reader = reader[1]
    assert (can_read(writer, reader) == ()) == reads_all(writer, reader)
