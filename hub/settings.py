"""
The one settings file of a hub: a commented TOML that ``hub init`` writes.

Secrets never stand in it: a value ``{ file = "…" }``, ``{ env = "…" }`` or ``{ credential = "…" }`` (sealed, opened by
systemd) says where the secret is kept.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PrivateAttr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from hub.core.amendments import Amendment
from hub.core.clocks import Override
from hub.core.errors import ConfigurationError
from hub.core.events import Event
from hub.core.forms import SigningRole
from hub.core.privacy import is_officer_code

SETTINGS_FILE = "hub.toml"
MAPPING = "mapping"
"""Key of an adapter's table that names its mapping file; an adapter with one needs no plugin."""
DEMO_SETTINGS = Path("demo-out") / SETTINGS_FILE
SETTINGS_VARIABLE = "HUB_SETTINGS"
CREDENTIALS_VARIABLE = "CREDENTIALS_DIRECTORY"
"""Where systemd puts what LoadCredentialEncrypted= unseals for a unit."""


class LocalLength(BaseModel):
    """
    One ``[[clocks]]`` table: another length for a configurable clock, of an agency or region, from a day on.

    It must have a first day: what started before keeps its length.
    """

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid", frozen=True)

    clock: str
    length: int
    since: date = Field(alias="from")
    until: date | None = Field(default=None, alias="to")
    agency: str | None = None
    region: str | None = None
    basis: str = ""

    @property
    def override(self) -> Override:
        """What the rules take."""
        return Override(
            clock=self.clock,
            length=self.length,
            agency=self.agency,
            region=self.region,
            since=self.since,
            until=self.until,
            basis=self.basis,
        )


def _officer_code(text: str) -> str:
    if not is_officer_code(text):
        raise ValueError("an officer's code has letters and figures, such as TJ-01, and is no name")
    return text


OfficerCode = Annotated[str, AfterValidator(_officer_code)]


class OfficerSettings(BaseModel):
    """One officer who may sign: the office, never a name, and the roles in which its code signs."""

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid", frozen=True)

    office: str = Field(min_length=1, max_length=60)
    roles: tuple[SigningRole, ...] = ()


class BackupSettings(BaseModel):
    """
    The ``[backup]`` table.

    Attributes:
        folder: Where backups stand; on another disk than the data.
        days: Days after which ``hub doctor`` asks for the next one.
        keep: Complete backups kept; older ones of this hub go when a new one is complete.
    """

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid", frozen=True)

    folder: Path = Path("backup")
    days: int = Field(default=7, ge=1)
    keep: int = Field(default=14, ge=1)


class EngineKind(StrEnum):
    """What runs the processors."""

    EMBEDDED = "embedded"
    KAFKA = "kafka"


class KafkaSettings(BaseModel):
    """
    The ``[kafka]`` table: how to reach the cluster, and how a worker lives.

    Attributes:
        bootstrap: ``host:port``, several separated by commas.
        prefix: Put before every topic, group and transactional id, so that several hubs may share a cluster.
        authority: Certificate of the cluster's authority; TLS is used where it's given.
        certificate: Key and certificate in one PEM file, for who is known by certificate.
        principal: User of SCRAM-SHA-512, for who is known by password.
        password: Where the password is kept: a file, a variable, or a sealed credential.
        patience_seconds: How long a round waits for workers to take in what it put on the log.
        session_seconds: A worker that isn't heard for so long loses its shards to the others.
        stalled_seconds: A worker whose loop makes no progress for so long ends itself, to be started anew.
        worker_port: Where a worker tells its standing over HTTP on the machine itself; 0 for nowhere.
        agencies: Those whose adapters reach the cluster themselves: each has topics and rights of its own.
    """

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid", frozen=True)

    bootstrap: str = Field(min_length=3)
    prefix: str = Field(default="", pattern=r"^[A-Za-z0-9._-]*$", max_length=60)
    authority: Path | None = None
    certificate: Path | None = None
    principal: str | None = None
    password: dict[str, str] = Field(default_factory=dict)
    patience_seconds: float = Field(default=20.0, gt=0)
    session_seconds: float = Field(default=10.0, ge=6, le=60)
    stalled_seconds: float = Field(default=90.0, ge=10)
    worker_port: int = Field(default=0, ge=0, le=65535)
    agencies: tuple[str, ...] = ()


class GatewayIdentity(StrEnum):
    """By what an agency is known at the gateway."""

    TOKEN = "token"  # noqa: S105  (no secret, the word for one)
    CERTIFICATE = "certificate"


class GatewayAgency(BaseModel):
    """
    One ``[gateway.agencies.CODE]`` table: an agency that exchanges everything over the gateway.

    What it may state is that of the adapter of this code, where one is installed; else it's told here.

    Attributes:
        identity: By what it's known: tokens that it signs, or a certificate that it shows in TLS; never both.
        certificate_names: Names (``dns:…``, ``uri:…``) by which its certificates are known beside those registered.
    """

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(default="", max_length=60)
    name_en: str = Field(default="", max_length=80)
    contact: str = Field(default="", max_length=60)
    submits: tuple[Event, ...] = ()
    statistics: bool = False
    identity: GatewayIdentity = GatewayIdentity.TOKEN
    certificate_names: tuple[Annotated[str, Field(pattern=r"^(dns:[a-z0-9.-]{1,200}|uri:\S{1,200})$")], ...] = ()


