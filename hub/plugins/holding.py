"""What is held for a person to look at: a row, a whole input, a refused statement or delivery."""

from __future__ import annotations

from dataclasses import replace

from hub.core.deliveries import Delivery
from hub.core.errors import HubError, RowRejectedError
from hub.core.privacy import masked
from hub.plugins import wire
from hub.plugins.records import Held, ItemKind, QuarantineItem
from hub.plugins.spec import AgencyInfo, HeldRow, InputFault, NativeRecord


def held_row(record: NativeRecord, fault: HubError, info: AgencyInfo) -> Held:
    """Return what is held of a row that can't be translated."""
    rejected = fault if isinstance(fault, RowRejectedError) else None
    return Held(
        kind=ItemKind.ROW,
        source=record.source,
        native_id=record.native_id,
        version=record.version,
        place=record.place,
        field=rejected.field if rejected else fault.where,
        masked=_at_most_masked(record, rejected) if rejected else "",
        code=fault.code,
        reason=rejected.reason if rejected else fault.what,
        task_of=(rejected and rejected.task_of) or info.contact,
        proposal=rejected.proposal if rejected else "",
        content=wire.encode_record(record),
    )


def held_statement(held: Held, record: NativeRecord) -> Held:
    """Return *held* with the row it came from as its content."""
    return replace(held, content=wire.encode_record(record))


def held_input(fault: InputFault, info: AgencyInfo, cap: int) -> Held:
    """Return what is held of an input that can't be read, at most *cap* bytes of it."""
    return Held(
        kind=ItemKind.INPUT,
        source=fault.source,
        native_id=fault.place,
        place=fault.place,
        code=fault.code,
        reason=fault.reason,
        task_of=info.contact,
        content=fault.content[:cap],
    )


def held_refusal(event_id: str, code: str, reason: str, *, submissions: bytes, info: AgencyInfo) -> Held:
    """Return what is held of a statement that the hub refused, with the call it was in."""
    return Held(
        kind=ItemKind.REFUSAL,
        source=info.code,
        native_id=event_id,
        code=code,
        reason=reason,
        task_of=info.contact,
        content=submissions,
    )


def held_delivery(delivery: Delivery, position: int, code: str, reason: str, info: AgencyInfo) -> Held:
    """Return what is held of a delivery that the department's system refused."""
    return Held(
        kind=ItemKind.DELIVERY,
        source=info.code,
        native_id=delivery.delivery_id,
        version=str(position),
        place=delivery.kind.value,
        code=code,
        reason=reason,
        task_of=info.contact,
        content=wire.encode(delivery),
    )


def returned(item: QuarantineItem) -> HeldRow:
    """Return *item* as it's shown to the department whose row it is."""
    return HeldRow(
        id=item.id,
        place=item.place,
        field=item.field,
        masked=item.masked,
        code=item.code,
        reason=f"{item.reason_zh} / {item.reason_en}",
        proposal=item.proposal,
    )


def _at_most_masked(record: NativeRecord, fault: RowRejectedError) -> str:
    """Return the fault's value; an adapter that forgot to mask it gets it masked here."""
    raw = {str(value) for value in record.fields.values() if isinstance(value, str | int | float)}
    return masked(fault.value) if fault.value in raw else fault.value
