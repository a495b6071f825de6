"""How mapping files join the installed plugins: ``[adapters.scjg-230803] mapping = "scjg.map.yaml"`` is all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from hub.core.errors import HubError
from hub.core.units import Registry
from hub.plugins.manager import Plugins
from hub.plugins.spec import AdapterType, PluginFault

if TYPE_CHECKING:
    from hub.plugins.mapping import MappedType

MAPPING = "mapping"
Tables = Mapping[str, Mapping[str, object]]
"""The adapters' tables of the settings file, by agency code."""


def with_mappings(plugins: Plugins, tables: Tables) -> Plugins:
    """Return *plugins* and the adapter types of all mapping files; a file that can't be used becomes a fault."""
    kinds: list[AdapterType] = list(plugins.adapters)
    faults = list(plugins.faults)
    installed = {kind.info.code for kind in kinds}
    for code, table, found in _mapped(tables):
        if isinstance(found, HubError):
            faults.append(PluginFault(str(table[MAPPING]), found.what, found.remedy))
        elif found.info.code in installed or found.info.code != code:
            mismatch = f"mapping file is of adapter {found.info.code}, the settings say {code}"
            faults.append(PluginFault(str(table[MAPPING]), mismatch, f"write [adapters.{found.info.code}]"))
        else:
            kinds.append(found)
    return replace(plugins, adapters=tuple(sorted(kinds, key=lambda kind: kind.info.code)), faults=tuple(faults))


def with_mapped_units(registry: Registry, tables: Tables) -> Registry:
    """Return *registry* with the unit of each mapping file; a unit that is registered already stays as it is."""
    added = [found.mapping.unit for _, _, found in _mapped(tables) if not isinstance(found, HubError)]
    fresh = [unit for unit in added if unit.code not in registry.units]
    if not fresh:
        return registry
    return Registry.of([*registry.all_units(), *fresh], registry.version, registry.all_bodies())


def mapping_fault(table: Mapping[str, object]) -> HubError | None:
    """Return why the mapping file of an adapter's *table* can't be used, None when it can or there is none."""
    found = _typed(table)
    return found if isinstance(found, HubError) else None


def _mapped(tables: Tables) -> Iterator[tuple[str, Mapping[str, object], MappedType | HubError]]:
    for code, table in sorted(tables.items()):
        found = _typed(table)
        if found is not None:
            yield code, table, found


def _typed(table: Mapping[str, object]) -> MappedType | HubError | None:
    path = table.get(MAPPING)
    if not isinstance(path, str):
        return None
    from hub.plugins.mapping import mapped_type  # slow to load: only hubs with mapping files wait for it

    try:
        return mapped_type(Path(path))
    except HubError as fault:
        return fault
