"""Days and instants in the many ways that people and spreadsheets write them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

from hub.connectors.parsing.texts import is_blank, reject
from hub.core.daytime import SHANGHAI, local_day, start_of
from hub.core.privacy import half_width

_EXCEL_EPOCH = date(1899, 12, 30)
_EXCEL_DAYS = range(20_000, 80_000)
"""Serials 1954-10-03 to 2119-01-10; anything else is no date of a dispute."""
_EPOCH_MS = range(315_532_800_000, 4_102_444_800_000)
_EPOCH_S = range(315_532_800, 4_102_444_800)
_COMPACT = re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?:(?P<H>\d{2})(?P<M>\d{2})(?P<S>\d{2})?)?")
_FULL = re.compile(
    r"(?P<y>\d{4})\s*[-/.年]\s*(?P<m>\d{1,2})\s*[-/.月]\s*(?P<d>\d{1,2})\s*[日号]?"
    r"(?:[T\s]*(?P<H>\d{1,2})\s*[:时点]\s*(?P<M>\d{1,2})?\s*分?(?:\s*:?\s*(?P<S>\d{1,2})(?:\.(?P<f>\d{1,6}))?\s*秒?)?)?"
    r"\s*(?P<z>Z|[+-]\d{2}:?\d{2})?"
)
_SHORT = re.compile(r"(?P<m>\d{1,2})\s*[-/.月]\s*(?P<d>\d{1,2})\s*[日号]?")
_CHINESE = str.maketrans("〇○零一二三四五六七八九", "000123456789")


def parse_day(value: object, field: str, *, year: int | None = None, task_of: str = "") -> date:
    """
    Return the Shanghai day that *value* names.

    *year* completes a day written without one (``3月25日``): that of the period the file is about.

    >>> typed = ("2026年3月5日", "2026.3.25", "3月25日", 46106, "２０２６/３/１８")
    >>> [str(parse_day(value, "x", year=2026)) for value in typed]
    ['2026-03-05', '2026-03-25', '2026-03-25', '2026-03-25', '2026-03-18']
    """
    if isinstance(value, datetime):
        return local_day(value) if value.tzinfo else value.date()
    if isinstance(value, date):
        return value
    text = _plain(value)
    if year is not None and (match := _SHORT.fullmatch(text)):
        return _date(value, field, (year, int(match["m"]), int(match["d"])), task_of)
    return local_day(_instant(value, text, field, task_of))


def parse_optional_day(value: object, field: str, *, year: int | None = None, task_of: str = "") -> date | None:
    """Return the day that *value* names, None when it says nothing."""
    return None if is_blank(value) else parse_day(value, field, year=year, task_of=task_of)


def parse_instant(value: object, field: str, *, task_of: str = "") -> datetime:
    """
    Return the UTC instant that *value* names; without an offset it's Shanghai time, without a time its day's start.

    >>> parse_instant("2026年3月5日 14时05分", "BJSJ").isoformat()
    '2026-03-05T06:05:00+00:00'
    >>> parse_instant(1772676300000, "happenTime").isoformat()
    '2026-03-05T02:05:00+00:00'
    """
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=SHANGHAI)).astimezone(UTC)
    if isinstance(value, date):
        return start_of(value)
    return _instant(value, _plain(value), field, task_of)


def parse_optional_instant(value: object, field: str, *, task_of: str = "") -> datetime | None:
    """Return the instant that *value* names, None when it says nothing."""
    return None if is_blank(value) else parse_instant(value, field, task_of=task_of)


def _plain(value: object) -> str:
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = half_width(str(value))
    return text.translate(_CHINESE) if "年" in text or "〇" in text else text


def _instant(value: object, text: str, field: str, task_of: str) -> datetime:
    match = _COMPACT.fullmatch(text) if len(text) in (8, 12, 14) else None
    if match := match or _FULL.fullmatch(text):
        return _from_parts(value, match, field, task_of)
    number = _number(text)
    if number is None:
        return reject(value, field, "is no date", "E-DATE-01", task_of)
    if int(number) in _EXCEL_DAYS:
        day = _EXCEL_EPOCH + timedelta(days=int(number))
        return start_of(day) + timedelta(seconds=round((number - int(number)) * 86_400))
    if int(number) in _EPOCH_MS:
        return datetime.fromtimestamp(int(number) // 1000, UTC) + timedelta(milliseconds=int(number) % 1000)
    if int(number) in _EPOCH_S:
        return datetime.fromtimestamp(int(number), UTC)
    return reject(value, field, "is no date", "E-DATE-01", task_of)


def _number(text: str) -> float | None:
    return float(text) if re.fullmatch(r"\d{5,13}(\.\d{1,12})?", text) else None


def _from_parts(value: object, match: re.Match[str], field: str, task_of: str) -> datetime:
    parts = match.groupdict()
    day = _date(value, field, (int(parts["y"]), int(parts["m"]), int(parts["d"])), task_of)
    hour, minute, second = (int(parts.get(name) or 0) for name in "HMS")
    fraction = int((parts.get("f") or "0").ljust(6, "0"))
    if hour > 23 or minute > 59 or second > 59:
        return reject(value, field, "no such time of day", "E-DATE-02", task_of)
    zone = parts.get("z")
    local = datetime(day.year, day.month, day.day, hour, minute, second, fraction, tzinfo=SHANGHAI)
    if zone:
        normal = "+00:00" if zone == "Z" else zone if ":" in zone else f"{zone[:3]}:{zone[3:]}"
        local = datetime.fromisoformat(local.replace(tzinfo=None).isoformat() + normal)
    return local.astimezone(UTC)


def _date(value: object, field: str, parts: tuple[int, int, int], task_of: str) -> date:
    try:
        day = date(*parts)
    except ValueError:
        reject(value, field, "there is no such day", "E-DATE-02", task_of)
    if not 1900 <= day.year <= 2200:
        reject(value, field, "year is impossible", "E-DATE-02", task_of)
    return day
