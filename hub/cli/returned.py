"""Rows handed back: shown on the terminal and written beside the file that brought them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from hub.bootstrap.workshop import open_beside
from hub.catalogue import trends as said
from hub.cli.terminal import Terminal
from hub.connectors.files import append_row, new_book
from hub.service.returned_desk import IMPORTS, Imported
from hub.service.returned_rows import RejectedRow
from hub.settings.whole import HubSettings

_HEADINGS = (said.COLUMN_ROW, said.COLUMN_FIELD, said.COLUMN_VALUE, said.COLUMN_REASON)


def _cells(terminal: Terminal, row: RejectedRow) -> list[str]:
    return [str(row.row), row.field, row.value, f"{terminal.label(row.fault.zh, row.fault.en)}{row.hint}"]


def hold_returned(settings: HubSettings, imported: Imported, rows: Sequence[RejectedRow]) -> None:
    """Hold *rows* in the quarantine, and release what was held of the same file and is well now."""
    workshop = open_beside(settings)
    try:
        if rows or workshop.has_store(IMPORTS):
            workshop.returned.take(imported, rows)
    finally:
        workshop.door.close()


def hand_back(terminal: Terminal, file: Path, rows: Sequence[RejectedRow]) -> Path | None:
    """Show *rows* and write them to ``<file>.退回.xlsx``; return that path, None when there are none."""
    if not rows:
        return None
    terminal.table(_HEADINGS, [_cells(terminal, row) for row in rows])
    path = file.with_name(f"{file.stem}.退回.xlsx")
    book, sheet = new_book("退回")
    append_row(sheet, [terminal.text(heading) for heading in _HEADINGS])
    for row in rows:
        append_row(sheet, _cells(terminal, row))
    book.save(path)
    terminal.say(said.RETURNED, path=path)
    return path


def returned_document(rows: Sequence[RejectedRow]) -> list[dict[str, object]]:
    """Return *rows* as JSON shows them."""
    return [
        {"row": one.row, "field": one.field, "value": one.value, "reason": one.fault.value, "hint": one.hint}
        for one in rows
    ]
