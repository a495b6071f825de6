"""The grid platform's adapter for Fengqiao Hub (网格平台接入插件)."""

from __future__ import annotations

from collections.abc import Sequence

from hub.plugins.spec import AdapterType, hookimpl
from hub_grid.adapter import GridPlatform


@hookimpl
def hub_register_adapters() -> Sequence[AdapterType]:
    """Return the one adapter type of this distribution."""
    return (GridPlatform(),)
