"""Adapter plugin of the justice offices: hooks only."""

from __future__ import annotations

from collections.abc import Sequence

from hub.plugins.spec import AdapterType, hookimpl
from hub_justice.adapter import JusticeAdapterType

__all__ = ["hub_register_adapters"]


@hookimpl
def hub_register_adapters() -> Sequence[AdapterType]:
    """Register the one adapter of this distribution."""
    return (JusticeAdapterType(),)
