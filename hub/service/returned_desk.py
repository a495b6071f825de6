"""
Rows of files that people import, held where everything else is held until the file comes again mended or is given up.

A file of counts or the meeting's sheet comes back to who brought it with its rows and reasons; beside that each row
waits in the quarantine, so that nobody forgets it. The same file (by name) imported again decides anew about its rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from hub.core.errors import PermanentError
from hub.plugins.quarantine import Quarantine
from hub.plugins.records import Held, ItemKind, ItemState, QuarantineItem
from hub.service.returned_rows import RejectedRow, RowFault

IMPORTS = "imports"
"""What stands in the numbers of held rows of imported files, where those of departments have the adapter's code."""

CODE = "E-RET-01"


@dataclass(frozen=True, slots=True)
class Imported:
    """Which file was imported, as what (``counts``, ``meeting``), and who brought it: a post or staff number."""

    file: str
    kind: str
    officer: str


@dataclass(frozen=True, slots=True)
class ReturnedDesk:
    """The held rows of imported files."""

    quarantine: Quarantine

    def take(self, imported: Imported, rows: Sequence[RejectedRow]) -> tuple[str, ...]:
        """Hold *rows* of a file, release what was held of the file before and is well now; return their numbers."""
        held = tuple(self.quarantine.hold(_held(imported, row)) for row in rows)
        for item in self.quarantine.open_of_row(imported.kind, imported.file):
            if item.id not in held:
                why = "the file came again without this fault"
                self.quarantine.close(item.id, ItemState.RELEASED, who=imported.officer, why=why)
        return held

    def listed(self, state: ItemState | None = ItemState.OPEN) -> list[QuarantineItem]:
        """Return the items in *state*, every item when None."""
        return [_told(item) for item in self.quarantine.listed(state)]

    def show(self, item_id: str) -> QuarantineItem:
        """
        Return one item.

        Raises:
            UnknownRecordError: there is none of that number.
        """
        return _told(self.quarantine.show(item_id))

    def discard(self, item_id: str, *, who: str, why: str) -> QuarantineItem:
        """
        Give a row up.

        Raises:
            PermanentError: no reason was given.
        """
        if not why.strip():
            raise PermanentError("a reason is needed", where=item_id, remedy="say why with --why")
        return _told(self.quarantine.close(item_id, ItemState.DISCARDED, who=who, why=why))


def not_here(item_id: str) -> PermanentError:
    """Return why a row of an imported file can't be mended within the hub."""
    return PermanentError(
        "a row of an imported file is mended in the file", where=item_id, remedy="mend it and import the file again"
    )


def _held(imported: Imported, row: RejectedRow) -> Held:
    return Held(
        kind=ItemKind.ROW,
        source=imported.kind,
        native_id=imported.file,
        version=row.fault.value,
        part=f"{row.row}/{row.field}",
        place=f"{imported.file} 第{row.row}行",
        field=row.field,
        masked=row.value,
        code=CODE,
        reason=row.hint,
        task_of=imported.officer,
    )


def _told(item: QuarantineItem) -> QuarantineItem:
    """Return *item* with the reason in words: what is kept is the fault and what would be right."""
    fault = RowFault(item.version)
    return replace(item, reason_zh=fault.zh + item.reason_en, reason_en=fault.en + item.reason_en)
