"""
Finds adapter plugins, one entry point at a time.

A distribution that can't be loaded is set aside by name while the others run. Two plugins for one agency, or a missing
dependency, stop start-up with a sentence that says what to do.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points

import pluggy

from hub.core.errors import ConfigurationError, PluginLoadError, UnknownAgencyError
from hub.plugins.spec import PROJECT, AdapterType, PluginFault, RegisterHook


@dataclass(frozen=True, slots=True)
class Plugins:
    """What was found: adapter types by agency code in order, and distributions set aside."""

    adapters: tuple[AdapterType, ...]
    faults: tuple[PluginFault, ...] = ()
    disabled: tuple[str, ...] = ()

    def adapter(self, code: str) -> AdapterType:
        """
        Return the adapter type of agency *code*.

        Raises:
            UnknownAgencyError: no plugin registers it.
        """
        for adapter in self.adapters:
            if adapter.info.code == code:
                return adapter
        known = ", ".join(adapter.info.code for adapter in self.adapters) or "none"
        raise UnknownAgencyError(f"no plugin registers agency {code}", remedy=f"known: {known}")


class PluginManager:
    """A typed method per hook over pluggy; callers never touch its hooks."""

    def __init__(self) -> None:
        self._pluggy = pluggy.PluginManager(PROJECT)
        self._pluggy.add_hookspecs(RegisterHook)

    def register(self, plugin: object, name: str) -> None:
        """
        Add one plugin.

        Raises:
            PluginLoadError: it implements a hook that doesn't exist, or with other arguments.
        """
        try:
            self._pluggy.register(plugin, name)
            self._pluggy.check_pending()
        except (pluggy.PluginValidationError, ValueError) as fault:
            if self._pluggy.has_plugin(name):
                self._pluggy.unregister(name=name)
            remedy = "install a version made for this hub"
            raise PluginLoadError(f"plugin {name} doesn't fit the hooks: {fault}", remedy=remedy) from fault

    def register_adapters(self, name: str) -> Sequence[AdapterType]:
        """Call ``hub_register_adapters`` of the plugin *name* alone, so that its failure is its own."""
        others = [plugin for known, plugin in self._pluggy.list_name_plugin() if known != name]
        hook = self._pluggy.subset_hook_caller("hub_register_adapters", others)
        returned: list[Sequence[AdapterType]] = hook()
        return [adapter for adapters in returned for adapter in adapters]


def load_plugins(
    *, disabled: Collection[str] = (), strict: bool = False, found: Iterable[EntryPoint] | None = None
) -> Plugins:
    """
    Load every installed plugin.

    Args:
        disabled: Names of entry points, distributions or agency codes to leave out (``HUB_DISABLED_PLUGINS``).
        strict: Refuse to start when any plugin fails.
        found: Entry points to use instead of the installed ones.

    Raises:
        ConfigurationError: two plugins register one agency, a dependency is missing, or one failed and *strict*.
    """
    manager = PluginManager()
    adapters: list[AdapterType] = []
    faults: list[PluginFault] = []
    left_out: list[str] = []
    for point in sorted(entry_points(group=PROJECT) if found is None else found, key=lambda entry: entry.name):
        if {point.name, _distribution(point)} & set(disabled):
            left_out.append(point.name)
            continue
        loaded = _load(manager, point)
        if isinstance(loaded, PluginFault):
            faults.append(loaded)
        else:
            adapters += [adapter for adapter in loaded if adapter.info.code not in disabled]
            left_out += [adapter.info.code for adapter in loaded if adapter.info.code in disabled]
    _refuse_duplicates(adapters)
    if strict and faults:
        first = faults[0]
        raise PluginLoadError(f"{first.distribution}: {first.reason}", remedy=first.remedy)
    return Plugins(tuple(sorted(adapters, key=lambda adapter: adapter.info.code)), tuple(faults), tuple(left_out))


def disabled_from(value: str | None) -> frozenset[str]:
    """
    Return the names in ``HUB_DISABLED_PLUGINS``; the edge reads the environment.

    >>> sorted(disabled_from("court, grid"))
    ['court', 'grid']
    """
    return frozenset(name.strip() for name in (value or "").split(",") if name.strip())


def _load(manager: PluginManager, point: EntryPoint) -> Sequence[AdapterType] | PluginFault:
    name = _distribution(point)
    try:
        plugin = point.load()
        manager.register(plugin, point.name)
        return list(manager.register_adapters(point.name))
    except ModuleNotFoundError as fault:
        if fault.name is None or fault.name.partition(".")[0] == point.module.partition(".")[0]:
            return PluginFault(name, f"its module {fault.name} isn't there", f"reinstall {name}")
        raise ConfigurationError(
            f"plugin {name} needs {fault.name}, which isn't installed",
            remedy=f"install it, or start with HUB_DISABLED_PLUGINS={point.name}",
        ) from fault
    except Exception as fault:  # noqa: BLE001 - a plugin may fail in any way and must not stop the others
        remedy = f"reinstall {name}, or start with HUB_DISABLED_PLUGINS={point.name}"
        return PluginFault(name, f"{type(fault).__name__}: {fault}", remedy)


def _distribution(point: EntryPoint) -> str:
    return point.dist.name if point.dist is not None else point.name


def _refuse_duplicates(adapters: Sequence[AdapterType]) -> None:
    seen: set[str] = set()
    for adapter in adapters:
        code = adapter.info.code
        if code in seen:
            raise UnknownAgencyError(
                f"two plugins register agency {code}",
                remedy="uninstall one, or switch one off: HUB_DISABLED_PLUGINS=<its distribution>",
            )
        seen.add(code)
