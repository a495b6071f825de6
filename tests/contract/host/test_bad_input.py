"""Nothing that an agency writes stops the loop or vanishes: where it went, whose task it is, how it comes back."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest

from hub.connectors.files import find_table, parse_markup, read_archive, read_workbook, write_archive
from hub.connectors.files.encodings import decode_text
from hub.core.errors import ClosedInputError, PermanentError
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
