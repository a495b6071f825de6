"""The gate opens for what every reader can read and stays shut for anything else."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hub.contracts import SchemaRegistry, Serde, gate, generate
from hub.contracts.avro import parsed, rabin, sha256
from hub.contracts.impact import AGENCIES, impact_of, submitters
from hub.contracts.locations import schema_folder
from hub.contracts.registry import SchemaVersion
from hub.core.errors import ConfigurationError, IncompatibleSchemaError, SchemaMismatchError, UnknownRecordError
from hub.core.events import HUB_OUTPUTS, VOCABULARY
from hub.core.messages import ReferenceKnown


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the contract with everything in it released."""
    shutil.copytree(schema_folder(), tmp_path / "schemas")
    generate.release(SchemaRegistry.load(tmp_path / "schemas"), "0.1.0")
    return tmp_path / "schemas"


def add_version(folder: Path, subject: str, change: Callable[[dict[str, Any]], None]) -> SchemaRegistry:
    """Register the next version of *subject*, changed by *change*."""
    registry = SchemaRegistry.load(folder)
    newest = registry.newest[subject]
    schema: dict[str, Any] = json.loads(registry.text(newest))
    change(schema)
    content = generate.rendered(schema)
    version = SchemaVersion(
        id=max(registry.by_id) + 1,
        subject=subject,
        version=newest.version + 1,
        fingerprint=rabin(parsed(schema)),
        sha256=sha256(content),
        released=None,
    )
    return generate.write(registry, {version: content})


def field_of(schema: dict[str, Any], name: str) -> dict[str, Any]:
    return next(field for field in schema["fields"] if field["name"] == name)


def test_what_the_hub_carries_passes() -> None:
    registry = SchemaRegistry.load()
    assert gate.run(registry) == len(registry.versions) >= len(VOCABULARY)


def test_an_optional_field_passes(folder: Path) -> None:
    registry = add_version(
        folder,
        "AgreementReached",
        lambda schema: schema["fields"].append({"name": "seal", "type": ["null", "string"], "default": None}),
    )
    assert gate.run(registry) == len(registry.versions)


BREAKING: dict[str, Callable[[dict[str, Any]], None]] = {
    "a required field removed": lambda schema: schema["fields"].remove(field_of(schema, "amount_fen")),
    "a required field added": lambda schema: schema["fields"].append({"name": "seal", "type": "string"}),
    "a type changed": lambda schema: field_of(schema, "amount_fen").update(type="string"),
    "a number widened": lambda schema: field_of(schema, "amount_fen").update(type="double"),
    "a field renamed": lambda schema: field_of(schema, "form").update(name="shape"),
    "a day made a number": lambda schema: field_of(schema, "due").update(type=["null", "int"]),
    "a code list closed": lambda schema: field_of(schema, "form").update(
        type={"type": "enum", "name": "Form", "symbols": ["ORAL", "WRITTEN"]}
    ),
    "an optional field made required": lambda schema: field_of(schema, "number").update(type="string", default=""),
}


@pytest.mark.parametrize("name", BREAKING)
def test_a_breaking_version_names_whom_it_would_hit(folder: Path, name: str) -> None:
    registry = add_version(folder, "AgreementReached", BREAKING[name])
    with pytest.raises(IncompatibleSchemaError) as caught:
        gate.run(registry)
    text = str(caught.value)
    newest = registry.newest["AgreementReached"].version
    assert (
        f"AgreementReached v1 ↔ v{newest}" in text and "adapters: justice" in text and "report cells: outcome" in text
    )


def test_compatibility_is_transitive(folder: Path) -> None:
    """Version 3 reads 2 and 2 reads 1, but 3 doesn't read 1: the gate looks at every pair."""
    add_version(folder, "ReferenceKnown", lambda s: s["fields"].append({"name": "x", "type": "int", "default": 0}))
    registry = add_version(folder, "ReferenceKnown", lambda s: field_of(s, "x").pop("default"))
    (finding,) = gate.findings(registry)
    assert (finding.old.version, finding.new.version) == (1, 3)
    assert [problem.path for problem in finding.problems] == ["/x"]


def test_a_symbol_added_to_an_enum_is_refused(folder: Path) -> None:
    """The reason why code lists are texts: old readers can't read a new symbol (decisions/0006)."""

    def add_enum(symbols: str) -> Callable[[dict[str, Any]], None]:
        def change(schema: dict[str, Any]) -> None:
            schema["fields"] = [field for field in schema["fields"] if field["name"] != "colour"]
            kind = {"type": "enum", "name": "Colour", "symbols": symbols.split()}
            schema["fields"].append({"name": "colour", "type": kind, "default": "RED"})

        return change

    add_version(folder, "ReferenceKnown", add_enum("RED"))
    registry = add_version(folder, "ReferenceKnown", add_enum("RED BLUE"))
    assert [problem.direction for finding in gate.findings(registry) for problem in finding.problems] == ["FORWARD"]


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (lambda folder: (folder / "Receipt.v1.avsc").unlink(), "Receipt.v1.avsc is registered and missing"),
        (lambda folder: (folder / "Stray.v1.avsc").write_text("{}"), "Stray.v1.avsc isn't registered"),
        (
            lambda folder: (folder / "Receipt.v1.avsc").write_bytes((folder / "Receipt.v1.avsc").read_bytes() + b"\n"),
            "Receipt.v1.avsc was edited",
        ),
        (
            lambda folder: (folder / "registry.json").write_text(
                (folder / "registry.json").read_text().replace('{"id": 2,', '{"id": 1,')
            ),
            "id 1 is given 2 times",
        ),
    ],
)
def test_a_registry_that_does_not_match_its_files_is_refused(
    folder: Path, damage: Callable[[Path], None], says: str
) -> None:
    damage(folder)
    with pytest.raises(IncompatibleSchemaError, match=says):
        gate.run(SchemaRegistry.load(folder))


