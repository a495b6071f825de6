"""Amounts of money to the fen, and counts of people, without a rounding of binary fractions."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from hub.connectors.parsing.texts import is_blank, reject
from hub.core.privacy import half_width

_UNITS = {"元": 100, "圆": 100, "块": 100, "万": 1_000_000, "万元": 1_000_000, "亿": 10_000_000_000, "分": 1}
_UNITS |= {"亿元": 10_000_000_000, "千元": 100_000}
_AMOUNT = re.compile(r"(?P<figure>-?[\d,]*\.?\d+)\s*(?P<unit>亿元|万元|千元|亿|万|元|圆|块|分)?整?")
_COUNT = re.compile(r"[约近共]?\s*(?P<figure>\d[\d,]*)\s*[余多来]?\s*[人件个户名]?[左右]*")
_LARGEST_FEN = 10**15


def parse_decimal(value: object, field: str, *, task_of: str = "") -> Decimal:
    """Return a plain number exactly as written; a float is taken at its shortest spelling."""
    text = half_width(repr(value) if isinstance(value, float) else str(value)).replace(",", "").replace("，", "")
    try:
        number = Decimal(text)
    except InvalidOperation:
        reject(value, field, "is no number", "E-NUM-01", task_of)
    return number if number.is_finite() else reject(value, field, "is no number", "E-NUM-01", task_of)


def parse_amount_fen(value: object, field: str, *, unit: str = "元", task_of: str = "") -> int | None:
    """
    Return an amount in fen, None when there is none; a unit written beside the figure beats *unit*.

    >>> parse_amount_fen("1,200", "达成金额"), parse_amount_fen("0.12万元", "x")
    (120000, 120000)
    >>> parse_amount_fen(3.5, "x", unit="万元")
    3500000
    """
    if is_blank(value):
        return None
    if isinstance(value, str):
        text = half_width(value).removeprefix("¥").removeprefix("人民币").replace(" ", "").replace("，", ",")
        match = _AMOUNT.fullmatch(text)
        if match is None:
            reject(value, field, "is no amount of money", "E-AMT-01", task_of)
        unit, value = match["unit"] or unit, match["figure"]
    fen = parse_decimal(value, field, task_of=task_of) * _UNITS[unit]
    if fen != fen.to_integral_value():
        reject(value, field, "has parts of a fen: is the unit right?", "E-AMT-02", task_of)
    if not 0 <= fen <= _LARGEST_FEN:
        reject(value, field, "amount is negative or impossibly large", "E-AMT-03", task_of)
    return int(fen)


def parse_count(value: object, field: str, *, task_of: str = "") -> int | None:
    """
    Return a number of people or things, None when there is none.

    >>> parse_count("约20人", "人数"), parse_count("１２", "人数"), parse_count(3.0, "人数")
    (20, 12, 3)
    """
    if is_blank(value):
        return None
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else half_width(str(value))
    match = _COUNT.fullmatch(text)
    if match is None or len(match["figure"]) > 9:
        reject(value, field, "is no count", "E-NUM-02", task_of)
    return int(match["figure"].replace(",", ""))