class GatewaySettings(BaseModel):
    """The ``[gateway]`` table: the door for systems."""

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid", frozen=True)

    host: str = "127.0.0.1"
    port: int = Field(default=8443, ge=1, le=65_535)
    certificate: Path | None = None
    certificate_key: Path | None = None
    client_authority: Path | None = None
    keys: Path = Path("gateway-keys")
    slowest_body_seconds: float = Field(default=30.0, gt=0, le=50)
    statements_per_second: float = Field(default=200.0, gt=0)
    statements_at_once: float = Field(default=5_000.0, gt=0)
    most_backlog: int = Field(default=200_000, ge=1_000)
    agencies: dict[str, GatewayAgency] = Field(default_factory=dict)


class ConsoleSettings(BaseModel):
    """
    The ``[console]`` table: the pages for people.

    Attributes:
        proxied: A proxy on this machine adds TLS: cookies are then as strict as with a certificate here.
    """

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid", frozen=True)

    host: str = "127.0.0.1"
    port: int = Field(default=8480, ge=1, le=65_535)
    certificate: Path | None = None
    certificate_key: Path | None = None
    proxied: bool = False

    @property
    def is_secure(self) -> bool:
        """Whether browsers reach it by TLS."""
        return self.proxied or self.certificate is not None


class WorkbenchSettings(BaseModel):
    """
    The ``[workbench]`` table: a centre without a system of its own works in the console.

    Attributes:
        agency: Code under which its clerks speak; no adapter may have it.
        units: Units for which they do; deliveries to these reach the console and no adapter.
        undo_seconds: How long a clicked act waits before it's sent.
        draft_days: Days after which a half-filled form that nobody touched is forgotten.
        marks: How a unit is called in the numbers of its papers, by its code.
    """

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid", frozen=True)

    agency: str = Field(default="centre", pattern=r"^[a-z][a-z0-9-]{0,30}$")
    units: tuple[str, ...] = ()
    undo_seconds: int = Field(default=600, ge=0, le=600)
    draft_days: int = Field(default=14, ge=1, le=90)
    marks: dict[str, str] = Field(default_factory=dict)


class OutsideProvider(BaseModel):
    """
    The ``[people.oidc]`` table: an outside provider by which people may sign in.

    Attributes:
        issuer: Its address, exactly as its tokens name it.
        client: The name under which this console is registered there.
        secret: Where the client's secret is kept: a file, a variable, or a sealed credential; none for a public client.
        redirect: Address of this console as registered there: its own, with /sign-in/outside/back behind it.
        account_claim: Claim that names the account at the first sign-in; empty where each identity is bound by hand.
        strong: Values of the claim ``amr`` that mean that the provider asked a second factor.
    """

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid", frozen=True)

    issuer: str = Field(min_length=8)
    client: str = Field(min_length=1)
    secret: dict[str, str] = Field(default_factory=dict)
    redirect: str = Field(min_length=8)
    account_claim: str = ""
    strong: frozenset[str] = frozenset({"mfa", "otp", "hwk", "sc"})


class PeopleSettings(BaseModel):
    """The ``[people]`` table: how people sign in to the console."""

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid", frozen=True)

    least_characters: int = Field(default=10, ge=8, le=64)
    remembered: int = Field(default=5, ge=1, le=24)
    password_days: int = Field(default=90, ge=1, le=366)
    failures: int = Field(default=5, ge=3, le=20)
    lock_minutes: int = Field(default=15, ge=1, le=24 * 60)
    idle_minutes: int = Field(default=15, ge=1, le=120)
    longest_hours: int = Field(default=10, ge=1, le=24)
    unused_days: int = Field(default=90, ge=1, le=366)
    oidc: OutsideProvider | None = None


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


def settings_path(named: Path | None) -> Path:
    """
    Return the settings file to use: the one named, that of ``HUB_SETTINGS``, or ``hub.toml`` here.

    Where there is none, but a demo was played here, it's the demo's: its hub can be asked at once.
    """
    if named is not None:
        return named
    if SETTINGS_VARIABLE in os.environ:
        return Path(os.environ[SETTINGS_VARIABLE])
    return next((path for path in (Path(SETTINGS_FILE), DEMO_SETTINGS) if path.is_file()), Path(SETTINGS_FILE))


