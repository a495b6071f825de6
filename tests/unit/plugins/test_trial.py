"""A trial translation names what would be refused, and not everything of it."""

from __future__ import annotations

from hub.connectors.parsing import reject
from hub.plugins.spec import NativeRecord, Translation
from hub.plugins.trial import trial_line


def _records(count: int) -> list[NativeRecord]:
    return [
        NativeRecord(source="events", native_id=str(n), version="1", fields={}, place=f"第{n}行") for n in range(count)
    ]


def _odd_only(record: NativeRecord) -> Translation:
    if int(record.native_id) % 2 == 0:
        reject("0588", "category", "unknown code", "E-CODE-02")
    return Translation(submissions=())


def test_all_that_can_be_translated() -> None:
    line = trial_line(_records(3), lambda _: Translation(submissions=()), remedy="mend it")
    assert (line.en, line.ok, line.detail, line.remedy) == ("Trial translation", True, "3/3", "")


def test_first_refused_rows_are_named_without_their_values() -> None:
    line = trial_line(_records(20), _odd_only, remedy="mend it")
    assert (line.ok, line.remedy) == (False, "mend it")
    assert line.detail.splitlines() == ["10/20", *(f"第{n}行 category E-CODE-02" for n in (0, 2, 4, 6, 8))]
