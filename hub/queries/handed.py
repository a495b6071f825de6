"""What of a dispute was handed over to whom: each delivery with its receipts, attempt by attempt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from hub.core.deliveries import DeliveryKind, ReceiptStatus
from hub.core.dispute import DisputeState
from hub.core.ports import HubReader
from hub.processors import Lifecycle
from hub.processors.codec import MsgpackCodec
from hub.processors.lifecycle import LifecycleState
from hub.queries.search import Index

_LIFE: MsgpackCodec[LifecycleState] = MsgpackCodec(LifecycleState)
_NAMED = {kind.value: kind for kind in DeliveryKind} | {"GATE": DeliveryKind.GATE_DECISION}
MOST = 200
"""Deliveries of one dispute that are looked up; more are a fault of a source."""


@dataclass(frozen=True, slots=True)
class Handed:
    """
    One attempt to hand something over, or a delivery without a receipt yet (``status`` is None).

    ``to`` is the unit of the referral or the agency that gave the receipt, empty where neither is known.
    """

    kind: DeliveryKind
    to: str
    attempt: int
    status: ReceiptStatus | None
    written_at: datetime | None
    native_ref: str


def handed_over(reader: HubReader, index: Index | None, state: DisputeState) -> Sequence[Handed]:
    """Return every attempt of every delivery of *state*, in the order in which they became due."""
    data = reader.state(Lifecycle.name, state.dispute)
    sent = () if data is None else tuple(_LIFE.decode(data).sent)[:MOST]
    return tuple(one for delivery in sent for one in _attempts(delivery, index, state))


def _attempts(delivery: str, index: Index | None, state: DisputeState) -> Iterator[Handed]:
    kind = next((_NAMED[part] for part in delivery.split("/") if part in _NAMED), None)
    if kind is None:
        return
    referral = state.referrals.get(delivery.rpartition(f"/{DeliveryKind.REFERRAL.value}")[0])
    target = "" if referral is None or referral.unit is None else referral.unit.code
    given = () if index is None else _receipts(index, delivery)
    if not given:
        yield Handed(kind, target, 1, None, None, "")
    for attempt, agency, status, native_ref, written_at in given:
        at = datetime.fromisoformat(written_at)
        yield Handed(kind, target or agency, attempt, ReceiptStatus(status), at, native_ref)


def _receipts(index: Index, delivery: str) -> list[tuple[int, str, str, str, str]]:
    return index.model.execute(
        "SELECT attempt, agency, status, native_ref, written_at FROM receipt WHERE delivery = ? ORDER BY attempt",
        (delivery,),
    ).fetchall()
