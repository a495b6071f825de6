"""The dated definitions of counting: packaged, or those of the bureau's own folder."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from hub.core.codes import Outcome
from hub.core.definitions import Definition, Definitions
from hub.core.errors import ConfigurationError
from hub.reference.packaged import folder

_Outcomes = Annotated[tuple[Outcome, ...], Field(min_length=1)]


class _DefinitionFile(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(min_length=1, max_length=60)
    zh: str
    en: str
    valid_from: date | None = None
    valid_to: date | None = None
    success: _Outcomes
    rated: _Outcomes
    in_median: _Outcomes
    counts_first_day: bool


def load_definitions(own: Path | None = None) -> Definitions:
    """
    Return the packaged definitions, or those in the folder ``definitions`` of *own*.

    Raises:
        ConfigurationError: a file can't be read or doesn't fit, or two are in force on one day.
    """
    return Definitions.of(_read(path) for path in reporting_files(own, "definitions"))


def reporting_files(own: Path | None, kind: str) -> Iterator[Traversable]:
    """Yield the files of *kind* (``definitions``, ``forms``): of the bureau's folder where it has any, else ours."""
    places: list[Traversable] = [] if own is None else [own.joinpath(kind)]
    found = [path for place in places if place.is_dir() for path in place.iterdir() if path.name.endswith(".toml")]
    if not found:
        ours = folder("reporting").joinpath(kind)
        found = [path for path in ours.iterdir() if path.name.endswith(".toml")]
    yield from sorted(found, key=lambda path: path.name)


def content_of(path: Traversable) -> dict[str, object]:
    """
    Return what the TOML file *path* says.

    Raises:
        ConfigurationError: it isn't TOML or can't be read.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigurationError(f"can't be read: {error}", where=path.name, remedy="mend that file") from error


def misfit(path: Traversable, error: ValidationError) -> ConfigurationError:
    """Return the error that names the first entry of *path* that doesn't fit."""
    first = error.errors()[0]
    where = ".".join(map(str, first["loc"]))
    return ConfigurationError(f"{where}: {first['msg']}", where=path.name, remedy="mend that entry")


def _read(path: Traversable) -> Definition:
    try:
        file = _DefinitionFile.model_validate(content_of(path))
        return Definition(
            id=file.id,
            zh=file.zh,
            en=file.en,
            valid_from=file.valid_from,
            valid_to=file.valid_to,
            success=file.success,
            rated=file.rated,
            in_median=file.in_median,
            counts_first_day=file.counts_first_day,
        )
    except ValidationError as error:
        raise misfit(path, error) from error
