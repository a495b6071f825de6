"""Which files have been seen: by content, without reading a year of snapshots at every poll."""

from __future__ import annotations

import hashlib
from pathlib import Path

from hub.core.errors import AgencyUnavailableError


class FileDigests:
    """Digests of files, worked out again only for a file whose size or time of change is another one."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[int, int, str]] = {}

    def of(self, path: Path) -> str:
        """
        Return the digest of *path*'s content.

        Raises:
            AgencyUnavailableError: the file can't be read now.
        """
        try:
            status = path.stat()
            size, changed, digest = self._known.get(path.name, (-1, -1, ""))
            if (size, changed) != (status.st_size, status.st_mtime_ns):
                with path.open("rb") as stream:
                    digest = hashlib.file_digest(stream, "sha256").hexdigest()[:16]
        except OSError as error:
            raise AgencyUnavailableError(
                "file can't be read", where=path.name, remedy="check share and rights"
            ) from error
        self._known[path.name] = (status.st_size, status.st_mtime_ns, digest)
        return digest
