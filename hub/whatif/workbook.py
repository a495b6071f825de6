"""A comparison as a workbook: one sheet a section, every figure under both rule sets, the differing ones marked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from hub.connectors.files import append_row, new_book, sheet_title
from hub.whatif.compare import Difference

_MARK = PatternFill("solid", fgColor="FFF2CC")
_BOLD = Font(bold=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """
    How the workbook speaks.

    Attributes:
        sections: Titles of the sheets, by section.
        headings: Of each sheet: item, level, column, before, after, change.
        words: Gives a figure's item, level and column as people call them.
        notes: The rules and the caveat, on the first sheet.
    """

    sections: Mapping[str, str]
    headings: Sequence[str]
    words: Callable[[Difference], tuple[str, str, str]]
    notes: Sequence[str]


def write_workbook(found: Sequence[Difference], file: Path, wording: Wording) -> None:
    """Write *found* to *file*."""
    book, front = new_book("说明 Notes")
    for note in wording.notes:
        append_row(front, [note])
    front.column_dimensions["A"].width = 100
    for section, title in wording.sections.items():
        sheet = book.create_sheet(sheet_title(title))
        append_row(sheet, wording.headings)
        for cell in sheet[1]:
            cell.font = _BOLD
        _fill(sheet, [each for each in found if each.place.section == section], wording)
        sheet.freeze_panes = "A2"
    book.save(file)


def _fill(sheet: Worksheet, lines: Sequence[Difference], wording: Wording) -> None:
    for each in lines:
        append_row(sheet, [*wording.words(each), each.before, each.after, each.change])
        if each.differs:
            for cell in sheet[sheet.max_row]:
                cell.fill = _MARK
