"""The toys of :mod:`hub.testing.toys`, where tests have always found them."""

from __future__ import annotations

from hub.testing.toys import (
    BOOKED,
    CUTS,
    HOUR,
    PAID,
    SENT,
    START,
    Booking,
    JsonSerde,
    Payee,
    Payer,
    Paying,
    StructCodec,
    orders,
    processors,
    row,
)

__all__ = [
    "BOOKED",
    "CUTS",
    "HOUR",
    "PAID",
    "SENT",
    "START",
    "Booking",
    "JsonSerde",
    "Payee",
    "Payer",
    "Paying",
    "StructCodec",
    "orders",
    "processors",
    "row",
]
