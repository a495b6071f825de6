"""What the command line and the reference pages say about the contract."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hub.contracts import SchemaRegistry, catalogue, reference
from hub.contracts.shapes import NESTED
from hub.core.codes import CODE_LISTS
from hub.core.errors import UnknownRecordError
from hub.core.events import DETAILS, VOCABULARY
from hub.core.topics import TOPICS


def test_the_committed_pages_are_those_the_tables_give() -> None:
    assert reference.main(["--check"]) == 0


def test_a_stale_page_is_named_and_mended(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert reference.main(["--folder", str(tmp_path)]) == 0
    (tmp_path / "codes.md").write_text("nothing")
    capsys.readouterr()
    assert reference.main(["--folder", str(tmp_path), "--check"]) == 1
    assert capsys.readouterr().out == "docs/reference/codes.md\n"
    assert reference.main(["--folder", str(tmp_path)]) == 0
    assert reference.main(["--folder", str(tmp_path), "--check"]) == 0


def test_the_pages_name_everything_there_is() -> None:
    pages = reference.pages()
    for topic in TOPICS:
        assert f"`{topic.name}" in pages["topics.md"]
    for event in VOCABULARY:
        assert f"## {event.value}\n\n{event.zh} | {event.en}" in pages["events.md"]
    for detail in DETAILS:
        assert f"| `{detail}` |" in pages["events.md"] + pages["schemas.md"]
    for codes in CODE_LISTS.values():
        for code in codes:
            assert f"| `{code.value}` | {code.zh} | {code.en} |" in pages["codes.md"]
    for record in NESTED:
        assert f"### {record}\n" in pages["schemas.md"]


def test_links_between_pages_have_a_target() -> None:
    text = "".join(reference.pages().values())
    targets = {part.split(")=")[0] for part in text.split("\n(")[1:] if ")=" in part}
    wanted = {part.split(")")[0] for part in text.split("](#")[1:]}
    assert wanted and wanted <= targets


def test_the_list_names_every_subject_with_its_group() -> None:
    listed = {one.subject: one for one in catalogue.listed()}
    assert listed.keys() == SchemaRegistry.load().newest.keys()
    assert {one.group for one in listed.values()} == {"event", "exchange", "figures", "internal"}
    assert listed["Delivery"].group == "exchange" and listed["CaseOpened"].group == "event"


def test_one_schema_is_shown_in_full() -> None:
    shown = catalogue.described("AgreementReached")
    assert json.loads(shown.text)["name"] == "AgreementReached"
    assert shown.impact.adapters == ("justice",)
    assert [field.name for field in shown.fields][:2] == ["event_id", "root"]
    assert catalogue.described("AgreementReached", shown.version.version) == shown


@pytest.mark.parametrize(("subject", "version"), [("Quarrel", None), ("AgreementReached", 99)])
def test_what_is_not_there_is_said_so(subject: str, version: int | None) -> None:
    with pytest.raises(UnknownRecordError) as caught:
        catalogue.described(subject, version)
    assert caught.value.where == subject and caught.value.remedy


def test_the_contract_is_sound() -> None:
    checked = catalogue.checked()
    assert checked.faults == () and checked.versions >= len(VOCABULARY)
