"""What a worker says on the cluster of the settings that it works under."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerSettings:
    """
    The settings of one worker.

    Attributes:
        version: Of the amended settings.
        files: A mark of the files of its machine that its rules were read from.
        trouble: Why it doesn't follow the newest note, empty where it does.
        at: Since when (UTC).
    """

    version: int
    files: str
    trouble: str
    at: datetime

    def text(self) -> str:
        """Return this as a note."""
        return json.dumps({**asdict(self), "at": self.at.isoformat()}, ensure_ascii=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsTaken:
    """
    How far the settings have come.

    Attributes:
        version: Of the note that stands on the cluster.
        workers: What each worker of the hub said last, None where it has said nothing; only those at work now.
    """

    version: int
    workers: Mapping[str, WorkerSettings | None]

    @property
    def behind(self) -> list[str]:
        """Workers that don't follow the note."""
        return [
            name for name, said in self.workers.items() if said is None or said.version != self.version or said.trouble
        ]

    def with_other_files(self, mark: str) -> list[str]:
        """Return the workers whose machines have other files of settings than those of *mark*."""
        return [name for name, said in self.workers.items() if said is not None and said.files != mark]


def said_by(text: str) -> WorkerSettings | None:
    """Return what a worker says in the note *text*, None where it can't be read."""
    try:
        found = json.loads(text)
        return WorkerSettings(
            version=int(found["version"]),
            files=str(found["files"]),
            trouble=str(found["trouble"]),
            at=datetime.fromisoformat(found["at"]),
        )
    except (ValueError, KeyError, TypeError):
        return None
