"""Gauges of a process and its machine: versions and disks; rounds and backups of the one that keeps the time."""

from __future__ import annotations

import platform
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import hub
from hub.backup.last import LastBackup
from hub.metrics import catalogue as metric
from hub.metrics.samples import Sample
from hub.service.heartbeat import Heartbeat


@dataclass(frozen=True, slots=True)
class Machine:
    """Versions and disks; *folders* are those to watch, by the name that labels them."""

    folders: Mapping[str, Path]
    engine: str
    name: str = "machine"

    def samples(self) -> Iterator[Sample]:
        """Yield what stands now."""
        versions = (hub.__version__, platform.python_version(), self.engine)
        yield Sample(metric.BUILD_INFO, 1, versions)
        for name, folder in self.folders.items():
            there = next(one for one in (folder, *folder.parents) if one.is_dir())
            usage = shutil.disk_usage(there)
            yield Sample(metric.DISK_FREE, usage.free, (name,))
            yield Sample(metric.DISK_SIZE, usage.total, (name,))
            yield Sample(metric.FOLDER_BYTES, _size(folder), (name,))


@dataclass(frozen=True, slots=True)
class Rounds:
    """What ``hub run`` and the backups left in the data folder."""

    data: Path
    name: str = "rounds"

    def samples(self) -> Iterator[Sample]:
        """Yield what stands now."""
        heart = Heartbeat.read(self.data)
        yield Sample(metric.RUNNING, heart is not None and heart.is_alive)
        yield Sample(metric.ROUND_AT, 0 if heart is None else _seconds(heart.round_at))
        yield Sample(metric.ROUND_TROUBLE, heart is not None and bool(heart.trouble))
        last = LastBackup.read(self.data)
        yield Sample(metric.BACKUP_AT, 0 if last is None else _seconds(last.made_at))
        yield Sample(metric.BACKUP_VERIFIED_AT, _seconds(last.verified_at) if last is not None else 0)


def _seconds(instant: str) -> float:
    return datetime.fromisoformat(instant).timestamp() if instant else 0.0


def _size(folder: Path) -> int:
    """Return what the files in *folder* take; one that goes meanwhile counts nothing."""
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.stat().st_size if path.is_file() else 0
        except OSError:
            continue
    return total