def test_the_command_says_yes_or_no(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert gate.main(["--folder", str(folder)]) == 0
    assert "FULL_TRANSITIVE" in capsys.readouterr().out
    add_version(folder, "AgreementReached", BREAKING["a type changed"])
    assert gate.main(["--folder", str(folder)]) == 1
    assert "E-SCH-02" in capsys.readouterr().err


def test_what_an_older_version_wrote_is_read(folder: Path) -> None:
    """Version 1 has another order and a field that went: fastavro resolves the body before the codec reads it."""
    registry = SchemaRegistry.load(folder)
    first = registry.newest["ReferenceKnown"]
    newest = replace(first, id=900, version=2)
    (folder / newest.file).write_bytes(registry.text(first))
    schema: dict[str, Any] = json.loads(registry.text(first))
    schema["fields"] = [{"name": "note", "type": "string", "default": ""}, *reversed(schema["fields"])]
    (folder / first.file).write_bytes(generate.rendered(schema))
    serde = Serde(SchemaRegistry((*registry.versions, newest), folder))
    message = b"\x00" + first.id.to_bytes(4, "big") + b"\x08note" + b"\x02r" + b"\x14reference1"
    assert serde.decode("t", message) == ReferenceKnown("reference1", "r")
    assert serde.encode("t", ReferenceKnown("reference1", "r"))[:5] == b"\x00" + (900).to_bytes(4, "big")
    for broken in (message + b"\x00", message[:-1]):
        with pytest.raises(SchemaMismatchError):
            serde.decode("t", broken)


def test_a_registry_ahead_of_the_code_is_not_guessed_at(folder: Path) -> None:
    """A newer version that this code doesn't know stops it; it never reads one layout with another."""
    ahead = Serde(
        add_version(folder, "ReferenceKnown", lambda s: s["fields"].append({"name": "x", "type": "int", "default": 5}))
    )
    with pytest.raises(ConfigurationError, match=r"ReferenceKnown\.v2\.avsc"):
        ahead.encode("t", ReferenceKnown("a", "r"))
    with pytest.raises(ConfigurationError, match=r"ReferenceKnown\.v2\.avsc"):
        ahead.decode("t", Serde().encode("t", ReferenceKnown("a", "r")))


def test_a_released_file_is_never_written_again(folder: Path) -> None:
    registry = SchemaRegistry.load(folder)
    assert generate.planned(registry) == {}
    before = (folder / "ReferenceKnown.v1.avsc").read_bytes()
    schema: dict[str, Any] = json.loads(before)
    schema["doc"] = "before | before"
    content = generate.rendered(schema)
    (folder / "ReferenceKnown.v1.avsc").write_bytes(content)
    stale = SchemaRegistry(
        tuple(replace(v, sha256=sha256(content)) if v.subject == "ReferenceKnown" else v for v in registry.versions),
        folder,
    )
    written = generate.write(stale, generate.planned(stale))
    assert (folder / "ReferenceKnown.v1.avsc").read_bytes() == content
    assert (folder / "ReferenceKnown.v2.avsc").read_bytes() == before
    assert written.newest["ReferenceKnown"].version == 2 and written.newest["ReferenceKnown"].released is None


def test_a_draft_is_written_again_under_the_same_id(tmp_path: Path) -> None:
    assert generate.main(["--folder", str(tmp_path)]) == 0
    registry = SchemaRegistry.load(tmp_path)
    (tmp_path / "Receipt.v1.avsc").write_text("{}")
    assert generate.main(["--folder", str(tmp_path), "--check"]) == 1
    assert generate.main(["--folder", str(tmp_path)]) == 0
    assert SchemaRegistry.load(tmp_path) == registry
    assert generate.main(["--folder", str(tmp_path), "--check"]) == 0


def test_a_draft_whose_record_is_gone_is_removed_and_a_release_is_not(tmp_path: Path) -> None:
    generate.main(["--folder", str(tmp_path)])
    registry = SchemaRegistry.load(tmp_path)
    gone = replace(registry.newest["Receipt"], id=900, subject="Quarrel")
    (tmp_path / gone.file).write_bytes(registry.text(registry.newest["Receipt"]))
    SchemaRegistry((*registry.versions, gone), tmp_path).save()
    assert generate.main(["--folder", str(tmp_path), "--check"]) == 1
    assert generate.main(["--folder", str(tmp_path)]) == 0
    assert SchemaRegistry.load(tmp_path) == registry and not (tmp_path / gone.file).exists()
    assert generate.orphaned(SchemaRegistry((*registry.versions, replace(gone, released="0.1.0")), tmp_path)) == ()


def test_every_event_is_submitted_by_someone_or_by_the_hub() -> None:
    for event in VOCABULARY:
        assert set(impact_of(event).adapters) <= set(AGENCIES)
        if event in HUB_OUTPUTS:
            assert submitters(event) == ()
    assert impact_of("Receipt").adapters == AGENCIES
    assert impact_of("ReferenceKnown").adapters_text == "none (the hub's own)"


def test_an_unknown_subject_says_where_to_look() -> None:
    with pytest.raises(UnknownRecordError, match="hub schemas list"):
        SchemaRegistry.load().of_subject("Quarrel")


def test_a_missing_contract_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises((ConfigurationError, FileNotFoundError)):
        SchemaRegistry.load(tmp_path)
