"""Zip archives, with limits against bombs."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping

from hub.connectors.files.limits import FileLimits
from hub.core.errors import ClosedInputError


def read_archive(content: bytes, *, where: str, limits: FileLimits | None = None) -> dict[str, bytes]:
    """
    Return every member of a zip archive by name, each checked against its CRC.

    Raises:
        ClosedInputError: cut, damaged, encrypted, a name that leaves the folder, or larger unpacked than allowed.
    """
    bounds = limits or FileLimits()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            _check_directory(entries, len(content), where, bounds)
            return _unpacked(archive, entries, where, bounds)
    except (zipfile.BadZipFile, EOFError, zlib.error, NotImplementedError, RuntimeError, ValueError, OSError) as fault:
        raise ClosedInputError(
            f"archive is cut or damaged ({type(fault).__name__})", where=where, remedy="have it sent again"
        ) from fault


def _check_directory(entries: list[zipfile.ZipInfo], packed: int, where: str, bounds: FileLimits) -> None:
    names = [entry.filename for entry in entries]
    if len(names) > bounds.members or len(set(names)) != len(names):
        raise ClosedInputError("archive holds too many members or one twice", where=where)
    if any(name.startswith("/") or ".." in name.split("/") or "\\" in name for name in names):
        raise ClosedInputError("archive names files outside its folder", where=where)
    if any(entry.flag_bits & 1 for entry in entries):
        raise ClosedInputError("archive is encrypted", where=where, remedy="send it without a password")
    _check_size(sum(entry.file_size for entry in entries), packed, where, bounds)


def _check_size(unpacked: int, packed: int, where: str, bounds: FileLimits) -> None:
    small = 1024 * 1024
    if unpacked > bounds.unpacked_bytes or (unpacked > small and unpacked > packed * bounds.unpack_ratio):
        raise ClosedInputError("archive unpacks to far more than allowed (a bomb?)", where=where)


def _unpacked(
    archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], where: str, bounds: FileLimits
) -> dict[str, bytes]:
    members: dict[str, bytes] = {}
    total = 0
    for entry in entries:
        with archive.open(entry) as member:
            # The directory's sizes are claims: never read more than the limit leaves.
            content = member.read(bounds.unpacked_bytes - total + 1)
        total += len(content)
        if total > bounds.unpacked_bytes:
            raise ClosedInputError("archive unpacks to more than it claims (a bomb?)", where=where)
        members[_name(entry)] = content
    return members


def _name(entry: zipfile.ZipInfo) -> str:
    if entry.flag_bits & 0x800:
        return entry.filename
    # Old Chinese packers write GB names without saying so; zipfile then reads them as cp437.
    try:
        return entry.filename.encode("cp437").decode("gb18030")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return entry.filename


def write_archive(members: Mapping[str, bytes]) -> bytes:
    """Return a zip archive whose bytes depend on *members* alone, not on the time of writing."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
