"""Which files of a folder are the ledger, and of which period each is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from hub.core.privacy import half_width

_PLACES = {"{年}": r"(?P<year>\d{4})", "{月}": r"(?P<month>\d{1,2})", "{year}": r"(?P<year>\d{4})"}
_PLACES |= {"{month}": r"(?P<month>\d{1,2})"}
_PART = re.compile(r"(\{[^{}]*\}|\*|\?)")


@dataclass(frozen=True, slots=True)
class FilePattern:
    """
    A file name with ``*``, ``?``, ``{年}`` and ``{月}``.

    >>> FilePattern.of("行政调解台账*{年}年{月}月*.xls*").period_of("行政调解台账（2026年3月）.xlsx")
    '2026-03'
    """

    text: str
    _expression: re.Pattern[str]

    @classmethod
    def of(cls, text: str) -> FilePattern:
        """
        Return the pattern.

        Raises:
            ValueError: it holds another place than those, or one twice.
        """
        parts: list[str] = []
        for part in _PART.split(half_width(text)):
            if part.startswith("{"):
                if part not in _PLACES or _PLACES[part] in parts:
                    raise ValueError(part)
                parts.append(_PLACES[part])
            else:
                parts.append({"*": r".*?", "?": r"."}.get(part) or re.escape(part))
        return cls(text, re.compile("".join(parts)))

    @property
    def has_periods(self) -> bool:
        """Whether a file name says its year."""
        return "year" in self._expression.groupindex

    def period_of(self, name: str) -> str | None:
        """Return the period of the file *name* (``2026-03``, ``2026``, or empty), None when it's another file."""
        match = self._expression.fullmatch(half_width(name))
        if match is None or name.startswith(("~", ".")):
            return None
        groups = match.groupdict()
        year, month = groups.get("year"), groups.get("month")
        if month is not None and not 1 <= int(month) <= 12:
            return None
        if year is None:
            return ""
        return year if month is None else f"{year}-{int(month):02d}"


def end_of_period(period: str) -> date | None:
    """
    Return the last day of *period*, None when it isn't known.

    >>> end_of_period("2026-02")
    datetime.date(2026, 2, 28)
    """
    year, _, month = period.partition("-")
    if not year.isdigit() or len(year) != 4:
        return None
    following = date(int(year) + 1, 1, 1) if month in ("", "12") else date(int(year), int(month) + 1, 1)
    return following - timedelta(days=1)


def year_for(month: int, day: int, period: str) -> int | None:
    """
    Return the year that brings *month* and *day* nearest to the end of *period*.

    >>> year_for(12, 25, "2026-01"), year_for(3, 25, "2026-03")
    (2025, 2026)
    """
    end = end_of_period(period)
    if end is None:
        return None
    near: list[tuple[int, int]] = []
    for year in (end.year - 1, end.year, end.year + 1):
        try:
            near.append((abs((date(year, month, day) - end).days), year))
        except ValueError:
            continue
    return min(near)[1] if near else end.year
