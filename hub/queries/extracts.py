"""
Extracts that other bodies are owed: appraisal counts per body and month (GOV-2), grid data for analysis (GRID-2).

Both are counts; no person and no single dispute stands in them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from hub.core.codes import Channel, Outcome
from hub.core.daytime import month_bounds
from hub.core.messages import MonthlyStatistics
from hub.core.ports import Row
from hub.core.statistics import COLUMNS

Line = Sequence[str | int | None]

APPRAISAL_HEADINGS = (
    "月份", "修订", "单位代码", "单位", "期初", "受理", "转入", "办结", "转出", "期末在办",
    "成功", "不成", "当事人终止", "成功率（%）", "口头协议", "书面协议", "金额（元）", "司法确认", "防止民转刑（件）",
    "防止群体性上访（件）", "统计口径",
)  # fmt: skip
GRID_HEADINGS = ("月份", "区县代码", "区县", "纠纷类别", "受理", "办结", "成功", "期末在办")


def appraisal_lines(published: Iterable[MonthlyStatistics], names: Mapping[str, str]) -> Iterator[Line]:
    """Yield the counts of each body's last published revision of a month."""
    for one in sorted(published, key=lambda statistics: (statistics.month, statistics.unit)):
        cells = {(cell.table, cell.key, cell.measure): cell.value for cell in one.cells}
        flows = [cells.get(("city", "", column), 0) for column in COLUMNS]
        outcomes = [
            cells.get(("outcome", outcome.value, "count"), 0)
            for outcome in (Outcome.SUCCESS, Outcome.FAILED, Outcome.CONSENT_WITHDRAWN)
        ]
        counts = [
            cells.get(place, 0)
            for place in (
                ("confirmation", "Granted", "count"),
                ("prevented_cases", "CIVIL_TO_CRIMINAL", "count"),
                ("prevented_cases", "MASS", "count"),
            )
        ]
        forms = [cells.get(("agreement", form, "count"), 0) for form in ("ORAL", "WRITTEN")]
        rate, amount = cells.get(("city", "", "success_rate")), cells.get(("city", "", "amount_yuan"))
        yield (
            one.month, f"R{one.revision}", one.unit, names.get(one.unit, one.unit), *flows, *outcomes,
            hundredths(rate), *forms, hundredths(amount), *counts, one.definition,
        )  # fmt: skip


def hundredths(value: int | None) -> str:
    """
    Return *value*, a number of hundredths, with two places; nothing where it isn't defined.

    >>> hundredths(7143), hundredths(None)
    ('71.43', '')
    """
    return "" if value is None else f"{value // 100}.{value % 100:02d}"


@dataclass(slots=True)
class _GridCell:
    accepted: int = 0
    concluded: int = 0
    success: int = 0
    pending: int = 0


def grid_lines(rows: Iterable[Row], month: str, names: Mapping[str, str]) -> Iterator[Line]:
    """Yield what came of disputes first reported by the grid: by county of the handling unit and type of dispute."""
    first, last = (day.isoformat() for day in month_bounds(month))
    found: dict[tuple[str, str], _GridCell] = {}
    for row in rows:
        if row.channel != Channel.GRID or row.measure not in _SIGNS or row.day > last or row.county is None:
            continue
        cell = found.setdefault((row.county, row.type or ""), _GridCell())
        cell.pending += _SIGNS[row.measure] * row.value
        if row.day >= first:
            cell.accepted += row.value if row.measure == "accepted" else 0
            cell.concluded += row.value if row.measure == "concluded" else 0
            cell.success += row.value if row.item == Outcome.SUCCESS and row.measure == "concluded" else 0
    for (county, kind), cell in sorted(found.items()):
        if cell != _GridCell():
            place = names.get(county, county)
            yield month, county, place, kind, cell.accepted, cell.concluded, cell.success, cell.pending


_SIGNS = {"accepted": 1, "transferred_in": 1, "concluded": -1, "transferred_out": -1}
