"""The State Council's yearly holiday notices as a working-day calendar."""

from __future__ import annotations

from collections.abc import Iterable
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


class _Year(BaseModel):
    year: int
    days: list[_Day]


def load_calendar(extra_folder: Path | None = None) -> WorkingCalendar:
    """
    Return the packaged calendar; a ``YYYY.json`` in *extra_folder* adds or replaces its year.

    A year whose notice isn't published (a file without days) is absent, so asking for it is an alarm, never a guess.

    Raises:
        ConfigurationError: a file can't be read; it's named.
    """
    years = _read(folder("holiday_cn").iterdir())
    if extra_folder is not None and extra_folder.is_dir():
        years |= _read(extra_folder.iterdir())
    return WorkingCalendar(years)


def _read(files: Iterable[Traversable | Path]) -> dict[int, dict[date, bool]]:
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
            years[notice.year] = {day.date: day.isOffDay for day in notice.days}
    return years
