"""The only place that wires: settings to plugins, engine and readers."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import entry_points
from pathlib import Path

import pluggy
from pydantic import TypeAdapter, ValidationError

from hub.contracts import Serde
from hub.core.clocks import Terms
from hub.core.errors import ConfigurationError
from hub.core.knowledge import Knowledge, Rules
from hub.core.ports import HubReader
from hub.core.units import Registry, Unit
from hub.engines.embedded import EmbeddedEngine, EmbeddedReader, EngineOptions
from hub.plugins.spec import PROJECT, AdapterType, PluginFault, RegisterHook
from hub.processors import Lifecycle, default_processors
from hub.processors.codec import MsgpackCodec
from hub.processors.lifecycle import LifecycleState
from hub.reference import default_registry, load_calendar
from hub.settings import HubSettings

_UNITS: TypeAdapter[list[Unit]] = TypeAdapter(list[Unit])


class SystemClock:
    """The clock of the machine."""

    def now(self) -> datetime:
        """Return the current UTC instant."""
        return datetime.now(UTC)


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


def load_registry(units: Path | None) -> Registry:
    """
    Return the registry of units: that of the file *units*, else the packaged one.

    Raises:
        ConfigurationError: the file can't be read or an entry doesn't fit.
    """
    if units is None:
        return default_registry()
    try:
        content = tomllib.loads(units.read_text(encoding="utf-8"))
        return Registry.of(_UNITS.validate_python(content.get("unit", [])), str(content.get("version", "1")))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ConfigurationError(f"can't be read: {error}", where=str(units), remedy="mend the units file") from error
    except ValidationError as error:
        first = error.errors()[0]
        raise ConfigurationError(
            f"unit {'.'.join(map(str, first['loc']))}: {first['msg']}", where=str(units), remedy="mend that entry"
        ) from error


def rules_of(settings: HubSettings) -> Rules:
    """Return the rules in force."""
    return Rules(Terms(load_calendar(settings.calendar)), derive=True)


def log_folder(settings: HubSettings) -> Path:
    """Return where the engine keeps its shards."""
    return settings.data / "log"


def open_engine(settings: HubSettings, *, batch_seconds: float | None = None) -> EmbeddedEngine:
    """Open the hub's engine and take its data over from any process that had it."""
    processors = default_processors(load_registry(settings.units), rules_of(settings))
    options = EngineOptions(shards=settings.shards, batch_seconds=batch_seconds)
    return EmbeddedEngine.open(log_folder(settings), processors, Serde(), options)


@dataclass(frozen=True, slots=True)
class Holdings:
    """What a hub holds, open for reading beside a running hub."""

    reader: HubReader
    registry: Registry
    rules: Rules

    def disputes(self) -> Iterator[Knowledge]:
        """Yield what the hub knows of every dispute."""
        codec = MsgpackCodec(LifecycleState)
        for _, state in self.reader.states(Lifecycle.name):
            yield codec.decode(state).knowledge

    def dispute(self, key: str) -> Knowledge | None:
        """Return what the hub knows of the dispute *key*."""
        state = self.reader.state(Lifecycle.name, key)
        return None if state is None else MsgpackCodec(LifecycleState).decode(state).knowledge


def read_hub(settings: HubSettings) -> Holdings:
    """
    Open what the hub of *settings* holds; nothing is ever written.

    Raises:
        UnknownRecordError: no hub has run there yet.
    """
    return Holdings(EmbeddedReader(log_folder(settings)), load_registry(settings.units), rules_of(settings))
