"""Secrets that settings name: read from the environment or a file when they're used."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from hub.core.errors import ConfigurationError
from hub.settings.kafka import KafkaSettings
from hub.settings.people import OutsideProvider

CREDENTIALS_VARIABLE = "CREDENTIALS_DIRECTORY"
"""Where systemd puts what LoadCredentialEncrypted= unseals for a unit."""


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
