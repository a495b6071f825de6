"""A file that is given to be proven is foreign: it's bounded before it's opened."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from hub.connectors.files import append_row, new_book
from hub.core.errors import ClosedInputError
from hub.documents.reading import LIMITS, read_document


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    """Some kilobytes that would become megabytes are no form."""
    file = tmp_path / "月报.xlsx"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 5_000_000)
    with pytest.raises(ClosedInputError, match="bomb"):
        read_document(file, ())


def test_a_file_larger_than_any_form_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "月报.pdf"
    with file.open("wb") as big:
        big.truncate(LIMITS.file_bytes + 1)
    with pytest.raises(ClosedInputError, match="larger"):
        read_document(file, ())


def test_another_table_is_no_form(tmp_path: Path) -> None:
    """It's named as what it isn't, with what to give instead."""
    book, sheet = new_book("表")
    append_row(sheet, ["单位", 1])
    content = io.BytesIO()
    book.save(content)
    (tmp_path / "别的.xlsx").write_bytes(content.getvalue())
    with pytest.raises(ClosedInputError, match="no head of a form") as fault:
        read_document(tmp_path / "别的.xlsx", ())
    assert "hub stats" in fault.value.remedy
