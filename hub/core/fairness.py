"""
Fair comparison of a monthly figure with its past (domain §6.3): never month on month alone, Spring Festival joined.

January is compared with nothing; February stands for January and February together. Months of different length are
compared per working day. A base below 20 gives an absolute change and no percentage. What isn't known is said, never
guessed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from hub.core.calendar import WorkingCalendar
from hub.core.codes import LabelledCode
from hub.core.daytime import ONE_DAY, month_bounds
from hub.core.errors import MissingCalendarError
from hub.core.indicators import BASE_YEAR, Monthly

SMALL_BASE = 20
"""Below this base only the absolute change is told (domain §6.3)."""

Months = tuple[str, ...]


class Untold(LabelledCode):
    """Why a percentage, or the whole comparison, isn't told."""

    MISSING = "MISSING", "缺月份数据", "Months are missing"
    SMALL_BASE = "SMALL_BASE", "基数不足20，只列增减数", "Base below 20: absolute change only"
    JOINED = "JOINED", "1月并入2月比较（春节）", "January is compared together with February (Spring Festival)"
    UNEQUAL = "UNEQUAL", "月数不等，看按工作日", "Unequal months: see per working day"
    NO_CALENDAR = "NO_CALENDAR", "缺该年工作日历", "No working-day calendar of that year"
    RATE = "RATE", "比率不按工作日折算", "A rate isn't told per working day"


@dataclass(frozen=True, slots=True)
class Change:
    """
    A figure beside its base: ``absolute`` in the figure's own unit (for a rate in percentage points), ``percent``.

    ``why`` says why the percentage isn't there; then ``missing`` names the months that aren't known.
    """

    now: int | None
    base: int | None
    absolute: Decimal | None
    percent: Decimal | None
    why: Untold | None = None
    missing: Months = ()


@dataclass(frozen=True, slots=True)
class Comparisons:
    """Every comparison of one month; ``months`` are those that it stands for."""

    month: str
    months: Months
    mom: Change
    mom_per_day: Change
    yoy: Change
    ytd: Change
    vs_base: Change


def untold(why: Untold, missing: Months = ()) -> Change:
    """Return a comparison that isn't told at all."""
    return Change(None, None, None, None, why, missing)


def percent(part: Decimal, whole: Decimal) -> Decimal:
    """
    Return *part* of *whole* in percent, half up to two places (convention 17).

    >>> percent(Decimal(5), Decimal(7))
    Decimal('71.43')
    """
    return (100 * part / whole).quantize(Decimal("0.01"), ROUND_HALF_UP)


def shifted(month: str, years: int) -> str:
    """Return *month* so many years earlier."""
    return f"{int(month[:4]) - years:04d}{month[4:]}"


def back(month: str, count: int) -> str:
    """
    Return the month *count* months before *month*.

    >>> back("2026-01", 2)
    '2025-11'
    """
    number = int(month[:4]) * 12 + int(month[5:]) - 1 - count
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def joined(month: str) -> Months:
    """Return the months for which *month* stands: February for January and February, any other for itself."""
    return (f"{month[:5]}01", month) if month.endswith("-02") else (month,)


def before(months: Months) -> Months:
    """Return the period before *months*: January and February together before March, else as many months."""
    if months[0].endswith("-03") and len(months) == 1:
        return f"{months[0][:5]}01", f"{months[0][:5]}02"
    return tuple(back(months[0], count) for count in range(len(months), 0, -1))


def compare(figure: Monthly, now: Months, base: Months) -> Change:
    """Return *figure* of the months *now* beside that of the months *base*."""
    missing = tuple(month for month in (*base, *now) if not figure.knows(month))
    if missing:
        return untold(Untold.MISSING, missing)
    new, old = _sum(figure.counts, now), _sum(figure.counts, base)
    if figure.over is not None:
        return _rates(new, old, _sum(figure.over, now), _sum(figure.over, base))
    if len(now) != len(base):
        return Change(new, old, None, None, Untold.UNEQUAL)
    change = Decimal(new - old)
    if old < SMALL_BASE:
        return Change(new, old, change, None, Untold.SMALL_BASE)
    return Change(new, old, change, percent(change, Decimal(old)))


