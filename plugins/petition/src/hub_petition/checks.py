"""What ``hub adapter check petition`` looks at. Nothing is written but one probe file that is removed at once."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from hub.core.errors import ClosedInputError
from hub.plugins.spec import CheckLine
from hub.plugins.trial import trial_line
from hub_petition.memory import Memory
from hub_petition.nights import compared
from hub_petition.settings import PetitionSettings
from hub_petition.snapshot import Snapshot, read_snapshot
from hub_petition.translate import Translator


def check_lines(settings: PetitionSettings, now: datetime, translator: Translator) -> Sequence[CheckLine]:
    """Return one line for each folder, the newest snapshot, and its trial translation."""
    lines = [
        _folder("快照目录", "Snapshot folder", settings.inbox, os.R_OK),
        _folder("回执目录", "Acknowledgement folder", settings.acks, os.R_OK),
        _folder("回复目录", "Reply folder", settings.outbox, os.R_OK | os.W_OK),
    ]
    newest = max(settings.inbox.glob("*.zip"), key=lambda path: path.name, default=None)
    if newest is None:
        return [*lines, CheckLine(zh="快照", en="Snapshot", ok=False, remedy="等待信访局投放首个快照")]
    try:
        snapshot = read_snapshot(newest.name, newest.read_bytes(), settings)
    except (ClosedInputError, OSError) as error:
        return [*lines, CheckLine(zh="快照", en="Snapshot", ok=False, detail=str(error), remedy="请信访局重新导出")]
    age = now - snapshot.at
    fresh = CheckLine(
        zh="快照",
        en="Snapshot",
        ok=age.days < 2,
        detail=f"{newest.name} {len(snapshot.rows)} 件，已 {age.days} 天",
        remedy="" if age.days < 2 else "快照过旧（应不满 2 天）：请信访局检查夜间导出任务并重新导出",
    )
    return [*lines, fresh, _trial(newest.name, snapshot, settings, translator)]


def _folder(zh: str, en: str, folder: Path, rights: int) -> CheckLine:
    ok = folder.is_dir() and os.access(folder, rights)
    return CheckLine(zh=zh, en=en, ok=ok, detail=folder.name, remedy="" if ok else "检查目录是否挂载及读写权限")


def _trial(name: str, snapshot: Snapshot, settings: PetitionSettings, translator: Translator) -> CheckLine:
    records, _ = compared(name, Memory(), snapshot, settings.missing_nights)
    return trial_line(records, translator.translate, remedy="按行更正，或在 categories 中登记新分类")
