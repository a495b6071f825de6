"""From the hub's inbox to the department's system: each delivery is written once, and acknowledged."""

from __future__ import annotations

from collections.abc import Sequence

from hub.core.deliveries import Delivery, Dossier, Receipt, ReceiptStatus
from hub.core.errors import PermanentError, TransientError
from hub.plugins import wire
from hub.plugins.ground import Ground
from hub.plugins.holding import held_delivery
from hub.plugins.patience import Patience, in_hub_terms
from hub.plugins.records import RoundReport
from hub.plugins.spec import Adapter


class HandOver:
    """Writes what arrived for one adapter."""

    def __init__(self, adapter: Adapter, ground: Ground, patience: Patience) -> None:
        self._adapter = adapter
        self._info = adapter.info
        self._door = ground.door
        self._store = ground.store
        self._quarantine = ground.quarantine
        self._tools = ground.tools
        self._patience = patience

    def hand_out(self, report: RoundReport) -> None:
        """
        Deliver what the inbox holds, in order; an outage leaves the rest for the next round.

        Raises:
            BusUnavailableError: the hub can't be reached.
        """
        for position, delivery in self._door.inbox(self._info.code, self._tools.policy.deliveries_per_round):
            if not self._patience.may_try():
                report.skipped = report.skipped or "circuit open"
                break
            if not self.hand_over(position, delivery, report):
                break

    def hand_over(self, position: int, delivery: Delivery, report: RoundReport, *, again: bool = False) -> bool:
        """
        Write one delivery once and acknowledge it; return False when the department's system is away.

        *again* tries anew what was refused before.
        """
        kept = self._store.receipt(delivery.delivery_id)
        receipt = wire.decode_receipt(kept) if kept is not None else None
        if receipt is None or (again and receipt.status is ReceiptStatus.REFUSED):
            dossiers = self._dossiers_for(delivery)
            try:
                receipt = self._delivered(delivery, dossiers, position)
            except TransientError as fault:
                self._patience.note_outage(fault, report)
                return False
            self._store.note_receipt(delivery.delivery_id, wire.encode(receipt))
            report.delivered += receipt.status is not ReceiptStatus.REFUSED
            report.quarantined += receipt.status is ReceiptStatus.REFUSED
            self._store.count({f"receipt_{receipt.status.value.lower()}": 1})
        self._door.acknowledge(self._info.code, position, receipt)
        return True

    def _dossiers_for(self, delivery: Delivery) -> tuple[Dossier, ...]:
        purpose = f"delivery {delivery.kind.value} {delivery.delivery_id}"
        opened: list[Dossier] = []
        for root in delivery.dossiers:
            try:
                dossier = self._door.dossier(root, self._info.code, purpose)
            except PermanentError:
                # Erased, or not for this receiver: codes go out without names.
                self._store.count({"dossiers_withheld": 1})
                continue
            opened += [dossier] if dossier is not None else []
        return tuple(opened)

    def _delivered(self, delivery: Delivery, dossiers: Sequence[Dossier], position: int) -> Receipt:
        try:
            if delivery.kind not in self._info.receives:
                return self._refused(delivery, position, "E-AUTH-02", "adapter doesn't receive this kind")
            receipt = self._patience.call(lambda: in_hub_terms(lambda: self._adapter.deliver(delivery, dossiers)))
        except PermanentError as fault:
            return self._refused(delivery, position, fault.code, fault.what)
        if receipt.delivery_id != delivery.delivery_id:
            return self._refused(delivery, position, "E-ADP-01", "adapter gave a receipt for another delivery")
        if receipt.status is ReceiptStatus.REFUSED:
            self._refused(delivery, position, "E-DLV-01", receipt.reason)
        return receipt

    def _refused(self, delivery: Delivery, position: int, code: str, reason: str) -> Receipt:
        self._quarantine.hold(held_delivery(delivery, position, code, reason, self._info))
        return Receipt(
            delivery_id=delivery.delivery_id,
            agency=self._info.code,
            status=ReceiptStatus.REFUSED,
            native_ref="",
            written_at=self._tools.clock.now(),
            reason=f"{code} {reason}",
        )