def _rates(new: int, old: int, new_over: int, old_over: int) -> Change:
    """The base of a rate is small when either its cases or those below the line are; then cases are told, no rate."""
    if min(old, old_over, new_over) < SMALL_BASE:
        return Change(new, old, Decimal(new - old), None, Untold.SMALL_BASE)
    rate, former = Decimal(new) / new_over, Decimal(old) / old_over
    points = (100 * (rate - former)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return Change(new, old, points, percent(Decimal(new * old_over - old * new_over), Decimal(old * new_over)))


def per_day(figure: Monthly, now: Months, base: Months, calendar: WorkingCalendar) -> Change:
    """Return the change of the figure per working day."""
    if figure.over is not None:
        return untold(Untold.RATE)
    plain = compare(figure, now, base)
    if plain.now is None or plain.base is None:
        return plain
    if plain.base < SMALL_BASE:
        return Change(plain.now, plain.base, plain.absolute, None, Untold.SMALL_BASE)
    try:
        days, base_days = working_days(now, calendar), working_days(base, calendar)
    except MissingCalendarError:
        return Change(plain.now, plain.base, None, None, Untold.NO_CALENDAR)
    change = Decimal(plain.now * base_days - plain.base * days)
    return Change(plain.now, plain.base, None, percent(change, Decimal(plain.base * days)))


def working_days(months: Sequence[str], calendar: WorkingCalendar) -> int:
    """
    Return how many working days *months* have.

    Raises:
        MissingCalendarError: the calendar of a year isn't published.
    """
    count = 0
    for month in months:
        day, last = month_bounds(month)
        while day <= last:
            count += not calendar.is_rest_day(day)
            day += ONE_DAY
    return count


def _sum(counts: dict[str, int], months: Months) -> int:
    return sum(counts[month] for month in months)


def comparisons(figure: Monthly, month: str, calendar: WorkingCalendar, *, base_year: int = BASE_YEAR) -> Comparisons:
    """Return every comparison of *figure* in *month* (``YYYY-MM``)."""
    if month.endswith("-01"):
        none = untold(Untold.JOINED)
        return Comparisons(month, (month,), none, none, none, none, none)
    now = joined(month)
    former = before(now)
    last_year = tuple(shifted(one, 1) for one in now)
    so_far = tuple(f"{month[:5]}{number:02d}" for number in range(1, int(month[5:]) + 1))
    return Comparisons(
        month=month,
        months=now,
        mom=compare(figure, now, former),
        mom_per_day=per_day(figure, now, former, calendar),
        yoy=compare(figure, now, last_year),
        ytd=compare(figure, so_far, tuple(shifted(one, 1) for one in so_far)),
        vs_base=compare(figure, so_far, tuple(f"{base_year:04d}{one[4:]}" for one in so_far)),
    )


class Signal(LabelledCode):
    """How a comparison reads; only one of them may ever be shown in green."""

    UNKNOWN = "UNKNOWN", "不可比", "Can't be compared"
    RISE = "RISE", "上升", "Rises"
    LEVEL = "LEVEL", "持平", "Level"
    FALL_ALONE = "FALL_ALONE", "下降，无对照指标", "Falls, no counter-measure"
    FALL_COUNTER_ROSE = (
        "FALL_COUNTER_ROSE",
        "下降，但对照指标上升，须核查",
        "Falls, its counter-measure rises: look into it",
    )
    FALL_COUNTER_STEADY = "FALL_COUNTER_STEADY", "下降，对照指标未上升", "Falls, its counter-measure doesn't rise"

    @property
    def may_be_green(self) -> bool:
        """Whether a page may colour it as a fall: only with its counter-measure beside it."""
        return self is Signal.FALL_COUNTER_STEADY


def signal(change: Change, counter: Change | None) -> Signal:
    """Return how *change* reads beside the change of its counter-measure over the same months."""
    if change.absolute is None:
        return Signal.UNKNOWN
    if change.absolute > 0:
        return Signal.RISE
    if change.absolute == 0:
        return Signal.LEVEL
    if counter is None or counter.absolute is None:
        return Signal.FALL_ALONE
    return Signal.FALL_COUNTER_ROSE if counter.absolute > 0 else Signal.FALL_COUNTER_STEADY
