"""The folder of a run: made anew each time, and only ever one that a run of the demo made itself."""

from __future__ import annotations

import shutil
from pathlib import Path

from hub.core.errors import ConfigurationError

DEFAULT_FOLDER = Path("demo-out")
MARK = ".fengqiao-demo"
"""This file says that the folder belongs to the demo and may be emptied by it."""


def fresh_folder(folder: Path) -> Path:
    """
    Return *folder*, empty but for its mark; what an earlier run left there is deleted.

    Raises:
        ConfigurationError: something else is kept there, or the folder can't be written.
    """
    try:
        if folder.exists() and not folder.is_dir():
            raise ConfigurationError("is a file", where=str(folder), remedy="name another folder with --out")
        if folder.is_dir() and any(folder.iterdir()):
            if not (folder / MARK).is_file():
                raise ConfigurationError(
                    "this folder isn't empty and no run of the demo made it",
                    where=str(folder),
                    remedy="name another folder with --out",
                )
            for entry in sorted(folder.iterdir()):
                _remove(entry)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / MARK).write_text("made by hub demo, emptied by the next run\n", encoding="utf-8")
    except OSError as error:
        raise ConfigurationError(
            f"can't be written: {error.strerror}", where=str(folder), remedy="name another folder with --out"
        ) from error
    return folder


def _remove(entry: Path) -> None:
    if entry.is_dir() and not entry.is_symlink():
        shutil.rmtree(entry)
    else:
        entry.unlink()
