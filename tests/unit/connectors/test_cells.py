"""Nothing that the hub writes into a table acts as a formula or breaks the file, whatever somebody typed."""

from __future__ import annotations

import csv
import io

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hub.connectors.files import append_row, new_book, read_workbook, write_csv
from hub.connectors.files.cells import MOST_CHARACTERS

LOADED = ('=HYPERLINK("http://x","领奖")', "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1+1", "\r=1+1")


def written(*rows: list[object]) -> bytes:
    book, sheet = new_book("表")
    for row in rows:
        append_row(sheet, row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("text", LOADED)
def test_a_text_from_outside_is_no_formula(text: str) -> None:
    """Not in a workbook, where it stays a quoted text, nor in CSV, where an apostrophe stands before it."""
    cell = openpyxl.load_workbook(io.BytesIO(written([text])))["表"]["A1"]
    assert cell.data_type == "s"
    assert cell.quotePrefix
    (row,) = csv.reader(io.StringIO(write_csv([[text]]).decode("utf-8-sig"), newline=""))
    assert row == [f"'{text}"]


def test_figures_stay_figures() -> None:
    """A negative count is one in both kinds of file."""
    sheet = openpyxl.load_workbook(io.BytesIO(written(["差", -3, 2.5], ["", None, "-3"])))["表"]
    assert [[cell.value for cell in row] for row in sheet] == [["差", -3, 2.5], [None, None, "-3"]]
    assert write_csv([["差", -3, "+2.5"]], encoding="utf-8") == "差,-3,+2.5\r\n".encode()


@given(st.text(max_size=40))
@example("甲\x00乙\x1f")
def test_any_text_can_be_written(text: str) -> None:
    """A control sign is marked as unreadable; it doesn't keep a file from being written or opened."""
    if any("\ud800" <= sign <= "\udfff" for sign in text):
        return
    (sheet,) = read_workbook(written(["前", text]), where="x")
    assert sheet.rows[0][0] == "前"


def test_a_cell_is_bounded() -> None:
    """A narrative of megabytes doesn't make a file that no spreadsheet opens."""
    (sheet,) = read_workbook(written(["长" * (MOST_CHARACTERS + 10)]), where="x")
    assert len(str(sheet.rows[0][0])) == MOST_CHARACTERS
