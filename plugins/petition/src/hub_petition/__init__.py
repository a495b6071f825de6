"""The petition office's adapter for Fengqiao Hub (信访局接入插件)."""

from __future__ import annotations

from collections.abc import Sequence

from hub.plugins.spec import AdapterType, hookimpl
from hub_petition.adapter import PetitionOffice


@hookimpl
def hub_register_adapters() -> Sequence[AdapterType]:
    """Return the one adapter type of this distribution."""
    return (PetitionOffice(),)
