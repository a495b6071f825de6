"""What a later revision changed: each figure with its sign, and the disputes that changed it with the reason (§6.1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from hub.core.body_figures import body_figures, difference_by_dispute
from hub.core.codes import LabelledCode
from hub.core.daytime import local_day
from hub.core.measures import MEASURES
from hub.core.ports import Row
from hub.core.statistics import MonthlyView, monthly_view
from hub.queries.month_rows import MonthRows, known_rows


class ChangeCause(LabelledCode):
    """Why a dispute, a body or a person changed a figure after a revision."""

    LATE = "LATE", "迟到的事实", "Came late"
    CORRECTED = "CORRECTED", "更正", "Corrected"
    GONE = "GONE", "并案、撤回或拆分", "Merged, withdrawn or split"
    TOTALS = "TOTALS", "单位自报合计", "A body's own total"
    ADJUSTED = "ADJUSTED", "人工调整", "Adjusted by hand"


@dataclass(frozen=True, slots=True)
class Share:
    """What one dispute (or body, or adjustment) added to the change, why, and on which day it became known."""

    label: str
    value: int
    cause: ChangeCause
    known_on: date | None


@dataclass(frozen=True, slots=True)
class Change:
    """One figure before and now; the shares add up to the difference."""

    measure: str
    before: int
    now: int
    shares: tuple[Share, ...]

    @property
    def delta(self) -> int:
        """Now minus before."""
        return self.now - self.before


def changes(rows: MonthRows, month: str, since: datetime, until: datetime) -> Iterator[Change]:
    """Yield every measure of *month* that differs between two instants, in the order of the form."""
    before_rows, now_rows = rows.at(since), rows.at(until)
    before, now = body_figures(before_rows, month), body_figures(now_rows, month)
    days = _days(rows.moved, since, until)
    had = {row.label for row in before_rows}
    for measure in MEASURES:
        told = _shares(before.parts.get(measure, {}), now.parts.get(measure, {}), had, days)
        if told:
            yield Change(measure, before.value(measure), now.value(measure), told)
    yield from _beside(monthly_view(before_rows, month), monthly_view(now_rows, month))


def shares_of(
    history: Sequence[Row], parts: tuple[Mapping[str, int], Mapping[str, int]], since: datetime, until: datetime
) -> tuple[Share, ...]:
    """Return what each dispute changed of a figure whose parts before and now are *parts*, why, and since when."""
    had = {row.label for row in known_rows(history, since)}
    return _shares(*parts, had, _days(history, since, until))


def _shares(
    before: Mapping[str, int], now: Mapping[str, int], had: set[str], days: Mapping[str, date]
) -> tuple[Share, ...]:
    return tuple(
        Share(label, value, _cause(label, value, had, now), days.get(label))
        for label, value in difference_by_dispute(before, now).items()
    )


def _days(history: Iterable[Row], since: datetime, until: datetime) -> dict[str, date]:
    """Return by dispute the first day after *since* on which anything of it changed."""
    found: dict[str, datetime] = {}
    for row in history:
        for at in (row.known_from, row.known_until):
            if at is not None and since < at <= until:
                found[row.label] = min(at, found.get(row.label, at))
    return {label: local_day(at) for label, at in found.items()}


def _cause(label: str, value: int, had: set[str], now: Mapping[str, int]) -> ChangeCause:
    if label not in had:
        return ChangeCause.LATE
    return ChangeCause.GONE if value < 0 and label not in now else ChangeCause.CORRECTED


def _beside(before: MonthlyView, now: MonthlyView) -> Iterator[Change]:
    """Yield what bodies' own totals and signed lines changed; they stand beside the event figures."""
    for cause, old, new in (
        (ChangeCause.TOTALS, before.totals, now.totals),
        (ChangeCause.ADJUSTED, before.adjusted, now.adjusted),
    ):
        for key in sorted(old.keys() | new.keys()):
            for measure in sorted({*old.get(key, {}), *new.get(key, {})}):
                was, is_now = old.get(key, {}).get(measure, 0), new.get(key, {}).get(measure, 0)
                if was != is_now:
                    yield Change(measure, was, is_now, (Share(key, is_now - was, cause, None),))
