"""Nothing that an agency writes stops the loop or vanishes: where it went, whose task it is, how it comes back."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest

from hub.connectors.files import find_table, parse_markup, read_archive, read_workbook, write_archive
from hub.connectors.files.encodings import decode_text
from hub.core.errors import ClosedInputError, PermanentError
from hub.core.events import Event
from hub.plugins.desk import QuarantineDesk
from hub.plugins.records import ItemKind, ItemState
from hub.plugins.spec import InputFault, NativeBatch, NativeRecord, Translation
from tests.host_rig import Rig, rig_in

ENTITIES = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><l>&b;</l>'
SNAPSHOT = write_archive({"snapshot.xml": ("<l>" + "<r>孟繁星</r>" * 200 + "</l>").encode("gb18030")})


def merged_workbook() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["编号", "金额"], ["1", 5], ["2", 6]):
        sheet.append(row)
    sheet.merge_cells("A1:A2")
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def read_merged(content: bytes) -> object:
    (sheet,) = read_workbook(content, where="月报.xlsx")
    return find_table(sheet, ["编号", "金额"], where="月报.xlsx")


INPUTS: dict[str, tuple[bytes, Callable[[bytes], object]]] = {
    "half zip": (SNAPSHOT[: len(SNAPSHOT) // 2], lambda content: read_archive(content, where="x")),
    "zip bomb": (write_archive({"a": b"0" * 5_000_000}), lambda content: read_archive(content, where="x")),
    "entity bomb": (ENTITIES, lambda content: parse_markup(content, where="x")),
    "wrong encoding": ("孟繁星".encode("gb18030") + b"\xff", lambda content: decode_text(content, where="x")),
    "merged headers": (merged_workbook(), read_merged),
}


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    rig = rig_in(tmp_path)
    yield rig
    rig.close()


LATER = timedelta(minutes=30)
ROOT = Path(__file__).parents[3]
NAMED = re.compile(r"`(test_\w+)(?:\[([^]]+)\])?`")


@dataclass(frozen=True)
class BadField:
    """One bad value of a row, what the host must say about it, and the value that mends it."""

    table: str
    key: str
    field: str
    bad: object
    good: str
    code: str
    task_of: str
    named: str
    enters: str


ROWS = {
    "unknown code": BadField(
        "matter", "M3", "category", "77", "01", "E-CODE-02", "ledger office", "category", "DisputeReported"
    ),
    "impossible date": BadField(
        "matter", "M3", "opened_at", "2026-02-30", "2026-03-10", "E-DATE-02", "ledger office", "opened_at",
        "DisputeReported",
    ),
    "missing id": BadField(
        "hub_in", "D9", "root", None, "ledger:M1", "E-REQ-01", "ledger office", "root", "FeedbackAcknowledged"
    ),
    "ten megabytes": BadField(
        "matter", "M3", "story", "诉" * (4 * 1024 * 1024), "欠款不还", "E-SIZE-01", "ledger", "narrative",
        "DisputeReported",
    ),
    "clock two years off": BadField(
        "matter", "M3", "opened_at", "2028-03-10", "2026-03-10", "E-TIME-01", "ledger", "DisputeReported.occurred_at",
        "DisputeReported",
    ),
}  # fmt: skip


def write_row(rig: Rig, row: BadField, value: object) -> None:
    """Let the clerk save the row with *value*; an answer that isn't there yet is typed in."""
    if row.table == "matter":
        rig.site.set(row.key, row.field, value)
        return
    now = rig.clock.now().isoformat(sep=" ")
    rig.site.sql(
        "INSERT OR REPLACE INTO hub_in (delivery_id, root, ref, kind, answered_at, updated_at)"
        " VALUES (?, ?, 'F1', 'FEEDBACK', ?, ?)",
        *(row.key, value, now, now),
    )


def taken(rig: Rig) -> set[str]:
    return {f"{said.native_id}/{said.event.value}" for said in rig.door.taken.values()}


@pytest.mark.parametrize("by", ["source", "desk"])
@pytest.mark.parametrize("name", ROWS)
def test_bad_row_is_held_alone_and_comes_back(rig: Rig, name: str, by: str) -> None:
    """The row waits with place, field, reason and task; the others go in; mended there or at the desk it goes in."""
    row = ROWS[name]
    write_row(rig, row, row.bad)
    with rig.host() as host:
        assert host.run_round().trouble == []
        (item,) = host.quarantine.listed()
        assert (item.kind, item.place, item.field) == (ItemKind.ROW, f"{row.table} {row.key}", row.named)
        assert (item.code, item.task_of) == (row.code, row.task_of) and item.reason_zh and item.reason_en
        entered = f"{row.key}/{row.enters}"
        assert {"M1/DisputeReported", "M2/DisputeReported", "M2/CaseOpened"} <= taken(rig) and entered not in taken(rig)
        rig.clock.advance(LATER)
        if by == "source":
            write_row(rig, row, row.good)
            assert host.run_round().released == 1
        else:
            assert QuarantineDesk(host).fix(item.id, {row.field: row.good}, who="王工").entered
        closed = ItemState.RELEASED if by == "source" else ItemState.FIXED
        assert host.quarantine.show(item.id).state is closed and entered in taken(rig)
        assert host.run_round().trouble == [] and host.quarantine.listed() == []


