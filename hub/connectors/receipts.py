"""Receipts for what was, or was not, written into an agency's own system."""

from __future__ import annotations

from dataclasses import dataclass

from hub.core.deliveries import Delivery, Receipt, ReceiptStatus
from hub.core.ports import Clock


@dataclass(frozen=True, slots=True)
class Receipts:
    """Makes the receipts of one agency, with the time at which they are made."""

    agency: str
    clock: Clock

    def of(self, delivery: Delivery, status: ReceiptStatus, native_ref: str, reason: str = "") -> Receipt:
        """Return the receipt for *delivery*, which stands under *native_ref* in the agency's system."""
        return Receipt(
            delivery_id=delivery.delivery_id,
            agency=self.agency,
            status=status,
            native_ref=native_ref,
            written_at=self.clock.now(),
            reason=reason,
        )

    def refused(self, delivery: Delivery, reason: str) -> Receipt:
        """Return that *delivery* was refused and nothing written."""
        return self.of(delivery, ReceiptStatus.REFUSED, "", reason)
