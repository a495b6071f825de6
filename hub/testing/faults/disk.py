"""A small disk that can be filled: a file system of its own in memory, which needs the right to mount one."""

from __future__ import annotations

import os
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from hub.core.errors import HubError

_BALLAST = "ballast"
_BLOCK = 4096
_SECONDS = 30


class NoSmallDiskError(HubError):
    """A broker's disk can only be filled where this process may mount one for it."""

    code = "E-CFG-00"

    def __init__(self) -> None:
        super().__init__(
            "a broker's disk can't be filled here: this process may mount none",
            remedy="play these seeds as root, outside a container that forbids it, or leave them out",
        )


def can_mount() -> bool:
    """Return whether this process may mount file systems (it's root and not shut in)."""
    return os.geteuid() == 0 and subprocess.run(
        ["unshare", "--mount", "true"],  # noqa: S607 - where the system keeps it
        check=False,
        capture_output=True,
        timeout=_SECONDS,
    ).returncode == 0  # fmt: skip


@dataclass(frozen=True, slots=True)
class SmallDisk:
    """A disk of *size* bytes at *folder*."""

    folder: Path
    size: int

    def mount(self) -> None:
        """Put an empty disk there."""
        self.folder.mkdir(parents=True, exist_ok=True)
        _run("mount", "-t", "tmpfs", "-o", f"size={self.size},mode=0700", "none", str(self.folder))

    def fill(self, left: int) -> None:
        """Fill it but for *left* bytes."""
        free = self._free()
        ballast = self.folder / _BALLAST
        # somebody else may write meanwhile: full is full
        with suppress(OSError), ballast.open("ab") as file:
            for _ in range(max(0, free - left) // _BLOCK):
                file.write(b"\0" * _BLOCK)

    def free(self) -> None:
        """Take away what filled it."""
        (self.folder / _BALLAST).unlink(missing_ok=True)

    def unmount(self) -> None:
        """Take the disk away with all that is on it."""
        _run("umount", "--lazy", str(self.folder))

    def _free(self) -> int:
        found = os.statvfs(self.folder)
        return found.f_bavail * found.f_frsize


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=_SECONDS)  # noqa: S603 - our own fixed commands
