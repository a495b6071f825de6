"""The systems' door, the console, and the bench behind it."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from hub.core.events import Event


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
        systems: Systems whose names are this agency's alone; others belong to whoever states under them first.
        certificate_names: Names (``dns:…``, ``uri:…``) by which its certificates are known beside those registered.
    """

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(default="", max_length=60)
    name_en: str = Field(default="", max_length=80)
    contact: str = Field(default="", max_length=60)
    submits: tuple[Event, ...] = ()
    statistics: bool = False
    systems: tuple[Annotated[str, Field(min_length=1, max_length=100)], ...] = ()
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


class RemoteIdentity(BaseModel):
    """
    One ``[remote.CODE]`` table: the certificate by which an adapter far from the hub is known at its gateway.

    Attributes:
        certificate: The agency's own (PEM), with what leads to its authority behind it.
        certificate_key: Its private key, mode 0600; left out where the certificate's file holds it, too.
        authority: Who vouches for the gateway's certificate; left out where the system trusts it.
    """

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid", frozen=True)

    certificate: Path
    certificate_key: Path | None = None
    authority: Path | None = None


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
