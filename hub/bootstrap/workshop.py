"""Adapters, their hosts, vault and door."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ValidationError

from hub.bootstrap.cluster import access_of, open_kafka_letters
from hub.bootstrap.engines import open_bus
from hub.bootstrap.registry import load_bodies, registry_of
from hub.bootstrap.surroundings import Surroundings
from hub.bus.embedded import EmbeddedBus
from hub.contracts import Serde
from hub.core.errors import ConfigurationError, UnknownAgencyError
from hub.core.ports import Bus, Clock
from hub.engines.embedded import DeadLetters
from hub.engines.ports import Letters
from hub.plugins.ground import HostTools
from hub.plugins.host import AdapterHost
from hub.plugins.manager import Plugins, disabled_from, load_plugins
from hub.plugins.mapped import mapping_fault, with_mappings
from hub.plugins.quarantine import Quarantine
from hub.plugins.spec import AdapterContext, AdapterType
from hub.plugins.store import AdapterStore
from hub.service.door import EngineDoor
from hub.service.returned_desk import IMPORTS, ReturnedDesk
from hub.service.safe import Safe
from hub.settings.secrets import with_secrets
from hub.settings.whole import HubSettings
from hub.vault import KeyedTokeniser, SealedVault, SoftwareProvider, load_key_file


def installed_plugins() -> Plugins:
    """Load every installed adapter distribution but those that ``HUB_DISABLED_PLUGINS`` names."""
    return load_plugins(disabled=disabled_from(os.environ.get("HUB_DISABLED_PLUGINS")))


def known_plugins(settings: HubSettings) -> Plugins:
    """
    Return installed adapters and those that the mapping files of *settings* make.

    A mapping file that can't be used is set aside like a plugin that can't be loaded: the others run.
    """
    return with_mappings(installed_plugins(), settings.adapters)


def letters_beside(workshop: Workshop) -> Letters:
    """
    Return what no processor could take, on the log that *workshop* has open.

    Raises:
        BusUnavailableError: the cluster doesn't answer.
    """
    if isinstance(workshop.bus, EmbeddedBus):
        return DeadLetters(workshop.bus)
    return open_kafka_letters(access_of(workshop.settings))


@dataclass(frozen=True, slots=True)
class Workshop:
    """Everything that adapter hosts need, opened once; :meth:`host` opens one of them."""

    settings: HubSettings
    plugins: Plugins
    around: Surroundings
    vault: SealedVault
    bus: Bus
    door: EngineDoor
    context: AdapterContext

    @property
    def codes(self) -> tuple[str, ...]:
        """The configured agencies."""
        return tuple(sorted(self.settings.adapters))

    def is_set_aside(self, code: str) -> bool:
        """Return whether the mapping file of *code* can't be used; its deliveries wait, the others run."""
        return mapping_fault(self.settings.adapters.get(code, {})) is not None

    def has_store(self, code: str) -> bool:
        """Return whether the adapter of *code* has ever run."""
        return self._store_path(code).is_file()

    def store(self, code: str) -> AdapterStore:
        """Open the durable memory of the adapter of *code*."""
        return AdapterStore(self._store_path(code), code)

    def _store_path(self, code: str) -> Path:
        return self.settings.data / "adapters" / f"{code}.db"

    def quarantine(self, store: AdapterStore) -> Quarantine:
        """Return the quarantine of the adapter whose *store* this is, without opening the adapter."""
        return Quarantine(store, self.vault, self.around.clock)

    @property
    def returned(self) -> ReturnedDesk:
        """The held rows of files that people imported."""
        return ReturnedDesk(self.quarantine(self.store(IMPORTS)))

    def adapter_type(self, code: str) -> AdapterType:
        """
        Return the adapter type of the configured agency *code*.

        Raises:
            UnknownAgencyError: it isn't configured, or no plugin registers it.
        """
        if code not in self.settings.adapters:
            known = ", ".join(self.codes) or "none"
            raise UnknownAgencyError(f"agency {code} isn't configured", remedy=f"configured: {known}")
        fault = mapping_fault(self.settings.adapters[code])
        if fault is not None:
            raise fault
        return self.plugins.adapter(code)

    def host(self, code: str) -> AdapterHost:
        """
        Open the host of agency *code*; its system isn't touched yet.

        Raises:
            ConfigurationError: a setting of it doesn't fit, or a secret is missing.
        """
        kind = self.adapter_type(code)
        adapter = kind.open(adapter_settings(kind, self.settings.adapters[code]), self.context)
        around = self.around
        tools = HostTools(around.clock, self.vault, around.sleep, around.policy, self.context.registry)
        return AdapterHost(adapter, self.door, self.store(code), tools)


def adapter_settings(kind: AdapterType, table: Mapping[str, object]) -> BaseModel:
    """
    Return the checked settings of one adapter, secrets in place.

    Raises:
        ConfigurationError: one doesn't fit; it's named, its value is not.
    """
    code = kind.info.code
    try:
        return kind.Settings.model_validate(with_secrets(code, table))
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
        raise ConfigurationError(
            faults, where=f"[adapters.{code}]", remedy="compare it with a fresh hub init"
        ) from None


def adapter_context(settings: HubSettings, clock: Clock) -> AdapterContext:
    """
    Return what adapters are opened with.

    Raises:
        ConfigurationError: the key or the registry of units can't be read.
    """
    tokeniser = KeyedTokeniser(load_key_file(settings.key), SoftwareProvider())
    return AdapterContext(
        clock=clock,
        tokeniser=tokeniser,
        registry=registry_of(settings),
        stated_bodies=load_bodies(settings.units),
    )


def open_workshop(settings: HubSettings, bus: Bus, around: Surroundings) -> Workshop:
    """
    Open vault and door on *bus*.

    Raises:
        ConfigurationError: the key is missing, or plugins clash.
    """
    vault = SealedVault(settings.data / "vault.db", load_key_file(settings.key), SoftwareProvider(), around.clock)
    context = adapter_context(settings, around.clock)
    safe = Safe(settings.data / "dossiers.db", vault, context.tokeniser)
    door = EngineDoor(bus, Serde(), safe, around.clock)
    return Workshop(settings, known_plugins(settings), around, vault, bus, door, context)


def open_beside(settings: HubSettings, around: Surroundings | None = None) -> Workshop:
    """Open what commands need beside a running hub: the log is appended to, the engine is left to its owner."""
    return open_workshop(settings, open_bus(settings), around or Surroundings())
