"""What a running hub leaves after each round for whoever asks how it stands."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

HEARTBEAT = "running.json"


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """
    The last round: whose process, when, what troubled it.

    ``reached`` is when each agency was last read well, ``settings`` the version of the settings that it ran under,
    ``files`` a mark of the files that its rules were read from.
    """

    pid: int
    round_at: str
    trouble: str
    adapters: dict[str, dict[str, object]]
    reached: dict[str, str] = field(default_factory=dict)
    settings: int = 0
    files: str = ""

    def write(self, folder: Path) -> None:
        """Replace the file as a whole: a reader never sees half of it."""
        part = folder / f"{HEARTBEAT}.part"
        part.write_text(json.dumps(asdict(self), ensure_ascii=False), encoding="utf-8")
        part.replace(folder / HEARTBEAT)

    @classmethod
    def read(cls, folder: Path) -> Heartbeat | None:
        """Return the last one, None when no hub has run here."""
        try:
            return cls(**json.loads((folder / HEARTBEAT).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def troubled(self) -> Iterator[tuple[str, list[str]]]:
        """Yield the agencies that the last round had trouble with, and the errors' codes."""
        for code, report in sorted(self.adapters.items()):
            codes = report.get("trouble")
            if isinstance(codes, list) and codes:
                yield code, [str(one) for one in codes]

    @property
    def is_alive(self) -> bool:
        """Whether the process that left it still runs."""
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            return True
        return True
