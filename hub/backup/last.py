"""What the data folder remembers of its last backup, for whoever asks how old it is."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

LAST = "last-backup.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class LastBackup:
    """
    The last complete backup.

    Attributes:
        made_at, verified_at: UTC instants; the latter is when a backup was last proven, empty for never.
        folder: Where the backup stands.
    """

    made_at: str
    folder: str
    bytes: int
    verified_at: str = ""

    def write(self, data: Path) -> None:
        """Replace what *data* remembers as a whole."""
        part = data / f"{LAST}.part"
        part.write_text(json.dumps(asdict(self), ensure_ascii=False), encoding="utf-8")
        part.replace(data / LAST)

    @classmethod
    def read(cls, data: Path) -> LastBackup | None:
        """Return what *data* remembers, None where no backup was ever made."""
        try:
            return cls(**json.loads((data / LAST).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None
