"""
The inbox of one agency as the gateway hands it out: in order, until each delivery has its receipt.

Receipts may come in any order. They are kept at once; the position on the log moves only over deliveries that all have
one, so that none is passed over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from hub.core.codes import LabelledCode
from hub.core.deliveries import Delivery, Receipt, ReceiptStatus
from hub.core.ports import Clock
from hub.plugins import wire
from hub.plugins.door import Door
from hub.plugins.quarantine import Quarantine
from hub.plugins.records import Held, ItemKind
from hub.plugins.spec import AgencyInfo
from hub.plugins.store import AdapterStore

WINDOW = 1_000
"""Deliveries that are looked at together; behind so many without a receipt nothing more is handed out."""
_AHEAD = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One delivery that waits; ``position`` is given back as Last-Event-ID."""

    position: str
    delivery: Delivery


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledgement:
    """What became of one delivery at the agency: ``native_ref`` is the key under which it stands there."""

    delivery_id: str
    status: ReceiptStatus
    native_ref: str = ""
    written_at: datetime
    reason: str = ""


class NotedAs(LabelledCode):
    """What became of one acknowledgement."""

    NOTED = "NOTED", "已记录", "Noted"
    REPEATED = "REPEATED", "此前已记录", "Was noted before"
    UNKNOWN = "UNKNOWN", "收件箱中没有", "Not in the inbox"
    UNFIT = "UNFIT", "内容不符", "Doesn't fit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """The answer to one acknowledgement."""

    delivery_id: str
    noted: NotedAs
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Mailbox:
    """The inbox of one agency; only the door's thread uses it."""

    info: AgencyInfo
    store: AdapterStore
    quarantine: Quarantine
    door: Door
    clock: Clock

    def waiting(self, limit: int) -> list[Waiting]:
        """
        Return up to *limit* deliveries without a receipt, oldest first.

        Raises:
            BusUnavailableError: the log can't be read.
        """
        found = self.door.inbox(self.info.code, WINDOW)
        open_ones = [
            Waiting(position=str(position), delivery=delivery)
            for position, delivery in found
            if self.store.receipt(delivery.delivery_id) is None
        ]
        return open_ones[:limit]

    def note(self, acknowledgements: Sequence[Acknowledgement]) -> list[Noted]:
        """
        Keep receipts, durably, and move the position as far as all have one.

        Raises:
            BusUnavailableError: the log can't be written; the same receipts may be given again.
        """
        waiting = {delivery.delivery_id: delivery for _, delivery in self.door.inbox(self.info.code, WINDOW)}
        with self.store.transaction():
            answer = [self._note(one, waiting.get(one.delivery_id)) for one in acknowledgements]
        self._advance()
        return answer

    def _note(self, given: Acknowledgement, delivery: Delivery | None) -> Noted:
        if self.store.receipt(given.delivery_id) is not None:
            return Noted(delivery_id=given.delivery_id, noted=NotedAs.REPEATED)
        if delivery is None:
            return Noted(delivery_id=given.delivery_id, noted=NotedAs.UNKNOWN, reason="no such delivery waits")
        fault = self._fault(given)
        if fault:
            return Noted(delivery_id=given.delivery_id, noted=NotedAs.UNFIT, reason=fault)
        if given.status is ReceiptStatus.REFUSED:
            self._hold(delivery, given.reason)
        receipt = Receipt(
            delivery_id=given.delivery_id,
            agency=self.info.code,
            status=given.status,
            native_ref=given.native_ref,
            written_at=given.written_at,
            reason=given.reason,
        )
        self.store.note_receipt(given.delivery_id, wire.encode(receipt))
        self.store.count({f"receipt_{given.status.value.lower()}": 1})
        return Noted(delivery_id=given.delivery_id, noted=NotedAs.NOTED)

    def _fault(self, given: Acknowledgement) -> str:
        if given.written_at.tzinfo is None:
            return "written_at needs a time zone"
        if given.written_at > self.clock.now() + _AHEAD:
            return "written_at lies ahead"
        if given.status is ReceiptStatus.REFUSED and not given.reason.strip():
            return "a refusal needs a reason"
        return ""

    def _hold(self, delivery: Delivery, reason: str) -> None:
        self.quarantine.hold(
            Held(
                kind=ItemKind.DELIVERY,
                source=self.info.code,
                native_id=delivery.delivery_id,
                place=delivery.kind.value,
                code="E-DLV-01",
                reason=reason,
                task_of=self.info.contact,
                content=wire.encode(delivery),
            )
        )

    def _advance(self) -> None:
        for position, delivery in self.door.inbox(self.info.code, WINDOW):
            kept = self.store.receipt(delivery.delivery_id)
            if kept is None:
                break
            self.door.acknowledge(self.info.code, position, wire.decode_receipt(kept))
        self.door.settle(self.info.code)
