"""Settings read from hub.toml, paths taken from beside it."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

from pydantic import ValidationError

from hub.core.errors import ConfigurationError
from hub.settings.doors import ConsoleSettings, GatewaySettings, RemoteIdentity
from hub.settings.kafka import KafkaSettings
from hub.settings.people import OutsideProvider
from hub.settings.whole import MAPPING, HubSettings

SETTINGS_FILE = "hub.toml"
DEMO_SETTINGS = Path("demo-out") / SETTINGS_FILE
SETTINGS_VARIABLE = "HUB_SETTINGS"


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
            "remote": {code: _remote_beside(one, home) for code, one in settings.remote.items()},
            "console": settings.console.model_copy(update=_certificate_paths(settings.console, home)),
        }
    )


def _gateway_paths(gateway: GatewaySettings, home: Path) -> dict[str, Path | None]:
    authority = gateway.client_authority and home / gateway.client_authority
    return {**_certificate_paths(gateway, home), "keys": home / gateway.keys, "client_authority": authority}


def _remote_beside(remote: RemoteIdentity, home: Path) -> RemoteIdentity:
    return remote.model_copy(
        update={
            "certificate": home / remote.certificate,
            "certificate_key": remote.certificate_key and home / remote.certificate_key,
            "authority": remote.authority and home / remote.authority,
        }
    )


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
