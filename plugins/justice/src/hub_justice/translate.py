"""From a native record to canonical terms: pure, the same record gives the same submissions."""

from __future__ import annotations

from typing import assert_never

from pydantic import ValidationError

from hub.connectors.parsing import is_blank, parse_text, reject
from hub.plugins.spec import AdapterContext, NativeRecord, Translation
from hub_justice.answers import translate_answer, translate_supervision
from hub_justice.cases import translate_case
from hub_justice.ledger_forms import MONTHLY, translate_form
from hub_justice.offices import CASE, INBOX, SUPERVISION
from hub_justice.records import CaseRow, InboxRow, SupervisionRow
from hub_justice.story import Story, recorded_moment
from hub_justice.words import TASK_OF


def root_of(system: str, native_id: str) -> str:
    """Return the root of a matter that an office found itself."""
    return f"{system}:{native_id}"


def translate_record(record: NativeRecord, system: str, context: AdapterContext) -> Translation:
    """
    Say what *record* states; a monthly form is a second ledger: it states its own figures, nothing about disputes.

    Raises:
        RowRejectedError: a field can't be read.
    """
    if record.source == MONTHLY:
        return Translation(submissions=(translate_form(record, system, context.bodies),))
    try:
        row = _ROWS[record.source].model_validate(dict(record.fields))
    except ValidationError as fault:
        field = ".".join(str(part) for part in fault.errors()[0]["loc"])
        reject(None, field, "missing or of a kind that no ledger has", "E-ROW-02", TASK_OF)
    story = Story(
        system=system,
        native_id=record.native_id,
        version=record.version,
        root=_root(row, record, system),
        unit=None,
        recorded_at=max(recorded_moment(typed, context.clock.now()) for typed in row.typed_at),
    )
    match row:
        case CaseRow():
            return translate_case(row, story, context.registry, context.tokeniser)
        case InboxRow():
            return translate_answer(row, story)
        case SupervisionRow():
            return translate_supervision(row, story)
        case _:
            assert_never(row)


_ROWS: dict[str, type[CaseRow | InboxRow | SupervisionRow]] = {
    CASE: CaseRow,
    INBOX: InboxRow,
    SUPERVISION: SupervisionRow,
}


def _root(row: CaseRow | InboxRow | SupervisionRow, record: NativeRecord, system: str) -> str:
    if not is_blank(row.hub_root):
        return parse_text(row.hub_root, "hub_root", task_of=TASK_OF)
    if isinstance(row, CaseRow):
        return root_of(system, record.native_id)
    return reject("", "hub_root", "the order names no matter: copy the hub's reference into it", "E-REQ-01", TASK_OF)
