"""The only place that wires: settings to plugins, engine, vault and readers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import entry_points

import pluggy

from hub.plugins.spec import PROJECT, AdapterType, PluginFault, RegisterHook


@dataclass(frozen=True, slots=True)
class Plugins:
    """What the installed distributions register, by agency code, and those that can't be loaded."""

    adapter_types: Sequence[AdapterType]
    faults: Sequence[PluginFault]


def load_plugins() -> Plugins:
    """Load every installed adapter distribution, one by one."""
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(RegisterHook)
    for entry in sorted(entry_points(group=PROJECT), key=lambda entry: entry.name):
        manager.register(entry.load(), entry.name)
    found = [adapter for types in manager.hook.hub_register_adapters() for adapter in types]
    return Plugins(sorted(found, key=lambda adapter: adapter.info.code), ())
