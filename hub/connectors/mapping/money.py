"""Amounts whose unit stands in the heading, and what looks like the other unit."""

from __future__ import annotations

import re

from hub.connectors.mapping.model import Column
from hub.connectors.native import Native
from hub.connectors.parsing import RowRejectedError, is_blank, parse_amount_fen
from hub.core.privacy import half_width, masked

_IN_HEADING = re.compile(r"(万元|千元|元|分)\)?$")
_BESIDE = re.compile(r"[元万亿块圆分]")
_WAN = 10_000
_FEN = 100
_ONE_YUAN = 100
_SAID = {
    "元": ("E-AMT-05", "looks like 万元, the heading says 元"),
    "万元": ("E-AMT-04", "looks like 元, the heading says 万元"),
}
_IMPOSSIBLE_FEN = 10**12
"""Ten thousand million yuan: no dispute of a ledger is settled for that, a wrong unit is likelier."""


def unit_in(heading: str) -> str:
    """
    Return the unit that a heading names, empty when it names none.

    >>> unit_in("达成金额(万元)"), unit_in("达成金额")
    ('万元', '')
    """
    match = _IN_HEADING.search(heading)
    return match[1] if match is not None else ""


def read_amount(column: Column, cell: Native, heading: str, usual: int | None, task_of: str) -> int | None:
    """
    Return an amount in fen.

    *usual* is the median of the column in fen. What is ten thousand times off it is held with a proposal, never
    changed: a person decides.

    Raises:
        RowRejectedError: no amount, or probably of the other unit.
    """
    unit = column.unit or unit_in(heading) or column.fallback
    try:
        fen = parse_amount_fen(cell, heading, unit=unit, task_of=task_of)
    except RowRejectedError as refusal:
        if refusal.code == "E-AMT-02" and unit == "元":
            refusal.proposal = f"{half_width(str(cell))}万元"
        raise
    if not fen or (isinstance(cell, str) and _BESIDE.search(cell)):
        return fen
    other = _other_unit(unit, fen, usual)
    if other is None:
        return fen
    code, said = _SAID[unit]
    odd = RowRejectedError(field=heading, reason=said, value=masked(str(cell)[:20]), code=code, task_of=task_of)
    odd.proposal = f"{other / _FEN:,.2f}".removesuffix(".00") + "元"
    raise odd


def _other_unit(unit: str, fen: int, usual: int | None) -> int | None:
    """Return what it comes to in the unit that was probably meant, None when the unit is plausible."""
    if unit == "元":
        other = fen * _WAN
        is_odd = fen < _ONE_YUAN or (usual is not None and fen * 100 < usual and _is_near(other, usual))
    elif unit == "万元":
        other = fen // _WAN
        is_odd = fen >= _IMPOSSIBLE_FEN or (usual is not None and fen > usual * 100 and _is_near(other, usual))
    else:
        return None
    return other if is_odd else None


def _is_near(fen: int, usual: int) -> bool:
    return usual <= fen * 20 and fen <= usual * 20


def usual_amounts(column: Column, rows: list[dict[str, Native]], least: int = 3) -> dict[str, int]:
    """Return the median amount in fen of each heading of *column* that has *least* readable ones."""
    by_heading: dict[str, list[int]] = {}
    for fields in rows:
        for heading in column.found_in(fields):
            cell = fields[heading]
            if is_blank(cell) or isinstance(cell, list | dict):
                continue
            try:
                fen = parse_amount_fen(cell, heading, unit=column.unit or unit_in(heading) or column.fallback)
            except RowRejectedError:
                continue
            if fen:
                by_heading.setdefault(heading, []).append(fen)
    return {heading: sorted(found)[len(found) // 2] for heading, found in by_heading.items() if len(found) >= least}
