"""Adapter of the courts: pre-suit and in-suit commissions, consent, judicial confirmation (domain §5 Court)."""

from __future__ import annotations

from collections.abc import Sequence

from hub.plugins.spec import AdapterType, hookimpl
from hub_court.adapter import CourtAdapterType


@hookimpl
def hub_register_adapters() -> Sequence[AdapterType]:
    """Return the court's adapter type."""
    return (CourtAdapterType(),)
