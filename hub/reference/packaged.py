"""Where the packaged files are, in a checkout, an installed wheel or a zip."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable


def folder(name: str) -> Traversable:
    """Return the packaged folder *name* of ``hub/data``."""
    return files("hub").joinpath("data", name)


def rows(place: str, file: str) -> Iterator[dict[str, str]]:
    """Yield the lines of a packaged CSV file as text, by heading."""
    lines = folder(place).joinpath(file).read_text(encoding="utf-8").splitlines()
    yield from csv.DictReader(lines)
