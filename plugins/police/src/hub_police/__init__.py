"""Adapter of the police: tickets and cases, transfers to mediation, waived penalties (domain §5 Police)."""

from __future__ import annotations

from collections.abc import Sequence

from hub.plugins.spec import AdapterType, hookimpl
from hub_police.adapter import PoliceAdapterType


@hookimpl
def hub_register_adapters() -> Sequence[AdapterType]:
    """Return the adapter type of the police."""
    return (PoliceAdapterType(),)
