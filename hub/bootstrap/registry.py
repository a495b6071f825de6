"""Units and reporting bodies, as files say them and as amended."""

from __future__ import annotations

import tomllib
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from hub.bootstrap.amended import amendments_of
from hub.core.amendments import amended_registry
from hub.core.errors import ConfigurationError
from hub.core.reporting_bodies import ReportingBody
from hub.core.units import Body, Registry, Unit
from hub.plugins.mapped import with_mapped_units
from hub.reference import default_registry
from hub.settings.whole import HubSettings

_UNITS: TypeAdapter[list[Unit]] = TypeAdapter(list[Unit])
_BODIES: TypeAdapter[list[ReportingBody]] = TypeAdapter(list[ReportingBody])
_HELPING: TypeAdapter[list[Body]] = TypeAdapter(list[Body])


def registry_of(settings: HubSettings) -> Registry:
    """
    Return the registry of units as amended; those of the workbench are its agency's.

    Raises:
        ConfigurationError: the units file can't be read or an entry doesn't fit.
    """
    registry = amended_registry(filed_registry(settings), amendments_of(settings))
    bench = settings.workbench
    return registry.spoken_for(bench.units, bench.agency) if bench.units else registry


def filed_registry(settings: HubSettings) -> Registry:
    """
    Return the registry of units as files say it, with the bodies that mapping files name.

    Raises:
        ConfigurationError: the units file can't be read or an entry doesn't fit.
    """
    return with_mapped_units(load_registry(settings.units), settings.adapters)


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
        bodies = _HELPING.validate_python(content.get("participant", []))
        if "unit" not in content:
            # A file of helping bodies alone adds them to the packaged units.
            packaged = default_registry()
            return Registry.of(packaged.all_units(), packaged.version, bodies)
        return Registry.of(_UNITS.validate_python(content["unit"]), str(content.get("version", "1")), bodies)
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ConfigurationError(f"can't be read: {error}", where=str(units), remedy="mend the units file") from error
    except ValidationError as error:
        first = error.errors()[0]
        raise ConfigurationError(
            f"unit {'.'.join(map(str, first['loc']))}: {first['msg']}", where=str(units), remedy="mend that entry"
        ) from error


def load_bodies(units: Path | None) -> tuple[ReportingBody, ...]:
    """
    Return the reporting bodies that the registry file *units* states (``[[body]]``); none for the packaged registry.

    Raises:
        ConfigurationError: the file can't be read or an entry doesn't fit.
    """
    if units is None:
        return ()
    try:
        return tuple(_BODIES.validate_python(tomllib.loads(units.read_text(encoding="utf-8")).get("body", [])))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ConfigurationError(f"can't be read: {error}", where=str(units), remedy="mend the units file") from error
    except ValidationError as error:
        first = error.errors()[0]
        raise ConfigurationError(
            f"body {'.'.join(map(str, first['loc']))}: {first['msg']}", where=str(units), remedy="mend that entry"
        ) from error
