"""
How an administrator reaches the cluster: a file apart from the hub's settings, for the hub has no such rights.

::

    [kafka]
    bootstrap = "10.0.3.11:9094"
    prefix = "fengqiao."
    authority = "ca.pem"
    principal = "fengqiao.hub.admin"
    password = { file = "admin.password" }
    patience_seconds = 10                     # what one request may take
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar

import typer
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from hub.catalogue import topics as said
from hub.cli.terminal import Terminal
from hub.core.errors import ConfigurationError
from hub.core.topic_plan import Wanted, wanted_of
from hub.settings.loading import load_settings, settings_path
from hub.settings.secrets import with_secrets
from hub.settings.whole import HubSettings, agencies_of, kafka_of

if TYPE_CHECKING:
    from hub.bus.kafka import ClusterAdministration, KafkaAccess

ClusterFile = Annotated[Path, typer.Option("--cluster", envvar="HUB_CLUSTER", help=said.OPTION_CLUSTER)]
AsUser = Annotated[Path | None, typer.Option("--cluster", help=said.OPTION_AS_USER)]
DEFAULT_FILE = Path("cluster.toml")


class _Access(BaseModel):
    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid", frozen=True)

    bootstrap: str = Field(min_length=3)
    prefix: str = Field(default="", pattern=r"^[A-Za-z0-9._-]*$", max_length=60)
    authority: Path | None = None
    certificate: Path | None = None
    principal: str | None = None
    password: str = ""
    patience_seconds: float = Field(default=10.0, ge=1, le=60)


def settings_as(settings: HubSettings, path: Path | None) -> HubSettings:
    """
    Return *settings* with the user of the cluster that the file *path* names; as they are without one.

    Raises:
        ConfigurationError: see :func:`access_of`.
    """
    if path is None:
        return settings
    access = access_of(path)
    table = tomllib.loads(path.read_text(encoding="utf-8"))["kafka"]
    secret = table.get("password", {})
    if "file" in secret:
        secret = {"file": str(path.resolve().parent / str(secret["file"]))}
    user = {
        "bootstrap": access.bootstrap,
        "prefix": access.prefix,
        "authority": access.authority,
        "certificate": access.certificate,
        "principal": access.principal,
        "password": secret,
    }
    return settings.model_copy(update={"kafka": kafka_of(settings).model_copy(update=user)})


def access_of(path: Path) -> KafkaAccess:
    """
    Return the access that the file *path* gives.

    Raises:
        ConfigurationError: it can't be read, a value doesn't fit, a secret is missing, or the extra isn't installed.
    """
    try:
        from hub.bus.kafka import KafkaAccess
    except ModuleNotFoundError as error:
        raise ConfigurationError(
            f"{error.name} isn't installed", where="kafka", remedy="pip install 'fengqiao-hub[kafka]'"
        ) from error
    try:
        table = dict(tomllib.loads(path.read_text(encoding="utf-8"))["kafka"])
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError) as error:
        raise ConfigurationError(
            "can't be read, or has no [kafka] table", where=str(path), remedy="docs/how-to/topics-and-access.md"
        ) from error
    home = path.resolve().parent
    secret = table.get("password")
    if isinstance(secret, dict) and "file" in secret:
        table["password"] = {"file": str(home / str(secret["file"]))}
    elif isinstance(secret, str):
        raise ConfigurationError(
            "a password stands in a file of its own", where=f"{path} password", remedy='{ file = "…" } or { env = "…" }'
        )
    try:
        known = _Access.model_validate(with_secrets("kafka", table))
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
        raise ConfigurationError(faults, where=str(path), remedy="docs/how-to/topics-and-access.md") from None
    return KafkaAccess(
        bootstrap=known.bootstrap,
        prefix=known.prefix,
        authority=known.authority and home / known.authority,
        certificate=known.certificate and home / known.certificate,
        principal=known.principal,
        password=known.password,
        patience=known.patience_seconds,
    )


@contextmanager
def administered(path: Path) -> Iterator[ClusterAdministration]:
    """Give the administration of the cluster that *path* names."""
    access = access_of(path)
    from hub.bus.kafka import administration

    with administration(access) as opened:
        yield opened


def wanted_here(terminal: Terminal, more: list[str]) -> Wanted:
    """Return what the hub of this terminal's settings wants, with the agencies *more* that have hosts of their own."""
    settings = load_settings(settings_path(terminal.settings))
    return wanted_of([*agencies_of(settings), *more], settings.shards, settings.topic_version)
