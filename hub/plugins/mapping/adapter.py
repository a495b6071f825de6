"""The adapter object of a mapping file: polls files or a table, translates by the profile, writes slips."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from hub.connectors.mapping.model import Mapping as MappingFile
from hub.connectors.mapping.words import Content, SourceKind
from hub.connectors.receipts import Receipts
from hub.core.deliveries import Delivery, DeliveryKind, Dossier, Receipt
from hub.plugins.mapping.checks import check_lines
from hub.plugins.mapping.forms import FormPoll
from hub.plugins.mapping.outbox import Outbox
from hub.plugins.mapping.reading import FilePoll
from hub.plugins.mapping.table_reading import TablePoll
from hub.plugins.mapping.translating import RowTranslator
from hub.plugins.spec import (
    AdapterContext,
    AgencyInfo,
    CheckLine,
    Cursor,
    HeldRow,
    NativeBatch,
    NativeRecord,
    Translation,
)


@dataclass(frozen=True, slots=True)
class MappingHome:
    """Folder to which the mapping file's folders are relative, and the database's address where it has one."""

    folder: Path
    url: str | None


class MappedAdapter:
    """Stands for one body whose table a mapping file explains."""

    def __init__(
        self,
        mapping: MappingFile,
        info: AgencyInfo,
        slips: frozenset[DeliveryKind],
        place: MappingHome,
        context: AdapterContext,
    ) -> None:
        self.info = info
        self.mapping = mapping
        self._context = context
        self._receipts = Receipts(info.code, context.clock)
        self._translator = RowTranslator(mapping, context)
        self._outbox = Outbox(place.folder / mapping.writeback.outbox, slips)
        self._forms = FormPoll(mapping, place.folder / mapping.source.inbox, context.clock)
        self._poll: FilePoll | TablePoll
        if mapping.source.kind is SourceKind.SQL:
            self._poll = TablePoll(mapping, place.url, context.clock)
        else:
            self._poll = FilePoll(mapping, place.folder / mapping.source.inbox, context.clock)

    def poll(self, cursor: Cursor | None) -> Iterator[NativeBatch]:
        """Yield what changed in the ledger, forms and answered slips; the cursor holds a place in each."""
        places: dict[str, str | None] = json.loads(cursor) if cursor else {}
        for batch in self._poll.batches(places.get("ledger")):
            places["ledger"] = batch.cursor
            yield NativeBatch(records=batch.records, cursor=_dump(places), faults=batch.faults, read=batch.read)
        for batch in self._forms.batches(places.get("forms")):
            places["forms"] = batch.cursor
            yield NativeBatch(records=batch.records, cursor=_dump(places), faults=batch.faults, read=batch.read)
        now = self._context.clock.now()
        for batch in self._outbox.answers(places.get("slips"), now):
            places["slips"] = batch.cursor
            yield NativeBatch(records=batch.records, cursor=_dump(places), faults=batch.faults)

    def translate(self, record: NativeRecord) -> Translation:
        """Say what a row, a vanished row or an answered slip states."""
        return self._translator.translate(record)

    def deliver(self, delivery: Delivery, dossiers: Sequence[Dossier]) -> Receipt:
        """Write a slip, or a line of the month's register, once."""
        if delivery.kind not in self.info.receives:
            return self._receipts.refused(delivery, f"{self.info.code} takes no delivery of kind {delivery.kind.value}")
        status, place = self._outbox.write(delivery, dossiers)
        return self._receipts.of(delivery, status, place)

    @property
    def wants_held_rows(self) -> bool:
        """Whether the mapping file asks for the rows that are held."""
        return Content.HELD in self.mapping.writeback.content

    def put_held_rows(self, rows: Sequence[HeldRow]) -> str:
        """Put the list of what is held into the outbox; one that is the same already is left alone."""
        return self._outbox.put_held(rows)

    def check(self) -> Sequence[CheckLine]:
        """Look at mapping, folders or table, headings and examples without leaving a trace."""
        return check_lines(self.mapping, self._poll, self._outbox, self._translator)

    def close(self) -> None:
        """Let go of the database."""
        self._poll.close()


def _dump(places: Mapping[str, str | None]) -> Cursor:
    return json.dumps(places, ensure_ascii=False, sort_keys=True)