def test_changed_duplicate_of_a_report_is_a_correction(rig: Rig) -> None:
    """A report or agreement sent again with other content goes out as its correction; nobody has a task."""
    rig.site.set("M2", "agreed_at", "2026年3月12日")
    rig.site.set("M2", "amount", "5,000")
    with rig.host() as host:
        host.run_round()
        rig.clock.advance(LATER)
        rig.site.set("M2", "category", "03")
        rig.site.set("M2", "amount", "5万元")
        report = host.run_round()
        assert (report.corrected, report.trouble, host.quarantine.listed()) == (2, [], [])
    corrections = {said.event for said in rig.door.taken.values() if said.details.get("v") == 2}
    assert corrections == {Event.DISPUTE_CORRECTED, Event.AGREEMENT_CORRECTED}


@pytest.mark.parametrize("by", ["source", "desk"])
def test_changed_duplicate_of_another_event_is_held_and_comes_back(rig: Rig, by: str) -> None:
    """No other event changes silently: E-DUP-02 until the former content stands there again; the rest goes in."""
    with rig.host() as host:
        host.run_round()
        rig.clock.advance(LATER)
        rig.site.set("M2", "opened_at", "2026-03-08")
        rig.site.set("M3", "category", "01")
        report = host.run_round()
        (item,) = host.quarantine.listed()
        assert (item.kind, item.place, item.field) == (ItemKind.STATEMENT, "matter M2", "CaseOpened")
        assert (item.code, item.task_of, report.trouble) == ("E-DUP-02", "ledger", [])
        assert "M3/DisputeCorrected" in taken(rig)
        rig.clock.advance(LATER)
        if by == "source":
            rig.site.set("M2", "opened_at", "2026.3.9")
            host.run_round()
        else:
            assert QuarantineDesk(host).fix(item.id, {"opened_at": "2026.3.9"}, who="王工").entered
        assert host.quarantine.show(item.id).state in (ItemState.RELEASED, ItemState.FIXED)
        assert host.quarantine.listed() == []


def test_every_kind_on_the_page_has_its_test() -> None:
    """The page on bad input names tests that exist, with the cases that they have."""
    page = (ROOT / "docs/reference/bad-input.md").read_text("utf-8").partition("## Codes")[0]
    named = NAMED.findall(page)
    assert {case for _, case in named if case} == {*ROWS, *INPUTS}
    assert [test for test, _ in named if test not in globals()] == []


@pytest.mark.parametrize("name", INPUTS)
def test_unreadable_input_is_held_whole_and_the_loop_goes_on(rig: Rig, name: str) -> None:
    """The input is kept sealed with place, reason and task; what else there is goes in; sent again, it's settled."""
    content, read = INPUTS[name]
    with pytest.raises(ClosedInputError) as closed:
        read(content)
    with rig.host() as host:
        poll = host.adapter.poll

        def poll_with_file(cursor: str | None) -> Iterator[NativeBatch]:
            fault = InputFault(
                source="inbox", place=f"{name}.bin", code=closed.value.code, reason=closed.value.what, content=content
            )
            for count, batch in enumerate(poll(cursor)):
                yield NativeBatch(records=batch.records, cursor=batch.cursor, faults=() if count else (fault,))

        host.adapter.poll = poll_with_file  # type: ignore[method-assign]
        host.run_round()
        (item,) = host.quarantine.listed()
        assert (item.kind, item.code, item.place) == (ItemKind.INPUT, "E-FIL-01", f"{name}.bin")
        assert item.task_of == "ledger office" and item.reason_en == closed.value.what
        kept = host.quarantine.content(item.id, receiver="王工", purpose="look")
        assert kept == content
        desk = QuarantineDesk(host)
        with pytest.raises(PermanentError, match="sent again"):
            desk.retry(item.id, who="王工")
        assert desk.settle(item.id, who="王工", why="当晚重报").state is ItemState.RELEASED
    assert len(rig.door.taken) == 4


def test_a_mistake_in_the_adapter_holds_the_row(rig: Rig) -> None:
    """Any exception of translate holds its row as the adapter's fault, without repeating its message."""
    with rig.host() as host:
        translate = host.adapter.translate

        def stumble(record: NativeRecord) -> Translation:
            if record.native_id == "M1":
                raise KeyError("孟繁星")
            return translate(record)

        host.adapter.translate = stumble  # type: ignore[method-assign]
        host.run_round()
        (item,) = host.quarantine.listed()
    assert item.code == "E-ADP-01" and "KeyError" in item.reason_en and "孟繁星" not in repr(item)
    assert item.field.startswith("test_bad_input.py:")
    with rig.desk() as desk:
        (result,) = desk.retry_all(who="王工")
        assert result.entered and result.item.state is ItemState.RELEASED
    assert len(rig.door.taken) == 4


def test_a_mistake_in_poll_opens_the_circuit(rig: Rig) -> None:
    """A poll that fails for another reason than an outage is held, isn't repeated for ever, and ends by itself."""
    with rig.host() as host:
        poll = host.adapter.poll

        def stumble(cursor: str | None) -> Iterator[NativeBatch]:
            raise ZeroDivisionError

        host.adapter.poll = stumble  # type: ignore[method-assign]
        for _ in range(3):
            assert host.run_round().trouble == ["E-ADP-01"]
        (item,) = host.quarantine.listed()
        assert item.count == 3 and host.run_round().skipped == "circuit open"
        host.adapter.poll = poll  # type: ignore[method-assign]
        rig.clock.sleep(300)
        assert host.run_round().released == 1
        assert host.quarantine.listed() == []
    assert len(rig.door.taken) == 4
