"""The State Council's notice of a year that no file has: copied, never decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hub.core.calendar import SATURDAY
from hub.core.daytime import ONE_DAY
from hub.core.errors import PermanentError


@dataclass(frozen=True, slots=True, kw_only=True)
class Holidays:
    """The State Council's notice of a year that no file has: each day with whether it's off, and under which name."""

    year: int
    days: tuple[tuple[date, bool, str], ...]

    @property
    def subject(self) -> str:
        """What it's about."""
        return str(self.year)

    @property
    def stated(self) -> str:
        """What it says, in codes and figures."""
        off = sum(is_off for _, is_off, _ in self.days)
        return f"off {off}, worked {len(self.days) - off}"


def first_of(year: int, today: date) -> date:
    """Return the first day of the notice of *year*: its first of January, tomorrow where that's over."""
    return max(date(year, 1, 1), today + ONE_DAY)


STATUTORY = ("元旦", "春节", "清明", "劳动节", "端午", "中秋", "国庆")
"""Holidays of everybody by 全国年节及纪念日放假办法 第二条: a notice that lacks one isn't whole."""


_MOST_DAYS = 60


def check_holidays(said: Holidays, today: date) -> None:
    """
    Refuse a notice that can't be one of the State Council's: incomplete, of another year, or worked on a working day.

    Raises:
        PermanentError: it can't; it's said why.
    """
    days = [day for day, _, _ in said.days]
    if not today.year <= said.year <= today.year + 1:
        raise PermanentError("a notice is of this year or the next", where=said.subject, remedy="mend the year")
    if len(days) != len(set(days)) or len(days) > _MOST_DAYS or any(day.year != said.year for day in days):
        raise PermanentError(
            f"a notice names up to {_MOST_DAYS} days of its year, each once", where=said.subject, remedy="mend the days"
        )
    lacking = [name for name in STATUTORY if not any(off and name in called for _, off, called in said.days)]
    if lacking:
        raise PermanentError(f"the notice lacks {lacking[0]}", where=said.subject, remedy="take over the whole notice")
    odd = [day for day, off, _ in said.days if not off and day.weekday() < SATURDAY]
    if odd:
        raise PermanentError(
            f"{odd[0]} is no weekend day, so it can't be worked instead", where=said.subject, remedy="mend the days"
        )
