"""The State Council's yearly holiday notices as a working-day calendar."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from importlib.resources.abc import Traversable
from pathlib import Path

from pydantic import BaseModel, ValidationError

from hub.core.calendar import WorkingCalendar
from hub.core.errors import ConfigurationError
from hub.reference.packaged import folder


class _Day(BaseModel):
    date: date
    isOffDay: bool
    name: str = ""


class _Year(BaseModel):
    year: int
    papers: list[str] = []
    days: list[_Day]


@dataclass(frozen=True, slots=True)
class Notice:
    """
    The State Council's notice of one year: what is off, what is worked, under which name, and where it stands.

    ``shipped`` is whether it came with the hub, rather than from the folder that the settings name.
    """

    year: int
    days: tuple[tuple[date, bool, str], ...]
    papers: tuple[str, ...]
    shipped: bool


def load_calendar(extra_folder: Path | None = None) -> WorkingCalendar:
    """
    Return the packaged calendar; a ``YYYY.json`` in *extra_folder* adds or replaces its year.

    A year whose notice isn't published (a file without days) is absent, so asking for it is an alarm, never a guess.

    Raises:
        ConfigurationError: a file can't be read; it's named.
    """
    return WorkingCalendar(
        {year: {day: off for day, off, _ in notice.days} for year, notice in notices(extra_folder).items()}
    )


def notices(extra_folder: Path | None = None) -> dict[int, Notice]:
    """
    Return the notices behind :func:`load_calendar`, by year.

    Raises:
        ConfigurationError: a file can't be read; it's named.
    """
    found = _read(folder("holiday_cn").iterdir(), shipped=True)
    if extra_folder is not None and extra_folder.is_dir():
        found |= _read(extra_folder.iterdir(), shipped=False)
    return found


def _read(files: Iterable[Traversable | Path], *, shipped: bool) -> dict[int, Notice]:
    years = {}
    for file in sorted(files, key=lambda entry: entry.name):
        if not (file.name.endswith(".json") and file.name[:-5].isdigit()):
            continue
        try:
            notice = _Year.model_validate_json(file.read_bytes())
        except ValidationError as error:
            raise ConfigurationError(
                f"not a holiday file: {error.error_count()} fields don't fit",
                where=file.name,
                remedy="take the file of that year from the holiday-cn project, or delete it",
            ) from error
        if notice.days:
            days = tuple((day.date, day.isOffDay, day.name) for day in notice.days)
            years[notice.year] = Notice(notice.year, days, tuple(notice.papers), shipped)
    return years
