"""The State Council's yearly holiday notices as a working-day calendar."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources.abc import Traversable
from pathlib import Path

from pydantic import BaseModel, ValidationError

from hub.core.calendar import WorkingCalendar
from hub.core.errors import ConfigurationError, PermanentError
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


def notice_in(text: str) -> tuple[tuple[date, bool, str], ...]:
    """
    Return the days of a notice as people write it down, or as a file of the holiday-cn project has it.

    A line is ``FIRST [LAST] NAME 休|班`` (or ``off``, ``work``).

    Raises:
        PermanentError: a line can't be read; it's named by its number.
    """
    if text.lstrip().startswith("{"):
        try:
            return tuple((day.date, day.isOffDay, day.name) for day in _Year.model_validate_json(text).days)
        except ValidationError as error:
            raise PermanentError(
                "not a holiday file", where="JSON", remedy="take the file of that year from the holiday-cn project"
            ) from error
    found: list[tuple[date, bool, str]] = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            found.extend(_spoken(line.split(), number))
    return tuple(found)


_WORDS = {"休": True, "off": True, "班": False, "work": False}
_LONGEST = 16
"""Days of one span: none of a notice has ever had more than 9."""


def _spoken(words: list[str], number: int) -> list[tuple[date, bool, str]]:
    """Return the days of line *number*."""
    fault = PermanentError(
        f"line {number} of the notice can't be read",
        where=" ".join(words)[:60],
        remedy="write first day, last day, name, and 休 or 班",
    )
    try:
        *days, name, what = words
        first, last = (date.fromisoformat(day) for day in (days[0], days[-1]))
        off = _WORDS[what.lower()]
    except (ValueError, KeyError, IndexError) as error:
        raise fault from error
    if len(days) > 2 or not 0 <= (last - first).days < _LONGEST:
        raise fault
    return [(first + timedelta(days=day), off, name) for day in range((last - first).days + 1)]


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
