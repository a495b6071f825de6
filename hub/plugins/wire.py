"""How the host writes what it keeps: JSON, which a person can read in an emergency."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import cast

import msgspec

from hub.core.deliveries import Delivery, Receipt
from hub.core.events import Submission
from hub.plugins.spec import Native, NativeRecord

_submissions = msgspec.json.Decoder(tuple[Submission, ...])
_delivery = msgspec.json.Decoder(Delivery)
_receipt = msgspec.json.Decoder(Receipt)


def encode(value: Sequence[Submission] | Delivery | Receipt) -> bytes:
    """Return *value* as JSON."""
    return msgspec.json.encode(value)


def decode_submissions(content: bytes) -> tuple[Submission, ...]:
    """Return submissions from JSON."""
    return _submissions.decode(content)


def decode_delivery(content: bytes) -> Delivery:
    """Return a delivery from JSON."""
    return _delivery.decode(content)


def decode_receipt(content: bytes) -> Receipt:
    """Return a receipt from JSON."""
    return _receipt.decode(content)


def encode_record(record: NativeRecord) -> bytes:
    """Return a native record as JSON."""
    named = (record.source, record.native_id, record.version, record.place)
    return json.dumps([*named, dict(record.fields)], ensure_ascii=False, default=str).encode("utf-8", "surrogatepass")


def decode_record(content: bytes) -> NativeRecord:
    """Return a native record from JSON."""
    source, native_id, version, place, fields = json.loads(content.decode("utf-8", "surrogatepass"))
    return NativeRecord(
        source=source, native_id=native_id, version=version, place=place, fields=cast("dict[str, Native]", fields)
    )