def load_settings(path: Path) -> HubSettings:
    """
    Read the settings file *path*; secrets stay references, see :func:`with_secrets`.

    Raises:
        ConfigurationError: it's missing, no TOML, or a setting doesn't fit; each is named with its key.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigurationError("the settings file can't be read", where=str(path), remedy="hub init") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            f"not valid TOML: {error}", where=str(path), remedy="mend that line, or write a new file with hub init"
        ) from error
    home = path.resolve().parent
    try:
        settings = HubSettings(**content)
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
        raise ConfigurationError(faults, where=str(path), remedy="compare it with a fresh file of hub init") from error
    return settings.model_copy(
        update={
            "data": home / settings.data,
            "key": home / settings.key,
            "calendar": settings.calendar and home / settings.calendar,
            "units": settings.units and home / settings.units,
            "forms": settings.forms and home / settings.forms,
            "backup": settings.backup.model_copy(update={"folder": home / settings.backup.folder}),
            "adapters": _located(settings.adapters, home),
            "kafka": settings.kafka and _kafka_beside(settings.kafka, home),
            "people": settings.people.model_copy(update={"oidc": _oidc_beside(settings.people.oidc, home)}),
            "gateway": settings.gateway.model_copy(update=_gateway_paths(settings.gateway, home)),
            "console": settings.console.model_copy(update=_certificate_paths(settings.console, home)),
        }
    )


def _gateway_paths(gateway: GatewaySettings, home: Path) -> dict[str, Path | None]:
    authority = gateway.client_authority and home / gateway.client_authority
    return {**_certificate_paths(gateway, home), "keys": home / gateway.keys, "client_authority": authority}


def _certificate_paths(door: GatewaySettings | ConsoleSettings, home: Path) -> dict[str, Path | None]:
    return {
        "certificate": door.certificate and home / door.certificate,
        "certificate_key": door.certificate_key and home / door.certificate_key,
    }


def _located(value: object, home: Path) -> object:
    """Return *value* with ``{here}`` in its texts and its secret files set to the folder *home*."""
    if isinstance(value, str):
        return value.replace("{here}", str(home))
    if isinstance(value, dict):
        if set(value) == {"file"}:
            return {"file": str(home / str(value["file"]).replace("{here}", str(home)))}
        return {key: _beside(inner, home) if key == MAPPING else _located(inner, home) for key, inner in value.items()}
    return value


def _beside(value: object, home: Path) -> object:
    """Return a mapping file's path relative to *home*: ``mapping = "scjg.map.yaml"`` is all that it takes."""
    located = _located(value, home)
    return str(home / located) if isinstance(located, str) else located


def _kafka_beside(kafka: KafkaSettings, home: Path) -> KafkaSettings:
    """Return *kafka* with its files found from *home*."""
    return kafka.model_copy(
        update={
            "authority": kafka.authority and home / kafka.authority,
            "certificate": kafka.certificate and home / kafka.certificate,
            "password": _located(kafka.password, home),
        }
    )


def _oidc_beside(oidc: OutsideProvider | None, home: Path) -> OutsideProvider | None:
    return None if oidc is None else oidc.model_copy(update={"secret": _located(oidc.secret, home)})


def oidc_secret(oidc: OutsideProvider) -> str:
    """
    Return the client's secret, empty for a public client.

    Raises:
        ConfigurationError: it isn't where the settings say.
    """
    secret = _secret("people.oidc.secret", oidc.secret) if oidc.secret else ""
    if not isinstance(secret, str):
        raise ConfigurationError(
            "say where the password is kept", where="people.oidc.secret", remedy='{ file = "…" } or { env = "…" }'
        )
    return secret


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


def kafka_password(kafka: KafkaSettings) -> str:
    """
    Return the password of the cluster's user, empty where none is needed.

    Raises:
        ConfigurationError: it isn't where the settings say.
    """
    if not kafka.password:
        return ""
    secret = _secret("kafka.password", kafka.password)
    if not isinstance(secret, str):
        raise ConfigurationError(
            "say where the password is kept", where="kafka.password", remedy='{ file = "…" } or { env = "…" }'
        )
    return secret


def with_secrets(code: str, table: Mapping[str, object]) -> dict[str, object]:
    """
    Return the settings of adapter *code* with every secret reference replaced by the secret.

    Raises:
        ConfigurationError: a secret isn't where the settings say; its key is named, never its value.
    """
    return {key: _secret(f"adapters.{code}.{key}", value) for key, value in table.items()}


def _secret(where: str, value: object) -> object:
    if not isinstance(value, dict) or len(value) != 1:
        return value
    if "env" in value:
        name = str(value["env"])
        if name not in os.environ:
            raise ConfigurationError(
                f"the environment has no {name}", where=where, remedy=f"set {name} for the account that runs the hub"
            )
        return os.environ[name]
    path = _secret_file(where, value)
    if path is not None:
        try:
            return path.read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ConfigurationError(
                "the secret's file can't be read", where=where, remedy="write it, readable by the hub's account alone"
            ) from error
    return value


def _secret_file(where: str, value: Mapping[str, object]) -> Path | None:
    """Return the file of a secret; a sealed credential is one that systemd has opened for this process alone."""
    if "credential" in value:
        if CREDENTIALS_VARIABLE not in os.environ:
            raise ConfigurationError(
                f"the environment has no {CREDENTIALS_VARIABLE}",
                where=where,
                remedy=f"set {CREDENTIALS_VARIABLE} for the account that runs the hub",
            )
        return Path(os.environ[CREDENTIALS_VARIABLE]) / str(value["credential"])
    return Path(str(value["file"])) if "file" in value else None
