"""Which sheet of a workbook is the table, and what is said when none is."""

from __future__ import annotations

import io

import pytest

from hub.connectors.files import append_row, new_book
from hub.core.errors import ClosedInputError
from hub.service.indicator_file import HEADINGS, table_of


def workbook() -> bytes:
    book, remarks = new_book("说明")
    append_row(remarks, ["请按月填报"])
    sheet = book.create_sheet("数据")
    append_row(sheet, HEADINGS)
    append_row(sheet, ["C1", "230803", "2026-05", "诉讼", 3])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_the_first_sheet_with_the_heading_is_the_table() -> None:
    """A sheet of remarks before it changes nothing."""
    (row,) = table_of(workbook(), "表.xlsx", HEADINGS)
    assert row.fields["件数"] == 3


def test_a_file_without_the_heading_says_which_is_missing() -> None:
    with pytest.raises(ClosedInputError, match="没有的列"):
        table_of(workbook(), "表.xlsx", ("没有的列",))
