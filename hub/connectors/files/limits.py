"""How large a file may be, and how one is read and written without others seeing half of it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from hub.core.errors import AgencyUnavailableError, ClosedInputError


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLimits:
    """
    Bounds of one input.

    A year of a city's petitions is some 30 MB of XML; ten times that is a broken export. A ratio beyond 200 occurs in
    bombs, not in text: XML of records compresses 10 to 40 times.
    """

    file_bytes: int = 64 * 1024 * 1024
    unpacked_bytes: int = 512 * 1024 * 1024
    unpack_ratio: int = 200
    members: int = 1000
    rows: int = 200_000
    columns: int = 500
    elements: int = 5_000_000
    depth: int = 50


def read_bytes(path: Path, limits: FileLimits | None = None) -> bytes:
    """
    Return the content of *path*.

    Raises:
        ClosedInputError: it's larger than allowed.
        AgencyUnavailableError: the folder can't be reached now.
    """
    bound = (limits or FileLimits()).file_bytes
    try:
        with path.open("rb") as file:
            content = file.read(bound + 1)
    except OSError as fault:
        raise AgencyUnavailableError("file can't be read", where=path.name, remedy="check share and rights") from fault
    if len(content) > bound:
        raise ClosedInputError(f"file is larger than {bound} bytes", where=path.name)
    return content


def write_atomically(path: Path, content: bytes) -> None:
    """Write *content* so that a reader, or a crash, sees the whole file or none."""
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as fault:
        raise AgencyUnavailableError("file can't be written", where=path.name, remedy="check share and disk") from fault
