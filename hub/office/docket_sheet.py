"""The meeting's sheet: what is known on the left, four columns to fill on the right (MECH-2)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.worksheet.datavalidation import DataValidation

from hub.connectors.files import append_row, new_book
from hub.queries.docket import DocketEntry
from hub.service import decisions

_KNOWN = ("编号", "类别", "区划", "现由", "天数", "符合条件（依据）", "会商状态", "现任务")
_IN_WORDS = "措施（不回传）"
"""Columns of the sheet beside those that come back."""


@dataclass(frozen=True, slots=True)
class SheetLine:
    """What people read of one entry: type, who holds it, rules that hold, state, task that is owed."""

    type: str
    held_by: str
    rules: str
    state: str
    task: str


def docket_sheet(half: str, entries: Sequence[DocketEntry], line_of: Callable[[DocketEntry], SheetLine]) -> Workbook:
    """Return the sheet of *half*."""
    book, page = new_book(half)
    append_row(page, [*decisions.HEADINGS[:2], *_KNOWN, *decisions.TO_FILL, _IN_WORDS])
    for entry in entries:
        line = line_of(entry)
        known = (entry.number, line.type, entry.place, line.held_by, entry.days, line.rules, line.state, line.task)
        append_row(page, [half, entry.dispute, *known])
    choice = DataValidation(type="list", formula1=f'"{",".join(decisions.DECISIONS)}"', allow_blank=True)
    page.add_data_validation(choice)
    choice.add(f"K2:K{len(entries) + 1}")
    page.freeze_panes = "D2"
    return book
