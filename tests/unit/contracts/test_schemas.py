"""Models, tables and files say the same thing, in both languages."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterator
from typing import Any, get_type_hints

import pytest

from hub.contracts import SchemaRegistry, generate
from hub.contracts.avro import all_shapes, parsed, rabin, sha256
from hub.contracts.shapes import DETAIL_CODES, HEADER, NESTED, RecordShape
from hub.core.codes import CODE_LISTS
from hub.core.deliveries import DeliveryKind, ReceiptStatus
from hub.core.events import DETAILS, VOCABULARY, Details, Event, Fact, Submission
from hub.core.messages import DisputeEvent

REGISTRY = SchemaRegistry.load()
CHINESE = re.compile("[\u4e00-\u9fff]")


def test_the_committed_files_are_those_the_tables_give() -> None:
    assert generate.main(["--check"]) == 0


@pytest.mark.parametrize("version", REGISTRY.versions, ids=lambda version: version.file)
def test_no_registered_file_was_edited(version: Any) -> None:
    assert sha256(REGISTRY.text(version)) == version.sha256
    assert rabin(parsed(REGISTRY.schema(version))) == version.fingerprint


def test_ids_and_versions_are_given_once() -> None:
    ids = [version.id for version in REGISTRY.versions]
    assert ids == sorted(set(ids)) and all(0 < number < 2**31 for number in ids)
    assert len({(version.subject, version.version) for version in REGISTRY.versions}) == len(ids)


def fields_of(schema: Any) -> Iterator[dict[str, Any]]:
    """Every record and field of *schema*, at any depth."""
    if isinstance(schema, list):
        for branch in schema:
            yield from fields_of(branch)
    elif isinstance(schema, dict):
        if schema["type"] == "record":
            yield schema
            for field in schema["fields"]:
                yield field
                yield from fields_of(field["type"])
        elif schema["type"] == "array":
            yield from fields_of(schema["items"])


@pytest.mark.parametrize("version", REGISTRY.newest.values(), ids=lambda version: version.subject)
def test_every_record_and_field_is_documented_in_both_languages(version: Any) -> None:
    for entry in fields_of(json.loads(REGISTRY.text(version))):
        chinese, _, english = entry["doc"].partition(" | ")
        assert CHINESE.search(chinese), entry["name"]
        assert english and not CHINESE.search(english.replace("案号", "")), entry["name"]


@pytest.mark.parametrize("version", REGISTRY.newest.values(), ids=lambda version: version.subject)
def test_what_is_nullable_is_null_by_default(version: Any) -> None:
    for entry in fields_of(json.loads(REGISTRY.text(version))):
        if isinstance(entry["type"], list):
            assert entry["type"][0] == "null" and entry["default"] is None, entry["name"]


def test_there_is_a_schema_for_each_event_and_no_other() -> None:
    assert {shape.name for shape in all_shapes() if shape.model is Event} == {event.value for event in Event}
    assert set(REGISTRY.newest) == {shape.name for shape in all_shapes()}


@pytest.mark.parametrize("event", VOCABULARY, ids=str)
def test_an_events_own_fields_are_its_details(event: Event) -> None:
    schema = json.loads(REGISTRY.text(REGISTRY.newest[event]))
    own = schema["fields"][len(HEADER) :]
    spec = VOCABULARY[event]
    assert {field["name"] for field in own if "default" not in field} == set(spec.required)
    assert {field["name"] for field in own if "default" in field} == set(spec.optional)


def test_the_details_class_has_exactly_the_details() -> None:
    assert set(get_type_hints(Details)) == set(DETAILS)
    assert {name for spec in VOCABULARY.values() for name in spec.required + spec.optional} <= set(DETAILS)


def test_the_header_holds_every_field_of_the_three_roles() -> None:
    header = {field.name for field in HEADER}
    named = {"event", "details", "fact", "dispute"}
    for model in (Submission, Fact, DisputeEvent):
        assert {one.name for one in dataclasses.fields(model)} - named <= header


@pytest.mark.parametrize(
    "shape",
    [s for s in (*all_shapes(), *NESTED.values()) if dataclasses.is_dataclass(s.model)],
    ids=lambda shape: shape.name,
)
def test_a_class_and_its_record_have_the_same_fields(shape: RecordShape) -> None:
    """In the same order, and nullable on both sides or on neither."""
    hints = get_type_hints(shape.model)
    fields = dataclasses.fields(shape.model)  # type: ignore[arg-type]  # the parameters are dataclasses
    assert [one.name for one in fields] == [one.name for one in shape.fields]
    for one in shape.fields:
        assert (type(None) in getattr(hints[one.name], "__args__", ())) == one.avro.endswith("?"), one.name


def test_every_code_list_that_a_field_names_exists() -> None:
    named = {field.codes for shape in (*all_shapes(), *NESTED.values()) for field in shape.fields} - {""}
    known = {**CODE_LISTS, "deliveryKind": DeliveryKind, "receiptStatus": ReceiptStatus}
    assert named <= set(known)
    assert set(DETAIL_CODES) <= set(DETAILS)
