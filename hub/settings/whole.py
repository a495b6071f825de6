"""All settings of a hub."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from pydantic import Field, PrivateAttr
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from hub.core.amendments import Amendment
from hub.core.errors import ConfigurationError
from hub.settings.doors import ConsoleSettings, GatewaySettings, RemoteIdentity, WorkbenchSettings
from hub.settings.kafka import EngineKind, KafkaSettings
from hub.settings.local import BackupSettings, LocalLength, OfficerCode, OfficerSettings
from hub.settings.people import PeopleSettings

MAPPING = "mapping"
"""Key of an adapter's table that names its mapping file; an adapter with one needs no plugin."""


class HubSettings(BaseSettings):
    """
    What an operator decides.

    Relative paths are relative to the settings file; in an adapter's table ``{here}`` stands for its folder. A
    variable ``HUB_DATA``, ``HUB_SHARDS`` … overrides the file for one process.
    """

    model_config: ClassVar[SettingsConfigDict] = SettingsConfigDict(env_prefix="HUB_", extra="forbid", frozen=True)

    data: Path = Path("var")
    key: Path = Path("secrets/hub.key")
    shards: int = Field(default=2, ge=1, le=64)
    topic_version: int = Field(default=1, ge=1)
    engine: EngineKind = EngineKind.EMBEDDED
    kafka: KafkaSettings | None = None
    calendar: Path | None = None
    units: Path | None = None
    forms: Path | None = None
    poll_seconds: float = Field(default=30.0, gt=0)
    report_day: int = Field(default=5, ge=1, le=28)
    clocks: tuple[LocalLength, ...] = ()
    officers: dict[OfficerCode, OfficerSettings] = Field(default_factory=dict)
    backup: BackupSettings = Field(default_factory=BackupSettings)
    adapters: dict[str, dict[str, object]] = Field(default_factory=dict)
    gateway: GatewaySettings = Field(default_factory=GatewaySettings)
    remote: dict[str, RemoteIdentity] = Field(default_factory=dict)
    console: ConsoleSettings = Field(default_factory=ConsoleSettings)
    workbench: WorkbenchSettings = Field(default_factory=WorkbenchSettings)

    people: PeopleSettings = Field(default_factory=PeopleSettings)
    _under: tuple[Amendment, ...] | None = PrivateAttr(default=None)

    @property
    def under(self) -> tuple[Amendment, ...] | None:
        """The amendments that these settings are read with; None where each reading asks what is decided by then."""
        return self._under

    def pinned(self, amendments: tuple[Amendment, ...]) -> HubSettings:
        """Return these settings under *amendments*, whatever is decided while they are in use."""
        found = self.model_copy()
        found._under = amendments  # noqa: SLF001 - its own copy; no key of a file may say it
        return found

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let the environment win over the file."""
        return env_settings, init_settings


def kafka_of(settings: HubSettings) -> KafkaSettings:
    """
    Return the ``[kafka]`` table of *settings*.

    Raises:
        ConfigurationError: there is none.
    """
    if settings.kafka is None:
        raise ConfigurationError(
            "the settings say nothing of a cluster", where="[kafka]", remedy="add a [kafka] table with its bootstrap"
        )
    return settings.kafka


def agencies_of(settings: HubSettings) -> list[str]:
    """Return every agency that the hub exchanges with: by adapter, gateway, cluster, or at the workbench."""
    reaching = () if settings.kafka is None else settings.kafka.agencies
    bench = (settings.workbench.agency,) if settings.workbench.units else ()
    return sorted({*settings.adapters, *settings.gateway.agencies, *reaching, *bench})
