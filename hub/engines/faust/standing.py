"""How a worker stands: a small file in its folder, replaced every second, and its page."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

STANDING = "worker.json"
FRESH = timedelta(seconds=15)
"""A worker that hasn't written for so long doesn't run, or doesn't run well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerStanding:
    """
    What a worker says of itself.

    Attributes:
        name: The worker.
        pid: Its process.
        at: When this was written (UTC).
        assigned: Shards that the group gave it.
        owned: Shards that it runs.
        coming: Shards that it is taking over.
        taken: Log entries taken since it started.
        trouble: What keeps it from working now, empty where nothing does.
        settings: Version of the amended settings under which it works.
        files: A mark of the files of its machine that its rules were read from.
        ended: Whether it has ended as it was asked to.
    """

    name: str
    pid: int
    at: datetime
    assigned: tuple[int, ...] = ()
    owned: tuple[int, ...] = ()
    coming: tuple[int, ...] = ()
    taken: int = 0
    trouble: str = ""
    settings: int = 0
    files: str = ""
    ended: bool = False

    def document(self) -> dict[str, object]:
        """Return this as JSON shows it."""
        return {**asdict(self), "at": self.at.isoformat()}

    def write(self, folder: Path) -> None:
        """Replace the file in *folder* as a whole: a reader never sees half of it."""
        part = folder / f"{STANDING}.part"
        part.write_text(json.dumps(self.document(), ensure_ascii=False), encoding="utf-8")
        part.replace(folder / STANDING)

    def is_fresh(self, now: datetime) -> bool:
        """Return whether the worker still wrote a moment before *now*."""
        return not self.ended and now - self.at < FRESH and _is_running(self.pid)


def standings(folder: Path) -> Iterator[WorkerStanding]:
    """Yield what the workers whose folders stand in *folder* said last, by name."""
    for path in sorted(folder.glob(f"*/{STANDING}")):
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
            yield WorkerStanding(
                name=str(found["name"]),
                pid=int(found["pid"]),
                at=datetime.fromisoformat(found["at"]).astimezone(UTC),
                assigned=tuple(found["assigned"]),
                owned=tuple(found["owned"]),
                coming=tuple(found["coming"]),
                taken=int(found["taken"]),
                trouble=str(found["trouble"]),
                settings=int(found.get("settings", 0)),
                files=str(found.get("files", "")),
                ended=bool(found["ended"]),
            )
        except (OSError, ValueError, KeyError, TypeError):
            continue  # half a folder of a worker that never ran


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
